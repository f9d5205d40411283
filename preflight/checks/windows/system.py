"""Windows itself: its version, edition and language, the host's place in a domain and its name."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.facts import Unknown
from preflight.role_requirements import WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import OperatingSystem

_SERVER, _DOMAIN_CONTROLLER, _WORKSTATION = 3, 2, 1


@windows_check(
    "os-version",
    title="Version of Windows",
    reads=("system",),
    evidence="system",
    expects=lambda row, context: f"The host runs {row.text('name')} or later.",
    link=pages.REQUIREMENTS,
)
def os_version(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """What setup checks; it knows no newest version."""
    system = known(facts.system)
    if system.version >= row.numbers("version"):
        return Passed(_named(system))
    return Failed(_named(system), f"Use a host with {row.text('name')} or later.")


@windows_check(
    "os-documented",
    title="Version of Windows as documented",
    reads=("system",),
    evidence="system",
    expects=lambda row, context: f"The host runs {' or '.join(row.values['builds'].values())}.",
    link=pages.REQUIREMENTS,
    roles=(*WITH_APPLIANCE, Role.HYPERV_HOST),
)
def os_documented(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The documents support fewer versions than setup lets pass."""
    system = known(facts.system)
    builds = row.values["builds"]
    if system.version[2] in builds:
        return Passed(_named(system))
    return Failed(_named(system), f"Use a host with {' or '.join(builds.values())}; no other version is supported.")


@windows_check(
    "member-server",
    title="Kind of Windows",
    reads=("system",),
    evidence="system",
    expects=lambda row, context: "The host is a server, and no domain controller.",
    link=pages.REQUIREMENTS,
    roles=(*WITH_APPLIANCE, Role.HYPERV_HOST),
)
def member_server(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Setup refuses workstations and domain controllers."""
    kind = known(facts.system).product_type
    if kind == _SERVER:
        return Passed("The host is a server and no domain controller.")
    if kind == _DOMAIN_CONTROLLER:
        return Failed("The host is a domain controller.", "Use another server, which serves no other purpose.")
    if kind == _WORKSTATION:
        return Failed("The host runs a Windows for workstations.", "Use a host with Windows Server.")
    return Unknown(f"Windows tells a kind that nobody knows: {kind}.")


@windows_check(
    "desktop-experience",
    title="Desktop Experience",
    reads=("system",),
    evidence="system",
    expects=lambda row, context: "Windows Server is installed with Desktop Experience.",
    link=pages.SUPPORT_MATRIX,
)
def desktop_experience(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The documents ask for it; setup's wizard and configuration tool need it."""
    kind = found(known(facts.system).installation_type)
    if kind == "Server":
        return Passed("Windows Server is installed with Desktop Experience.")
    if kind is None or kind == "Client":
        return NotApplicable("This Windows knows no installation without Desktop Experience.")
    return Failed(f"The installation is {kind}.", "Install Windows Server anew and choose Desktop Experience.")


@windows_check(
    "english",
    title="Language",
    reads=("languages.system", "languages.user_interface", "languages.culture"),
    evidence="languages",
    expects=lambda row, context: "Windows, the account's display language and its regional format are English.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def english(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Any English will do; older documents ask for that of the United States."""
    languages = {
        "Windows": known(facts.languages.system),
        "the display language": known(facts.languages.user_interface),
        "the regional format": known(facts.languages.culture),
    }
    wanted = row.text("language")
    others = [f"{what} is {tag}" for what, tag in languages.items() if tag.lower().partition("-")[0] != wanted]
    if not others:
        return Passed(f"{', '.join(f'{what} is {tag}' for what, tag in languages.items())}.")
    remedy = "Set the account's display language and regional format to English (Settings, Time & Language)."
    if languages["Windows"].lower().partition("-")[0] != wanted:
        remedy = "Use a host whose Windows was installed in English: adding the language later can cause trouble."
    return Failed(f"This is not English: {', '.join(others)}.", remedy)


@windows_check(
    "host-name",
    title="Length of the host name",
    reads=("computer.dns_name",),
    evidence="computer",
    expects=lambda row, context: f"The host's name has at most {row.number('characters')} characters.",
    link=pages.REQUIREMENTS,
)
def host_name(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """A longer name is cut for NetBIOS, so that the host has two."""
    name = known(known(facts.computer).dns_name)
    actual = f"The name {name} has {len(name)} characters."
    if len(name) <= row.number("characters"):
        return Passed(actual)
    return Failed(actual, "Give the host a shorter name before setup; it must not change after the registration.")


def _named(system: OperatingSystem) -> str:
    return f"The host runs {system.name or 'Windows'}, version {'.'.join(map(str, system.version))}."
