"""Sessions over WinRM against the lab's server: signing in, running scripts, and every way in which that fails."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from host.errors import SessionLost, Unreachable
from host.secret import Secret
from host.session import OUTPUT_LIMIT
from lab.winrm.engine import Double, EngineBackend, Said
from lab.winrm.settings import Settings
from lab.winrm.troubles import Trouble
from tests.windows_runner import RUNNER, needs_runner
from tests.winrm_lab import PASSWORD, USER, Lab, winrm_lab
from windows.pieces import pieces
from windows.winrm.clixml import plain_errors
from windows.winrm.endpoint import endpoint
from windows.winrm.quotas import Quotas, parse_quotas
from windows.winrm.session import WinRmConnector

SETTINGS = Settings(owner=USER)


def says(*pieces: tuple[str, bytes] | float, exit_code: int = 0) -> Double:
    return lambda line: Said(pieces, exit_code) if line.startswith("say") else None


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    environment = {**os.environ, "PWSH_WINDOWS": "1", "PWSH_KEEP_PATH": "1"}
    backend = EngineBackend([RUNNER] if RUNNER else [], environment, [says(("stdout", b"hello\r\n"))])
    with winrm_lab(tmp_path / "lab", backend) as lab:
        yield lab


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A certificate for 127.0.0.1, its key, and its SHA-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "win01")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("pem")
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem", certificate.fingerprint(hashes.SHA256()).hex()


def refused(lab: Lab, password: str = PASSWORD, **changes: object) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        lab.connect(password, **changes)
    told = str(caught.value)
    assert PASSWORD not in told
    assert told.endswith((".", "`", "}"))
    return caught.value


@needs_runner
def test_a_script_its_input_output_and_code(lab: Lab) -> None:
    session = lab.connect()
    assert session.quotas.known
    result = session.run("'h\u00e4llo'; [Console]::Error.WriteLine('w\u00f6rld'); exit 7", deadline=60)
    assert (result.text, result.stderr.decode().strip(), result.exit_code) == ("h\u00e4llo\n", "w\u00f6rld", 7)
    data = os.urandom(3_000_000)
    hashing = (
        "$i = [Console]::OpenStandardInput(); $s = [Security.Cryptography.SHA256]::Create(); "
        "[BitConverter]::ToString($s.ComputeHash($i)).Replace('-', '')"
    )
    told = session.run(hashing, stdin=[data[:1], data[1:]], deadline=60).text
    assert told.strip().lower() == hashlib.sha256(data).hexdigest()
    failed = session.run("throw 'no luck'", deadline=60)
    assert (failed.exit_code, failed.stderr.strip()) == (1, b"no luck")
    assert len(lab.server.service.shells) == 1
    session.close()
    session.close()
    assert not lab.server.service.shells


@needs_runner
def test_neither_script_nor_input_shows_in_a_command_line(lab: Lab) -> None:
    session = lab.connect()
    backend = lab.server.service.backend
    assert isinstance(backend, EngineBackend)
    session.run("$null = 'Canary-in-script'; 'x'", stdin=[b"Canary-in-input"], deadline=60)
    assert "Canary" not in " ".join(backend.lines)
    assert max(map(len, backend.lines)) < 8191  # what cmd.exe takes


@pytest.mark.parametrize("code", [0, 1, 3010, 1603, 0x80070005, 0xFFFFFFFF])
def test_exit_codes_have_32_bits(lab: Lab, code: int) -> None:
    backend = lab.server.service.backend
    assert isinstance(backend, EngineBackend)
    backend.doubles = [says(exit_code=code - 2**32 if code >= 2**31 else code)]
    assert lab.connect().run_line("say", deadline=10).exit_code == code


def test_output_is_kept_up_to_a_limit(lab: Lab) -> None:
    backend = lab.server.service.backend
    assert isinstance(backend, EngineBackend)
    backend.doubles = [says(*[("stdout", b"x" * 1_000_000)] * 20, 60.0)]
    result = lab.connect().run_line("say", deadline=60)
    assert (len(result.stdout), result.exit_code) == (OUTPUT_LIMIT, None)


def test_https_verified_by_its_authority(lab: Lab, tmp_path: Path, pem: tuple[Path, Path, str]) -> None:
    certificate, key, _ = pem
    with winrm_lab(
        tmp_path / "tls", lab.server.service.backend, certificate=certificate, key=key, scheme="https"
    ) as tls:
        assert refused(tls).kind == "certificate"
        tls.winrm = {"scheme": "https", "ca_file": str(certificate)}
        for transport in ("ntlm", "basic"):
            tls.winrm = {**tls.winrm, "transport": transport}
            session = tls.connect()
            assert session.run_line("say", deadline=10).stdout == b"hello\r\n"
            session.close()
        wrong = refused(tls, "wrong")
        assert wrong.kind == "authentication"


def test_https_with_exactly_one_certificate(lab: Lab, tmp_path: Path, pem: tuple[Path, Path, str]) -> None:
    certificate, key, sha256 = pem
    pinned = ":".join(sha256[i : i + 2] for i in range(0, 64, 2)).upper()
    backend = lab.server.service.backend
    with winrm_lab(tmp_path / "tls", backend, certificate=certificate, key=key, scheme="https") as tls:
        tls.winrm = {"scheme": "https", "certificate_sha256": pinned}
        assert tls.connect().run_line("say", deadline=10).exit_code == 0
        tls.winrm = {"scheme": "https", "certificate_sha256": "00" * 32}
        assert refused(tls).kind == "certificate-changed"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"transport": "basic"}, "settings"),
        ({"transport": "certificate"}, "settings"),
        ({"scheme": "https"}, "tls"),
        ({"certificate_sha256": "12"}, "settings"),
    ],
)
def test_settings_that_do_not_fit(lab: Lab, changes: dict[str, str], kind: str) -> None:
    lab.winrm = changes
    assert refused(lab).kind == kind
    assert not lab.server.service.shells


def test_wrong_credentials_are_tried_once(lab: Lab) -> None:
    error = refused(lab, "wrong")
    assert error.kind == "authentication"
    assert lab.server.messages <= 3  # the handshake of one try


def test_who_is_no_administrator_is_told_how_to_become_one(tmp_path: Path) -> None:
    with winrm_lab(tmp_path / "lab", EngineBackend(), replace(SETTINGS, administrator=False)) as lab:
        error = refused(lab)
    assert error.kind == "not-administrator"
    assert "LocalAccountTokenFilterPolicy" in error.remedy


def test_a_host_without_winrm_is_told_the_commands(lab: Lab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        closed = silent.getsockname()[1]
    error = refused(lab, port=closed)
    assert error.kind == "connection-refused"
    assert "Enable-PSRemoting" in error.remedy


def test_a_host_that_does_not_answer(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("windows.winrm.session.GRACE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable) as caught:
        WinRmConnector(1).connect(lab.target(port=silent.getsockname()[1]), password=Secret("x"))
    assert caught.value.kind == "timeout"


def test_an_unknown_name(lab: Lab) -> None:
    assert refused(lab, address="no-such-host.invalid").kind == "unknown-host"


def test_a_web_server_is_no_winrm(lab: Lab) -> None:
    lab.server.trouble(Trouble("status", status=404))
    assert refused(lab).kind == "not-enabled"


def test_used_up_shells_are_a_quota(tmp_path: Path) -> None:
    with winrm_lab(tmp_path / "lab", EngineBackend(), replace(SETTINGS, shells_per_user=1)) as lab:
        first = lab.connect()
        error = refused(lab)
        assert (error.kind, "concurrent shells" in error.message) == ("quota", True)
        first.close()
        lab.connect().close()


@needs_runner
@pytest.mark.parametrize("kilobytes", [150, 500, 8192])
def test_pieces_fit_the_envelope(tmp_path: Path, kilobytes: int) -> None:
    environment = {**os.environ, "PWSH_WINDOWS": "1", "PWSH_KEEP_PATH": "1"}
    settings = replace(SETTINGS, envelope_kb=kilobytes)
    with winrm_lab(tmp_path / "lab", EngineBackend([RUNNER], environment), settings) as lab:
        session = lab.connect()
        script = "$i = [Console]::OpenStandardInput(); $n = 0; while ($i.ReadByte() -ge 0) { $n++ }; $n"
        assert session.run(script, stdin=[b"x" * 400_000], deadline=60).text == "400000\n"
        assert session.quotas.piece * 4 / 3 < kilobytes * 1024


@needs_runner
def test_a_slow_script_outlives_many_time_outs(tmp_path: Path) -> None:
    environment = {**os.environ, "PWSH_WINDOWS": "1", "PWSH_KEEP_PATH": "1"}
    with winrm_lab(tmp_path / "lab", EngineBackend([RUNNER], environment), pace=0.01) as lab:
        result = lab.connect().run("Start-Sleep 2; 'late'", deadline=30)
        assert result.text == "late\n"
        assert lab.server.messages > 8


def test_a_deadline_ends_the_script(lab: Lab) -> None:
    backend = lab.server.service.backend
    assert isinstance(backend, EngineBackend)
    backend.doubles = [says(("stdout", b"begun"), 60.0)]
    session = lab.connect()
    began = time.monotonic()
    with pytest.raises(SessionLost) as caught:
        session.run_line("say", deadline=2)
    assert caught.value.kind == "deadline"
    assert time.monotonic() - began < 55  # less than the program would take
    assert not [shell for shell in lab.server.service.shells.values() if shell.running]


@pytest.mark.parametrize("verb", ["Send", "Receive"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_broken_connection_is_told_and_the_session_goes_on(lab: Lab, verb: str, when: str) -> None:
    session = lab.connect()
    lab.server.trouble(Trouble("drop", verb, when))
    with pytest.raises(SessionLost) as caught:
        session.run_line("say", stdin=[b"x"], deadline=10)
    assert caught.value.kind == "connection-lost"
    assert session.run_line("say", deadline=10).stdout == b"hello\r\n"


@pytest.mark.parametrize("fault", ["busy", "timed-out"])
def test_a_send_that_may_have_arrived_is_never_sent_again(lab: Lab, fault: str) -> None:
    session = lab.connect()
    lab.server.trouble(Trouble(fault, "Send", "after"))
    with pytest.raises(SessionLost):
        session.run_line("say", stdin=[b"x"], deadline=10)
    assert session.run_line("say", deadline=10).exit_code == 0


def test_a_shell_that_expired_is_opened_anew(lab: Lab) -> None:
    session = lab.connect()
    lab.server.service.drop_shells()
    assert session.run_line("say", deadline=10).stdout == b"hello\r\n"


def test_a_reboot_is_survived(lab: Lab) -> None:
    session = lab.connect()
    lab.server.trouble(Trouble("reboot", "Receive"))
    with pytest.raises(SessionLost):
        session.run_line("say", deadline=10)
    assert session.run_line("say", deadline=10).stdout == b"hello\r\n"


def test_a_server_that_hangs_is_left(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("windows.winrm.session.GRACE", 1)
    session = lab.connect()
    lab.server.trouble(Trouble("hang", "Receive", seconds=5))
    with pytest.raises(SessionLost):
        session.run_line("say", deadline=1)


def test_a_connection_that_was_closed_while_idle_is_signed_in_to_again(lab: Lab) -> None:
    session = lab.connect()
    lab.server.drop()
    time.sleep(0.2)
    assert session.run_line("say", deadline=10).stdout == b"hello\r\n"


class HostileServer:
    """Answers every request with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(self._answer)

    def close(self) -> None:
        self._listener.close()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        b"HTTP/1.1 500 X\r\nContent-Length: %d\r\n\r\n%b" % (len(BOMB), BOMB),
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_what_is_no_winrm_service_is_left_at_once(lab: Lab, answer: bytes) -> None:
    server = HostileServer(answer)
    try:
        error = refused(lab, port=server.port)
    finally:
        server.close()
    assert error.kind in ("winrm", "not-winrm", "authentication", "http", "connection-refused")


def test_constrained_language_and_blocked_programs_are_told(lab: Lab) -> None:
    """What cmd.exe and PowerShell would say there is doubled; the questions are siteprep's own."""
    backend = lab.server.service.backend
    assert isinstance(backend, EngineBackend)

    def host(mode: bytes | None, present: bytes) -> Double:
        def answer(line: str) -> Said | None:
            if line.startswith("if exist"):
                return Said([("stdout", present + b"\r\n")])
            if "LanguageMode" in line:
                return Said([("stdout", mode + b"\r\n")]) if mode else Said([("stderr", b"blocked")], 1)
            return (
                Said([("stderr", b"This program is blocked by group policy.\r\n")], 1) if "powershell" in line else None
            )

        return answer

    cases = {
        "constrained-language": (b"ConstrainedLanguage", b"present"),
        "powershell-blocked": (None, b"present"),
        "no-powershell": (b"FullLanguage", b"missing"),
    }
    session = lab.connect()
    for kind, (mode, present) in cases.items():
        backend.doubles = [host(mode, present)]
        with pytest.raises(Unreachable) as caught:
            session.run("'x'", deadline=30)
        assert caught.value.kind == kind


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 50))
def test_pieces_are_the_same_bytes(chunks: list[bytes], size: int) -> None:
    found = list(pieces(chunks, size))
    assert b"".join(found) == b"".join(chunks)
    assert all(len(each) == size for each in found[:-1])
    assert all(found)


@given(st.binary(max_size=400))
def test_any_answer_gives_quotas_or_a_refusal(answer: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert parse_quotas(answer).piece >= 1024


def test_quotas_that_are_not_told_are_the_smallest() -> None:
    config = b'<a><c:Config xmlns:c="http://schemas.microsoft.com/wbem/wsman/1/config"><c:MaxEnvelopeSizekb>x</c:MaxEnvelopeSizekb></c:Config></a>'
    assert replace(parse_quotas(config), known=False) == Quotas()
    assert Quotas().piece == 109 * 1024


@given(st.text(max_size=300))
def test_any_standard_error_becomes_text(text: str) -> None:
    assert isinstance(plain_errors(text), str)
    assert isinstance(plain_errors("#< CLIXML\r\n" + text), str)


def test_clixml_becomes_its_errors() -> None:
    xml = (
        '#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj '
        'S="progress" RefId="0">'
        '<MS><S N="Activity">Preparing</S></MS></Obj><S S="Error">Access is denied_x000D__x000A_</S>'
        '<S S="Error">at line 1</S></Objs>\r\nplain'
    )
    assert plain_errors(xml) == "Access is denied\r\nat line 1\nplain"


@pytest.mark.parametrize(
    ("port", "scheme", "expected"),
    [
        (None, None, "https://127.0.0.1:5986/wsman"),
        (5985, None, "http://127.0.0.1:5985/wsman"),
        (5986, None, "https://127.0.0.1:5986/wsman"),
        (None, "http", "http://127.0.0.1:5985/wsman"),
        (443, None, "https://127.0.0.1:443/wsman"),
    ],
)
def test_where_the_service_is(lab: Lab, port: int | None, scheme: str | None, expected: str) -> None:
    target = lab.target(port=port)
    assert target.winrm is not None
    assert endpoint(replace(target, winrm=replace(target.winrm, scheme=scheme))).url == expected
