"""`siteprep media`: sound and hostile packages, pinned hashes, the choice for hosts."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.media_folder import MediaFolder, read_manifest
from access.package_check import package_problems
from host.errors import UsageError
from tests.data.documented import evidence
from tests.practice import Practice, siteprep

NAME = "Microsoft-ASR_UA_9.66.7567.1_DEBIAN12-64_GA_20Sep2025_release.tar.gz"
UBUNTU = NAME.replace("DEBIAN12-64", "UBUNTU-22.04-64")


def package(path: Path, *members: tuple[str, bytes, str], sound: bool = True) -> Path:
    """A tarball; a member is its name, its type and its link's target. A sound one has a program called install."""
    with tarfile.open(path, "w:gz") as archive:
        for name, kind, target in ((("install", tarfile.REGTYPE, ""),) if sound else ()) + members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info, io.BytesIO())
    return path


@pytest.mark.parametrize(
    ("member", "told"),
    [
        (("../evil", tarfile.REGTYPE, ""), "leads out"),
        (("/etc/passwd", tarfile.REGTYPE, ""), "leads out"),
        (("a/../../b", tarfile.REGTYPE, ""), "leads out"),
        (("link", tarfile.SYMTYPE, "/etc/passwd"), "is a link that leads out"),
        (("a/link", tarfile.SYMTYPE, "../../x"), "is a link that leads out"),
        (("link", tarfile.LNKTYPE, "../x"), "is a link that leads out"),
        (("null", tarfile.CHRTYPE, ""), "is a device"),
        (("pipe", tarfile.FIFOTYPE, ""), "is a device"),
    ],
)
def test_hostile_members_are_named(tmp_path: Path, member: tuple[str, bytes, str], told: str) -> None:
    (problem,) = package_problems(package(tmp_path / NAME, member))
    assert told in problem
    assert repr(member[0]) in problem


def test_links_inside_are_fine(tmp_path: Path) -> None:
    inside = (("a/link", tarfile.SYMTYPE, "../b"), ("hard", tarfile.LNKTYPE, "install"), ("./d", tarfile.DIRTYPE, ""))
    assert package_problems(package(tmp_path / NAME, *inside)) == []


def test_what_is_cut_or_no_archive(tmp_path: Path) -> None:
    whole = package(tmp_path / NAME, *((f"f{number}", tarfile.REGTYPE, "") for number in range(500)))
    data = whole.read_bytes()
    for length in (20, len(data) // 2, len(data) - 9):
        whole.write_bytes(data[:length])
        assert package_problems(whole), length
    whole.write_bytes(b"MZ")
    assert package_problems(whole) == ["It is no gzipped tar archive."]
    assert package_problems(package(tmp_path / NAME, sound=False)) == ["It holds no program called install."]


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, zipped: bool) -> None:
    path = tmp_path_factory.mktemp("any") / NAME
    path.write_bytes(gzip.compress(data) if zipped else data)
    assert package_problems(path)


def test_packages_below_the_folder_are_found(tmp_path: Path) -> None:
    below = tmp_path / "pushinstallsvc" / "repository"
    below.mkdir(parents=True)
    package(below / NAME)
    media = MediaFolder(tmp_path)
    assert [media.path(found) for found in media.packages] == [below / NAME]


def test_pinned_hashes(tmp_path: Path) -> None:
    path = package(tmp_path / NAME)
    listed = siteprep("media", "list", tmp_path, "--sha256")
    assert listed.stdout == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {NAME}\n"
    manifest = tmp_path / "SHA256SUMS"
    manifest.write_text(listed.stdout)
    good = siteprep("media", "verify", tmp_path, "--manifest", manifest)
    assert (good.returncode, good.stdout) == (0, f"{NAME}: sound.\n")
    package(tmp_path / UBUNTU)
    manifest.write_text("0" * 64 + f" *{NAME}\n")
    bad = siteprep("media", "verify", tmp_path, "--manifest", manifest)
    assert bad.returncode == 3
    assert "the manifest wants 0000" in bad.stdout
    assert "The manifest does not name it." in bad.stdout
    manifest.write_text("nonsense\n")
    with pytest.raises(UsageError, match=f"{manifest}:1: "):
        read_manifest(manifest)
    assert siteprep("media", "verify", tmp_path, "--manifest", manifest).returncode == 2


def test_a_refused_package_does_not_travel(practice: Callable[..., Practice]) -> None:
    from lab.profiles import machine

    lab = practice(machine("web01"))
    for file in lab.fleet.media.glob("*.tar.gz"):
        file.write_bytes(file.read_bytes()[:-20])
    document = lab.document("push", code=3)
    (host,) = document["hosts"]
    assert (host["outcome"]["state"], host["outcome"]["kind"]) == ("failed", "package")
    assert "siteprep media verify" in host["outcome"]["remedy"]
    assert not list((lab.root("web01") / "var/lib/siteprep").glob("*/package*"))


def test_the_choice_for_hosts(tmp_path: Path) -> None:
    (tmp_path / "web01.txt").write_bytes(evidence().raw)
    media = tmp_path / "media"
    media.mkdir()
    package(media / UBUNTU)
    missing = siteprep("media", "select", media, "--from", tmp_path / "web01.txt")
    assert (missing.returncode, missing.stdout) == (3, "web01: no package for DEBIAN12-64\n")
    assert "packages for DEBIAN12-64" in missing.stderr
    package(media / NAME)
    found = siteprep("media", "select", media, "--from", tmp_path / "web01.txt")
    assert (found.returncode, found.stdout) == (0, f"web01: {NAME}\n")
