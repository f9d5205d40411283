"""The lab's WinRM server held against what is not ours: exchanges recorded on real Windows, and other people's
clients."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import winrm
from pypsrp.client import Client
from pypsrp.shell import Process, SignalCode, WinRS
from pypsrp.wsman import WSMan

from lab.winrm.engine import EngineBackend, Said
from tests.recorded_winrs import WINRS, recordings, replay
from tests.windows_runner import RUNNER, needs_runner
from tests.winrm_lab import PASSWORD, USER, Lab, winrm_lab

KNOWN_MISSES = {
    ("test_winrs_environment", 1): "Windows leaves a backslash out of a variable's name where it repeats it.",
    ("test_psrp_small_msg_size", 1): "This host took client certificates, which the lab does not offer.",
}


def test_what_real_windows_answered(capsys: pytest.CaptureFixture[str]) -> None:
    """Every exchange of the recordings, compared in full but for ids; what differs is listed with its reason."""
    try:
        everything = recordings()
    except OSError as missing:
        pytest.skip(f"pypsrp's source distribution cannot be fetched: {missing}")
    misses = [miss for name, exchanges in everything.items() for miss in replay(name, exchanges)]
    own = {name: len(exchanges) for name, exchanges in everything.items() if name.startswith(WINRS)}
    wrong = sum(miss.recording in own for miss in misses)
    with capsys.disabled():
        print(f"\n{sum(own.values()) - wrong} of {sum(own.values())} recorded WinRS exchanges match; ", end="")
        every = sum(map(len, everything.values()))
        print(f"{every - len(misses)} of {every} with older ones.")
        for miss in misses:
            print(f"  {miss.recording} {miss.number} {miss.verb}: {miss.difference[:200]}")
            print(f"    {KNOWN_MISSES.get((miss.recording, miss.number), 'There is no reason known.')}")
    assert sum(own.values()) == 79
    assert {(miss.recording, miss.number) for miss in misses} == set(KNOWN_MISSES)


def test_a_changed_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison sees what it should: a server that leaves one element out does not match."""
    try:
        exchanges = recordings()["test_winrs_standard"]
    except OSError as missing:
        pytest.skip(f"pypsrp's source distribution cannot be fetched: {missing}")
    assert not replay("test_winrs_standard", exchanges)
    monkeypatch.setattr("lab.winrm.service._STATE", "http://example.org/")
    (miss,) = replay("test_winrs_standard", exchanges)
    assert (miss.number, "State" in miss.difference) == (3, True)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A host whose one program repeats what it is told."""

    def say(line: str) -> Said | None:
        return Said([("stdout", b"out\r\n"), ("stderr", b"err\r\n")], 3010) if line.startswith("say") else None

    environment = {**os.environ, "PWSH_WINDOWS": "1", "PWSH_KEEP_PATH": "1"}
    backend = EngineBackend([RUNNER] if RUNNER else [], environment, [say])
    with winrm_lab(tmp_path / "lab", backend) as lab:
        yield lab


def test_pywinrm_as_it_comes(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    session = winrm.Session(
        f"http://127.0.0.1:{lab.server.port}/wsman",
        auth=(USER, PASSWORD),
        transport="ntlm",
        message_encryption="always",
    )
    result = session.run_cmd("say", ["x"])
    assert (result.std_out, result.std_err, result.status_code) == (b"out\r\n", b"err\r\n", 3010)


@pytest.mark.parametrize("auth", ["ntlm", "negotiate"])
def test_pypsrps_remote_shell(lab: Lab, auth: str) -> None:
    with (
        WSMan("127.0.0.1", port=lab.server.port, ssl=False, username=USER, password=PASSWORD, auth=auth) as wsman,
        WinRS(wsman) as shell,
    ):
        process = Process(shell, "say", ["x"])
        process.invoke()
        process.signal(SignalCode.CTRL_C)
        assert (process.stdout, process.stderr, process.rc) == (b"out\r\n", b"err\r\n", 3010)


def test_pypsrp_reads_the_envelopes_size(lab: Lab) -> None:
    with WSMan("127.0.0.1", port=lab.server.port, ssl=False, username=USER, password=PASSWORD, auth="ntlm") as wsman:
        wsman.update_max_payload_size()
        assert wsman.max_envelope_size == 500 * 1024


def test_pypsrps_client_runs_a_command(lab: Lab) -> None:
    with Client("127.0.0.1", port=lab.server.port, ssl=False, username=USER, password=PASSWORD, auth="ntlm") as client:
        assert client.execute_cmd("say x") == ("out\r\n", "err\r\n", 3010)


PUT = """
import sys
from collections.abc import Iterator
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader, init_plugin_loader
init_plugin_loader()
port, source, target = sys.argv[1:]
connection = connection_loader.get("winrm", PlayContext(), "/dev/null")
connection.set_options(var_options={"_extras": {}}, direct={
    "remote_addr": "127.0.0.1", "port": int(port), "remote_user": "%s", "remote_password": "%s",
    "scheme": "http", "transport": ["ntlm"], "path": "/wsman",
})
connection._connect()
connection.put_file(source, target)
connection.close()
"""


@needs_runner
def test_ansibles_put_file(lab: Lab, tmp_path: Path) -> None:
    """Ansible's own way of copying: PowerShell that reads lines of base64 on standard input."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(os.urandom(700_000))
    script = tmp_path / "put.py"
    script.write_text(PUT % (USER, PASSWORD))
    done = subprocess.run(
        [sys.executable, str(script), str(lab.server.port), str(source), str(target)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "ANSIBLE_LOCALHOST_WARNING": "False"},
    )
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(source.read_bytes()).digest()
