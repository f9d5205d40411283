"""What push installation from a process server asks of a Windows host."""

from __future__ import annotations

from host.target import Role
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.checks.windows.drives import free, volume
from preflight.facts import Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts

ROLES = (Role.MOBILITY_AGENT,)
PROFILES = ("domain", "private", "public")
_MIB = 1024**2
_TITLES = {"file-and-printer-sharing": "File and Printer Sharing", "wmi": "Windows Management Instrumentation (WMI)"}


@windows_check(
    "push-remote-uac",
    title="Local administrators over the network",
    reads=("policies.remote_uac", "policies.enable_lua", "computer"),
    evidence="registry",
    expects=lambda row, context: "Outside a domain, LocalAccountTokenFilterPolicy is 1.",
    link=pages.PUSH_PREPARATION,
    roles=ROLES,
)
def push_remote_uac(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Without it a local administrator has no rights over the network; domain accounts have theirs."""
    if found(facts.policies.remote_uac) == 1:
        return Passed("LocalAccountTokenFilterPolicy is 1.")
    if found(facts.policies.enable_lua) == 0:
        return Passed("User Account Control is off.")
    if known(known(facts.computer).part_of_domain):
        return NotApplicable(
            "The host is in a domain; push with an account of it needs no LocalAccountTokenFilterPolicy."
        )
    return Failed(
        "LocalAccountTokenFilterPolicy is not 1.",
        r"Run: REG ADD HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System "
        "/v LocalAccountTokenFilterPolicy /t REG_DWORD /d 1 /f",
    )


@windows_check(
    "push-file-sharing",
    title="Firewall: file and printer sharing",
    reads=("firewall.rules",),
    evidence="firewall-rules",
    expects=lambda row, context: "The firewall lets file and printer sharing in, in every profile.",
    link=pages.PUSH_PREPARATION,
    roles=ROLES,
)
def push_file_sharing(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The agent is copied over it."""
    return _let_in(facts, row.text("group"))


@windows_check(
    "push-wmi",
    title="Firewall: WMI",
    reads=("firewall.rules",),
    evidence="firewall-rules",
    expects=lambda row, context: "The firewall lets WMI in, in every profile.",
    link=pages.PUSH_PREPARATION,
    roles=ROLES,
)
def push_wmi(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The installer is started over it."""
    return _let_in(facts, row.text("group"))


@windows_check(
    "push-ports",
    title="Ports for the push",
    reads=("listeners",),
    evidence="listening",
    expects=lambda row, context: f"Windows listens on the ports {' and '.join(map(str, row.numbers('ports')))}.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def push_ports(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """RPC and file sharing."""
    open_ports = {each.port for each in known(facts.listeners)}
    if missing := [port for port in row.numbers("ports") if port not in open_ports]:
        return Failed(
            f"Nothing listens on {', '.join(map(str, missing))}.",
            "Start the services RpcSs and LanmanServer, and bind File and Printer Sharing to the network adapter.",
        )
    return Passed("Windows listens on all of them.")


@windows_check(
    "push-admin-share",
    title="Administrative share",
    reads=("shares",),
    evidence="shares",
    expects=lambda row, context: f"The share {row.text('share')} is there.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def push_admin_share(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The agent is copied there."""
    if row.text("share").lower() in (each.lower() for each in known(facts.shares)):
        return Passed("The share is there.")
    return Failed(
        "The share is missing.",
        "Let Windows make its administrative shares (AutoShareServer), and restart LanmanServer.",
    )


@windows_check(
    "push-copy-space",
    title="Space for the copied agent",
    reads=("volumes",),
    evidence="volumes",
    expects=lambda row, context: f"{row.text('drive')} has at least {row.number('free_mb')} MB free.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def push_copy_space(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The package is copied to the system drive before it is run."""
    where = volume(facts, row.text("drive"))
    if where is None:
        return Failed(f"There is no drive {row.text('drive')}.", "Install the agent by hand on this host.")
    actual = f"{where.letter} has {free(where) // _MIB} MB free."
    if free(where) >= row.number("free_mb") * _MIB:
        return Passed(actual)
    return Failed(actual, f"Free at least {row.number('free_mb')} MB on {where.letter}.")


@windows_check(
    "push-netlogon",
    title="Netlogon",
    reads=("services", "computer"),
    evidence="services",
    expects=lambda row, context: "On a member of a domain, Netlogon runs.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def push_netlogon(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Without it accounts of the domain cannot sign in."""
    if not known(known(facts.computer).part_of_domain):
        return NotApplicable("The host is in no domain.")
    service = found(facts.service(row.text("service")))
    if service is not None and service.state == "Running":
        return Passed("Netlogon runs.")
    return Failed("Netlogon does not run.", "Start Netlogon and let it start automatically.")


@windows_check(
    "push-control-sets",
    title="Drivers in every control set",
    reads=("control_sets",),
    evidence="control-sets",
    expects=lambda row, context: f"{', '.join(row.texts('drivers'))} start with Windows in every control set.",
    link=pages.PUSH_TROUBLESHOOTING,
    roles=ROLES,
)
def push_control_sets(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Windows may start from another control set in Azure."""
    bad: list[str] = []
    for name, starts in known(facts.control_sets).items():
        for driver in row.texts("drivers"):
            start = starts.get(driver)
            if isinstance(start, Unknown):
                return start
            if start != row.number("start"):
                bad.append(rf"{name}\{driver}")
    if bad:
        return Failed(
            f"These do not start with Windows: {', '.join(bad)}.",
            r"Set the value Start to 0 below HKLM\SYSTEM\CONTROL_SET\Services\DRIVER, or repair the driver.",
        )
    return Passed("All of them start with Windows.")


def _let_in(facts: WindowsFacts, group: str) -> Outcome:
    rules = [each for each in known(facts.firewall.rules) if each.group == group]
    on = [name for name in PROFILES if known(facts.firewall.enabled[name])]
    if not on:
        return Passed("The Windows firewall is off.")
    closed = [
        name
        for name in on
        if not any(each.active and each.allow and name in each.profiles for each in rules)
        or any(each.active and not each.allow and name in each.profiles for each in rules)
    ]
    if not closed:
        return Passed(f"It is let in, in {', '.join(on)}.")
    return Failed(
        f"It is not let in, in {', '.join(closed)}.",
        f'Enable the rule group "{_TITLES[group]}" for the profiles {", ".join(closed)}.',
    )
