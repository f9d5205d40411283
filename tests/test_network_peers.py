"""The probes and the time question against real servers: squid with and without sign-in, chrony, each tool alone."""

from __future__ import annotations

import http.server
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from access.ntp import own_clock
from access.probe_plan import probe_lines
from host.evidence import parse_evidence
from linux.parse.host import parse_facts
from linux.scripts import collector
from preflight.facts import ClockOffset, Unknown
from preflight.network import FAILED, OK, Probe, Wanted
from tests.data.windows.picture import probing
from windows.parse.host import parse_facts as parse_windows_facts

SQUID, CHRONYD = shutil.which("squid", path="/usr/sbin:/sbin"), shutil.which("chronyd", path="/usr/sbin:/sbin")
NCSA = Path("/usr/lib/squid/basic_ncsa_auth")
PASSWORD = "squids-own-secret"
TOOLS = ("curl", "wget", "openssl", "bash")
needs_squid = pytest.mark.skipif(SQUID is None or not NCSA.exists(), reason="squid is not installed")
needs_chrony = pytest.mark.skipif(
    CHRONYD is None or os.getuid() != 0, reason="chronyd needs root and is to be installed"
)
needs_pwsh = pytest.mark.skipif("SITEPREP_PWSH" not in os.environ, reason="SITEPREP_PWSH names no PowerShell runner.")
ROOT = Path(__file__).parents[1]
WINDOWS = ROOT / "tests/data/hosts/windows-server-2019/host"


class _NotFound(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(404)
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(type=kind) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[object], ready: int | None) -> Iterator[subprocess.Popen[bytes]]:
    """A server that is ended by its id; `ready` is the TCP port by which it shows that it is up, if it has one."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + 20
        while ready is not None:
            assert process.poll() is None, command
            assert time.monotonic() < ends, command
            try:
                socket.create_connection(("127.0.0.1", ready), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def https(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """An HTTPS server on localhost, and the certificate that has to be trusted for it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Corp Proxy CA"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _NotFound) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], certificate
        server.shutdown()


@pytest.fixture
def plain() -> Iterator[int]:
    """An HTTP server on localhost."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _NotFound) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def squid(*, sign_in: bool) -> Iterator[int]:
    """A proxy that lets every address through, with or without asking for a name and a password."""
    with ExitStack() as stack:
        yield _squid(stack, sign_in=sign_in)


def _squid(stack: ExitStack, *, sign_in: bool) -> int:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))  # pytest's folders are closed to squid's user
    folder.chmod(0o755)
    port = free_port()
    rules = "http_access allow all\n"
    if sign_in:
        hashed = subprocess.run(
            ["openssl", "passwd", "-apr1", "-stdin"], input=PASSWORD, capture_output=True, text=True, check=True
        ).stdout.strip()
        (folder / "users").write_text(f"prober:{hashed}\n")
        rules = (
            f"auth_param basic program {NCSA} {folder}/users\nauth_param basic realm proxy\n"
            "acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n"
        )
    (folder / "squid.conf").write_text(
        f"http_port 127.0.0.1:{port}\npid_filename none\naccess_log none\ncache_log /dev/null\ncache deny all\n"
        f"memory_cache_shared off\ncoredump_dir {folder}\nshutdown_lifetime 0 seconds\n{rules}"
    )
    stack.enter_context(running([SQUID, "-N", "-n", f"probes{port}", "-f", folder / "squid.conf"], port))
    return port


def probe(wanted: Wanted, *, path: str = "/usr/bin:/bin", **environment: str) -> Probe:
    done = subprocess.run(
        ["/bin/sh", "-c", collector("/usr/local/ASR", 6)],
        input=probe_lines([wanted]),
        capture_output=True,
        timeout=90,
        env={"PATH": path, **environment},
    )
    found = parse_facts(parse_evidence(done.stdout)).probes
    assert isinstance(found, tuple)
    assert PASSWORD.encode() not in done.stdout + done.stderr
    return found[0]


def only(folder: Path, *tools: str) -> str:
    """A PATH with everything that is usual but of the tools for the net only these."""
    folder.mkdir()
    for place in ("/usr/bin", "/bin"):
        for program in Path(place).iterdir():
            link = folder / program.name
            if not link.is_symlink() and (program.name not in (*TOOLS, "nc", "busybox") or program.name in tools):
                link.symlink_to(program)
    return str(folder)


@pytest.mark.parametrize("tool", ["curl", "wget", "openssl"])
def test_each_tool_alone_reaches_an_address_and_tells_a_bad_certificate(
    tmp_path: Path, https: tuple[int, Path], tool: str
) -> None:
    port, certificate = https
    path = only(tmp_path / "bin", tool, "bash")
    wanted = Wanted("https", "localhost", port, "/")
    trusted = {"CURL_CA_BUNDLE": str(certificate), "SSL_CERT_FILE": str(certificate)}
    if tool != "wget":  # which has no variable for the file of the trusted
        found = probe(wanted, path=path, **trusted)
        assert (found.reachable, found.http_status) == (True, 404), found
        assert "Corp Proxy CA" in found.issuer
    found = probe(wanted, path=path)
    assert (found.dns.state, found.tcp.state, found.tls.state, found.reachable) == (OK, OK, FAILED, False), found


@pytest.mark.parametrize("tool", TOOLS)
def test_each_tool_alone_tells_a_closed_port_and_an_unknown_name(tmp_path: Path, tool: str) -> None:
    path = only(tmp_path / "bin", tool, *(() if tool == "bash" else ("bash",)))
    scheme = "tcp" if tool == "bash" else "https"
    closed = probe(Wanted(scheme, "127.0.0.1", free_port(), "" if scheme == "tcp" else "/"), path=path)
    assert (closed.tcp.state, closed.reachable) == (FAILED, False), closed
    unknown = probe(Wanted(scheme, "nosuch.invalid", 443, "" if scheme == "tcp" else "/"), path=path)
    assert (unknown.dns.state, unknown.reachable) == (FAILED, False), unknown


def test_without_any_tool_nothing_is_claimed(tmp_path: Path, https: tuple[int, Path]) -> None:
    found = probe(Wanted("https", "localhost", https[0], "/"), path=only(tmp_path / "bin"))
    assert found.reachable is None, found


@needs_squid
def test_a_proxy_leads_to_an_address(tmp_path: Path, https: tuple[int, Path], plain: int) -> None:
    port, certificate = https
    with squid(sign_in=False) as proxy:
        by = {"https_proxy": f"http://127.0.0.1:{proxy}", "http_proxy": f"http://127.0.0.1:{proxy}"}
        found = probe(Wanted("https", "localhost", port, "/"), CURL_CA_BUNDLE=str(certificate), **by)
        assert (found.reachable, found.http_status, found.proxy) == (True, 404, f"http://127.0.0.1:{proxy}"), found
        assert "Corp Proxy CA" in found.issuer
        found = probe(Wanted("http", "localhost", plain, "/"), **by)
        assert (found.reachable, found.http_status) == (True, 404), found
        past = probe(
            Wanted("https", "localhost", port, "/"), CURL_CA_BUNDLE=str(certificate), no_proxy="localhost", **by
        )
        assert (past.reachable, past.proxy) == (True, ""), past
    found = probe(Wanted("https", "localhost", port, "/"), **by)
    assert (found.tcp.state, found.reachable) == (FAILED, False), found


@needs_squid
def test_a_proxy_that_asks_for_a_sign_in(tmp_path: Path, https: tuple[int, Path]) -> None:
    port, certificate = https
    wanted = Wanted("https", "localhost", port, "/")
    with squid(sign_in=True) as proxy:
        for user in ("", "prober:wrong@"):
            found = probe(wanted, https_proxy=f"http://{user}127.0.0.1:{proxy}", CURL_CA_BUNDLE=str(certificate))
            assert found.reachable is False, found
            assert "407" in found.told
        right = f"http://prober:{PASSWORD}@127.0.0.1:{proxy}"
        found = probe(wanted, https_proxy=right, CURL_CA_BUNDLE=str(certificate))
        assert (found.reachable, found.http_status) == (True, 404), found
        assert found.proxy == f"http://********@127.0.0.1:{proxy}"


def windows_probes(folder: Path, *wanted: Wanted, **environment: str) -> tuple[Probe, ...]:
    """The probes of the Windows collector, run by the PowerShell engine against these servers."""
    found = parse_windows_facts(parse_evidence(probing(WINDOWS, folder, wanted, **environment))).probes
    assert isinstance(found, tuple)
    return found


@needs_pwsh
def test_windows_tells_the_layers_apart_and_keeps_the_deadline(tmp_path: Path, https: tuple[int, Path]) -> None:
    port, certificate = https
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        trusted, hanging, unknown, closed = windows_probes(
            tmp_path,
            Wanted("https", "localhost", port, "/"),
            Wanted("https", "127.0.0.1", silent.getsockname()[1], "/"),
            Wanted("https", "nosuch.invalid", 443, "/"),
            Wanted("tcp", "127.0.0.1", free_port()),
            SSL_CERT_FILE=str(certificate),
        )
        assert time.monotonic() - started < 40
    assert (trusted.reachable, trusted.http_status) == (True, 404), trusted
    assert "Corp Proxy CA" in trusted.issuer
    assert (hanging.tcp.state, hanging.reachable) == (OK, False), hanging
    assert (unknown.dns.state, unknown.reachable) == (FAILED, False), unknown
    assert (closed.tcp.state, closed.reachable) == (FAILED, False), closed


@needs_pwsh
def test_windows_tells_a_certificate_that_is_not_trusted(tmp_path: Path, https: tuple[int, Path]) -> None:
    (found,) = windows_probes(tmp_path, Wanted("https", "localhost", https[0], "/"))
    assert (found.tcp.state, found.tls.state, found.reachable) == (OK, FAILED, False), found
    assert "Corp Proxy CA" in found.issuer


@needs_pwsh
@needs_squid
def test_windows_goes_through_a_proxy(tmp_path: Path, https: tuple[int, Path]) -> None:
    port, certificate = https
    for sign_in in (False, True):
        with squid(sign_in=sign_in) as proxy:
            (found,) = windows_probes(
                tmp_path,
                Wanted("https", "localhost", port, "/"),
                SSL_CERT_FILE=str(certificate),
                HTTPS_PROXY=f"http://127.0.0.1:{proxy}",
                https_proxy=f"http://127.0.0.1:{proxy}",
            )
        assert found.proxy == f"http://127.0.0.1:{proxy}"
        assert found.reachable is not sign_in, found
        assert bool(re.search(r"\b407\b", found.told)) is sign_in


@contextmanager
def chrony(folder: Path, *, local: bool = True) -> Iterator[int]:
    """A time server with this machine's clock, which it leaves alone; without `local` it is not synchronised."""
    folder.mkdir()
    port = free_port(socket.SOCK_DGRAM)
    (folder / "chrony.conf").write_text(
        f"port {port}\nbindaddress 127.0.0.1\nallow 127.0.0.1\ncmdport 0\npidfile {folder}/pid\n"
        + ("local stratum 5\n" if local else "")
    )
    with running([CHRONYD, "-x", "-d", "-u", "root", "-f", folder / "chrony.conf"], None):
        time.sleep(1)
        yield port


@needs_chrony
def test_a_time_server_is_asked(tmp_path: Path) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(chrony(tmp_path / "good"))
        found = own_clock(["127.0.0.1", "nosuch.invalid"], port=port)
        assert isinstance(found, ClockOffset)
        assert abs(found.offset_seconds) < 0.5
    assert isinstance(own_clock(["127.0.0.1"], port=port), Unknown)


@needs_chrony
def test_a_time_server_without_the_time_is_not_believed(tmp_path: Path) -> None:
    with chrony(tmp_path / "lost", local=False) as port:
        assert isinstance(own_clock(["127.0.0.1"], port=port), Unknown)
