"""The addresses that a Windows server must reach, as its own probes found them: one check for each kind of address."""

from __future__ import annotations

from host.target import Platform, Role
from preflight.check import Context, Outcome, check
from preflight.checks.windows import pages
from preflight.finding import Severity
from preflight.reached import NOT_NEEDED, judge_group, judge_issuers, judge_registration
from preflight.windows_facts import WindowsFacts

ROLES = frozenset(
    {
        Role.CONFIGURATION_SERVER,
        Role.PROCESS_SERVER,
        Role.VMM_SERVER,
        Role.HYPERV_HOST,
        Role.REPLICATION_APPLIANCE,
    }
)
AGENTS = frozenset({Role.MOBILITY_AGENT, Role.MASTER_TARGET, Role.PROCESS_SERVER})
_GROUPS = (
    ("sign-in", "Addresses for signing in", Severity.BLOCKER),
    ("management", "Addresses for managing replication", Severity.BLOCKER),
    ("data", "Addresses for replication data", Severity.BLOCKER),
    ("storage", "Addresses of storage", Severity.BLOCKER),
    ("download", "Address for downloading MySQL", Severity.WARNING),
    ("telemetry", "Addresses for logging and telemetry", Severity.WARNING),
)


def _register(group: str, title: str, severity: Severity) -> None:
    def expects(context: Context) -> str:
        hosts = [url.host for url in context.requirements.network.of(context.role) if url.group == group]
        return f"The host reaches {', '.join(dict.fromkeys(hosts))}." if hosts else NOT_NEEDED

    @check(
        id=f"windows.address-{group}",
        title=title,
        severity=severity,
        reads=(),
        evidence="probes",
        expects=expects,
        link=pages.REQUIREMENTS,
        roles=ROLES,
        platform=Platform.WINDOWS,
    )
    def reachable(facts: WindowsFacts, context: Context) -> Outcome:
        """Any HTTP answer, a refusal too, proves that an address is reached."""
        return judge_group(facts, context, group)


for _group in _GROUPS:
    _register(*_group)


@check(
    id="windows.certificate-issuers",
    title="Who issues the certificates",
    severity=Severity.WARNING,
    reads=(),
    evidence="probes",
    expects=lambda context: (
        f"The addresses show certificates by {' or '.join(context.requirements.network.usual_issuers)}, "
        "so that nothing on the way opens the connections."
    ),
    link=pages.REQUIREMENTS,
    roles=ROLES,
    platform=Platform.WINDOWS,
)
def certificate_issuers(facts: WindowsFacts, context: Context) -> Outcome:
    """A proxy that opens TLS connections shows certificates of its own, which may be trusted and still break setup."""
    return judge_issuers(facts, context)


@check(
    id="windows.registration-port",
    title="Way to the configuration server",
    severity=Severity.BLOCKER,
    reads=(),
    evidence="probes",
    expects=lambda context: (
        f"The host reaches port {context.requirements.network.server_port} of its configuration server."
    ),
    link=pages.SUPPORT_MATRIX,
    roles=AGENTS,
    platform=Platform.WINDOWS,
)
def registration_port(facts: WindowsFacts, context: Context) -> Outcome:
    """Agents and process servers register over the configuration server's control channel."""
    return judge_registration(facts, context)
