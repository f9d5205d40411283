"""Group policies that setup stumbles over, and FIPS mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from preflight.check import Context, Failed, Outcome, Passed, found, known
from preflight.checks.windows import pages
from preflight.facts import Unknown
from preflight.role_requirements import WITH_APPLIANCE, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts
from preflight.windows_settings import Scoped, Text

_REMEDY = "Set the policy to Not Configured (gpedit.msc, or the domain's policy), then run gpupdate /force."
_UNDEFINED = "undefined"


@windows_check(
    "registry-tools",
    title="Policy on registry editing tools",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "No policy keeps registry editing tools away.",
    link=pages.POLICIES,
    roles=WITH_APPLIANCE,
)
def registry_tools(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Setup writes to the registry with them."""
    return _judge("DisableRegistryTools", facts.policies.registry_tools, lambda value: value != 0)


@windows_check(
    "command-prompt",
    title="Policy on the command prompt",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "No policy keeps the command prompt away.",
    link=pages.POLICIES,
    roles=WITH_APPLIANCE,
)
def command_prompt(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """Setup runs batch files."""
    return _judge("DisableCMD", facts.policies.command_prompt, lambda value: value != 0)


@windows_check(
    "attachments",
    title="Policy on file attachments",
    reads=(),
    evidence="registry",
    expects=lambda row, context: f"The policy Trust logic for file attachments is not {row.number('forbidden')}.",
    link=pages.POLICIES,
    roles=WITH_APPLIANCE,
)
def attachments(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """The strictest setting asks before a program that was downloaded is started."""
    forbidden = row.number("forbidden")
    return _judge("UseTrustedHandlers", facts.policies.trusted_handlers, lambda value: value == forbidden)


@windows_check(
    "script-execution",
    title="PowerShell scripts",
    reads=("policies.scripts.effective",),
    evidence="execution-policy",
    expects=lambda row, context: f"Scripts are allowed, and their execution policy is none of {_forbidden(row)}.",
    link=pages.POLICIES,
    roles=WITH_APPLIANCE,
)
def script_execution(facts: WindowsFacts, row: Requirement, _: Context) -> Outcome:
    """Setup runs scripts that nobody signed for this host."""
    scripts = facts.policies.scripts
    switched_off = _judge("EnableScripts", scripts.enable_scripts, lambda value: value == 0)
    if not isinstance(switched_off, Passed):
        return switched_off
    effective = known(scripts.effective)
    scopes: Mapping[str, Text] = {
        "MachinePolicy": scripts.machine_policy,
        "UserPolicy": scripts.user_policy,
        **{scope: effective.get(scope, _UNDEFINED) for scope in ("CurrentUser", "LocalMachine")},
    }
    for scope, told in scopes.items():
        policy = found(told) or _UNDEFINED
        if policy.lower() == _UNDEFINED:
            continue
        if policy.lower() in {each.lower() for each in row.texts("forbidden")}:
            by_policy = scope.endswith("Policy")
            remedy = _REMEDY if by_policy else f"Run Set-ExecutionPolicy RemoteSigned -Scope {scope} as administrator."
            return Failed(f"The execution policy of the scope {scope} is {policy}.", remedy)
        return Passed(f"The execution policy of the scope {scope} is {policy}.")
    return Passed("No scope sets an execution policy, and Windows Server lets scripts of its own run.")


@windows_check(
    "fips",
    title="FIPS mode",
    reads=("policies.fips",),
    evidence="registry",
    expects=lambda row, context: "FIPS mode is off.",
    link=pages.REQUIREMENTS,
    roles=WITH_APPLIANCE,
)
def fips(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The server uses algorithms that FIPS mode forbids."""
    if found(facts.policies.fips):
        return Failed(
            "FIPS mode is on.",
            "Switch off the security policy System cryptography: Use FIPS compliant algorithms, then restart the host.",
        )
    return Passed("FIPS mode is off.")


def _forbidden(row: Requirement) -> str:
    return ", ".join(row.texts("forbidden"))


def _judge(name: str, scoped: Scoped, forbids: Callable[[int], bool]) -> Outcome:
    """A policy set for the machine or for the account: one that forbids is enough, else both must be known."""
    scopes = {"machine": scoped.machine, "account": scoped.user}
    for scope, value in scopes.items():
        if isinstance(value, int) and forbids(value):
            return Failed(f"{name} is {value} for the {scope}.", _REMEDY)
    for value in scopes.values():
        if isinstance(value, Unknown):
            return value
    return Passed(f"{name} is not set, or set to a value that does no harm.")
