"""Requirements changed by others: a variant of the product, or a file of one's own. Pure.

Such a file names roles, platforms and rows; a row that it names keeps what it does not say anew:

    mobility-agent:
      linux:
        root-space: {values: {free_kb: 4194304}, source: Build standard 4.2}
        ssh-password: {severity: info, source: Build standard 4.3}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from host.target import Platform, Role
from preflight.finding import Severity
from preflight.requirements import Requirements
from preflight.role_requirements import Requirement, RoleRequirements

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What is said anew of one row, and who says so. Without a severity the row keeps its own."""

    severity: Severity | None
    values: Mapping[str, Any]
    source: str

    def applied(self, row: Requirement) -> Requirement:
        """The row as it is now asked."""
        return replace(
            row,
            severity=self.severity or row.severity,
            values={**row.values, **self.values},
            source=(*row.source, self.source),
        )


Changes = Mapping[Role, Mapping[Platform, Mapping[str, Change]]]


def changes(data: Mapping[str, Any]) -> Changes:
    """The changes of a file's mapping. KeyError or ValueError for one that does not follow `own_schema`."""
    return {
        Role(role): {
            Platform(platform): {row: _change(each) for row, each in rows.items()}
            for platform, rows in platforms.items()
        }
        for role, platforms in data.items()
    }


def changed(requirements: Requirements, by: Changes) -> Requirements:
    """The requirements with the changes laid over them. KeyError for a role, platform or row that is not there."""
    laid = {platform: dict(requirements.on(platform)) for platform in Platform}
    told = list(requirements.changed)
    for role, platforms in by.items():
        for platform, rows in platforms.items():
            whole = laid[platform][role]
            new = {row: change.applied(whole.rows[row]) for row, change in rows.items()}
            laid[platform][role] = RoleRequirements({**whole.rows, **new}, whole.steps)
            told += [f"{platform}.{row} for {role}: {change.source}" for row, change in rows.items()]
    return replace(requirements, linux=laid[Platform.LINUX], windows=laid[Platform.WINDOWS], changed=tuple(told))


def own_schema(requirements: Requirements) -> Schema:
    """The JSON schema of a file of one's own: every row there is, with values of the kind that it has now."""
    return _record(
        {
            role: _record(
                {
                    platform: _record({row: _row(each) for row, each in requirements.on(platform)[role].rows.items()})
                    for platform in sorted(requirements.roles[role])
                }
            )
            for role in Role
        }
    )


def _change(data: Mapping[str, Any]) -> Change:
    severity = data.get("severity")
    return Change(Severity(severity) if severity else None, data.get("values", {}), data["source"])


def _row(row: Requirement) -> Schema:
    parts: dict[str, Schema] = {
        "severity": {"type": "string", "enum": [each.value for each in Severity]},
        "source": {"type": "string", "minLength": 1},
    }
    if row.values:
        parts["values"] = _record({name: _like([value], table=True) for name, value in row.values.items()})
    return {**_record(parts), "required": ["source"], "minProperties": 2}


def _record(parts: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(parts), "additionalProperties": False, "minProperties": 1}


def _like(examples: Sequence[Any], *, table: bool = False) -> Schema:
    """What such values look like. A mapping that is a value itself is a `table`, whose keys are data too."""
    first = examples[0]
    if isinstance(first, int):
        return {"type": "integer", "minimum": 0}
    if isinstance(first, str):
        return {"type": "string", "minLength": 1}
    if isinstance(first, list):
        return {"type": "array", "items": _like([item for each in examples for item in each])}
    if table:
        return {"type": "object", "additionalProperties": _like(list(first.values()))}
    names = dict.fromkeys(name for each in examples for name in each)
    parts = {name: _like([each[name] for each in examples if name in each]) for name in names}
    return {**_record(parts), "required": [name for name in names if all(name in each for each in examples)]}
