"""What a host's probes are taken to mean: reached, failed at a named layer, or not known; who issues certificates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from host.target import Role
from preflight.context import Context
from preflight.facts import Absent
from preflight.finding import Finding, Severity, Status
from preflight.judge import CHECKS, judge
from preflight.network import Probe, Stage
from preflight.windows_facts import WindowsFacts
from tests.test_windows_checks_host import HEALTHY, REQUIREMENTS, all_reached

OK = Stage("ok", "")
SKIPPED = Stage("skipped", "Not asked for.")
CS = Role.CONFIGURATION_SERVER
PS = Role.PROCESS_SERVER


def finding(id: str, facts: WindowsFacts, role: Role = CS, server: str | None = None) -> Finding:  # noqa: A002
    context = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR", control_server=server)
    return next(each for each in judge(facts, role, context) if each.id == id)


def with_probe(host: str, **stages: Stage | str | int) -> WindowsFacts:
    """A host that reaches everything, one address in another way."""
    probes = tuple(replace(each, **stages) if each.host == host else each for each in all_reached([CS]))  # type: ignore[arg-type]
    assert probes != all_reached([CS])
    return replace(HEALTHY, probes=probes)


def test_every_group_of_addresses_has_its_check_with_its_severity() -> None:
    checks = {check.id: check for check in CHECKS[HEALTHY.platform]}
    for group in REQUIREMENTS.network.groups.values():
        severity = Severity.BLOCKER if group.required else Severity.WARNING
        assert checks[f"windows.address-{group.id}"].severity is severity


def test_reached_addresses_pass_and_are_named() -> None:
    found = finding("windows.address-sign-in", HEALTHY)
    assert found.status is Status.PASS
    assert "login.microsoftonline.com:443: HTTP 200, certificate issued by" in found.actual


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ({"dns": Stage("failed", "No such host is known")}, "DNS failed: No such host is known"),
        ({"tcp": Stage("failed", "Refused")}, "TCP failed: Refused"),
        ({"tls": Stage("failed", "The certificate is not trusted")}, "TLS failed: The certificate is not trusted"),
        (
            {"http": Stage("failed", "The proxy asks for a sign-in (407)."), "proxy": "http://proxy:3128"},
            "through the proxy http://proxy:3128: HTTP failed",
        ),
    ],
)
def test_the_layer_that_failed_is_named(stages: dict[str, Stage | str], said: str) -> None:
    found = finding("windows.address-sign-in", with_probe("login.microsoftonline.com", **stages))
    assert found.status is Status.FAIL
    assert said in found.actual
    assert found.remedy


def test_a_wildcard_without_a_name_is_not_known_and_says_how_to_name_one() -> None:
    probes = tuple(each for each in all_reached([CS]) if not each.host.startswith("real."))
    found = finding("windows.address-storage", replace(HEALTHY, probes=probes))
    assert found.status is Status.UNKNOWN
    assert "*.blob.core.windows.net could not be probed" in found.actual
    assert "--probe-host" in found.actual


def test_without_probes_nothing_is_claimed() -> None:
    for absent in (Absent(), ()):
        found = finding("windows.address-sign-in", replace(HEALTHY, probes=absent))
        assert found.status is Status.UNKNOWN


def test_optional_addresses_only_warn() -> None:
    found = finding("windows.address-telemetry", with_probe("dc.services.visualstudio.com", tcp=Stage("failed", "No")))
    assert (found.status, found.severity) == (Status.FAIL, Severity.WARNING)


def test_a_process_server_needs_no_mysql() -> None:
    assert finding("windows.address-download", HEALTHY, PS).status is Status.NOT_APPLICABLE


def test_an_unusual_issuer_is_named() -> None:
    assert finding("windows.certificate-issuers", HEALTHY).status is Status.PASS
    found = finding("windows.certificate-issuers", with_probe("login.microsoftonline.com", issuer="CN=Corp Proxy CA"))
    assert found.status is Status.FAIL
    assert "login.microsoftonline.com shows a certificate by CN=Corp Proxy CA" in found.actual


def test_the_way_to_the_configuration_server() -> None:
    id_ = "windows.registration-port"
    probe = Probe("cs.example", 443, "tcp", "", OK, OK, SKIPPED, SKIPPED, "", 0)
    assert finding(id_, HEALTHY, PS).status is Status.NOT_APPLICABLE
    assert finding(id_, HEALTHY, PS, "cs.example").status is Status.UNKNOWN
    assert finding(id_, replace(HEALTHY, probes=(probe,)), PS, "cs.example").status is Status.PASS
    closed = replace(probe, tcp=Stage("failed", "No answer in time."))
    found = finding(id_, replace(HEALTHY, probes=(closed,)), PS, "cs.example")
    assert found.status is Status.FAIL
    assert "cs.example:443: TCP failed: No answer in time." in found.actual


def test_what_is_probed_for_a_role() -> None:
    network = REQUIREMENTS.network
    assert network.probes(Role.MOBILITY_AGENT) == ()
    assert [str(each) for each in network.probes(Role.MOBILITY_AGENT, (), "cs.example")] == ["cs.example:443"]
    assert network.probes(CS, (), "cs.example") == network.probes(CS)
    named = set(network.probes(CS, ("acct.blob.core.windows.net", "stray.example"))) - set(network.probes(CS))
    assert [str(each) for each in named] == ["https://acct.blob.core.windows.net/"]
