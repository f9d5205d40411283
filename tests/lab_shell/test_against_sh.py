"""The stand-in shell against the system's own sh, snippet by snippet."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
import yaml

from lab.shell import StandInShell

SNIPPETS = yaml.safe_load(Path(__file__).with_name("snippets.yaml").read_text())
CASES = [
    pytest.param(snippet, id=f"{area}-{number}")
    for area, snippets in SNIPPETS.items()
    for number, snippet in enumerate(snippets, 1)
]


def make_folder(folder: Path) -> None:
    (folder / "dir").mkdir(parents=True)
    (folder / "words.txt").write_text("pear\napple\nfig\napple\n")
    (folder / "table.csv").write_text("a:1\nb:2\nc:10\n")
    for name in ("empty", "dir/one", "dir/two", "dir/.hidden"):
        (folder / name).touch()
    (folder / "link").symlink_to("words.txt")
    (folder / "broken").symlink_to("nowhere")
    (folder / "run.sh").write_text('#!/bin/sh\necho "ran $# $1"\n')
    (folder / "run.sh").chmod(0o755)
    (folder / "plain.sh").write_text("echo never\n")
    (folder / "plain.sh").chmod(0o644)


@pytest.mark.parametrize("snippet", CASES)
def test_same_output_and_exit_code(snippet: str, tmp_path: Path) -> None:
    real, root = tmp_path / "system" / "play", tmp_path / "root"
    make_folder(real)
    make_folder(root / "play")
    (root / "tmp").mkdir()
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    expected = subprocess.run(
        ["/bin/sh", "-c", snippet],
        cwd=real,
        env=environment | {"HOME": "/play"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        umask=0o022,
    )
    shell = StandInShell(root, environment | {"HOME": "/play"}, "web01")
    out, err = io.BytesIO(), io.BytesIO()
    status = shell.run(snippet, io.BytesIO(), out, err)
    shell.close()

    returned = expected.returncode if expected.returncode >= 0 else 128 - expected.returncode
    assert (out.getvalue().decode("latin-1"), status) == (expected.stdout.decode("latin-1"), returned), err.getvalue()


def test_there_are_enough_snippets() -> None:
    assert len(CASES) > 300
