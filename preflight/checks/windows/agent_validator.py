"""What the agent's validator (MobilityServiceValidator.exe) looks at, judged as it does."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known, told
from preflight.checks.windows import pages
from preflight.checks.windows.agent import installed_agent
from preflight.finding import Measure
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

ROLES = (Role.MOBILITY_AGENT,)
_SERVER = 9
_MIB = 1024**2


@windows_check(
    "agent-no-server",
    title="No configuration or process server",
    reads=("asr_products",),
    evidence="asr-products",
    expects=lambda row, context: "The host is no configuration or process server.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_no_server(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The installer refuses to make a server a source machine."""
    if found(facts.asr_product(_SERVER)) is None:
        return Passed("No configuration or process server is installed.")
    return Failed("A configuration or process server is installed.", "Do not protect this host with an agent.")


@windows_check(
    "agent-uefi",
    title="Windows that starts by UEFI",
    reads=("partitions", "environment", "system"),
    evidence="partitions",
    expects=lambda row, context: "A host that starts by UEFI runs Windows Server 2012 or later.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_uefi(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Looked at only where the disk with Windows has an EFI system partition."""
    if not _starts_by_uefi(facts):
        return NotApplicable("The disk with Windows has no EFI system partition.")
    version = known(facts.system).version
    actual = f"The host starts by UEFI and runs Windows {'.'.join(map(str, version))}."
    if version[:2] >= row.numbers("version"):
        return Passed(actual)
    return Failed(actual, "This cannot be protected: move the workload to a newer Windows.")


@windows_check(
    "agent-secure-boot",
    title="Secure Boot",
    reads=("partitions", "environment", "boot.secure_boot"),
    evidence="boot-loader",
    expects=lambda row, context: "Secure Boot is off.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_secure_boot(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Looked at only where the disk with Windows has an EFI system partition."""
    if not _starts_by_uefi(facts):
        return NotApplicable("The disk with Windows has no EFI system partition.")
    if known(facts.boot.secure_boot):
        return Failed("Secure Boot is on.", "Switch it off in the firmware's settings of the machine, then restart it.")
    return Passed("Secure Boot is off.")


@windows_check(
    "agent-boot-drivers",
    title="Drivers to start in Azure",
    reads=(),
    evidence="registry",
    expects=lambda row, context: f"Windows knows the drivers {', '.join(row.texts('drivers'))}.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def agent_boot_drivers(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Each must have a Start value in the control set in use."""
    starts = {name: found(told(facts.starts, name)) for name in row.texts("drivers")}
    if missing := [name for name, start in starts.items() if start is None]:
        return Failed(
            f"These drivers are missing: {', '.join(missing)}.",
            "Add them as drivers of Windows (DISM /Add-Driver, or repair the installation of Windows).",
        )
    return Passed("All of them are there.")


@windows_check(
    "agent-boot-disk",
    title="Disk of Windows and disk to start from",
    reads=("partitions", "environment"),
    evidence="partitions",
    expects=lambda row, context: "Windows lies on one disk, and the host starts from that one.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def agent_boot_disk(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The disk of the Windows drive, and that of the partition flagged as the one to start from."""
    partitions = known(facts.partitions)
    system = sorted({each.disk for each in partitions if windows_drive(facts) in each.letters})
    boot = sorted({each.disk for each in partitions if each.boot})
    remedy = "Put Windows and the partition it starts from on one basic disk of the host."
    if len(system) != 1:
        return Failed(f"Disks with Windows found: {_listed(system)}.", remedy)
    if len(boot) != 1:
        return Failed(f"Disks to start from found: {_listed(boot)}.", remedy)
    if system != boot:
        return Failed(f"Windows lies on disk {system[0]}, and the host starts from disk {boot[0]}.", remedy)
    return Passed(f"Windows lies on disk {system[0]}, and the host starts from it.")


@windows_check(
    "agent-services",
    title="Services the agent needs",
    reads=(),
    evidence="registry",
    expects=lambda row, context: f"None of the services {', '.join(row.texts('services'))} is missing or disabled.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_services(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Their Start values must be there and not above that of a service started by hand."""
    starts = {name: found(told(facts.starts, name)) for name in row.texts("services")}
    bad = [name for name, start in starts.items() if start is None or start > row.number("start_max")]
    if bad:
        return Failed(
            f"These services are missing or disabled: {', '.join(bad)}.",
            "Set them to start by hand or automatically (sc config NAME start= demand).",
        )
    return Passed("All of them can be started.")


@windows_check(
    "agent-rundll32",
    title="File rundll32.exe",
    reads=("files",),
    evidence="files",
    expects=lambda row, context: f"{row.text('file')} is there.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_rundll32(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The installer of the filter driver runs it."""
    if told(known(facts.files), row.text("file")):
        return Passed("The file is there.")
    return Failed("The file is missing.", "Repair the installation of Windows (sfc /scannow).")


@windows_check(
    "agent-sha2",
    title="Updates for signatures by SHA-2",
    reads=("system", "hotfixes"),
    evidence="hotfixes",
    expects=lambda row, context: "Windows Server 2008 and 2008 R2 have the updates for signatures by SHA-2.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_sha2(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Without them these versions do not load the agent's drivers."""
    version = ".".join(map(str, known(facts.system).version[:2]))
    wanted = row.values["updates"].get(version)
    if wanted is None:
        return NotApplicable("This version of Windows needs none.")
    installed = {each.upper() for each in known(facts.hotfixes)}
    if missing := [each for each in wanted if each not in installed]:
        return Failed(f"These updates are missing: {', '.join(missing)}.", "Install them, then restart the host.")
    return Passed(f"Installed: {', '.join(wanted)}.")


@windows_check(
    "agent-configuration-file",
    title="Configuration of the installed agent",
    reads=("asr_products",),
    evidence="agent-configuration",
    expects=lambda row, context: "An agent that is installed already has its drscout.conf.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_configuration_file(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """An upgrade takes the settings over from there."""
    if installed_agent(facts) is None:
        return NotApplicable("No agent is installed.")
    if found(facts.agent_configuration) is None:
        return Failed("drscout.conf of the installed agent is missing.", "Uninstall the agent and install it anew.")
    return Passed("drscout.conf is there.")


@windows_check(
    "agent-memory",
    title="Memory for the agent",
    reads=("computer.memory_bytes",),
    evidence="computer",
    expects=lambda row, context: f"The host has at least {row.number('mb')} MB of memory.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_memory(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """As Windows reports it: a little less than is fitted."""
    memory = known(known(facts.computer).memory_bytes)
    size = memory // _MIB
    actual = f"Windows reports {size} MB of memory."
    measure = Measure("memory", memory, row.number("mb") * _MIB)
    if size >= row.number("mb"):
        return Passed(actual, measure)
    return Failed(actual, "Give the host at least 1 GB of memory.", measure)


@windows_check(
    "agent-old-driver",
    title="Old filter driver",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "The old filter driver involflt is not installed.",
    link=pages.SUPPORT_MATRIX,
    roles=ROLES,
)
def agent_old_driver(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The driver of agents that are no longer upgraded."""
    if found(facts.starts["involflt"]) is None:
        return Passed("involflt is not installed.")
    return Failed("involflt is installed.", "Uninstall the old agent and restart the host first.")


def windows_drive(facts: WindowsFacts) -> str:
    """The letter of the drive that Windows lies on."""
    return known(facts.environment).get("SystemDrive", "").upper()


def _starts_by_uefi(facts: WindowsFacts) -> bool:
    partitions = known(facts.partitions)
    disks = {each.disk for each in partitions if windows_drive(facts) in each.letters}
    return any(each.gpt_system for each in partitions if each.disk in disks)


def _listed(disks: list[int]) -> str:
    return ", ".join(map(str, disks)) or "none"
