"""Golden files: reports of the documented results, as people have read them (tests/data/golden)."""

from __future__ import annotations

import pytest

from tests.data.golden.write import FOLDER, files


@pytest.mark.parametrize(("name", "text"), list(files()), ids=lambda value: value if len(value) < 40 else "")
def test_a_report_looks_as_before(name: str, text: str) -> None:
    """After a wanted change: python -m tests.data.golden.write, and read the difference."""
    assert (FOLDER / name).read_bytes().decode("utf-8") == text


def test_there_is_no_other_file() -> None:
    there = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"}
    assert there == {name for name, _text in files()}
