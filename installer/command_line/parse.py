"""The door: from arguments to a judged command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from installer.command_line.grammar import Grammar, Mode
from installer.command_line.parsed import FileLook, LookAt, Original, Parsed, Problem
from installer.command_line.reader import Reader, Reading
from installer.command_line.validate import (
    Judgement,
    Refusal,
    candidate_modes,
    details_of,
    judge_count,
    mode_of,
    settings_of,
    understood,
)

REFUSED = 2
"""siteprep's exit code for a line that it refuses; UnifiedSetup's is the same."""


def parse(
    argv: Sequence[str],
    grammar: Grammar,
    *,
    strict: bool = False,
    look_at: LookAt | None = None,
    original_argv: Sequence[str] | None = None,
    warnings: Sequence[Problem] = (),
) -> Parsed:
    """Read a program's arguments (without its name) and judge them. Never raises, whatever they are.

    Unlike the original, which stops at the first problem, this tells all problems at once, and it takes what documents
    promise. With `strict` it reads and judges exactly as the original does. `look_at` reads files that are named;
    `original_argv` are the arguments as the original would get them, where these here were repaired before, of which
    `warnings` tell.
    """
    as_built = _Line(argv if original_argv is None else original_argv, grammar, strict=True, look_at=look_at)
    original = as_built.original()
    line = as_built if strict else _Line(argv, grammar, strict=False, look_at=look_at)
    line.warnings[:0] = warnings
    return line.parsed(original, _strict_exit(original, as_built) if strict else line.exit_code())


def _strict_exit(original: Original, line: _Line) -> int:
    return line.exit_code() if original.exit_code is None or line.empty else original.exit_code


class _Line:
    """One line, read and judged one way."""

    def __init__(self, argv: Sequence[str], grammar: Grammar, *, strict: bool, look_at: LookAt | None) -> None:
        self.grammar = grammar
        self.strict = strict
        self.empty = not argv
        self.reading: Reading = Reader(argv, grammar, strict=strict).read()
        given = self.reading.parameters
        self.parameters = {name: given[name] for name in grammar.flags if name in given}
        values = understood(self.parameters, grammar, strict=strict)
        self.mode: Mode | None = mode_of(values, grammar)
        self.refusals: list[Refusal] = []
        self.deferred: list[Problem] = []
        self.looks: Mapping[str, FileLook] = {}
        self.warnings = list(self.reading.warnings)
        self._reading_errors()
        self.printing = self.mode if self.mode and self.mode.exit_code is not None else None
        if self.printing:
            self.settings = self._information(self.printing)
        else:
            self.settings = self._judge(values, look_at)

    def _reading_errors(self) -> None:
        """The original may print such an error, forget the rest and go on; siteprep refuses the line."""
        rule = self.grammar.parse_error
        for problem in self.reading.errors:
            if self.strict and rule.goes_on:
                self.warnings.append(problem)
            else:
                self.refusals.append(Refusal(problem, rule.exit_code))

    def _information(self, mode: Mode) -> dict[str, str | bool]:
        """A line that only asks to be told something; all else on it is ignored, as the original does."""
        own = mode.condition.given[0]
        others = [self.grammar.written(name) for name in self.parameters if name != own]
        if others:
            shown = self.grammar.written(own)
            message = f"{shown} prints and stops; {', '.join(others)} had no effect. Leave out {shown} to go on."
            self.warnings.append(Problem("ignored", own, message))
        return {own: True}

    def _judge(self, values: dict[str, str | bool], look_at: LookAt | None) -> dict[str, str | bool]:
        modes = (self.mode.name,) if self.mode else candidate_modes(self.grammar)
        settings = settings_of(values, modes, self.grammar)
        if self.empty and self.grammar.modes and self.mode is None:
            self.refusals = [Refusal(_wizard(self.grammar), 0)]
            return settings
        judgement = Judgement(self.grammar, modes, strict=self.strict, look_at=look_at)
        judgement.parameters(self.parameters)
        self.looks = judgement.looks
        if self.mode is not None:
            given: dict[str, str | bool] = {f"{name}.given": True for name in self.parameters}
            seen = {**settings, **given, **details_of(judgement.looks)}
            judgement.rules(self.mode, seen)
            too_many, on_machine = judge_count(self.parameters, self.mode, self.grammar)
            judgement.refusals += too_many
            self.deferred = [*on_machine, *judgement.deferred(self.mode, seen)]
        lacking = {refusal.problem.parameter for refusal in self.refusals if refusal.problem.code == "missing-value"}
        self.refusals += [refusal for refusal in judgement.refusals if refusal.problem.parameter not in lacking]
        self.warnings += judgement.warnings
        return settings

    def exit_code(self) -> int:
        if self.refusals:
            return REFUSED
        return (self.printing.exit_code or 0) if self.printing else 0

    def original(self) -> Original:
        """What the real program does with the line; only for a line that was read strictly."""
        notes = [problem.message for problem in self.warnings]
        if self.printing:
            return Original(self.printing.exit_code, tuple(notes))
        if self.refusals:
            first = self.refusals[0]
            return Original(first.exit_code, (first.problem.message, *notes))
        if self.deferred:
            notes.append("The code holds for a machine that keeps the deferred rules.")
        return Original(0, tuple(notes))

    def parsed(self, original: Original, exit_code: int) -> Parsed:
        errors = [refusal.problem for refusal in self.refusals]
        return Parsed(
            grammar=self.grammar,
            mode=self.mode.name if self.mode else None,
            parameters=self.parameters,
            settings=self.settings,
            warnings=tuple(self.warnings),
            errors=tuple(errors[:1] if self.strict else errors),
            deferred=tuple(self.deferred),
            exit_code=exit_code,
            original=original,
            looks=self.looks,
        )


def _wizard(grammar: Grammar) -> Problem:
    return Problem(
        "no-arguments",
        None,
        f"Without arguments {grammar.title} opens its wizard, which is not part of siteprep."
        " Give the parameters on the line.",
    )
