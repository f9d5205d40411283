"""Probes of hosts with networks and files of their own: silent name servers, dropped packets, proxies from files."""

from __future__ import annotations

import shutil
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
from tests.intercepting_proxy import ISSUER, intercepting_proxy
from tests.network_hosts import Network, NetworkHost, network, why_not
from tests.test_network_peers import TOOLS, only, running

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
    assert b"canary-77" not in done.stdout + done.stderr
    return found[0]


def test_name_servers_that_do_not_answer_are_named(net: Network) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as silent:
        silent.bind((net.address, 53))
        found = probe(net.hosts[0], Wanted("https", "login.microsoftonline.com", 443, "/"))
        assert silent.recv(512)  # it was asked
    assert (found.dns.state, found.reachable) == (FAILED, False), found
    assert "name servers did not answer in time" in found.told


@pytest.mark.skipif(shutil.which("dnsmasq") is None, reason="dnsmasq is not installed")
def test_a_name_server_of_the_network_is_asked(net: Network) -> None:
    app1, app2 = net.hosts
    names = [f"--address=/login.practice.test/{app2.address}", "--address=/gone.practice.test/"]
    command = ["dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file="]
    listen = [f"--listen-address={net.address}", "--bind-interfaces", "--user=root", "--log-facility=-"]
    with running([*command, *listen, *names], None):
        _answers(net.address)
        found = probe(app1, Wanted("tcp", "login.practice.test", 22))
        gone = probe(app1, Wanted("tcp", "gone.practice.test", 22))
    assert (found.dns.state, found.dns.detail, found.reachable) == (OK, app2.address, True), found
    assert (gone.dns.state, gone.reachable) == (FAILED, False), gone
    assert "The name is not known" in gone.told


def _answers(address: str) -> None:
    """Wait until a name server is there."""
    ends = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((address, 53), 1).close()
            return
        except OSError:
            assert time.monotonic() < ends, "the name server did not start"
            time.sleep(0.05)


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


FILES = [
    "https_proxy={0}\n",
    'export HTTPS_PROXY="{0}" # ours\n',
    "  export https_proxy='{0}'; export other=1\n",
    "all_proxy={0}\n",
    "https_proxy=http://127.0.0.1:1\nhttps_proxy={0}\n",
    'PROXY_ENABLED="yes"\nHTTPS_PROXY="{0}"\n',
]


@pytest.mark.parametrize("text", FILES)
def test_a_proxy_of_a_file_is_used(net: Network, tmp_path: Path, text: str) -> None:
    app1 = net.hosts[0]
    with intercepting_proxy(tmp_path, net.address) as proxy:
        settings(app1, text.format(f"http://user:canary-77@{net.address}:{proxy.port}"))
        found = probe(app1, Wanted("https", "login.microsoftonline.com", 443, "/"))
    assert found.proxy == f"http://********@{net.address}:{proxy.port}"
    assert ISSUER in found.issuer


@pytest.mark.parametrize(
    "text",
    [
        "https_proxy=http://127.0.0.1:1\nno_proxy=.microsoftonline.com\n",
        'https_proxy=http://127.0.0.1:1\nNO_PROXY="localhost, login.microsoftonline.com:443"\n',
        "https_proxy=http://127.0.0.1:1\nno_proxy='*.microsoftonline.com'\n",
        'PROXY_ENABLED="no"\nHTTPS_PROXY="http://127.0.0.1:1"\n',
        "other_https_proxy=http://127.0.0.1:1\n",
        "# https_proxy=http://127.0.0.1:1\n",
    ],
)
def test_a_file_can_send_a_host_past_the_proxy(net: Network, text: str) -> None:
    settings(net.hosts[0], text)
    found = probe(net.hosts[0], Wanted("https", "login.microsoftonline.com", 443, "/"))
    assert found.proxy == "", found
    assert found.dns.state == FAILED  # it was looked up by the host itself, whose name server is silent


def settings(host: NetworkHost, text: str) -> None:
    """What the host has in /etc/environment."""
    Path(f"/etc/netns/{host.namespace}/environment").write_text(text)
