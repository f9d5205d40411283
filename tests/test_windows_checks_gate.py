"""What of a server's findings stops setup: every exit code, the original's order, its modes and its switches."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.target import Role
from preflight.context import SetupSettings
from preflight.facts import Absent
from preflight.finding import Finding, Severity, Status, Waiver
from preflight.role_requirements import SetupMode
from preflight.setup_gate import SetupStop, setup_stop
from preflight.windows_settings import AsrProduct, DotNetTls, Iis, Protocol, Scoped, Site
from tests.test_windows_checks_host import (
    CS,
    GIB,
    NO,
    NOT_READ,
    PS,
    REQUIREMENTS,
    SERVER,
    TOLD,
    UNSET,
    C,
    Facts,
    adapter,
    findings,
    fixed,
    product,
)

FRESH, REINSTALL, UPGRADE = SetupMode
SITE = Site("shop", ("https/*:443:",))
WEAK_TLS: Facts = {
    "schannel": {"TLS 1.0 Client": Protocol(0, 1), "TLS 1.2 Client": UNSET},
    "dotnet.tls": dict.fromkeys(("v4.0.30319", "v4.0.30319 (32-bit)"), DotNetTls(Absent(), Absent())),
}
SHOP = Iis((SITE,), False, (), True, False)


def gate(
    changes: Facts, role: Role = CS, mode: SetupMode = FRESH, skip: str = "", setup: SetupSettings = TOLD
) -> SetupStop:
    """The gate over all findings of a changed host; `skip` names what the switches leave out."""
    found = tuple(findings(changes, role, setup).values())
    return divide(found, role, mode, skip)


def divide(found: tuple[Finding, ...], role: Role, mode: SetupMode, skip: str = "") -> SetupStop:
    return setup_stop(
        found,
        REQUIREMENTS.windows[role],
        mode=mode,
        skip_prereqs="prereqs" in skip,
        skip_space="space" in skip,
        skip_tls="tls" in skip,
    )


def stopped(result: SetupStop) -> list[tuple[str, int]]:
    return [(finding.id.removeprefix("windows."), code) for finding, code in result.stops]


def warned(result: SetupStop) -> set[str]:
    return {finding.id.removeprefix("windows.") for finding in result.warnings}


CASES: list[tuple[str, int, Facts]] = [
    ("other-setup", 1, {"programs": ("UCX_SERVER_SETUP.EXE",)}),
    ("dotnet", 1, {"dotnet.release": Absent()}),
    ("install-drive", 2, {"volumes": (C, fixed("D:", 700, "FAT32"))}),
    ("cache-space", 2, {"volumes": (C, fixed("D:", 100))}),
    ("vmware-tools", 2, {"products": ()}),
    ("mysql-5-5", 1, {"products": (product("VMware Tools", "12"), product("MySQL Server 5.5", "5.5.37"))}),
    ("english", 1, {"languages.culture": "fr-FR"}),
    ("agent-alone", 1, {"asr_products": (AsrProduct(5, {}),)}),
    ("restart-pending", 4, {"restart.file_renames": ("x",)}),
    ("os-version", 4, {"system.version": (6, 2, 9200)}),
    ("member-server", 4, {"system.product_type": 2}),
    ("default-web-site", 4, {"iis": Iis((Site("shop", ("http/*:80:",)),), True, (), True, True)}),
    ("anonymous-authentication", 4, {"iis": Iis((), False, (), True, True)}),
    ("fastcgi", 4, {"iis": Iis((), True, (), True, False)}),
    ("registry-tools", 4, {"policies.registry_tools": Scoped(1, Absent())}),
    ("command-prompt", 4, {"policies.command_prompt": Scoped(1, Absent())}),
    ("attachments", 4, {"policies.trusted_handlers": Scoped(3, Absent())}),
    ("script-execution", 4, {"policies.scripts.machine_policy": "Restricted"}),
    ("fips", 4, {"policies.fips": 1}),
    ("perl", 4, {"products": (product("VMware Tools", "12"), product("Strawberry Perl", "5.32.1"))}),
]


@pytest.mark.parametrize(("row", "code", "changes"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_failure_that_stops_setup(row: str, code: int, changes: Facts) -> None:
    result = gate(changes)
    assert stopped(result) == [(row, code)]
    assert result.exit_code == code


def test_rows_that_stop_only_together_or_with_other_settings() -> None:
    assert stopped(gate({}, setup=dataclasses.replace(TOLD, install_location="C:\\"))) == [
        ("install-location", 2), ("cache-space", 2),
    ]  # fmt: skip
    assert stopped(gate(WEAK_TLS)) == [("tls10", 1)]
    assert stopped(gate(WEAK_TLS, skip="tls")) == []
    assert stopped(gate({"volumes": (C, fixed("D:", 4))})) == [("cache-space", 2), ("install-space", 4)]
    assert stopped(gate({"iis": Iis((SITE,), True, (), True, True)})) == [("default-web-site", 4), ("iis-port", 4)]


EVERYTHING: Facts = {
    **{name: value for row, _, changes in CASES if row not in ("install-drive", "vmware-tools", "agent-alone")
       for name, value in changes.items()},
    "products": (product("MySQL Server 5.5", "5.5.37"), product("Strawberry Perl", "5.32.1")),
    "iis": SHOP,
}  # fmt: skip
"""Nearly all at once."""


def test_the_order_is_the_originals() -> None:
    assert stopped(gate(EVERYTHING)) == [
        ("other-setup", 1), ("dotnet", 1), ("cache-space", 2), ("vmware-tools", 2), ("mysql-5-5", 1), ("english", 1),
        ("restart-pending", 4), ("os-version", 4), ("member-server", 4), ("default-web-site", 4),
        ("anonymous-authentication", 4), ("fastcgi", 4), ("iis-port", 4), ("registry-tools", 4), ("command-prompt", 4),
        ("attachments", 4), ("script-execution", 4), ("fips", 4), ("perl", 4),
    ]  # fmt: skip


def test_modes_and_switches_leave_steps_out() -> None:
    early = [("other-setup", 1), ("dotnet", 1), ("cache-space", 2), ("vmware-tools", 2)]
    assert stopped(gate(EVERYTHING, mode=REINSTALL)) == early
    assert stopped(gate(EVERYTHING, mode=UPGRADE)) == [*early[:2], ("english", 1)]
    assert stopped(gate(EVERYTHING, mode=UPGRADE, skip="prereqs")) == early[:2]
    no_checks = [*early[:2], ("vmware-tools", 2), ("mysql-5-5", 1), ("english", 1)]
    assert stopped(gate(EVERYTHING, skip="prereqs")) == no_checks
    without_space = [each for each in stopped(gate(EVERYTHING)) if each[0] != "cache-space"]
    assert stopped(gate(EVERYTHING, skip="space")) == without_space
    small: Facts = {"volumes": (C, fixed("D:", 1))}
    assert stopped(gate(small, skip="prereqs")) == stopped(gate(small, skip="space")) == []
    assert {"cache-space", "install-space"} <= warned(gate(small, skip="space"))
    assert stopped(gate({**small, "asr_products": SERVER}, mode=UPGRADE)) == [("upgrade-space", 1)]


def test_a_process_server_is_not_stopped_by_iis() -> None:
    result = gate({"iis": SHOP}, PS)
    assert result.exit_code is None
    assert {"default-web-site", "anonymous-authentication", "fastcgi", "iis-port"} <= warned(result)


def test_what_the_original_only_warns_of_or_only_the_documents_ask_for() -> None:
    changes: Facts = {
        "computer.memory_bytes": 4 * GIB, "computer.logical_processors": 2, "adapters": (adapter(dhcp=True),),
        "clock.measured": NOT_READ, "clock.synchronised": False, "system.version": (10, 0, 20348),
        "features": {"Hyper-V": True, "Web-Server": False},
    }  # fmt: skip
    result = gate(changes)
    assert result.exit_code is None
    assert warned(result) == {
        "memory", "cores", "sizing-memory", "sizing-cores", "static-address", "clock", "os-documented", "roles-absent",
    }  # fmt: skip


def test_what_could_not_be_found_out_or_is_waived_does_not_stop() -> None:
    result = gate({"policies.fips": NOT_READ})
    assert (stopped(result), warned(result)) == ([], {"fips"})
    waiver = Waiver("accepted", "the board", "2030-01-01")
    found = findings({"policies.fips": 1}, CS)
    found["windows.fips"] = dataclasses.replace(found["windows.fips"], waiver=waiver)
    result = divide(tuple(found.values()), CS, FRESH)
    assert (stopped(result), warned(result)) == ([], {"fips"})


def test_a_healthy_host_goes_through() -> None:
    assert gate({}) == gate({}, PS) == SetupStop((), ())


def test_a_role_on_the_wrong_platform_stops_first_whatever_is_skipped() -> None:
    found = findings(EVERYTHING, CS)
    wrong = dataclasses.replace(found["common.role-platform"], status=NO, severity=Severity.BLOCKER)
    result = divide((*found.values(), wrong), CS, FRESH, "prereqs space tls")
    assert stopped(result)[0] == ("common.role-platform", 4)


@given(st.permutations(list(findings(EVERYTHING, CS).values())), st.sampled_from(SetupMode))
def test_the_order_of_findings_does_not_matter(order: list[Finding], mode: SetupMode) -> None:
    whole = divide(tuple(findings(EVERYTHING, CS).values()), CS, mode)
    mine = divide(tuple(order), CS, mode)
    assert mine.stops == whole.stops
    assert set(mine.warnings) == set(whole.warnings)
    told = {each.id for each in order if each.status in (Status.FAIL, Status.UNKNOWN)}
    assert {each.id for each, _ in mine.stops} | {each.id for each in mine.warnings} == told
