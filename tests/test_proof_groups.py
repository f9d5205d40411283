"""The groups of the tests: every file is in one, and a group that takes too long is noticed."""

from __future__ import annotations

import fnmatch
from pathlib import Path

import pytest

from tests.proof_groups import Group, Times, group_of, over_share, read_groups, table

ROOT = Path(__file__).parents[1]
PUSH = Group("push", 0.5, ("tests/test_push*.py",), spread=True)
WINE = Group("wine", 2, ("tests/test_wine.py",), together=True)
REST = Group("rest", 1, ("*",))
GROUPS = (PUSH, WINE, REST)


def test_the_groups_of_the_file_fit_files() -> None:
    groups = read_groups()
    assert groups[-1].files == ("*",)
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/test_*.py")]
    for group in groups:
        for pattern in group.files:
            assert fnmatch.filter(files, pattern), f"no file fits {pattern} of {group.name}"
    assert sum(group.minutes for group in groups) < 150


def test_where_a_test_may_run() -> None:
    files = ("tests/test_push_now.py", "tests/test_wine.py", "tests/test_other.py")
    assert [group_of(file, GROUPS).process(file) for file in files] == [None, "wine", "tests/test_other.py"]
    with pytest.raises(LookupError, match=r"groups\.toml"):
        group_of("tests/test_other.py", GROUPS[:2])


def test_a_group_that_takes_too_long_is_told() -> None:
    times = Times()
    for test in ("tests/test_push.py::test_a", "tests/test_push.py::test_b", "access/x.py::access.x"):
        times.add(test, 10)
        times.add(test, 10)
    assert times.slowest(1) == [(20, "tests/test_push.py::test_b")]
    assert over_share(times, GROUPS) == ["push"]
    assert [line for line in table(times, GROUPS) if "OVER" in line] == ["     0.7    0.5  push  OVER ITS SHARE"]
