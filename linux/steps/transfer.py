"""Bringing the package to the host: staged under a part name, verified by SHA-256 there, unpacked from that file."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

from access.pull_offer import Offer
from installer.outcome import StepResult, done
from linux.steps.context import QUICK, StepContext, Tell
from linux.throttle import Throttle

BYTES_PER_SECOND = 50_000
"""The slowest line a transfer is given time for; below it the deadline ends the step and a later run goes on."""
_PIECE = 32_704
"""What fits one SSH packet together with its headers: it is sent as it was read."""
_TELL_SECONDS = 1.0


def stage(context: StepContext, tell: Tell) -> StepResult:
    """Copy the package and verify it, unless the right file is there; what arrived before is not sent again."""
    media = context.package
    state, *part = context.script("probe", SHA256=media.sha256)[0].split()
    if state != "absent":
        return done("The verified package is on the host already.")
    size = media.package.size
    offset = _offset(media.path, size, *part)
    told = ""
    if context.pull is not None:
        if _pulled(context, context.pull(media.path), offset, tell):
            return done(f"The host fetched {media.package.file_name}, and its SHA-256 was verified there.")
        told = "The host has no curl to fetch it with, so "
    deadline = QUICK + (size - offset) / min(BYTES_PER_SECOND, context.throttle.share)
    context.script(
        "stage",
        SHA256=media.sha256,
        SIZE=str(size),
        OFFSET=str(offset),
        stdin=_pieces(media.path, offset, size, context.throttle, tell),
        deadline=deadline,
    )
    went_on = f", going on after the {offset / 1e6:.1f} MB that had arrived before" if offset else ""
    return done(f"{told}{media.package.file_name} was copied{went_on} and its SHA-256 verified on the host.")


def _pulled(context: StepContext, offer: Offer, offset: int, tell: Tell) -> bool:
    """Whether the host fetched the package; False where it has nothing to fetch it with."""
    media = context.package
    tell(f"the host fetches {media.package.size / 1e6:.0f} MB")
    seconds = QUICK + media.package.size / min(BYTES_PER_SECOND, context.throttle.share)
    token = offer.token.reveal() if offer.token else ""
    lines = context.script(
        "pull",
        SHA256=media.sha256,
        SIZE=str(media.package.size),
        OFFSET=str(offset),
        URL=offer.url,
        SECONDS_TO_FETCH=f"{seconds:.0f}",
        stdin=[f"{token}\n{offer.certificate}".encode()],
        deadline=seconds + QUICK,
    )
    return lines[-1] == "staged"


def unpack(context: StepContext, _tell: Tell) -> StepResult:
    """Unpack the verified package, unless that was done."""
    state = context.script("unpack", SHA256=context.package.sha256, deadline=5 * QUICK)[0]
    return done("The package is unpacked already." if state == "present" else "The package was unpacked.")


def _offset(path: Path, size: int, arrived: str = "0", sha256: str = "") -> int:
    """How many bytes of the package the host has: all of its part, where that is the package's beginning."""
    count = int(arrived) if arrived.isdecimal() and len(arrived) < 16 else 0
    if not 0 < count < size:
        return 0
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = count
        while left and (piece := file.read(min(_PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return count if digest.hexdigest() == sha256 else 0


def _pieces(path: Path, offset: int, size: int, throttle: Throttle, tell: Tell) -> Iterator[bytes]:
    """The package from an offset on, not faster than allowed; tells now and then how far it is."""
    began = told = time.monotonic()
    sent = 0
    with path.open("rb") as file:
        file.seek(offset)
        while piece := file.read(_PIECE):
            throttle.take(len(piece))
            yield piece
            sent += len(piece)
            now = time.monotonic()
            if now - told >= _TELL_SECONDS:
                told, rate = now, sent / (now - began)
                left = (size - offset - sent) / rate
                tell(f"{(offset + sent) / 1e6:.0f} of {size / 1e6:.0f} MB, {rate / 1e6:.1f} MB/s, {left:.0f} s left")
