"""The public documentation pages that checks refer to."""

from __future__ import annotations

_SITE = "https://learn.microsoft.com/azure/site-recovery/"

SUPPORT_MATRIX = f"{_SITE}vmware-physical-azure-support-matrix"
MOBILITY_OVERVIEW = f"{_SITE}vmware-physical-mobility-service-overview"
PUSH_PREPARATION = f"{_SITE}vmware-azure-install-mobility-service"
PUSH_TROUBLESHOOTING = f"{_SITE}vmware-azure-troubleshoot-push-install"
PHYSICAL_SET_UP = f"{_SITE}physical-azure-set-up-source"
CONFIGURATION_SERVER = f"{_SITE}vmware-azure-deploy-configuration-server"
SCALE_OUT = f"{_SITE}vmware-azure-set-up-process-server-scale"
HYPERV = f"{_SITE}hyper-v-vmm-disaster-recovery"
MASTER_TARGET = f"{_SITE}vmware-azure-install-linux-master-target"
