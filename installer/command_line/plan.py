"""What a command line would do: the steps in their order, with programs, arguments and checks filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from installer.command_line.condition import Settings
from installer.command_line.parsed import Parsed
from installer.command_line.step import Clause, Retry, Step

_BLANK = re.compile(r"\{(\w+)\}(\\?)")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a rehearsal.

    `program` is None where setup does the work itself. `only_where` names what the machine must be like, `failure` is
    UnifiedSetup's return code when the step fails. What is secret or not known before stands as ``<...>``.
    """

    id: str
    component: str
    purpose: str
    program: str | None
    arguments: tuple[str, ...]
    checks: tuple[str, ...]
    only_where: str | None
    success: tuple[int, ...]
    reboot: tuple[int, ...]
    retry: Retry | None
    failure: int | None
    log: str | None


def plan(parsed: Parsed) -> list[PlannedStep]:
    """The steps of a valid line's mode; none for an invalid line or one that only asks to be told something."""
    mode = parsed.mode
    if mode is None or parsed.errors:
        return []
    return [
        _planned(step, mode, parsed.settings)
        for step in parsed.grammar.steps
        if step.condition.holds(mode, parsed.settings)
    ]


def _planned(step: Step, mode: str, settings: Settings) -> PlannedStep:
    return PlannedStep(
        id=step.id,
        component=step.component,
        purpose=_filled(step.purpose, settings),
        program=step.program,
        arguments=tuple(_filled(text, settings) for text in _holding(step.arguments, mode, settings)),
        checks=tuple(_holding(step.checks, mode, settings)),
        only_where=step.only_where,
        success=step.success,
        reboot=step.reboot,
        retry=step.retry,
        failure=step.failure,
        log=step.log,
    )


def _holding(clauses: Iterable[Clause], mode: str, settings: Settings) -> list[str]:
    return [text for clause in clauses if clause.condition.holds(mode, settings) for text in clause.texts]


def _filled(text: str, settings: Settings) -> str:
    def value(blank: re.Match[str]) -> str:
        given = str(settings[blank[1]])
        return given.rstrip("\\") + "\\" if blank[2] else given  # D:\ and D:\ASR are both followed by one backslash

    return _BLANK.sub(value, text)
