"""A judged command line as a document for programs and as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from installer.command_line.grammar import Flag, Grammar, Syntax
from installer.command_line.parsed import Parsed, Problem
from installer.command_line.quoting import windows_line
from installer.command_line.render import masked, normalised


def document(parsed: Parsed) -> dict[str, Any]:
    """The whole as JSON-ready values; values that are secrets are masked."""
    return {
        "program": parsed.grammar.name,
        "mode": parsed.mode,
        "parameters": dict(masked(parsed.parameters, parsed.grammar)),
        "warnings": [asdict(problem) for problem in parsed.warnings],
        "errors": [asdict(problem) for problem in parsed.errors],
        "deferred": [asdict(problem) for problem in parsed.deferred],
        "exit_code": parsed.exit_code,
        "original": {"exit_code": parsed.original.exit_code, "notes": list(parsed.original.notes)},
        "normalised": normalised(parsed),
    }


def request_lines(parsed: Parsed) -> Iterator[str]:
    """The request, what the machine must decide, what the original would do, and the exit code, for reading."""
    yield f"Mode: {parsed.mode or 'not told by the line'}"
    yield f"Command line: {written_line(parsed)}"
    files = [parsed.grammar.written(name) for name in parsed.parameters if parsed.grammar.flags[name].answer_file]
    if files:
        yield f"Files with secrets, of which only the path is shown: {', '.join(files)}"
    if parsed.deferred:
        yield "Decided on the machine:"
        yield from problem_lines(parsed.deferred, "  ")
    yield from original_lines(parsed)
    yield f"Exit code: {parsed.exit_code} ({'accepted' if parsed.exit_code == 0 else 'refused'})"


def original_lines(parsed: Parsed) -> Iterator[str]:
    """What the real program would answer, where that is told."""
    code = parsed.original.exit_code
    title = parsed.grammar.title
    known = f"would end with {code}" if code is not None else "would end with a code that is not published"
    yield f"{title[0].upper()}{title[1:]} itself {known}{':' if parsed.original.notes else '.'}"
    for note in parsed.original.notes:
        yield f"  {note}"


def written_line(parsed: Parsed) -> str:
    """The canonical line as its own system's shell takes it."""
    words = [parsed.grammar.exe, *normalised(parsed)]
    if parsed.grammar.syntax is Syntax.GETOPTS:
        from shlex import join

        return join(words)
    return windows_line(words)


def problem_lines(problems: Iterable[Problem], before: str) -> Iterator[str]:
    """One line for each problem."""
    for problem in problems:
        about = f" ({problem.parameter})" if problem.parameter else ""
        yield f"{before}{problem.code}{about}: {problem.message}"


def usage_lines(grammar: Grammar) -> Iterator[str]:
    """Every parameter with its values and meaning."""
    required = [flag for flag in grammar.flags.values() if len(flag.required_for) > 1]
    shown = " ".join(grammar.written(flag.name) + value_shown(flag) for flag in required)
    yield f"Usage: {grammar.title} {shown} ..."
    yield "Parameters begin with / or -, in any case; a value is the argument that follows."
    for flag in grammar.flags.values():
        yield f"  {grammar.written(flag.name)}{value_shown(flag)}"
        required_for = f" Required for {' and '.join(flag.required_for)}." if flag.required_for else ""
        default = f" Default: {flag.default}." if flag.default else ""
        yield f"      {flag.meaning}{required_for}{default}"


def value_shown(flag: Flag) -> str:
    """How a usage shows a parameter's value; nothing for a switch."""
    if flag.is_switch:
        return ""
    return f" {'|'.join(flag.values) or flag.type.upper()}"
