"""The fleet checks: clones, versions and policies among the hosts of a run, in whatever order they come."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from host.target import Role
from preflight.context import Context
from preflight.facts import Absent, Unknown
from preflight.finding import Action, Finding, Severity, Status, Waiver
from preflight.fleet_checks import FLEET_CHECKS, judge_fleet
from preflight.fleet_host import FleetHost
from preflight.verdict import verdict
from report.document import finding_from_json, finding_to_json

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
NOT_READ = Unknown("It could not be read.")
YES, NO, MAYBE, APART = Status.PASS, Status.FAIL, Status.UNKNOWN, Status.NOT_APPLICABLE
CS, PS, AGENT, HYPERV = Role.CONFIGURATION_SERVER, Role.PROCESS_SERVER, Role.MOBILITY_AGENT, Role.HYPERV_HOST


def one(name: str, role: Role = AGENT, **changes: Any) -> FleetHost:
    """A host like no other."""
    own = FleetHost(name, role, None, None, name, f"bios-{name}", Absent(), Absent(), "Windows 10.0.14393")
    return dataclasses.replace(own, **changes)


def judged(*hosts: FleetHost, context: Context = CONTEXT) -> dict[str, dict[str, Finding]]:
    """The findings by host and row."""
    return {
        name: {each.id.removeprefix("fleet."): each for each in found}
        for name, found in judge_fleet(hosts, context).items()
    }


def statuses(row: str, *hosts: FleetHost, context: Context = CONTEXT) -> list[Status]:
    found = judged(*hosts, context=context)
    for host in hosts:
        finding = found[host.name][row]
        assert finding.actual.endswith("."), finding
        assert bool(finding.remedy) == (finding.status in (NO, MAYBE))
    return [found[host.name][row].status for host in hosts]


CLONES = [("host-name", "host_name"), ("bios-id", "bios_id"), ("agent-id", "agent_id")]


@pytest.mark.parametrize(("row", "field"), CLONES)
def test_clones_fail_and_the_others_pass(row: str, field: str) -> None:
    values = ["4C4C-1", "4c4c-1 ", "4C4C-2", NOT_READ, Absent()]
    hosts = [one(f"h{number}", AGENT, **{field: value}) for number, value in enumerate(values)]
    assert statuses(row, *hosts) == [NO, NO, YES, MAYBE, APART]
    found = judged(*hosts)
    assert found["h0"][row].actual.endswith(" of h0 and h1.")
    assert found["h2"][row].actual.endswith("That of 1 hosts is not known.")
    assert statuses(row, hosts[0]) == statuses(row, hosts[3]) == [APART]


def test_severities() -> None:
    severities = {row: each.severity for row, each in judged(one("a"))["a"].items()}
    assert severities.pop("host-name") is Severity.WARNING
    assert set(severities.values()) == {Severity.BLOCKER}
    assert set(REQUIREMENTS.fleet) == {check.row for check in FLEET_CHECKS}
    assert all(all(row.source) for row in REQUIREMENTS.fleet.values())


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("bios-id", "bios_id", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"),
        ("bios-id", "bios_id", "00000000-0000-0000-0000-000000000000"),
        ("agent-id", "agent_id", "1234_45466_67689"),
    ],
)
def test_what_stands_for_no_value_makes_no_clones(row: str, field: str, value: str) -> None:
    assert statuses(row, one("a", AGENT, **{field: value}), one("b", AGENT, **{field: value})) == [APART, APART]


def test_of_many_clones_only_some_are_named() -> None:
    hosts = [one(f"h{number:04}", bios_id="x" * 5000) for number in range(3000)]
    text = judged(*hosts)["h0007"]["bios-id"].actual
    assert text.endswith("h0000, h0001, h0002, h0003, h0004, h0005 and 2994 more.")
    assert len(text) < 250


@pytest.mark.parametrize(
    ("mine", "server", "status"),
    [
        ("9.66.7567.1", "9.66.7567.1", YES),
        ("9.65.1.1", "9.66.7567.1", YES),
        ("9.66.7568.1", "9.66.7567.1", NO),
        ("9.100.1.1", "9.66.1.1", NO),
        ("9.66.7568.1", "9.66", YES),
        ("9.67.1.1", "9.66", NO),
        (Absent(), "9.66", APART),
        (Absent(), NOT_READ, APART),
        (NOT_READ, "9.66", MAYBE),
        ("9.66", NOT_READ, MAYBE),
        ("9.66", Absent(), MAYBE),
        ("newest", "9.66", MAYBE),
        ("9.66", "newest", MAYBE),
    ],
)
@pytest.mark.parametrize("role", [PS, Role.MASTER_TARGET])
def test_versions_beside_the_configuration_server(mine: Any, server: Any, status: Status, role: Role) -> None:
    host = one("ps01", role, version=mine)
    assert statuses("server-version", host, one("cs01", CS, version=server)) == [status, APART]
    if isinstance(server, str):
        told = dataclasses.replace(CONTEXT, cs_version=server)
        assert statuses("server-version", host, context=told) == [status]
        assert statuses("server-version", host, one("cs01", CS, version="1.0"), context=told) == [status, APART]


def test_which_configuration_server_is_meant() -> None:
    old, new = one("old", CS, version="9.60"), one("new", CS, version="9.66")
    mine = one("ps01", PS, version="9.65")
    assert statuses("server-version", mine) == [MAYBE]
    assert statuses("server-version", mine, old, new)[0] is MAYBE
    assert statuses("server-version", dataclasses.replace(mine, server="old"), old, new)[0] is NO
    assert statuses("server-version", dataclasses.replace(mine, server="new"), old, new)[0] is YES
    assert statuses("server-version", dataclasses.replace(mine, server="gone"), old, new)[0] is MAYBE


def test_one_system_for_each_policy() -> None:
    other = "Windows 10.0.17763"
    hosts = [
        one("a", HYPERV, policy="gold"),
        one("b", HYPERV, policy="gold", system=other),
        one("c", HYPERV, policy="gold", system=NOT_READ),
        one("d", HYPERV, policy="silver"),
        one("e", HYPERV, policy="silver"),
        one("f", HYPERV, policy="bronze"),
        one("g", HYPERV),
        one("h", AGENT, policy="gold", system=other),
    ]
    assert statuses("policy-os", *hosts) == [NO, NO, MAYBE, YES, YES, APART, APART, APART]
    assert "Windows 10.0.14393 (a) and Windows 10.0.17763 (b)" in judged(*hosts)["a"]["policy-os"].actual


VALUES = st.sampled_from(["x", "X", "y", "z", Absent(), NOT_READ])
VERSIONS = st.sampled_from(["9.60", "9.66.1.1", "9.66.2.1", "?", Absent(), NOT_READ])
NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)
BODY = st.builds(
    FleetHost,
    name=st.just(""),
    role=st.sampled_from([CS, PS, AGENT, HYPERV]),
    policy=st.sampled_from([None, "gold"]),
    server=st.sampled_from([None, "a", "b"]),
    host_name=VALUES,
    bios_id=VALUES,
    agent_id=VALUES,
    version=VERSIONS,
    system=VALUES,
)


@st.composite
def fleets(draw: st.DrawFn) -> tuple[list[FleetHost], list[FleetHost]]:
    """The same hosts in two orders."""
    hosts = [dataclasses.replace(draw(BODY), name=name) for name in draw(NAMES)]
    return hosts, draw(st.permutations(hosts))


@given(fleets())
def test_the_order_of_the_hosts_does_not_matter(orders: tuple[list[FleetHost], list[FleetHost]]) -> None:
    first, second = (judge_fleet(hosts, CONTEXT) for hosts in orders)
    assert first == second
    for found in first.values():
        assert [each.id for each in found] == [check.id for check in FLEET_CHECKS]
        assert Status.ERROR not in {each.status for each in found}


@given(fleets(), st.permutations(FLEET_CHECKS))
def test_the_order_of_the_checks_does_not_matter(orders: tuple[list[FleetHost], Any], checks: list[Any]) -> None:
    hosts = orders[0]
    for host in hosts:
        mine = [check.run(hosts, CONTEXT)[host.name] for check in checks]
        assert verdict(mine) is verdict(judge_fleet(hosts, CONTEXT)[host.name])


def test_a_checks_own_mistake_is_an_error_of_each_host() -> None:
    def broken(*_: object) -> dict[str, Any]:
        raise RuntimeError

    check = dataclasses.replace(FLEET_CHECKS[0], compare=broken)
    assert [each.status for each in check.run([one("a"), one("b")], CONTEXT).values()] == [Status.ERROR] * 2


@pytest.mark.parametrize("action", [None, Action("step", {"size": 3})])
@pytest.mark.parametrize("waiver", [None, Waiver("accepted", "ops", "2030-01-01")])
def test_a_finding_survives_the_document(action: Action | None, waiver: Waiver | None) -> None:
    finding = Finding("a.b", "T", NO, Severity.INFO, "e", "a", "s", "r", "", ("x",), action, waiver)
    stored = json.loads(json.dumps(finding_to_json(finding)))
    assert finding_from_json(stored) == finding
