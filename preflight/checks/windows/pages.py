"""The public documentation pages that the checks of a Windows server refer to."""

from __future__ import annotations

_SITE = "https://learn.microsoft.com/azure/site-recovery/"

REQUIREMENTS = f"{_SITE}vmware-azure-configuration-server-requirements"
CAPACITY = f"{_SITE}site-recovery-plan-capacity-vmware"
PHYSICAL_SET_UP = f"{_SITE}physical-azure-set-up-source"
POLICIES = f"{_SITE}deploy-vmware-azure-replication-appliance-modernized"
TLS = f"{_SITE}transport-layer-security"
SERVER_TROUBLESHOOTING = f"{_SITE}vmware-azure-troubleshoot-configuration-server"
ANTIVIRUS = f"{_SITE}vmware-azure-set-up-source"
PUSH_PREPARATION = f"{_SITE}vmware-azure-install-mobility-service"
PUSH_TROUBLESHOOTING = f"{_SITE}vmware-azure-troubleshoot-push-install"
HYPERV = f"{_SITE}hyper-v-azure-support-matrix"
FAILBACK = f"{_SITE}vmware-azure-prepare-failback"
SUPPORT_MATRIX = f"{_SITE}vmware-physical-azure-support-matrix"
