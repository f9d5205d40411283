"""Command lines as they are published, against what siteprep and the original answer to them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from access.command_grammars import PROGRAMS, load_grammar
from cli.main import app
from cli.parse import parse_line, program_of
from installer.command_line.parse import parse
from installer.command_line.parsed import Parsed, Problem

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "command_lines.yaml").read_text("utf-8"))
ROWS: list[dict[str, Any]] = DATA["lines"]


def named(rows: Iterable[dict[str, Any]]) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in rows]


WITH_LINE = named(row for row in ROWS if "line" in row)
WITH_ARGV = named(row for row in ROWS if "argv" in row)


def shown(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.code} {problem.parameter}" if problem.parameter else problem.code for problem in problems]


def check(parsed: Parsed, row: dict[str, Any]) -> None:
    assert parsed.grammar.name == row["program"]
    assert (parsed.mode, parsed.exit_code, parsed.original.exit_code) == (
        row["mode"],
        row["exit_code"],
        row["original"],
    )
    assert shown(parsed.errors) == row.get("errors", [])
    assert shown(parsed.warnings) == row.get("warnings", [])
    assert [rule.code for rule in parsed.deferred] == row.get("deferred", [])


@pytest.mark.parametrize("row", WITH_LINE)
def test_a_published_line(row: dict[str, Any]) -> None:
    check(parse_line(row["line"], None), row)
    check(parse_line(row["line"], row["program"]), row)


@pytest.mark.parametrize("row", WITH_ARGV)
def test_published_arguments(row: dict[str, Any]) -> None:
    check(parse(row["argv"], load_grammar(row["program"])), row)


@pytest.mark.parametrize("row", [*WITH_LINE, *WITH_ARGV])
def test_strict_ends_as_the_original_does(row: dict[str, Any]) -> None:
    if "line" in row:
        strict = parse_line(row["line"], None, strict=True)
    else:
        strict = parse(row["argv"], load_grammar(row["program"]), strict=True)
    assert strict.original.exit_code == row["original"]
    if row["original"] is not None:
        assert strict.exit_code == row["original"]
    assert not {problem.code for problem in strict.warnings} & {"alias", "obsolete", "old-value", "repaired-quote"}


@pytest.mark.parametrize("row", WITH_LINE)
def test_a_line_without_the_program_s_name_needs_the_program(row: dict[str, Any]) -> None:
    _, rest = program_of(row["line"])
    check(parse_line(rest, row["program"]), row)


@pytest.mark.parametrize("row", [row for row in WITH_LINE if row.id in ("cs", "register-classic", "extract")])
def test_the_command_ends_with_the_line_s_exit_code(row: dict[str, Any]) -> None:
    done = CliRunner().invoke(app, ["parse", "--json", "--command-line", row["line"]])
    assert done.exit_code == row["exit_code"]
    done = CliRunner().invoke(app, ["parse", "--strict", "--command-line", row["line"]])
    assert done.exit_code == row["original"]


def test_every_program_has_published_lines() -> None:
    assert {row["program"] for row in ROWS} == set(PROGRAMS)
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_every_line_names_its_source() -> None:
    assert all(row["source"] and set(row["source"]) <= set(DATA["sources"]) for row in ROWS)
    assert {source for row in ROWS for source in row["source"]} == set(DATA["sources"])


@pytest.mark.parametrize(
    ("line", "program"),
    [
        (r'"C:\My Setup\UNIFIEDSETUP.EXE" /?', "unified-setup"),
        ("unifiedsetup /?", "unified-setup"),
        (r"..\UnifiedAgent /?", "unified-agent"),
        (r"D:\Microsoft-ASR_UA_9.48.0.0_Windows_GA_24Feb2022_Release.exe /q /x:D:\x", "bootstrapper"),
        ("sudo /opt/agent/install -h", "linux-install"),
        ("/ServerMode CS", None),
        ("notepad.exe /?", None),
        ("", None),
    ],
)
def test_the_program_s_name_is_known_with_any_folder(line: str, program: str | None) -> None:
    assert program_of(line)[0] == program
