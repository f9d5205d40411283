"""`siteprep kernels update`: newer lists of supported kernels, read, kept and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from access.kernel_lists import SUFFIX, read_published
from host.errors import UsageError
from preflight.kernel_update import with_lists
from preflight.kernels import Support, judge_kernel, resolve
from tests.practice import siteprep

NEW = "9.99.1.1"
TOKEN = "DEBIAN12-64"
KERNEL = "6.1.0-99-amd64"
DATA = load_requirements().kernels


def published(folder: Path, text: str, release: str = NEW, token: str = TOKEN) -> Path:
    file = folder / release / f"{token}{SUFFIX}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_newer_list_decides_for_its_release_alone() -> None:
    data = with_lists(DATA, {NEW: {TOKEN: frozenset({KERNEL})}})
    assert data.releases == (*DATA.releases, NEW)
    assert judge_kernel(data, TOKEN, KERNEL, NEW).support is Support.SUPPORTED
    assert judge_kernel(data, TOKEN, "6.1.0-32-amd64", NEW).support is Support.UNSUPPORTED  # taken off the list
    assert judge_kernel(data, TOKEN, "6.1.0-32-amd64", DATA.releases[-1]).support is Support.SUPPORTED
    assert judge_kernel(data, TOKEN, KERNEL, DATA.releases[-1]).support is Support.UNSUPPORTED
    other = "UBUNTU-22.04-64"  # not published for the new release: it keeps its list
    assert resolve(data.lists[other], NEW) == resolve(DATA.lists[other], DATA.releases[-1])


def test_a_list_that_is_carried_is_kept_as_it_is() -> None:
    assert with_lists(DATA, {DATA.releases[-1]: {TOKEN: frozenset({KERNEL})}}) == with_lists(DATA, {})


@given(st.dictionaries(st.sampled_from(["9.70.1.1", "9.9.1.1", "9.71.2.1"]), st.frozensets(st.sampled_from("abcd"))))
def test_every_release_gets_exactly_its_list(lists: dict[str, frozenset[str]]) -> None:
    data = with_lists(DATA, {release: {"NEW-64": kernels} for release, kernels in lists.items()})
    for release, kernels in lists.items():
        assert resolve(data.lists["NEW-64"], release) == kernels


def test_every_form_of_source(tmp_path: Path) -> None:
    file = published(tmp_path, f"{KERNEL}\n\n5.14.21-150400.24.11-default:4\r\n")
    expected = {NEW: {TOKEN: frozenset({KERNEL, "5.14.21-150400.24.11-default:4"})}}
    assert read_published(file) == read_published(file.parent) == read_published(tmp_path) == expected


@pytest.mark.parametrize("text", ["<html>\n", "6.1.0-99-amd64\n; rm -rf /\n", "\x1b[2J\n", "x" * 5_000_000])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    file = published(tmp_path, text)
    with pytest.raises(UsageError, match=str(file)):
        read_published(file)
    for wrong in (published(tmp_path, "", "v1"), published(tmp_path, "", NEW, "debian"), tmp_path / "none"):
        with pytest.raises(UsageError):
            read_published(wrong)


def test_on_the_command_line(tmp_path: Path) -> None:
    environment = {"XDG_DATA_HOME": str(tmp_path / "data")}
    file = published(tmp_path / "lists", f"{KERNEL}\n")
    done = siteprep("kernels", "update", file.parent.parent, env=environment)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"{NEW}: {TOKEN} (1)")
    again = siteprep("kernels", "update", file, env=environment)
    assert (again.returncode, again.stdout) == (0, "Nothing was new.\n")
    options = ("--format", "json", "--journal", tmp_path / "journal.db")
    document = json.loads(siteprep("preflight", "local", *options, env=environment).stdout)
    assert document["requirements"]["release"] == NEW
    refused = siteprep("kernels", "update", tmp_path / "none", env=environment)
    assert (refused.returncode, refused.stdout) == (2, "")
