"""What a setup run would do: the steps in their order, with programs, arguments and checks filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from installer.command_line.condition import Condition, Settings
from installer.command_line.parsed import Parsed
from installer.command_line.render import normalised
from installer.setup_step import Clause, Retry, Step

SCHEMA = "siteprep.plan/1"
REINSTALL = "reinstall"

_BLANK = re.compile(r"\{(\w+)\}(\\?)")
_WHOLE_LINE = "{*}"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a plan.

    `exe` is None where the actor (siteprep or UnifiedSetup) does the work itself. `only_where` names what the machine
    must be like, `skipped` why this line leaves the step out, `failure_code` is UnifiedSetup's return code when the
    step fails, `timeout` is in seconds (None: no limit). What is secret or not known before stands as ``<...>``.
    """

    id: str
    actor: str
    component: str
    purpose: str
    exe: str | None
    arguments: tuple[str, ...]
    checks: tuple[str, ...]
    log: str | None
    success_codes: tuple[int, ...]
    reboot_codes: tuple[int, ...]
    failure_code: int | None
    retry: Retry | None
    timeout: int | None
    only_where: str | None
    skipped: str | None


def plan(parsed: Parsed, steps: Sequence[Step], *, reinstall: bool = False) -> list[PlannedStep]:
    """The steps of a valid line's mode; none for an invalid line or one that only asks to be told something.

    `reinstall`: some components are installed already, and the rest is to be added.
    """
    mode = parsed.mode
    if mode is None or parsed.errors:
        return []
    seen = [REINSTALL] if reinstall and mode.startswith("fresh") else []
    return [_planned(step, mode, parsed, reinstall=bool(seen)) for step in steps if _belongs(step, [mode, *seen])]


def plan_document(parsed: Parsed, steps: Sequence[Step], *, reinstall: bool = False) -> dict[str, Any]:
    """The plan as JSON-ready values, with the rules that only the machine decides."""
    return {
        "schema": SCHEMA,
        "mode": REINSTALL if reinstall and parsed.mode and parsed.mode.startswith("fresh") else parsed.mode,
        "steps": [asdict(step) for step in plan(parsed, steps, reinstall=reinstall)],
        "deferred": [asdict(problem) for problem in parsed.deferred],
        "warnings": [asdict(problem) for problem in parsed.warnings],
    }


def _belongs(step: Step, modes: Sequence[str]) -> bool:
    return not step.condition.modes or any(mode in step.condition.modes for mode in modes)


def _planned(step: Step, mode: str, parsed: Parsed, *, reinstall: bool) -> PlannedStep:
    settings = parsed.settings
    where = (step.reinstall_where or step.only_where) if reinstall else step.only_where
    return PlannedStep(
        id=step.id,
        actor=step.actor,
        component=step.component,
        purpose=_filled(step.purpose, settings),
        exe=step.exe,
        arguments=tuple(_arguments(step, mode, parsed)),
        checks=tuple(_holding(step.checks, mode, settings)),
        log=step.log,
        success_codes=step.success,
        reboot_codes=step.reboot,
        failure_code=step.failure,
        retry=step.retry,
        timeout=step.timeout,
        only_where=where,
        skipped=(step.reinstall_skips if reinstall else None) or _skipped(step.condition, settings),
    )


def _arguments(step: Step, mode: str, parsed: Parsed) -> Iterable[str]:
    for text in _holding(step.arguments, mode, parsed.settings):
        if text == _WHOLE_LINE:
            yield from normalised(parsed)
        else:
            yield _filled(text, parsed.settings)


def _skipped(condition: Condition, settings: Settings) -> str | None:
    """Why the line leaves out a step that its mode has."""
    for name in condition.unless:
        if name in settings:
            return f"/{name} is given."
    for name in condition.given:
        if name not in settings:
            return f"/{name} is not given."
    return None


def _holding(clauses: Iterable[Clause], mode: str, settings: Settings) -> list[str]:
    return [text for clause in clauses if clause.condition.holds(mode, settings) for text in clause.texts]


def _filled(text: str, settings: Settings) -> str:
    def value(blank: re.Match[str]) -> str:
        given = str(settings.get(blank[1], f"<{blank[1]}>"))
        return given.rstrip("\\") + "\\" if blank[2] else given  # D:\ and D:\ASR are both followed by one backslash

    return _BLANK.sub(value, text)
