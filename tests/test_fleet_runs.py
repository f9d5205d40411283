"""Fleet checks in whole runs: what the user decides, interruptions, bundles, and a push that leaves clones alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from access.bundle import BundledHost, read_bundle, write_bundle
from access.catalogue import load_requirements
from fleet.assess import Assessor
from fleet.engine import Stop
from fleet.events import Event, VerdictChanged
from fleet.fleet_checks import compare_hosts
from fleet.journal import Journal
from fleet.look import Look
from fleet.run import RunRequest, Worked, each_host, execute
from host.evidence import parse_evidence
from host.target import Platform, Role, Target
from lab.profiles import machine
from preflight.context import Context
from tests.data.documented import DEBIAN_12, SYNCHRONOUS, evidence, raw
from tests.practice import Practice, by_name, siteprep, states, validate

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")


def printed(name: str, bios_id: str) -> bytes:
    """What the collector prints on a healthy host of this name and BIOS id."""
    named = {key: text.replace("web01", name) if isinstance(text, str) else text for key, text in DEBIAN_12.items()}
    hardware = str(DEBIAN_12["hardware"]).replace("564d0000-0000-0000-0000-000000000001", bios_id)
    return raw({**named, "hardware": hardware})


@pytest.fixture
def clones(tmp_path: Path) -> list[Path]:
    """web01 and web02 are clones, web03 is itself."""
    paths = [tmp_path / name for name in ("web01", "web02", "web03")]
    for path, bios_id in zip(paths, ("4C4C-1", "4C4C-1", "4C4C-3"), strict=True):
        path.write_bytes(printed(path.name, bios_id))
    return paths


def preflight(paths: list[Path], *options: object) -> tuple[int, dict[str, Any]]:
    """Exit code and hosts of a preflight of what was collected."""
    given_paths = [part for path in paths for part in ("--from", path)]
    journal = paths[0].with_name("journal.db")
    done = siteprep("preflight", *given_paths, "--format", "json", "--journal", journal, *options)
    document = json.loads(done.stdout)
    validate(document)
    assert [host["name"] for host in document["hosts"]] == [path.name for path in paths]
    return done.returncode, by_name(document)


def fleet_rows(host: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in host["findings"] if each["id"].startswith("fleet.")}


def test_clones_are_blocked_whatever_the_order(clones: list[Path]) -> None:
    code, hosts = preflight(clones)
    reverse_code, reverse = preflight(clones[::-1])
    assert code == reverse_code == 3
    for name, host in hosts.items():
        assert host["verdict"] == reverse[name]["verdict"] == ("ready" if name == "web03" else "blocked")
        assert host["findings"] == reverse[name]["findings"]
    assert fleet_rows(hosts["web01"])["fleet.bios-id"]["actual"] == "4C4C-1 is the BIOS id of web01 and web02."
    _, alone = preflight(clones[:1])
    assert {each["status"] for each in fleet_rows(alone["web01"]).values()} == {"not-applicable"}


def test_the_users_decisions_hold_for_fleet_checks_too(clones: list[Path]) -> None:
    _, hosts = preflight(clones, "--skip", "fleet.*")
    assert {host["verdict"] for host in hosts.values()} == {"ready"}
    assert {each["actual"] for each in fleet_rows(hosts["web01"]).values()} == {"Left out by --skip."}
    waivers = clones[0].with_name("waivers.yaml")
    waivers.write_text(
        "- {check: fleet.bios-id, hosts: web01, reason: a cluster, owner: ops, expires: 2999-01-01}\n", encoding="utf-8"
    )
    _, hosts = preflight(clones, "--waivers", waivers, "--only", "fleet.*")
    assert {name: host["verdict"] for name, host in hosts.items()} == {
        "web01": "ready", "web02": "blocked", "web03": "ready",
    }  # fmt: skip
    assert fleet_rows(hosts["web01"])["fleet.bios-id"]["waiver"]["owner"] == "ops"


def test_a_bundle_carries_what_the_inventory_says_of_policies_and_servers(tmp_path: Path) -> None:
    told = {"policy": "gold", "configuration_server": "cs01", "note": "mine"}
    path = tmp_path / "hosts.siteprep"
    write_bundle(path, [BundledHost(Target("hv1", "a", role=Role.HYPERV_HOST, vars=told), evidence(), 1.0)])
    (host,) = read_bundle(path)
    assert host.target.vars == {"policy": "gold", "configuration_server": "cs01"}


class Preflight:
    """A run of which each host is looked at when the test says so; a host without a BIOS id is not reached."""

    def __init__(self, journal: Journal, bios_ids: dict[str, str]) -> None:
        self.journal = journal
        self.bios_ids = bios_ids
        self.told: list[Event] = []
        targets = [Target(name, name) for name in bios_ids]
        request = RunRequest("preflight", targets, {}, {"release": "9", "cloud": "public"}, "siteprep", resumable=False)
        self.run, crashed = execute(request, journal, self.told.append, self.work)
        assert not crashed

    def work(self, run: str, names: Sequence[str]) -> Worked:
        worked = each_host(self.unit, at_once=2, stop=Stop())(run, names)
        self.compare(run)
        return worked

    def unit(self, run: str) -> Callable[[str], None]:
        return lambda name: self.look(run, name)

    def look(self, run: str, name: str) -> None:
        assessor, bios_id = self.assessor(run), self.bios_ids[name]
        if not bios_id:
            assessor.unreachable(Target(name, name), "No answer.")
            return
        seen = parse_evidence(printed(name, bios_id), SYNCHRONOUS)
        assessor.store(Target(name, name), seen, 1.0)
        assessor.judge(Target(name, name), seen)

    def compare(self, run: str) -> None:
        compare_hosts(self.assessor(run))

    def assessor(self, run: str) -> Assessor:
        return Assessor(self.journal, run, CONTEXT, Role.MOBILITY_AGENT, self.told.append, Look(CONTEXT.install_dir))

    def verdicts(self) -> dict[str, str]:
        return {row.name: row.verdict for row in self.journal.hosts(self.run)}

    def findings(self) -> dict[str, list[dict[str, Any]]]:
        return {row.name: row.findings + (row.fleet_findings or []) for row in self.journal.hosts(self.run)}


def test_versions_are_compared_with_the_configuration_servers(tmp_path: Path) -> None:
    def server(name: str, role: Role, version: str, **told: str) -> BundledHost:
        printed = raw({"registry": 127, "asr-products": f"Number=9\nBuild_Version={version}\n\n"})
        target = Target(name, name, platform=Platform.WINDOWS, role=role, vars=told)
        return BundledHost(target, parse_evidence(printed), 1.0)

    bundle, cs, ps = tmp_path / "servers", Role.CONFIGURATION_SERVER, Role.PROCESS_SERVER
    hosts = [
        server("cs01", cs, "9.60.1.1"),
        server("cs02", cs, "9.66.1.1"),
        server("ps01", ps, "9.65.1.1", configuration_server="cs01"),
        server("ps02", ps, "9.65.1.1", configuration_server="cs02"),
        server("ps03", ps, "9.65.1.1"),
    ]
    write_bundle(bundle, hosts)

    def told(*options: str) -> list[str]:
        line = ("--from", bundle, "--format", "json", "--journal", tmp_path / "journal.db", *options)
        found = by_name(json.loads(siteprep("preflight", *line).stdout))
        return [fleet_rows(found[host.target.name])["fleet.server-version"]["status"] for host in hosts]

    assert told() == ["not-applicable", "not-applicable", "fail", "pass", "unknown"]
    assert told("--cs-version", "9.65") == ["not-applicable", "not-applicable", "pass", "pass", "pass"]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.db")) as opened:
        yield opened


def test_hosts_that_are_looked_at_again_are_compared_again(journal: Journal) -> None:
    """One of two clones is mended, and only that one is looked at anew, as in a run that is taken up again."""
    whole = Preflight(journal, {"web01": "4C4C-1", "web02": "4C4C-1", "web03": "4C4C-3"})
    before = whole.findings()
    assert whole.verdicts() == {"web01": "blocked", "web02": "blocked", "web03": "ready"}
    assert {each.host for each in whole.told if isinstance(each, VerdictChanged)} == {"web01", "web02"}
    whole.compare(whole.run)
    assert whole.findings() == before  # doing it twice is harmless
    for row in journal.hosts(whole.run):  # as it was before both were kept apart
        journal.update_host(whole.run, row.name, findings=before[row.name], fleet_findings=None)
    whole.compare(whole.run)
    assert whole.findings() == before

    whole.bios_ids["web02"] = "4C4C-2"
    whole.look(whole.run, "web02")
    whole.compare(whole.run)
    assert whole.verdicts() == {"web01": "ready", "web02": "ready", "web03": "ready"}
    assert whole.findings() == Preflight(journal, whole.bios_ids).findings()


def test_a_users_check_may_be_called_fleet_too(clones: list[Path]) -> None:
    rules = clones[0].with_name("rules.yaml")
    rules.write_text(
        "- {id: fleet.own, title: Mine, platform: linux, severity: info, fact: kernel, present: true, remedy: None.}\n"
    )
    _, hosts = preflight(clones, "--checks", rules)
    assert all("fleet.own" in fleet_rows(host) for host in hosts.values())


def test_a_host_that_was_not_reached_stays_so(journal: Journal) -> None:
    run = Preflight(journal, {"web01": "4C4C-1", "gone": ""})
    assert run.verdicts() == {"web01": "ready", "gone": "unreachable"}
    assert run.findings()["gone"] == []
    fleet = {each["status"] for each in run.findings()["web01"] if each["id"].startswith("fleet.")}
    assert fleet == {"not-applicable"}  # there is nothing to compare it with


def test_a_push_does_not_touch_clones(practice: Callable[..., Practice]) -> None:
    fleet = practice(machine("web01", "one"), machine("web01", "two"), machine("db01"))
    uuid = "sys/class/dmi/id/product_uuid"
    (fleet.root("two") / uuid).write_bytes((fleet.root("one") / uuid).read_bytes())
    clones = fleet.document("push", code=3)
    assert states(clones) == {"one": "blocked", "two": "blocked", "db01": "done"}
    assert not fleet.installs("one")
    assert not (fleet.root("two") / "var/lib/siteprep").exists()
    (fleet.root("two") / uuid).write_text("4c4c0000-0000-0000-0000-000000000002\n")
    assert states(fleet.document("push")) == {"one": "done", "two": "done", "db01": "done"}
