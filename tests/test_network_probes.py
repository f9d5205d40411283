"""The probes of a Linux host against real peers on loopback, and what is read from them."""

from __future__ import annotations

import http.server
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from access.ntp import agreed
from access.probe_plan import probe_lines
from host.evidence import parse_evidence
from linux.parse.probes import parse_probes
from linux.scripts import collector
from preflight.facts import ClockOffset, Unknown
from preflight.network import FAILED, OK, Probe, Wanted

pytestmark = pytest.mark.skipif(not shutil.which("curl") or not shutil.which("openssl"), reason="needs curl, openssl")


class _NotFound(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def https_port(tmp_path: Path) -> Iterator[int]:
    """An HTTPS server whose certificate nobody trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Interceptor CA"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _NotFound) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _probe(tmp_path: Path, wanted: Wanted, **environment: str) -> Probe:
    command = ["sh", "-c", collector("/usr/local/ASR", 6)]
    variables = {"PATH": "/usr/bin:/bin", **environment}
    done = subprocess.run(command, input=probe_lines([wanted]), capture_output=True, timeout=60, env=variables)
    found = parse_probes(parse_evidence(done.stdout))
    assert isinstance(found, tuple)
    (probe,) = found
    return probe


def test_a_name_that_is_not_known_fails_at_dns(tmp_path: Path) -> None:
    probe = _probe(tmp_path, Wanted("https", "nosuch.invalid", 443, "/"))
    assert (probe.dns.state, probe.reachable) == (FAILED, False)


def test_a_closed_port_fails_at_tcp(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        probe = _probe(tmp_path, Wanted("tcp", "127.0.0.1", taken.getsockname()[1]))
    assert (probe.dns.state, probe.tcp.state, probe.reachable) == (OK, FAILED, False)


def test_a_certificate_that_is_not_trusted_names_its_issuer(tmp_path: Path, https_port: int) -> None:
    probe = _probe(tmp_path, Wanted("https", "localhost", https_port, "/"))
    assert (probe.tcp.state, probe.tls.state, probe.reachable) == (OK, FAILED, False)
    assert "Interceptor CA" in probe.issuer


def test_any_http_answer_proves_an_address(tmp_path: Path, https_port: int) -> None:
    trusted = str(tmp_path / "certificate.pem")
    probe = _probe(tmp_path, Wanted("https", "localhost", https_port, "/"), CURL_CA_BUNDLE=trusted)
    assert (probe.http_status, probe.reachable) == (404, True)


@pytest.mark.parametrize("host", ["-o", "a b", "a\nb", ""])
def test_what_cannot_stand_in_a_line_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"^https"):
        probe_lines([Wanted("https", host, 443, "/")])


def test_a_time_server_that_is_far_off_is_dropped() -> None:
    answers = [ClockOffset(0.01, 0.05), ClockOffset(0.02, 0.05), ClockOffset(900.0, 0.05)]
    assert agreed(["a", "b", "c"], answers) == ClockOffset(0.01, 0.05)
    assert isinstance(agreed(["a", "b"], [answers[0], answers[2]]), Unknown)
