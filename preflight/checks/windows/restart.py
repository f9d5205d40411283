"""Whether Windows waits for a restart."""

from __future__ import annotations

from collections.abc import Mapping

from preflight.check import Context, Failed, Outcome, Passed
from preflight.checks.windows import pages
from preflight.facts import Absent, Unknown
from preflight.role_requirements import AGENT_ROLES, SERVER_ROLES, Requirement
from preflight.row_check import windows_check
from preflight.windows_facts import WindowsFacts


@windows_check(
    "restart-pending",
    title="Pending restart",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "No files wait to be renamed, no update and no filter driver waits for a restart.",
    link=pages.SERVER_TROUBLESHOOTING,
)
def restart_pending(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The three places where the original looks."""
    signs = facts.restart
    return _judge(
        {
            "files wait to be renamed or deleted": signs.file_renames,
            "an update wants one (UpdateExeVolatile)": signs.update_volatile,
            "the agent's filter driver is half removed": signs.driver_without_service,
        }
    )


@windows_check(
    "restart-wanted",
    title="Restart that Windows wants",
    reads=(),
    evidence="registry",
    expects=lambda row, context: "Windows wants no restart for updates, features, a new name or a new domain.",
    link=pages.SERVER_TROUBLESHOOTING,
    roles=(*SERVER_ROLES, *AGENT_ROLES),
)
def restart_wanted(facts: WindowsFacts, _: Requirement, __: Context) -> Outcome:
    """The places where the original does not look."""
    signs = facts.restart
    return _judge(
        {
            "features or updates were changed": signs.component_servicing,
            "Windows Update installed something": signs.windows_update,
            "the host was renamed": signs.computer_rename,
            "the host joined a domain": signs.domain_join,
        }
    )


def _judge(signs: Mapping[str, object]) -> Outcome:
    """One sign is enough; without any, every place must have been read."""
    seen = [why for why, sign in signs.items() if sign and not isinstance(sign, Absent | Unknown)]
    if seen:
        return Failed(f"A restart is pending: {', '.join(seen)}.", "Restart the host, then run this again.")
    unread = [sign for sign in signs.values() if isinstance(sign, Unknown)]
    return unread[0] if unread else Passed("No restart is pending.")
