"""A package on this machine on its way to a host, and what an agent is registered with there."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from access.throttle import Throttle
from host.secret import Secret
from installer.media import Package
from installer.outcome import Outcome, State, StepResult

BYTES_PER_SECOND = 50_000
"""The slowest line a transfer is given time for; below it the deadline ends the step and a later run goes on."""
_TELL_SECONDS = 1.0

Tell = Callable[[str], None]
"""Takes a word on a long step's progress; it may raise to stop the step at that point."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine that is to be brought to hosts; `size` in bytes."""

    path: Path
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The file's name, here and on the host."""
        return self.path.name

    @property
    def trusted(self) -> str:
        """Whose hash the host's copy is held against."""
        return "the SHA-256 of the file here"

    def arrived(self, size: str = "0", sha256: str = "", *, piece: int = 1 << 18) -> int:
        """How many bytes of the package the host has: all of its part, where that is the package's beginning."""
        count = int(size) if size.isdecimal() and len(size) < 16 else 0
        if not 0 < count < self.size:
            return 0
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            left = count
            while left and (data := file.read(min(piece, left))):
                digest.update(data)
                left -= len(data)
        return count if digest.hexdigest() == sha256 else 0

    def pieces(self, offset: int, throttle: Throttle, tell: Tell, *, piece: int) -> Iterator[bytes]:
        """The package from an offset on, not faster than allowed; tells now and then how far it is."""
        began = told = time.monotonic()
        sent = 0
        with self.path.open("rb") as file:
            file.seek(offset)
            while data := file.read(piece):
                throttle.take(len(data))
                yield data
                sent += len(data)
                now = time.monotonic()
                if now - told >= _TELL_SECONDS:
                    told, rate = now, sent / (now - began)
                    left = (self.size - offset - sent) / rate
                    tell(
                        f"{(offset + sent) / 1e6:.0f} of {self.size / 1e6:.0f} MB, {rate / 1e6:.1f} MB/s, "
                        f"{left:.0f} s left"
                    )


@dataclass(frozen=True, slots=True)
class PackageFile(LocalFile):
    """A package, verified; `pinned` tells whether its hash was given from outside."""

    package: Package
    pinned: bool = False

    @classmethod
    def of(cls, package: Package, path: Path, sha256: str, *, pinned: bool = False) -> Self:
        """The package in that file."""
        return cls(path, package.size, sha256, package, pinned)

    @property
    def trusted(self) -> str:
        """Whose hash the host's copy is held against."""
        return "the manifest's SHA-256" if self.pinned else "the SHA-256 of the file in the media folder"


@dataclass(frozen=True, slots=True)
class Registration:
    """What an agent is registered with: the passphrase, or the text of the file that the appliance made for it.

    `hidden` are the parts of it that must not show in what the host prints.
    """

    secret: Secret
    hidden: tuple[Secret, ...]


def not_whole(what: str, said: str) -> StepResult:
    """What it means that a host says ``incomplete LENGTH`` or ``altered SHA256`` of a package or file it was sent."""
    word, _, found = said.partition(" ")
    if word == "incomplete":
        cause = f"The {what} did not arrive as a whole: only {found[:20]} bytes of it."
        remedy = "Run the same command again; it goes on where it stopped."
        return StepResult(Outcome(State.RETRY_LATER, "incomplete", cause, remedy), cause)
    cause = f"The {what} arrived with the SHA-256 {found[:64]}, which is not its own."
    remedy = "Look for what changes the data between here and the host, then run the same command again."
    return StepResult(Outcome.failed("altered", cause, remedy), cause)
