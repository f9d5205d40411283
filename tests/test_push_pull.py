"""Packages that hosts fetch themselves: from siteprep over HTTPS (pinned certificate, token), or from a URL."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from access.pull_offer import Offer
from access.pull_server import PullServer
from cli.staging import PullFrom, pull_from
from host.errors import UsageError
from lab.profiles import machine
from tests.practice import NEEDS_ROOT, Practice, by_name, states
from tests.test_push_transfer import grown, leave_part

Start = Callable[..., Practice]


@pytest.fixture
def server() -> Iterator[PullServer]:
    with closing(PullServer("127.0.0.1", 0)) as running:
        yield running


def fetch(offer: Offer, token: str, path: str = "/package", **headers: str) -> tuple[int, bytes]:
    """One GET by a client that trusts only the offer's certificate."""
    context = ssl.create_default_context(cadata=offer.certificate)
    address = offer.url.split("/")[2].split(":")
    connection = http.client.HTTPSConnection(address[0], int(address[1]), context=context, timeout=10)
    with closing(connection):
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_token_is_good_for_one_fetch_of_one_file(server: PullServer, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1" * 700_000)
    (tmp_path / "two").write_bytes(b"22")
    one, two = server.offer(tmp_path / "one"), server.offer(tmp_path / "two")
    assert one.token and two.token  # noqa: PT018 - for the type checker
    assert fetch(two, two.token.reveal()) == (200, b"22")
    assert fetch(two, two.token.reveal())[0] == 403
    assert fetch(one, "x" * 43)[0] == 403
    assert fetch(one, "")[0] == 403
    assert fetch(one, one.token.reveal(), "/other")[0] == 403
    again = server.offer(tmp_path / "one")
    assert again.token
    assert fetch(again, again.token.reveal(), Range="bytes=600000-") == (206, b"1" * 100_000)
    assert again.token.reveal() not in again.url


def test_a_token_ends_after_an_hour(server: PullServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").write_bytes(b"1")
    offer = server.offer(tmp_path / "one")
    assert offer.token
    later = time.monotonic() + 3601
    monkeypatch.setattr("access.pull_server.time.monotonic", lambda: later)
    assert fetch(offer, offer.token.reveal())[0] == 403


def test_a_client_that_speaks_no_tls_disturbs_nobody(server: PullServer, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    offer = server.offer(tmp_path / "one")
    assert offer.token
    port = int(offer.url.split(":")[2].split("/")[0])
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as plain:
        plain.request("GET", "/package")
        with pytest.raises((OSError, http.client.HTTPException)):
            plain.getresponse()
    silent = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    silent.connect()
    assert fetch(offer, offer.token.reveal())[0] == 200
    silent.close()


def test_a_host_fetches_from_siteprep(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"), kind="namespaces")  # these have the machine's curl
    path = grown(fleet, 2_000_000)
    leave_part(fleet, path, path.read_bytes()[:1_000_000])
    document = fleet.document("push", "--stage", "pull", "--pull-address", "127.0.0.1")
    assert set(states(document).values()) == {"done"}
    for host in document["hosts"]:
        assert host["steps"][0]["message"].startswith("The host fetched")
        assert not (fleet.root(host["name"]) / "var/lib/siteprep").exists()
    again = fleet.document("push", "--stage", "pull", "--pull-address", "127.0.0.1")
    assert all(host["steps"] == [] for host in again["hosts"])


@NEEDS_ROOT
def test_a_host_without_curl_is_sent_the_package(practice: Start) -> None:
    fleet = practice(machine("web01"), kind="chroot")
    host = by_name(fleet.document("push", "--stage", "pull", "--pull-address", "127.0.0.1"))["web01"]
    assert host["outcome"]["state"] == "done"
    assert host["steps"][0]["message"].startswith("The host has no curl to fetch it with, so Microsoft-ASR_UA")


def test_a_server_with_another_certificate_is_not_fetched_from(
    practice: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody in between: the certificate that the host is told is not the one that the server shows."""
    fleet = practice(machine("web01"), kind="namespaces")  # these have the machine's curl
    with closing(PullServer("127.0.0.1", 0)) as foreign:
        port = foreign._server.server_address[1]
        url = f"https://127.0.0.1:{port}"
        host = by_name(fleet.document("push", "--stage", "pull", "--pull-url", url, code=3))["web01"]
    assert host["outcome"]["kind"] == "step-refused"
    assert "certificate" in host["outcome"]["cause"]
    assert not (fleet.root("web01") / "usr/local/.vx_version").exists()
    assert states(fleet.document("push")) == {"web01": "done"}


@pytest.mark.parametrize(
    "options",
    [
        ("--stage", "pull"),
        ("--stage", "pull", "--pull-address", "127.0.0.1", "--pull-url", "https://a/b"),
        ("--pull-address", "127.0.0.1"),
        ("--stage", "pull", "--pull-url", "http://a/b"),
        ("--stage", "pull", "--pull-url", "https://user:hunter2@a/b"),
        ("--stage", "pull", "--pull-address", "a b"),
        ("--stage", "pull", "--pull-address", "127.0.0.1:99999"),
        ("--stage", "pull", "--pull-address", "192.0.2.1"),
    ],
)
def test_where_to_fetch_from_must_be_told(practice: Start, options: tuple[str, ...]) -> None:
    fleet = practice(machine("web01"))
    done = fleet.run("push", *options)
    assert done.returncode == 2, done.stderr
    assert "--pull" in done.stderr
    assert "hunter2" not in done.stderr + json.dumps(done.stdout)


def test_addresses() -> None:
    assert pull_from("[2001:db8::7]:8443", None) == PullFrom(address="2001:db8::7", port=8443)
    assert pull_from(None, "https://files.example.com/agents/") == PullFrom(url="https://files.example.com/agents/")
    with pytest.raises(UsageError):
        pull_from(None, None)
    with PullFrom(url="https://f/a/").opened(None) as offer:  # type: ignore[arg-type]
        assert offer(Path("/x/a b")).url == "https://f/a/a%20b"
