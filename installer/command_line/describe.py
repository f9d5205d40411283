"""A judged command line as a document for programs and as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from installer.command_line.grammar import Flag, Grammar
from installer.command_line.parsed import Parsed, Problem
from installer.command_line.plan import PlannedStep, plan
from installer.command_line.quoting import windows_line
from installer.command_line.render import normalised


def document(parsed: Parsed) -> dict[str, Any]:
    """The whole as JSON-ready values."""
    return {
        "program": parsed.grammar.program,
        "mode": parsed.mode,
        "parameters": dict(parsed.parameters),
        "warnings": [asdict(problem) for problem in parsed.warnings],
        "errors": [asdict(problem) for problem in parsed.errors],
        "deferred": [asdict(problem) for problem in parsed.deferred],
        "exit_code": parsed.exit_code,
        "normalised": normalised(parsed),
        "plan": [asdict(step) for step in plan(parsed)],
    }


def request_lines(parsed: Parsed) -> Iterator[str]:
    """The request, what the machine must decide, the plan and the exit code, for reading."""
    grammar = parsed.grammar
    yield f"Mode: {parsed.mode or 'not told by the line'}"
    yield f"Command line: {windows_line([grammar.program, *normalised(parsed)])}"
    secret_files = [name for name in parsed.parameters if grammar.flags[name].secret]
    if secret_files:
        yield f"Files with secrets, of which only the path is shown: {', '.join(secret_files)}"
    if parsed.deferred:
        yield "Decided on the machine:"
        yield from problem_lines(parsed.deferred, "  ")
    steps = plan(parsed)
    if steps:
        yield "Plan:"
    for number, step in enumerate(steps, start=1):
        yield from _step_lines(number, step, grammar)
    yield f"Exit code: {_code(parsed.exit_code, grammar)}"


def problem_lines(problems: Iterable[Problem], before: str) -> Iterator[str]:
    """One line for each problem."""
    for problem in problems:
        about = f" ({problem.parameter})" if problem.parameter else ""
        yield f"{before}{problem.code}{about}: {problem.message}"


def usage_lines(grammar: Grammar) -> Iterator[str]:
    """Every parameter with its values and meaning."""
    yield f"Usage: {grammar.program} /AcceptThirdpartyEULA /ServerMode CS|PS /InstallLocation FOLDER ..."
    yield "Parameters begin with / or -, in any case; a value is the argument that follows."
    for flag in grammar.flags.values():
        yield f"  /{flag.name}{_value_shown(flag)}"
        required = f" Required for {' and '.join(flag.required_for)}." if flag.required_for else ""
        default = f" Default: {flag.default}." if flag.default else ""
        yield f"      {flag.meaning}{required}{default}"


def _value_shown(flag: Flag) -> str:
    if flag.is_switch:
        return ""
    return f" {'|'.join(flag.values) or flag.type.upper()}"


def _step_lines(number: int, step: PlannedStep, grammar: Grammar) -> Iterator[str]:
    yield f"  {number}. {step.id}: {step.purpose}"
    if step.program:
        yield f"      Runs: {windows_line([step.program, *step.arguments])}"
    elif step.arguments:
        yield f"      With: {', '.join(step.arguments)}"
    if step.checks:
        yield f"      Checks: {', '.join(step.checks)}"
    if step.only_where:
        yield f"      Only where {step.only_where}."
    if step.retry:
        yield f"      Exit code {step.retry.exit_code} is tried once more after {step.retry.seconds} seconds."
    if step.failure is not None:
        yield f"      A failure ends setup with {_code(step.failure, grammar)}."


def _code(number: int, grammar: Grammar) -> str:
    return f"{number} ({grammar.return_codes[number]['name']})"
