"""Whether Windows finds a valid signature of Microsoft's on the package."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from access.package_file import Tell
from installer.outcome import Outcome, State, StepResult, done
from windows.agent.context import AgentContext
from windows.parse.answer import records
from windows.parse.plain import plain
from windows.steps.context import read

SIGNER = "O=Microsoft Corporation"
"""What the subject of Microsoft's signing certificates holds."""
_REMEDY = (
    "Download the package again from Microsoft and compare its hash. If you trust the file as it is, run the "
    "same command "
    "with --allow-unsigned."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Windows' word for it (Valid, NotSigned, HashMismatch ...), the signer's subject, and Windows' sentence."""

    status: str
    subject: str
    message: str

    @property
    def good(self) -> bool:
        """Valid, and Microsoft's."""
        return self.status == "Valid" and SIGNER in self.subject


def signature(context: AgentContext, _tell: Tell) -> StepResult:
    """Ask the host; a package without a valid signature of Microsoft's goes no further unless that was allowed."""
    lines = context.script("signature", jobs=False, FILE=context.package.name)
    found = read(parse_signature, lines)
    if found.good:
        return done(f"Windows finds the package's signature valid; it was signed by {found.subject}.")
    if found.status == "unknown":
        cause = (
            f"Windows could not be asked for the package's signature: {found.message.rstrip('.') or 'it said nothing'}."
        )
    elif found.status == "Valid":
        cause = f"The package's signature is valid, but it is not Microsoft's; it was signed by {found.subject}."
    else:
        cause = f"Windows finds no valid signature on the package ({found.status}): {found.message}"
    if context.allow_unsigned:
        allowed = f"{cause} It was let pass because --allow-unsigned was given."
        return StepResult(Outcome(State.DONE_WITH_WARNINGS, "signature", allowed, _REMEDY), allowed)
    return StepResult(Outcome.failed("signature", cause, _REMEDY), cause)


def parse_signature(lines: Iterable[str]) -> Signature:
    """Read the answer of ``signature``; ValueError for another form."""
    ((kind, status, subject, message),) = records(lines)
    if kind != "signature" or not status.isalpha():
        raise ValueError("This is no signature.")
    text = (base64.b64decode(part, validate=True).decode("utf-8", "replace") for part in (subject, message))
    return Signature(status, *(plain(part) for part in text))
