"""What one check found on one host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal


class Status(StrEnum):
    """How a check ended. Unknown and error are never a pass."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Severity(StrEnum):
    """What a failure means: it stops the work, it may hurt later, it is worth knowing."""

    BLOCKER = "blocker"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Action:
    """A remedy that siteprep can carry out: the step's id and its parameters."""

    id: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """A size that a check compared, in bytes: what the host has, and what is required; `of` is disk or memory."""

    of: Literal["disk", "memory"]
    value: int
    required: int


@dataclass(frozen=True, slots=True)
class Waiver:
    """A risk that `owner` accepted for `reason` until the day `expires` (YYYY-MM-DD)."""

    reason: str
    owner: str
    expires: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result on one host. Texts are full sentences.

    `evidence` names the sections it rests on; `predicts` lists the original's error names, error IDs and exit codes
    that this finding would turn into.
    """

    id: str
    title: str
    status: Status
    severity: Severity
    expected: str
    actual: str
    evidence: str
    remedy: str
    link: str
    predicts: tuple[str, ...]
    action: Action | None = None
    waiver: Waiver | None = None
    measure: Measure | None = None
    excerpt: str = ""
    """Lines of the evidence that show why it is not passed."""
