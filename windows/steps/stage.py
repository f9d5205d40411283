"""Bringing a large file to a Windows host: what is there already, a pull by the host, its share, or WinRM itself."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

from access.package_file import BYTES_PER_SECOND, Tell, not_whole
from host.errors import SessionLost, Unreachable
from installer.outcome import StepResult, done
from windows.steps.context import QUICK, StagingContext, StepRefused

_PIECE = 1 << 18


def stage(context: StagingContext, tell: Tell) -> StepResult:
    """Bring the file and verify it, unless the right file is there; what arrived before is not sent again.

    Each way is tried before the next one; the result's sentence tells which was taken, and why not an earlier one.
    """
    media = context.file
    offset = _offset(context)
    if offset is None:
        return done("The verified file is on the host already.")
    reasons: list[str] = []
    for way in (_pulled, _shared, _sent):
        try:
            said, how = way(context, offset, tell)
        except (_NotThisWay, StepRefused, SessionLost, Unreachable) as error:
            if way is _sent or (isinstance(error, SessionLost) and error.kind != "smb-lost"):
                raise
            reasons.append(error.message)
            offset = offset if isinstance(error, _NotThisWay) else _offset(context) or 0
            continue
        if said != "staged":
            return not_whole("file", said)
        resumed = f", going on after the {offset / 1e6:.1f} MB that had arrived before," if offset else ""
        told = " ".join(dict.fromkeys(reasons))
        return done(f"{media.name} was {how}{resumed} and has {media.trusted} on the host. {told}".rstrip())
    raise AssertionError("The last way raises or returns.")


class _NotThisWay(Exception):
    """A way that is not taken; `message` says why, or is empty where nobody asked for it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _offset(context: StagingContext) -> int | None:
    """Where the transfer goes on; None when the file is there."""
    media = context.file
    said = context.script("package", jobs=False, FILE=media.name, SHA256=media.sha256, deadline=2 * QUICK)
    word, *part = said[-1].split()
    return None if word == "staged" else media.arrived(*part) if word == "part" and len(part) == 2 else 0


def _pulled(context: StagingContext, offset: int, tell: Tell) -> tuple[str, str]:
    """The host fetches it, by HTTPS from siteprep or from where the user says."""
    if context.pull is None:
        raise _NotThisWay("")
    media, offer = context.file, context.pull(context.file.path)
    tell(f"the host fetches {media.size / 1e6:.0f} MB")
    token = offer.token.reveal() if offer.token else ""
    said = _ask(
        context, "pull", offset, [f"{token}\n{offer.certificate}".encode()], _seconds(context, 0), URL=offer.url
    )
    if said == "no-tls":
        raise _NotThisWay("The host's .NET is too old to fetch it with TLS 1.2.")
    return said, "fetched by the host"


def _shared(context: StagingContext, offset: int, tell: Tell) -> tuple[str, str]:
    """Into the administrative share, where TCP 445 is open."""
    if context.share is None:
        raise _NotThisWay("")
    media = context.file
    try:
        share = context.share(context.target)
    except Unreachable as error:
        raise _NotThisWay(error.message) from error
    with closing(share):
        pieces = media.pieces(offset, context.throttle, tell, piece=_PIECE)
        share.write(f"{context.file_path}.part", offset, pieces)
    return _ask(context, "adopt", None, (), 2 * QUICK), "copied through the administrative share"


def _sent(context: StagingContext, offset: int, tell: Tell) -> tuple[str, str]:
    """As bytes on the standard input of a script."""
    pieces = context.file.pieces(offset, context.throttle, tell, piece=_PIECE)
    return _ask(context, "stage", offset, pieces, _seconds(context, offset)), "copied over WinRM"


def _ask(
    context: StagingContext, script: str, offset: int | None, stdin: Iterable[bytes], seconds: float, **more: str
) -> str:
    media = context.file
    place = {} if offset is None else {"OFFSET": offset}
    lines = context.script(
        script,
        jobs=False,
        stdin=stdin,
        deadline=seconds,
        FILE=media.name,
        SHA256=media.sha256,
        SIZE=media.size,
        **place,
        **more,
    )
    return lines[-1].strip()


def _seconds(context: StagingContext, offset: int) -> float:
    return 2 * QUICK + (context.file.size - offset) / min(BYTES_PER_SECOND, context.throttle.share)
