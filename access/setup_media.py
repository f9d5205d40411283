"""The original's media: the self-extractor, or the folder into which it was extracted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from host.errors import UsageError

INNER = "UNIFIEDSETUP.EXE"
BUNDLE = "MicrosoftAzureSiteRecoveryUnifiedSetup.exe"
_OWN_LAUNCHER = b"siteprep.__main__"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SetupMedia:
    """Either `bundle`, the self-extractor's absolute path with its `sha256`, or `program`, the UNIFIEDSETUP.EXE."""

    name: str
    bundle: str | None
    sha256: str
    program: str | None

    @property
    def identity(self) -> str:
        """What tells these media from others."""
        return self.sha256 or str(self.program)


def find_setup_media(given: Path | None) -> SetupMedia:
    """The media that --media names. Raises UsageError where there are none, or for siteprep's own launcher."""
    if given is None:
        raise UsageError(
            "No media were named.", f"Give --media or SITEPREP_MEDIA: {BUNDLE}, or the folder it was extracted into."
        )
    path = given.absolute()
    try:
        if path.is_dir():
            program = next((each for each in path.iterdir() if each.name.upper() == INNER), None)
            if program is None:
                raise UsageError(
                    f"The folder {path} holds no {INNER}.", f"Extract {BUNDLE} /q /x:FOLDER and name FOLDER."
                )
            _refuse_own_launcher(program)
            return SetupMedia(path.name, None, "", str(program))
        _refuse_own_launcher(path)
        if path.name.upper() == INNER:
            return SetupMedia(path.name, None, "", str(path))
        return SetupMedia(path.name, str(path), _sha256(path), None)
    except OSError as error:
        raise UsageError(
            f"The media {path} cannot be read: {error.strerror}.", "Check the path and its rights."
        ) from error


def _refuse_own_launcher(path: Path) -> None:
    """siteprep's UnifiedSetup.exe has the same name on Windows; starting it would start siteprep for ever."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_PIECE)
        file.seek(max(0, size - _PIECE))
        if _OWN_LAUNCHER in head + file.read(_PIECE):
            raise UsageError(
                f"{path} is siteprep's own launcher, not the original.", f"Name the original: {BUNDLE}, or its folder."
            )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
