"""Bringing the package to the host: staged under a part name, verified by SHA-256 there, unpacked from that file."""

from __future__ import annotations

from access.package_file import BYTES_PER_SECOND, Tell, not_whole
from access.pull_offer import Offer
from host.session import FileSession
from installer.outcome import StepResult, done
from linux.steps.context import QUICK, StepContext

_PIECE = 32_704
"""What fits one SSH packet together with its headers: it is sent as it was read."""


def stage(context: StepContext, tell: Tell) -> StepResult:
    """Copy the package and verify it, unless the right file is there; what arrived before is not sent again."""
    media = context.package
    state, *part = context.script("probe", SHA256=media.sha256)[0].split()
    if state != "absent":
        return done("The verified package is on the host already.")
    size = media.package.size
    offset = media.arrived(*part, piece=_PIECE)
    told = ""
    if context.pull is not None:
        said = _pulled(context, context.pull(media.path), offset, tell)
        if said == "staged":
            return done(f"The host fetched {media.package.file_name}, and has {media.trusted}.")
        if said != "no-tool":
            return not_whole("package", said)
        told = "The host has no curl to fetch it with, so "
    deadline = QUICK + (size - offset) / min(BYTES_PER_SECOND, context.throttle.share)
    pieces = media.pieces(offset, context.throttle, tell, piece=_PIECE)
    lines = context.script(
        "stage", SHA256=media.sha256, SIZE=str(size), OFFSET=str(offset), stdin=pieces, deadline=deadline
    )
    how = f"copied, going on after the {offset / 1e6:.1f} MB that had arrived before," if offset else "copied"
    if lines[-1] != "staged":
        lines = _by_sftp(context, lines[-1], deadline, tell)
        how = "copied by SFTP, because it arrived altered through the login shell,"
    if lines[-1] != "staged":
        return not_whole("package", lines[-1])
    return done(f"{told}{media.package.file_name} was {how} and has {media.trusted} on the host.")


def _by_sftp(context: StepContext, said: str, deadline: float, tell: Tell) -> list[str]:
    """Bring the package around what changed it on its way to the host's programs; what the host says of it then.

    The host answered, so all was sent: a package that is too short was changed as well.
    """
    media, session = context.package, context.session
    if not isinstance(session, FileSession):
        return [said]
    size = media.package.size
    tell("copying by SFTP")
    path = session.put(media.pieces(0, context.throttle, tell, piece=_PIECE), deadline=deadline)
    return context.script("adopt", SHA256=media.sha256, SIZE=str(size), FILE=path)


def _pulled(context: StepContext, offer: Offer, offset: int, tell: Tell) -> str:
    """Let the host fetch the package; what it says then, ``no-tool`` where it has nothing to fetch it with."""
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
    return lines[-1]


def unpack(context: StepContext, _tell: Tell) -> StepResult:
    """Unpack the verified package, unless that was done."""
    state = context.script("unpack", SHA256=context.package.sha256, deadline=5 * QUICK)[0]
    return done("The package is unpacked already." if state == "present" else "The package was unpacked.")
