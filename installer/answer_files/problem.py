"""What is wrong with an answer file, and what reading one gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from installer.answer_files.kind import Kind

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One problem: a stable code, the line (from 1) where it has one, ``error`` or ``warning``, a plain sentence.

    The sentence names the rule and what to write instead; it never holds a secret or a piece of one.
    """

    code: str
    line: int | None
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file that was read and judged.

    `details` are facts that are no secrets. `corrected` is what the original program accepts, where siteprep takes a
    form that it refuses; None where the file is right as it is, or wrong.
    """

    kind: Kind
    problems: tuple[FileProblem, ...]
    details: Mapping[str, Any] = field(default_factory=dict)
    corrected: bytes | None = field(default=None, repr=False)  # holds the file's secrets

    @property
    def accepted(self) -> bool:
        """Whether nothing in it stands in the way."""
        return all(problem.severity != ERROR for problem in self.problems)
