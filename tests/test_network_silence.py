"""What a host's probes say where nobody answers: name servers that are silent, packets that are dropped."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from access.probe_plan import probe_lines
from host.evidence import parse_evidence
from linux.parse.host import parse_facts
from linux.scripts import collector
from preflight.network import FAILED, OK, Probe, Wanted
from tests.network_hosts import Network, NetworkHost, network, why_not
from tests.test_network_peers import TOOLS, only

pytestmark = pytest.mark.skipif(why_not() is not None, reason=why_not() or "")
SECONDS = 6


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Network]:
    with network(tmp_path, ["app1", "app2"]) as found:
        yield found


def probe(host: NetworkHost, wanted: Wanted, path: str = "/usr/bin:/bin") -> Probe:
    """One probe made by a host of the network, within the deadline of all probes."""
    began = time.monotonic()
    done = subprocess.run(
        [
            "ip",
            "netns",
            "exec",
            host.namespace,
            "/bin/sh",
            "-c",
            f"PATH={path}\n{collector('/usr/local/ASR', SECONDS)}",
        ],
        input=probe_lines([wanted]),
        capture_output=True,
        timeout=90,
    )
    assert time.monotonic() - began < SECONDS + 20  # the collector's own sections take their time too
    found = parse_facts(parse_evidence(done.stdout)).probes
    assert isinstance(found, tuple), done.stderr
    return found[0]


def test_name_servers_that_do_not_answer_are_named(net: Network) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as silent:
        silent.bind((net.address, 53))
        found = probe(net.hosts[0], Wanted("https", "login.microsoftonline.com", 443, "/"))
        assert silent.recv(512)  # it was asked
    assert (found.dns.state, found.reachable) == (FAILED, False), found
    assert "name servers did not answer in time" in found.told


@pytest.mark.parametrize("tool", TOOLS)
def test_packets_that_are_dropped_are_told_as_no_answer(net: Network, tmp_path: Path, tool: str) -> None:
    path = only(tmp_path / "bin", tool, *(() if tool == "bash" else ("bash",)))
    app1, app2 = net.hosts
    app2.firewall("tcp dport 443 drop")
    found = probe(
        app1, Wanted("tcp" if tool == "bash" else "https", app2.address, 443, "" if tool == "bash" else "/"), path
    )
    assert (found.dns.state, found.tcp.state, found.reachable) == (OK, FAILED, False), found
    assert "refused" not in found.told


def test_what_refuses_is_told_apart_from_what_is_silent(net: Network) -> None:
    app1, app2 = net.hosts
    app2.firewall("tcp dport 443 reject with tcp reset")
    found = probe(app1, Wanted("tcp", app2.address, 443))
    assert (found.tcp.state, "refused" in found.told) == (FAILED, True), found


def test_a_host_without_a_way_is_told(net: Network) -> None:
    found = probe(net.hosts[0], Wanted("tcp", "198.51.100.7", 443))
    assert (found.tcp.state, found.reachable) == (FAILED, False), found
    assert "unreachable" in found.told
