"""Evidence bundles: written, read, judged as live, and refused where they are damaged or hostile."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.bundle import MANIFEST, BundledHost, read_bundle, write_bundle
from host.errors import UsageError
from host.evidence import ClockMeasurement, parse_evidence
from host.target import Role, Target
from tests.practice import siteprep

NONCE = "0123456789abcdef"
RAW = f"siteprep-evidence 1 {NONCE}\n{NONCE} begin hostname\nweb01\n\n{NONCE} end hostname 0\n{NONCE} done\n".encode()


def bundled(name: str = "web01") -> BundledHost:
    evidence = parse_evidence(RAW, ClockMeasurement(10.0, 11.5))
    return BundledHost(Target(name, "192.0.2.1", role=Role.MOBILITY_AGENT), evidence, 12.0)


def archive(path: Path, members: dict[str, bytes], link: str = "") -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo("evidence/link.txt")
            info.type, info.linkname = tarfile.SYMTYPE, link
            tar.addfile(info)
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bundle.tar.gz"
    write_bundle(path, [bundled("web01"), bundled("db01")])
    assert path.stat().st_mode & 0o777 == 0o600
    first, second = read_bundle(path)
    assert (first.target, first.evidence, first.collected) == (bundled().target, bundled().evidence, 12.0)
    assert second.target.name == "db01"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_bare_output_of_a_collector(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "host7.txt"
    path.write_bytes(("Welcome!\n" + RAW.decode()).encode(encoding))
    (host,) = read_bundle(path)
    assert host.target.name == "host7"
    assert host.evidence.sections["hostname"].text == "web01\n"
    assert host.evidence.clock is None
    assert host.collected is None


def test_a_bundle_whose_evidence_was_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bundle.tar.gz"
    write_bundle(path, [bundled()])
    with tarfile.open(path) as tar:
        parts = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    parts["evidence/0.txt"] = parts["evidence/0.txt"].replace(b"web01", b"web02")
    with pytest.raises(UsageError, match="not what was collected"):
        read_bundle(archive(path, parts))


@pytest.mark.parametrize(
    "members",
    [
        {},
        {MANIFEST: b"{"},
        {MANIFEST: b"[]"},
        {MANIFEST: json.dumps({"schema": "siteprep.bundle/2", "hosts": []}).encode()},
        {MANIFEST: json.dumps({"schema": "siteprep.bundle/1", "hosts": [{"evidence": "../../etc/passwd"}]}).encode()},
    ],
)
def test_a_bundle_that_is_none_is_refused(tmp_path: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(UsageError, match="is no evidence bundle"):
        read_bundle(archive(tmp_path / "b.tar.gz", members))


def test_links_and_cut_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no part of one"):
        read_bundle(archive(tmp_path / "link.tar.gz", {}, link="/etc/passwd"))
    path = tmp_path / "bundle.tar.gz"
    write_bundle(path, [bundled()])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UsageError):
        read_bundle(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_bundle(tmp_path / "absent")


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, data: bytes, zipped: bool) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes((b"\x1f\x8b" if zipped else b"") + data)
    with pytest.raises(UsageError):
        read_bundle(path)


def test_a_bundle_gives_the_result_of_a_live_run(tmp_path: Path) -> None:
    bundle, journal = tmp_path / "b.tar.gz", ("--journal", str(tmp_path / "journal.db"))
    assert siteprep("collect", "local", "-o", bundle).returncode == 0
    offline = siteprep("preflight", "--from", bundle, "--format", "json", *journal)
    live = siteprep("preflight", "local", "--format", "json", *journal)
    assert offline.returncode == live.returncode
    left, right = json.loads(offline.stdout)["hosts"], json.loads(live.stdout)["hosts"]
    for host in (*left, *right):
        del host["collected"], host["evidence_digest"], host["digest"]
        for finding in host["findings"]:  # free space moves while tests run, and the excerpts of what runs
            del finding["excerpt"], finding["measure"]
            finding.pop("actual") if "space" in finding["id"] else None
    assert left == right


def test_bundles_and_hosts_do_not_mix(tmp_path: Path) -> None:
    bundle = tmp_path / "b.tar.gz"
    write_bundle(bundle, [bundled()])
    mixed = siteprep("preflight", "local", "--from", bundle)
    assert (mixed.returncode, mixed.stdout) == (2, "")
    twice = siteprep("preflight", "--from", bundle, "--from", bundle)
    assert twice.returncode == 2
    assert "a second time" in twice.stderr
