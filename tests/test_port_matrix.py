"""Which ways hosts need, how they are judged, and how they are tried: between real hosts with networks of their own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_directions
from access.local import LocalSession
from access.ports import Listeners, reach
from fleet.engine import Stop
from fleet.matrix import Matrix
from host.errors import SessionLost, Unreachable
from host.session import Session
from host.target import Platform, Role, Target
from linux import listening, scripts
from linux.listening import parse_listening
from preflight.network import Probe, Stage
from preflight.port_matrix import SITEPREP, Outcome, Way, idle, judged, settled, ways
from tests.network_hosts import Network, network, why_not
from tests.practice import siteprep

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs/schemas/siteprep.matrix-1.schema.json").read_text("utf-8"))
DIRECTIONS = load_directions()
CS = Target("cs", "10.0.0.1", platform=Platform.WINDOWS, role=Role.CONFIGURATION_SERVER)
PS = Target("ps", "10.0.0.2", platform=Platform.WINDOWS, role=Role.PROCESS_SERVER)
WEB = Target("web", "10.0.0.3", groups=("shop", "linux"))
DB = Target("db", "10.0.0.4", platform=Platform.WINDOWS, groups=("shop",))
needs_network = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")


def found(*targets: Target, groups: tuple[str, ...] = ()) -> set[tuple[str, str, int]]:
    return {(way.source, way.destination, way.port) for way in ways(DIRECTIONS, targets, Role.MOBILITY_AGENT, groups)}


def test_every_direction_has_a_source() -> None:
    data = yaml.safe_load((ROOT / "preflight/data/ports.yaml").read_text("utf-8"))
    used = [name for each in data["directions"].values() for name in each["source"]]
    assert set(used) == set(data["sources"])
    assert all(each["source"] for each in data["directions"].values())


def test_the_documented_ways() -> None:
    windows = {("ps", "db", port) for port in (135, 139, 445)} | {(SITEPREP, "db", port) for port in (5985, 5986)}
    assert found(CS, PS, WEB, DB) == windows | {
        ("web", "cs", 443), ("db", "cs", 443), ("ps", "cs", 443), ("web", "ps", 9443), ("db", "ps", 9443),
        ("ps", "web", 22),
    }  # fmt: skip


def test_without_a_process_server_the_configuration_server_takes_its_place() -> None:
    assert {("web", "cs", 9443), ("cs", "web", 22)} <= found(CS, WEB)


def test_only_groups_that_are_named_are_replicated_together() -> None:
    assert found(WEB, DB, groups=("shop",)) >= {("web", "db", 20004), ("db", "web", 20004)}
    assert not {way for way in found(WEB, DB, groups=("linux",)) if way[2] == 20004}
    assert not {way for way in found(WEB, DB) if way[2] == 20004}


def test_what_was_not_tried_is_known() -> None:
    wanted = ways(DIRECTIONS, [CS, WEB], Role.MOBILITY_AGENT, ())
    assert {each.id for each in idle(DIRECTIONS, wanted)} == {"push-windows", "push-winrm", "consistency"}


TARGETS = st.lists(
    st.builds(
        Target,
        st.text("abcdef", min_size=1, max_size=3),
        st.just("10.0.0.9"),
        platform=st.sampled_from(Platform),
        role=st.none() | st.sampled_from(Role),
        groups=st.lists(st.sampled_from(["g", "h"]), unique=True).map(tuple),
    ),
    max_size=6,
    unique_by=lambda target: target.name,
)


@given(TARGETS)
def test_no_host_reaches_itself_and_no_way_comes_twice(targets: list[Target]) -> None:
    wanted = ways(DIRECTIONS, targets, Role.MOBILITY_AGENT, ("g",))
    assert len(set(wanted)) == len(wanted)
    by_name = {target.name: target for target in targets}
    for way in wanted:
        assert way.source != way.destination
        assert way.source in by_name or way.source == SITEPREP
        assert way.address == by_name[way.destination].address


def way(**changes: Any) -> Way:
    base = {"direction": "x", "purpose": "y", "source": "a", "destination": "b", "address": "10.0.0.1", "port": 443}
    return Way(**{**base, "listener": False, "any": False, **changes})


def probe(state: str, detail: str = "") -> Probe:
    skipped = Stage("skipped", "")
    return Probe("10.0.0.1", 443, "tcp", "", Stage("ok", ""), Stage(state, detail), skipped, skipped, "", 0)


@pytest.mark.parametrize(
    ("seen", "listens", "outcome", "word"),
    [
        (probe("ok"), False, Outcome.OPEN, "answers"),
        (probe("failed", "Connection refused"), True, Outcome.CLOSED, "refused"),
        (probe("failed", "Connection refused"), False, Outcome.UNKNOWN, "Nothing is known to listen there"),
        (probe("failed", "No answer in time."), False, Outcome.CLOSED, "No answer in time"),
        (probe("failed", "No route to host"), True, Outcome.CLOSED, "No route"),
        (probe("unknown", "no tool"), True, Outcome.UNKNOWN, "no tool"),
        ("a cannot be reached.", True, Outcome.UNKNOWN, "cannot be reached"),
    ],
)
def test_what_a_probe_says_of_a_way(seen: Probe | str, listens: bool, outcome: Outcome, word: str) -> None:
    result = judged(way(), seen, listens=listens, own_listener=False)
    assert (result.outcome, bool(result.remedy)) == (outcome, outcome is not Outcome.OPEN)
    assert word in result.told


def test_where_one_port_is_enough_the_others_are_needless() -> None:
    secure, plain = way(port=5986, any=True), way(port=5985, any=True)
    closed = judged(secure, probe("failed", "No answer in time."), listens=False, own_listener=False)
    opened = judged(plain, probe("ok"), listens=False, own_listener=False)
    assert [each.outcome for each in settled([closed, opened])] == [Outcome.NEEDLESS, Outcome.OPEN]
    assert settled([closed]) == (closed,)


@given(st.text(max_size=200), st.lists(st.integers(1, 65535), max_size=3))
def test_whatever_a_host_says_of_its_listeners_is_read(text: str, ports: list[int]) -> None:
    told = parse_listening(text, ports)
    assert told.served | set(told.started) | set(told.failed) == set(ports)


def test_listeners_of_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = _free_port()
        with Listeners([port, taken.getsockname()[1]]) as own:
            assert (own.started, own.served) == ({port}, {taken.getsockname()[1]})
            for _ in range(3):
                assert reach("127.0.0.1", port).reachable
        assert "refused" in reach("127.0.0.1", port).told
    assert not reach("no.such.host.invalid", 1).reachable


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class OnlyWith(LocalSession):
    """This machine with the tools of one folder only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, script: str, **options: Any) -> Any:
        return super().run(f"PATH={self._folder}\n{script}", **options)


@pytest.mark.parametrize("tool", ["python3", "perl", "socat", "ncat", "nc", "busybox"])
def test_a_host_listens_with_each_tool_and_stops(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed; install it to try it.")
    (tmp_path / tool).symlink_to(Path(sys.executable).resolve() if tool == "python3" else shutil.which(tool) or "")
    for name in ("cat", "grep", "printf", "setsid", "sh", "sleep", "tr"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    port, session = _free_port(), OnlyWith(tmp_path)
    told = listening.start(session, "t0", 60, [port])
    assert list(told.started) == [port], told
    for _ in range(2):
        assert reach("127.0.0.1", port).reachable
        time.sleep(0.2)
    assert listening.start(session, "t1", 60, [port]).served == {port}
    listening.stop(session, "t1", list(told.started.values()))  # another one's token ends nothing
    assert reach("127.0.0.1", port).reachable
    listening.stop(session, "t0", list(told.started.values()))
    _gone(port)


def test_a_listener_ends_itself() -> None:
    port = _free_port()
    assert listening.start(LocalSession(), "t", 1, [port]).started
    _gone(port)


def test_a_host_without_any_tool_says_so(tmp_path: Path) -> None:
    for name in ("cat", "grep", "printf", "setsid", "sh", "sleep", "tr"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    told = listening.start(OnlyWith(tmp_path), "t", 5, [_free_port()])
    assert "none of python, perl, socat and nc" in next(iter(told.failed.values()))


def _gone(port: int) -> None:
    deadline = time.monotonic() + 10
    while "refused" not in reach("127.0.0.1", port).told:
        assert time.monotonic() < deadline, "the listener is still there"
        time.sleep(0.05)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[tuple[Network, Path]]:
    """Two machines that are replicated together, and their inventory."""
    with network(tmp_path, ["app1", "app2"]) as net:
        listed = [{"name": host.name, "address": host.address, "groups": ["pair"]} for host in net.hosts]
        inventory = tmp_path / "hosts.yaml"
        defaults = {"user": "root", "key_file": str(net.key)}
        inventory.write_text(yaml.safe_dump({"defaults": defaults, "groups": {"pair": None}, "hosts": listed}))
        yield net, inventory


def tried(net: Network, inventory: Path) -> tuple[int, dict[str, dict[str, str]]]:
    done = siteprep(
        *("preflight", "matrix", "-i", inventory, "--group", "pair", "--known-hosts", net.known_hosts),
        *("--format", "json"),
    )
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    for host in net.hosts:
        assert not host.listens(20004), "a listener was left behind"
    return done.returncode, {f"{each['source']}-{each['destination']}": each for each in document["ways"]}


@needs_network
def test_between_real_hosts(hosts: tuple[Network, Path]) -> None:
    net, inventory = hosts
    code, found = tried(net, inventory)
    assert {name: each["outcome"] for name, each in found.items()} == {"app1-app2": "open", "app2-app1": "open"}, found
    assert "siteprep listened there" in found["app1-app2"]["told"]
    assert code == 0

    net.hosts[1].firewall("tcp dport 20004 drop")
    code, found = tried(net, inventory)
    assert {name: each["outcome"] for name, each in found.items()} == {"app1-app2": "closed", "app2-app1": "open"}
    assert "No answer in time" in found["app1-app2"]["told"]
    assert "Let app1 reach TCP port 20004 of app2" in found["app1-app2"]["remedy"]
    assert code == 3

    net.hosts[0].firewall("tcp dport 20004 reject with tcp reset")
    code, found = tried(net, inventory)
    assert {name: each["outcome"] for name, each in found.items()} == {"app1-app2": "closed", "app2-app1": "closed"}
    assert "refused" in found["app2-app1"]["told"]


@needs_network
def test_a_service_that_is_there_is_left_alone(hosts: tuple[Network, Path]) -> None:
    net, inventory = hosts
    serve = "import socket, sys; s = socket.create_server((sys.argv[1], 20004)); print(1, flush=True); s.accept()"
    command = ["ip", "netns", "exec", net.hosts[1].namespace, sys.executable, "-c", serve, net.hosts[1].address]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        done = siteprep(
            *("preflight", "matrix", "-i", inventory, "--group", "pair", "--known-hosts", net.known_hosts),
            *("--format", "json"),
        )
        assert process.wait(10) == 0  # it was called, and not ended
    told = {each["source"]: each["told"] for each in json.loads(done.stdout)["ways"]}
    assert "siteprep listened" in told["app2"]
    assert "siteprep listened" not in told["app1"]


class Breaking:
    """A session that is lost at a script with a word in it."""

    own_clock = True

    def __init__(self, word: str) -> None:
        self._word = word

    def run(self, script: str, **options: Any) -> Any:
        if self._word in script:
            raise SessionLost("connection-lost", "The connection broke.", "Try again.")
        return LocalSession().run(script, **options)

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("word", ["set -- start", "set -- stop", "SITEPREP_PROBE_SECONDS"])
def test_a_session_that_breaks_leaves_no_listener_for_long(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fleet.matrix.SECONDS_OF_A_HOST", -58)
    port = _free_port()
    targets = {"a": Target("a", "127.0.0.1"), "b": Target("b", "127.0.0.1")}
    matrix = Matrix(targets, lambda _: Breaking(word), None, lambda _: None, Stop())
    (result,) = matrix.run([way(port=port, address="127.0.0.1", listener=True)])
    expected = {"set -- start": Outcome.UNKNOWN, "set -- stop": Outcome.OPEN, "SITEPREP_PROBE_SECONDS": Outcome.UNKNOWN}
    assert result.outcome is expected[word], result
    _gone(port)


def test_a_host_that_cannot_be_reached_is_told_and_no_mistake() -> None:
    def refused(target: Target) -> Session:
        raise Unreachable("refused", f"{target.name} does not answer.", "Start it.")

    targets = {"a": Target("a", "127.0.0.1"), "b": Target("b", "127.0.0.1")}
    (result,) = Matrix(targets, refused, None, lambda _: None, Stop()).run([way(listener=True)])
    assert (result.outcome, result.told) == (Outcome.UNKNOWN, "a does not answer. Start it.")


def test_this_machine_as_a_host_needs_no_session() -> None:
    def never(target: Target) -> Session:
        raise AssertionError(target)

    port = _free_port()
    targets = {"a": Target("a", "127.0.0.1")}
    matrix = Matrix(targets, never, "a", lambda _: None, Stop())
    (result,) = matrix.run([way(source=SITEPREP, destination="a", address="127.0.0.1", port=port, listener=True)])
    assert result.outcome is Outcome.OPEN
    _gone(port)


def test_the_command_line(tmp_path: Path) -> None:
    inventory = tmp_path / "hosts.yaml"
    inventory.write_text(
        "groups: {shop: }\nhosts:\n- {name: cs, address: 127.0.0.1, role: configuration-server, platform: windows}\n"
        "- {name: web, address: 127.0.0.2, groups: [shop]}\n"
    )
    plan = siteprep("preflight", "matrix", "-i", inventory, "--dry-run")
    assert plan.returncode == 0
    assert "web -> cs 127.0.0.1:443 (registration and control)\n" in plan.stdout
    for arguments, said in (
        (["--group", "none"], "No host is in the group 'none'."),
        (["--here", "none"], "'none' is none of the hosts."),
        (["web"], "Between these hosts there is no documented way."),
        (["-f", "html"], "html"),
    ):
        wrong = siteprep("preflight", "matrix", "-i", inventory, *arguments)
        assert (wrong.returncode, said in wrong.stderr) == (2, True), wrong.stderr
    # A host of that name is preflighted, not taken for the command.
    other = siteprep("preflight", "matrix:1", "--known-hosts", tmp_path / "none")
    assert "matrix:1" in other.stdout + other.stderr
    assert "preflight matrix" in siteprep("--help").stdout


def test_the_script_is_what_the_host_runs() -> None:
    assert scripts.listener("stop", "a b").startswith("set -- stop 'a b'\n")
    assert os.access(ROOT / "linux/port_listen.sh", os.R_OK)
