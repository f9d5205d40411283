"""A step of a setup run as the data file declares it, with its blanks still to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from installer.command_line.condition import Condition

SETUP = "UnifiedSetup"
SITEPREP = "siteprep"


@dataclass(frozen=True, slots=True)
class Retry:
    """The component is started once more after so many seconds when it ended with this exit code."""

    exit_code: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Arguments or check names that belong to a step where their condition holds."""

    texts: tuple[str, ...]
    condition: Condition

    @classmethod
    def from_data(cls, item: str | Mapping[str, Any]) -> Self:
        """A bare text, or ``{is: [texts], ...condition}``."""
        if isinstance(item, str):
            return cls((item,), Condition())
        return cls(tuple(item["is"]), Condition.from_data(item))


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Without a program its actor does the work itself; `failure` is setup's return code when it fails.

    `timeout` is in seconds, None where the actor waits without a limit. `reinstall_skips` says why a reinstallation
    leaves the step out, `reinstall_where` on what condition it runs it.
    """

    id: str
    actor: str
    component: str
    purpose: str
    condition: Condition
    exe: str | None
    arguments: tuple[Clause, ...]
    checks: tuple[Clause, ...]
    only_where: str | None
    success: tuple[int, ...]
    reboot: tuple[int, ...]
    retry: Retry | None
    failure: int | None
    log: str | None
    timeout: int | None
    reinstall_skips: str | None
    reinstall_where: str | None

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Self:
        """One row of the data file."""
        return cls(
            id=row["id"],
            actor=row.get("actor", SETUP),
            component=row["component"],
            purpose=row["purpose"],
            condition=Condition.from_data(row),
            exe=row.get("exe"),
            arguments=tuple(Clause.from_data(item) for item in row.get("arguments", ())),
            checks=tuple(Clause.from_data(item) for item in row.get("checks", ())),
            only_where=row.get("only_where"),
            success=tuple(row.get("success", ())),
            reboot=tuple(row.get("reboot", ())),
            retry=Retry(**row["retry"]) if "retry" in row else None,
            failure=row.get("failure"),
            log=row.get("log"),
            timeout=row.get("timeout"),
            reinstall_skips=row.get("reinstall_skips"),
            reinstall_where=row.get("reinstall_where"),
        )
