"""The demo, and the preflight of this very machine: what a newcomer tries first."""

from __future__ import annotations

import json
from pathlib import Path

from tests.practice import siteprep, validate


def test_the_demo_goes_as_rehearsed(tmp_path: Path) -> None:
    done = siteprep("demo", "--keep", tmp_path / "kept")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert any(line.split()[:2] == ["old01", "blocked"] for line in lines)
    assert any(line.split()[:2] == ["win01", "blocked"] for line in lines)
    assert any("win01" in line and "STAND-IN" in line for line in lines)
    report = tmp_path / "kept" / "report.html"
    assert str(report) in lines
    assert "old01" in report.read_text()
    assert lines[-1].startswith("siteprep preflight --inventory")
    assert done.stderr == ""


def test_preflight_of_this_machine(tmp_path: Path) -> None:
    options = ("preflight", "local", "--journal", tmp_path / "journal.db", "--role", "mobility-agent")
    done = siteprep(*options, "--format", "json")
    document = json.loads(done.stdout)
    validate(document)
    (host,) = document["hosts"]
    expected = {"ready": 0, "ready-with-warnings": 4, "blocked": 3, "undetermined": 5}
    assert done.returncode == expected[host["verdict"]]
    assert len(host["findings"]) >= 14
    table = siteprep(*options)
    assert table.returncode == done.returncode
    assert host["verdict"] in table.stdout
    page = siteprep(*options, "--format", "html", "--output", tmp_path / "report.html")
    assert page.returncode == done.returncode
    assert host["verdict"] in (tmp_path / "report.html").read_text()
