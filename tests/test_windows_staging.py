"""Bringing a file to a Windows host and checking it there: the scripts, run by the PowerShell runner on this
machine."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.host_lock import Holder, Locked, host_lock, this_process
from access.package_file import LocalFile
from access.pull_offer import Offer
from access.pull_server import PullServer
from access.share import Share
from host.errors import SessionLost, Unreachable
from host.session import CommandResult
from host.target import Platform, Target
from installer.outcome import Outcome, State
from preflight.facts import Absent, Agent
from tests.samba_server import USER, samba, why_not
from tests.windows_runner import RunnerSession, needs_runner, windows_host
from windows.agent.install import parse_tails
from windows.agent.lock import asked
from windows.agent.look import parse_agent_answer
from windows.agent.signature import parse_signature
from windows.smb import AdminShare, share_path
from windows.steps.context import SetupContext, StepRefused, open_run_folder
from windows.steps.stage import stage

__all__ = ["windows_host"]

DATA = os.urandom(700_000)
FOLDER = r"C:\Agent"


class Codes:
    def explain(self, exit_code: int) -> Outcome:
        return Outcome(State.DONE)


@pytest.fixture
def context(windows_host: Path, tmp_path: Path) -> SetupContext:
    """A setup on another machine, whose self-extractor is to be brought there."""
    session = RunnerSession()
    path = tmp_path / "bundle.exe"
    path.write_bytes(DATA)
    return SetupContext(
        target=Target("win01", "127.0.0.1", platform=Platform.WINDOWS),
        session=session,
        run_id="run-1",
        run_folder=open_run_folder(session, "setup-1"),
        argv=(),
        outcomes=Codes(),
        seconds=60,
        extract_seconds=60,
        staged=LocalFile(path, len(DATA), hashlib.sha256(DATA).hexdigest()),
    )


def staged(context: SetupContext) -> Path:
    return Path(context.run_folder) / "bundle.exe"


def part(context: SetupContext) -> Path:
    return Path(context.run_folder) / "bundle.exe.part"


@needs_runner
def test_a_file_is_brought_once(context: SetupContext) -> None:
    told: list[str] = []
    assert "was copied over WinRM and has" in stage(context, told.append).message
    assert staged(context).read_bytes() == DATA
    assert stage(context, told.append).message == "The verified file is on the host already."
    staged(context).write_bytes(DATA[:-1] + b"x")
    assert "was copied" in stage(context, told.append).message
    assert staged(context).read_bytes() == DATA


@needs_runner
@pytest.mark.parametrize(
    ("arrived", "resumed"), [(DATA[:300_000], True), (b"", False), (b"x" * 300_000, False), (DATA + b"x", False)]
)
def test_only_a_true_beginning_is_gone_on_with(context: SetupContext, arrived: bytes, resumed: bool) -> None:
    part(context).write_bytes(arrived)
    assert ("going on after the 0.3 MB" in stage(context, print).message) == resumed
    assert staged(context).read_bytes() == DATA
    assert not part(context).exists()


class Cut:
    """A session that loses standard input on its way, or alters it."""

    own_clock = False

    def __init__(self, session: RunnerSession, change: bytes | None) -> None:
        self._session, self._change = session, change

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        chunks = list(stdin)
        if "Writes standard input into the package's part" in script:
            chunks = [b"".join(chunks)[:400_000]] if self._change is None else [self._change]
        return self._session.run(script, stdin=chunks, deadline=deadline)

    def close(self) -> None: ...


@needs_runner
def test_a_file_that_is_cut_stays_and_is_taken_up(context: SetupContext) -> None:
    session = context.session
    assert isinstance(session, RunnerSession)
    result = stage(replace(context, session=Cut(session, None)), print)
    assert (result.outcome.state, result.outcome.kind) == (State.RETRY_LATER, "incomplete")
    assert part(context).stat().st_size == 400_000
    assert "going on after the 0.4 MB" in stage(context, print).message


@needs_runner
def test_a_file_that_is_altered_is_thrown_away(context: SetupContext) -> None:
    session = context.session
    assert isinstance(session, RunnerSession)
    result = stage(replace(context, session=Cut(session, DATA[::-1])), print)
    assert (result.outcome.state, result.outcome.kind) == (State.FAILED, "altered")
    assert not part(context).exists()
    assert not staged(context).exists()


@needs_runner
def test_a_link_in_the_place_of_the_part_is_refused(context: SetupContext, tmp_path: Path) -> None:
    (tmp_path / "shadow").write_text("root secret\n")
    part(context).symlink_to(tmp_path / "shadow")
    with pytest.raises(StepRefused):
        stage(context, print)
    assert (tmp_path / "shadow").read_text() == "root secret\n"


@pytest.fixture
def server() -> Iterator[PullServer]:
    served = PullServer("127.0.0.1", 0)
    yield served
    served.close()


@needs_runner
@pytest.mark.parametrize("arrived", [0, 250_000])
def test_the_host_fetches_it(context: SetupContext, server: PullServer, arrived: int) -> None:
    if arrived:
        part(context).write_bytes(DATA[:arrived])
    result = stage(replace(context, pull=server.offer), print)
    assert "was fetched by the host" in result.message, result
    assert staged(context).read_bytes() == DATA
    session = context.session
    assert isinstance(session, RunnerSession)
    assert not [script for script in session.scripts if "BEGIN CERTIFICATE" in script]


@needs_runner
def test_another_certificate_is_never_asked_for_the_file(context: SetupContext, server: PullServer) -> None:
    other = PullServer("127.0.0.1", 0)
    asked_for: list[str] = []

    def offer(path: Path) -> Offer:
        good = server.offer(path)
        asked_for.append(good.token.reveal() if good.token else "")
        return replace(good, certificate=other.certificate)

    result = stage(replace(context, pull=offer), print)
    other.close()
    assert "was copied over WinRM" in result.message  # the next way
    assert staged(context).read_bytes() == DATA


@needs_runner
def test_a_share_without_a_second_hop_is_explained(context: SetupContext) -> None:
    result = stage(replace(context, pull=lambda path: Offer(r"\\files\agents\bundle.exe")), print)
    assert "no second hop" in result.message
    assert "was copied over WinRM" in result.message


class FakeShare:
    """A share that loses its connection."""

    def write(self, path: str, offset: int, chunks: Iterable[bytes]) -> None:
        raise SessionLost("smb-lost", "The share broke.", "")

    def close(self) -> None: ...


@needs_runner
def test_a_share_that_cannot_be_used_is_told(context: SetupContext) -> None:
    def closed(target: Target) -> Share:
        raise Unreachable("smb-closed", "TCP 445 of win01 is not open.", "")

    assert stage(replace(context, share=closed), print).message.endswith("TCP 445 of win01 is not open.")


@needs_runner
def test_a_share_that_breaks_gives_way_to_winrm(context: SetupContext) -> None:
    result = stage(replace(context, share=lambda target: FakeShare()), print)
    assert "was copied over WinRM" in result.message
    assert "The share broke." in result.message


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_real_share(tmp_path: Path) -> None:
    from host.secret import Secret

    target = Target("win01", "127.0.0.1", platform=Platform.WINDOWS, user=USER)
    with samba(tmp_path / "new") as server:
        (server.drive / "Folder").mkdir()
        share = AdminShare(target, Secret(server.password), server.port)
        share.write(r"C:\Folder\part", 0, [DATA[:300_000]])
        share.write(r"C:\Folder\part", 300_000, [DATA[300_000:]])
        with pytest.raises(SessionLost):
            share.write(r"C:\No folder\part", 0, [b"x"])
        share.close()
        assert (server.drive / "Folder" / "part").read_bytes() == DATA
        with pytest.raises(Unreachable) as refused:
            AdminShare(target, Secret("Canary-wrong"), server.port)
        assert "Canary-wrong" not in str(refused.value)
    with samba(tmp_path / "old", newest="SMB2_10") as server, pytest.raises(Unreachable) as refused:
        AdminShare(target, Secret(server.password), server.port)
    assert "encryption" in str(refused.value)


@pytest.mark.parametrize("path", ["C:relative", "/tmp/x", r"\\host\share\x", "", "C:\\"])
def test_only_absolute_paths_of_drives_have_a_share(path: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        share_path("host", path)


@needs_runner
def test_the_hosts_lock(context: SetupContext) -> None:
    ask = asked(context.session)
    with host_lock(ask, "win01", "run-1", break_it=False), host_lock(ask, "win01", "run-1", break_it=False):
        pass  # our own is taken again
    folder = Path(context.run_folder).parent / "lock"
    assert not folder.exists()
    own = this_process()
    dead = replace(own, pid=4_000_000)
    for holder, taken in ((dead, True), (Holder("another", 1, 1), False)):
        folder.mkdir()
        (folder / "token").write_text(holder.token)
        (folder / "holder").write_text("somebody@elsewhere, run 9")
        if taken:
            with host_lock(ask, "win01", "run-1", break_it=False):
                assert (folder / "token").read_text() == own.token
            assert not folder.exists()
        else:
            with pytest.raises(Locked, match="somebody@elsewhere, run 9"), host_lock(ask, "win01", "r", break_it=False):
                pass
            with host_lock(ask, "win01", "run-1", break_it=True):
                pass
            assert not folder.exists()


SIGNED = """
function Get-AuthenticodeSignature($FilePath) {{
    New-Object PSObject -Property @{{ Status = '{status}'; StatusMessage = 'It says so.'
        SignerCertificate = New-Object PSObject -Property @{{ Subject = '{subject}' }} }}
}}
"""


@needs_runner
@pytest.mark.parametrize(
    ("status", "subject", "good"),
    [
        ("Valid", "CN=Microsoft Corporation, O=Microsoft Corporation, C=US", True),
        ("Valid", "CN=Somebody, O=Elsewhere", False),
        ("HashMismatch", "CN=Microsoft Corporation, O=Microsoft Corporation", False),
        ("NotSigned", "", False),
    ],
)
def test_what_windows_says_of_a_signature(context: SetupContext, status: str, subject: str, good: bool) -> None:
    """Windows' own command is doubled: the runner has none."""
    session = context.session
    assert isinstance(session, RunnerSession)
    session.before = SIGNED.format(status=status, subject=subject)
    found = parse_signature(context.script("signature", jobs=False, FILE="bundle.exe"))
    assert (found.status, found.good) == (status, good)


@needs_runner
def test_the_ends_of_files(context: SetupContext, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"x" * 50 + b"end\n")
    (tmp_path / "b.log").write_bytes("m\u00fc".encode("utf-16"))
    lines = context.script("tail", jobs=False, FILES=[str(tmp_path / "a.log"), str(tmp_path / "b.log"), "/no"], LIMIT=8)
    assert parse_tails(lines) == {str(tmp_path / "a.log"): "xxxxend\n", str(tmp_path / "b.log"): "m\u00fc"}


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_an_agent_is_read_from_what_the_host_says() -> None:
    lines = [
        f"product\tBuild_Version\t{_encoded('9.66.1.1')}",
        f"product\tInstallDirectory\t{_encoded(FOLDER)}",
        f"line\t{_encoded('CSType = CSPrime')}",
        "service\tRunning",
        "end",
    ]
    agent = parse_agent_answer(lines)
    assert isinstance(agent, Agent)
    assert (agent.version, agent.install_dir, agent.cs_type, agent.service_running) == (
        *("9.66.1.1", FOLDER, "CSPrime", True),
    )
    assert isinstance(parse_agent_answer(["service\tabsent", "end"]), Absent)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_answer_is_read_or_refused(lines: list[str]) -> None:
    for parse in (parse_agent_answer, parse_signature, parse_tails):
        try:
            parse(lines)
        except ValueError:
            continue
