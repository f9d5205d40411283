"""What the mobility agent's installer itself asks for, whether it is to be an agent or a master target."""

from __future__ import annotations

import ntpath

from host.target import Role
from preflight.agent_version import numbers
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.checks.windows.drives import FIXED, drive_letter, free, volume
from preflight.facts import Absent, Unknown
from preflight.role_requirements import AGENT_ROLES, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_settings import AsrProduct

AGENT = 5
_SERVER = 9
_MIB = 1024**2
_ROLES = {Role.MOBILITY_AGENT: "agent", Role.MASTER_TARGET: "mastertarget"}
_VISTA = (6, 0)


def installed_agent(facts: WindowsFacts) -> AsrProduct | None:
    """The agent or master target that is installed."""
    return found(facts.asr_product(AGENT))


@windows_check(
    "agent-dotnet",
    title=".NET Framework for the agent",
    reads=("dotnet.release",),
    evidence="registry",
    expects=lambda row, context: ".NET Framework 4 is installed, or 3.5.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_dotnet(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The installer's wrapper is a .NET program."""
    release = found(facts.dotnet.release)
    if release is not None:
        return Passed(f".NET Framework 4 is installed (release number {release}).")
    if any(not isinstance(each.strong_crypto, Absent | Unknown) for each in facts.dotnet.tls.values()):
        return Passed(".NET Framework is installed.")
    return Unknown(".NET Framework 4.5 or later is not installed; whether 3.5 is cannot be told.")


@windows_check(
    "agent-64-bit",
    title="64-bit Windows",
    reads=("system.architecture_bits",),
    evidence="system",
    expects=lambda row, context: "Windows is a 64-bit one.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_64_bit(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The installer takes a 32-bit one only of Windows Server 2008 and Vista."""
    system = known(facts.system)
    bits = known(system.architecture_bits)
    actual = f"Windows {'.'.join(map(str, system.version))} is a {bits}-bit one."
    if bits == 64 or system.version[:2] == _VISTA:
        return Passed(actual)
    return Failed(actual, "Protect a host with a 64-bit Windows; a 32-bit one cannot be upgraded in place.")


@windows_check(
    "agent-drive",
    title="Drive for the agent",
    reads=("volumes", "environment"),
    evidence="volumes",
    expects=lambda row, context: f"The drive the agent goes to is a fixed one with {row.number('free_mb')} MB free.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_drive(facts: WindowsFacts, row: Requirement, context: Context) -> Outcome:
    """The installer looks before it installs; the documents ask for less."""
    told = context.setup.install_location or known(facts.environment).get("SystemDrive", "") + "\\"
    letter = drive_letter(told)
    where = volume(facts, letter)
    if where is None:
        return Failed(f"There is no drive {letter or told}.", "Name a folder on a drive that is there.")
    if where.drive_type != FIXED:
        return Failed(f"{letter} is no fixed drive.", "Name a folder on a fixed drive.")
    actual = f"{letter} has {free(where) // _MIB} MB free."
    if free(where) >= row.number("free_mb") * _MIB:
        return Passed(actual)
    return Failed(actual, f"Free at least {row.number('free_mb')} MB on {letter}.")


@windows_check(
    "agent-role",
    title="Role of the installed agent",
    reads=("asr_products", "agent_configuration"),
    evidence="agent-configuration",
    expects=lambda row, context: "An agent that is installed already has the same role.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_role(facts: WindowsFacts, _: Requirement, context: Context) -> Outcome:
    """An upgrade cannot turn an agent into a master target, nor back."""
    configuration = found(facts.agent_configuration)
    if installed_agent(facts) is None or configuration is None:
        return NotApplicable("No agent is installed.")
    role = configuration.get("Role", "")
    if not role:
        return Unknown("The installed agent does not note its role in drscout.conf.")
    if role.lower() == _ROLES[context.role]:
        return Passed(f"The installed agent has the role {role}.")
    return Failed(
        f"The installed agent has the role {role}.",
        "Uninstall it first, or choose another host: an upgrade does not change the role.",
    )


@windows_check(
    "agent-release",
    title="Release of the installed agent",
    reads=("asr_products",),
    evidence="asr-products",
    expects=lambda row, context: f"No agent newer than {context.agent_release} is installed.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_release(facts: WindowsFacts, _: Requirement, context: Context) -> Outcome:
    """The installer refuses to replace a newer agent by an older one."""
    return _compared(facts, context.agent_release, newer=True)


@windows_check(
    "agent-oldest-release",
    title="Agent too old to upgrade",
    reads=("asr_products",),
    evidence="asr-products",
    expects=lambda row, context: f"No agent older than {row.text('version')} is installed.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_oldest_release(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The installer does not upgrade what is older."""
    return _compared(facts, row.text("version"), newer=False)


@windows_check(
    "agent-half-removed",
    title="Agent removed without a restart",
    reads=("restart.driver_without_service",),
    evidence="registry",
    expects=lambda row, context: "No filter driver of a removed agent is left.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_half_removed(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The installer waits for the restart that ends a removal; it does not look at other signs of one."""
    drivers = known(facts.restart.driver_without_service)
    if not drivers:
        return Passed("No driver of a removed agent is left.")
    if installed_agent(facts) is not None or found(facts.asr_product(_SERVER)) is not None:
        return NotApplicable("The installer does not look for this where an agent or a process server is installed.")
    names = ", ".join(map(ntpath.basename, drivers))
    return Failed(f"{names} is left of a removed agent.", "Restart the host, then install the agent.")


@windows_check(
    "agent-wmi",
    title="Windows Management Instrumentation",
    reads=("services",),
    evidence="services",
    expects=lambda row, context: f"The service {row.text('service')} is not disabled.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=AGENT_ROLES,
)
def agent_wmi(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Installer and push installation both ask it."""
    service = found(facts.service(row.text("service")))
    if service is None or service.start == "Disabled":
        actual = "The service is not there." if service is None else "The service is disabled."
        return Failed(actual, f"Set {row.text('service')} to start automatically and start it.")
    return Passed(f"The service starts as {service.start} and is {service.state}.")


@windows_check(
    "agent-installer-idle",
    title="Windows Installer at rest",
    reads=("installer_running",),
    evidence="keys",
    expects=lambda row, context: "Windows Installer installs nothing else.",
    link=pages.SUPPORT_MATRIX,
    roles=AGENT_ROLES,
)
def agent_installer_idle(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Only one installation can run at a time."""
    if known(facts.installer_running):
        return Failed("An installation is at work.", "Wait until it has ended, then install the agent.")
    return Passed("Windows Installer is at rest.")


def _compared(facts: WindowsFacts, limit: str, *, newer: bool) -> Outcome:
    product = installed_agent(facts)
    if product is None:
        return NotApplicable("No agent is installed.")
    installed = numbers(product.version)
    if not installed:
        return Unknown(f"The installed agent notes no version that can be read ({product.version!r}).")
    actual = f"Agent {product.version} is installed."
    if newer and installed > numbers(limit):
        return Failed(actual, f"Keep it, or uninstall it before {limit} is installed.")
    if not newer and installed < numbers(limit):
        return Failed(actual, f"Uninstall it first: only agents from {limit} on are upgraded.")
    return Passed(actual)
