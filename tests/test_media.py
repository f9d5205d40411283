"""Packages, their versions, the choice for a host, and what installers' exit codes mean."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_outcomes
from access.media_folder import MediaFolder
from host.errors import UsageError
from host.exit_codes import ExitCode, worst
from host.target import Platform
from installer.linux_agent import effective_folder, install_command
from installer.media import Version, choose, recognise
from installer.outcome import State
from installer.push_request import CsType

UBUNTU = "Microsoft-ASR_UA_9.66.7567.1_UBUNTU-22.04-64_GA_20Sep2025_release.tar.gz"


def test_documented_names_are_recognised() -> None:
    package = recognise(UBUNTU, 7)
    assert package
    assert (str(package.version), package.token, package.size) == ("9.66.7567.1", "UBUNTU-22.04-64", 7)
    windows = recognise("Microsoft-ASR_UA_9.48.0.0_Windows_GA_24Feb2022_Release.exe", 1)
    assert windows
    assert windows.token == "Windows"
    assert recognise("Microsoft-ASR_UA_9.66.7567.1_SLES11-SP3-64_GA_20Sep2025_release.tar.gz", 1)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "readme.txt",
        UBUNTU.replace(".tar.gz", ".exe"),
        UBUNTU + ".part",
        UBUNTU.replace("9.66.7567.1", "9.66"),
        f"x{UBUNTU}",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert recognise(name, 1) is None


@given(st.lists(st.tuples(*[st.integers(0, 10**6)] * 4), min_size=2, max_size=5))
def test_versions_compare_as_numbers(numbers: list[tuple[int, int, int, int]]) -> None:
    versions = [Version.parse(".".join(map(str, parts))) for parts in numbers]
    assert [tuple(version) for version in sorted(versions)] == sorted(numbers)


@given(st.text(max_size=30))
def test_a_version_is_four_numbers_or_an_error(text: str) -> None:
    try:
        assert Version.parse(text)
    except ValueError:
        return
    assert text.count(".") == 3


def test_the_newest_package_for_the_token_is_chosen() -> None:
    packages = [recognise(UBUNTU.replace("7567", build), 1) for build in ("999", "7643", "7567")]
    found = choose([package for package in packages if package], "UBUNTU-22.04-64")
    assert found
    assert str(found.version) == "9.66.7643.1"
    assert choose([], "UBUNTU-22.04-64") is None


def test_a_media_folder(tmp_path: Path) -> None:
    (tmp_path / UBUNTU).write_bytes(b"package")
    (tmp_path / "notes.txt").write_text("")
    media = MediaFolder(tmp_path)
    (package,) = media.packages
    assert media.sha256(package) == hashlib.sha256(b"package").hexdigest()


def test_a_missing_or_empty_media_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no mobility agent package"):
        MediaFolder(tmp_path)
    with pytest.raises(UsageError, match="No such file"):
        MediaFolder(tmp_path / "none")


def test_documented_exit_codes_are_explained() -> None:
    outcomes = load_outcomes()[Platform.LINUX]
    assert outcomes["install"].explain(0).state is State.DONE
    assert outcomes["install"].explain(98).state is State.DONE_WITH_WARNINGS
    assert outcomes["install"].explain(209).state is State.DONE_REBOOT_REQUIRED
    assert outcomes["configure"].explain(14).kind == "passphrase"
    for table in outcomes.values():
        for code in range(1, 256):
            outcome = table.explain(code)
            assert outcome.state is not State.DONE
            assert outcome.cause.endswith(".")
            assert outcome.remedy.endswith(".")
            assert str(code) in outcome.cause


def test_the_install_folder_gets_a_suffix_unless_it_is_the_default() -> None:
    assert effective_folder("/usr/local/ASR/") == "/usr/local/ASR"
    assert effective_folder("/") == "/ASR"
    assert install_command("/usr/local/ASR", "MS", CsType.CLASSIC) == [
        "./install",
        "-d",
        "/usr/local/ASR",
        "-r",
        "MS",
        "-v",
        "VmWare",
        "-q",
        "-a",
        "Install",
        "-c",
        "CSLegacy",
    ]


def test_blocked_beats_undetermined_beats_warnings_beats_ready() -> None:
    order = [ExitCode.OK, ExitCode.WARNINGS, ExitCode.UNDETERMINED, ExitCode.BLOCKED]
    for number, code in enumerate(order):
        assert worst(order[: number + 1]) is code
    assert worst([]) is ExitCode.OK
