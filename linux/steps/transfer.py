"""Bringing the package to the host: staged under a part name, verified by SHA-256 there, unpacked from that file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from installer.outcome import StepResult, done
from linux.steps.context import QUICK, StepContext, Tell

BYTES_PER_SECOND = 50_000
"""The slowest line a transfer is given time for; below it the deadline ends the step and a later run goes on."""


def stage(context: StepContext, tell: Tell) -> StepResult:
    """Copy the package and verify it, unless the right file is there."""
    media = context.package
    state = context.script("probe", SHA256=media.sha256)[0]
    if state != "absent":
        return done("The verified package is on the host already.")
    tell(f"copying {media.package.size / 1e6:.0f} MB")
    deadline = QUICK + media.package.size / BYTES_PER_SECOND
    context.script("stage", SHA256=media.sha256, stdin=_chunks(media.path), deadline=deadline)
    return done(f"{media.package.file_name} was copied and its SHA-256 verified on the host.")


def unpack(context: StepContext, _tell: Tell) -> StepResult:
    """Unpack the verified package, unless that was done."""
    if context.script("probe", SHA256=context.package.sha256)[0] in ("started", "unpacked"):
        return done("The package is unpacked already.")
    context.script("unpack", SHA256=context.package.sha256, deadline=5 * QUICK)
    return done("The package was unpacked.")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
