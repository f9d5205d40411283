"""Agents that are on the host already, and whether it waits for a restart."""

from __future__ import annotations

import re

from preflight import links
from preflight.agent_version import minor_gap, numbers
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known, told
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check

_NO_AGENT = NotApplicable("No mobility agent is installed.")


@linux_check(
    "agent-version",
    title="Version of the installed agent",
    reads=("agent",),
    evidence="agent",
    expects=lambda row, context: f"An installed agent is not newer than {context.agent_release}.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def agent_version(facts: LinuxFacts, _: Requirement, context: Context) -> Outcome:
    """The installer ends with exit code 15 (97 for a host of the modernized generation) instead of downgrading."""
    agent = found(facts.agent)
    if agent is None:
        return _NO_AGENT
    installed, planned = numbers(agent.version), numbers(context.agent_release)
    if not installed or not planned:
        return Unknown(f"The installed agent's version reads {agent.version!r}, which cannot be compared.")
    if installed[: len(planned)] <= planned:
        return Passed(f"Agent {agent.version} is installed.")
    return Failed(
        f"Agent {agent.version} is installed, which is newer than {context.agent_release}.",
        "Use a package of at least the installed version, or uninstall the agent first.",
    )


@linux_check(
    "agent-platform",
    title="Platform of the installed agent",
    reads=("agent",),
    evidence="agent-configuration",
    expects=lambda row, context: "An installed agent was not set up for machines in Azure.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def agent_platform(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The installer ends with exit code 76: only the change from VmWare to Azure is allowed."""
    agent = found(facts.agent)
    if agent is None:
        return _NO_AGENT
    if agent.vm_platform.lower() != "azure":
        return Passed(f"The installed agent's platform is {agent.vm_platform or 'not told, which counts as VmWare'}.")
    return Failed(
        f"The installed agent's platform is {agent.vm_platform}.",
        "Uninstall that agent if the machine is to be protected as a VMware or physical one.",
    )


@linux_check(
    "agent-upgrade-gap",
    title="Restart after the upgrade",
    reads=("agent",),
    evidence="agent",
    expects=lambda row, context: f"An installed agent is at most {row.number('versions')} versions behind.",
    link=links.PUSH_TROUBLESHOOTING,
    roles=EITHER,
)
def agent_upgrade_gap(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Over a larger gap the old driver does not work with the new agent until the host is restarted."""
    agent = found(facts.agent)
    if agent is None:
        return _NO_AGENT
    gap = minor_gap(agent.version, context.agent_release)
    if gap is None:
        return Unknown(f"The versions {agent.version} and {context.agent_release} cannot be compared.")
    if gap <= row.number("versions"):
        return Passed(f"Agent {agent.version} is installed; {context.agent_release} needs no restart at once.")
    return Failed(
        f"Agent {agent.version} is {gap} versions behind {context.agent_release}.",
        "Plan a restart of the host right after the upgrade.",
    )


@linux_check(
    "fx-agent",
    title="Old file-replication agent",
    reads=("files",),
    evidence="files",
    expects=lambda row, context: "There is no agent of the old file replication (FX).",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def fx_agent(facts: LinuxFacts, row: Requirement, _: Context) -> Outcome:
    """An upgrade stops and removes it, and ends with exit code 2 where that does not work."""
    path, files = row.text("file"), known(facts.files)
    if not told(files, path):
        return Passed("There is no such agent.")
    return Failed(f"{path} shows that it is there.", "Stop and uninstall it before the mobility agent is installed.")


@linux_check(
    "pending-reboot",
    title="Pending restart",
    reads=("pending_reboot",),
    evidence="pending-reboot",
    expects=lambda row, context: "The host does not wait for a restart.",
    link=links.PUSH_TROUBLESHOOTING,
    roles=EITHER,
)
def pending_reboot(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """A restart later brings another kernel than the one the agent was installed for."""
    reasons = known(facts.pending_reboot)
    if not reasons:
        return Passed("Nothing asks for a restart.")
    return Failed(
        f"The host waits for a restart: {'; '.join(reasons)}.",
        "Restart the host first; then run the preflight again, because it judges the running kernel.",
    )


@linux_check(
    "old-encryption",
    title="Azure Disk Encryption of the first generation",
    reads=("azure_encrypted", "hardware"),
    evidence="azure-encryption",
    expects=lambda row, context: "On a machine in Azure no device is encrypted by Azure Disk Encryption's old pass.",
    link=links.SUPPORT_MATRIX,
)
def old_encryption(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The prerequisite script looks for devices of type crypt in Azure Disk Encryption's own list."""
    hardware, listed = found(facts.hardware), found(facts.azure_encrypted)
    if hardware is None or hardware.asset_tag != row.text("asset_tag"):
        return NotApplicable("The machine does not run in Azure.")
    if not listed:
        return Passed("Azure Disk Encryption lists no device.")
    crypt = [made.name for made in known(facts.block_devices).mapped.values() if made.uuid.startswith("CRYPT-")]
    named = [name for name in crypt if any(name in re.split(r"[\s/]+", line) for line in listed)]
    if not named:
        return Passed("None of the devices that Azure Disk Encryption lists is encrypted.")
    return Failed(
        f"Azure Disk Encryption lists {', '.join(named)}.",
        "Decrypt the machine and encrypt it anew without an Azure AD application before the agent is installed.",
    )
