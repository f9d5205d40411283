"""The door: from arguments to a judged command line."""

from __future__ import annotations

from collections.abc import Sequence

from installer.command_line.grammar import Grammar, Mode
from installer.command_line.parsed import Parsed, Problem
from installer.command_line.reader import Reading, read
from installer.command_line.validate import (
    fresh_modes,
    judge_count,
    judge_on_machine,
    judge_parameters,
    mode_of,
    settings_of,
)


def parse(argv: Sequence[str], grammar: Grammar) -> Parsed:
    """Read UnifiedSetup's arguments (without the program's name). Never raises, whatever they are.

    Unlike the original, which stops at the first problem, and which forgets what stands behind an unknown parameter,
    this tells all problems at once, and any of them makes the exit code that of an invalid command line.
    """
    reading = read(argv, grammar)
    parameters = {
        flag.name: reading.parameters[flag.name] for flag in grammar.flags.values() if flag.name in reading.parameters
    }
    mode = mode_of(parameters, grammar)
    if mode is not None and mode.exit_code:
        return _information(reading, parameters, mode, grammar)
    modes = (mode.name,) if mode else fresh_modes(grammar)
    warnings, errors = judge_parameters(parameters, modes, grammar)
    if not argv:
        errors = [_wizard(grammar)]
    deferred: list[Problem] = []
    settings = settings_of(parameters, modes, grammar)
    if mode is not None:
        too_many, on_machine = judge_count(parameters, mode)
        errors += too_many
        deferred = [*on_machine, *judge_on_machine(mode, settings, grammar)]
    lacking = {problem.parameter for problem in reading.errors if problem.code == "missing-value"}
    errors = reading.errors + [error for error in errors if error.parameter not in lacking]
    return Parsed(
        grammar=grammar,
        mode=mode.name if mode else None,
        parameters=parameters,
        settings=settings,
        warnings=(*reading.warnings, *warnings),
        errors=tuple(errors),
        deferred=tuple(deferred),
        exit_code=grammar.return_code("InvalidCommandLine") if errors else grammar.return_code("Successful"),
    )


def _information(reading: Reading, parameters: dict[str, str | bool], mode: Mode, grammar: Grammar) -> Parsed:
    """A line that only asks to be told something; all else on it is ignored, as the original does."""
    warnings = list(reading.warnings)
    others = [f"/{name}" for name in parameters if name != mode.flag]
    if others:
        message = f"/{mode.flag} prints and stops; {', '.join(others)} had no effect. Leave out /{mode.flag} to go on."
        warnings.append(Problem("ignored", mode.flag, message))
    return Parsed(
        grammar=grammar,
        mode=mode.name,
        parameters=parameters,
        settings={mode.flag: True},
        warnings=tuple(warnings),
        errors=tuple(reading.errors),
        deferred=(),
        exit_code=mode.exit_code,
    )


def _wizard(grammar: Grammar) -> Problem:
    return Problem(
        "no-arguments",
        None,
        f"Without arguments {grammar.program} opens its wizard, which is not part of siteprep."
        " Give the parameters on the line; /? lists them.",
    )
