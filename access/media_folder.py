"""A folder of installers on this machine: which packages it holds, and their hashes."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping
from pathlib import Path

from access.authenticode import signature_problem
from access.package_check import package_problems
from host.errors import UsageError
from installer.media import Package, recognise

_SUM = re.compile(r"([0-9A-Fa-f]{64})[ \t]+\*?(\S.*)")


class MediaFolder:
    """The agent packages in one folder and the folders below it, such as a configuration server's push repository.

    Each package is hashed and looked into once, when it is first asked for. `pinned` maps file names to the SHA-256
    that they must have. With `allow_unsigned` a package for Windows passes without a signature of Microsoft's.
    """

    def __init__(self, folder: Path, pinned: Mapping[str, str] | None = None, *, allow_unsigned: bool = False) -> None:
        self.folder = folder
        self._allow_unsigned = allow_unsigned
        self._pinned = pinned
        self._paths: dict[str, Path] = {}
        found: list[Package] = []
        try:
            for entry in [
                folder,
                *sorted(folder.iterdir()),
                *sorted(folder.glob("*/*")),
                *sorted(folder.glob("*/*/*")),
            ]:
                package = recognise(entry.name, entry.stat().st_size) if entry.is_file() else None
                if package and package.file_name not in self._paths:
                    self._paths[package.file_name] = entry
                    found.append(package)
        except OSError as error:
            raise UsageError(
                f"The media folder {folder} cannot be read: {error.strerror}.",
                "Give the folder that holds the Microsoft-ASR_UA_* packages with --media.",
            ) from error
        self.packages: tuple[Package, ...] = tuple(sorted(found, key=lambda package: package.file_name))
        if not self.packages:
            raise UsageError(
                f"The media folder {folder} holds no mobility agent package.",
                "Copy packages named Microsoft-ASR_UA_<version>_<OS token>_GA_<date>_release.tar.gz there.",
            )
        self._hashes: dict[str, str] = {}
        self._problems: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    @property
    def pinned(self) -> bool:
        """Whether the hashes were given from outside."""
        return self._pinned is not None

    def path(self, package: Package) -> Path:
        """Where a package lies."""
        return self._paths[package.file_name]

    def sha256(self, package: Package) -> str:
        """A package's SHA-256 in hexadecimal; raises UsageError when the file cannot be read."""
        with self._lock:
            if package.file_name not in self._hashes:
                try:
                    with self.path(package).open("rb") as file:
                        self._hashes[package.file_name] = hashlib.file_digest(file, "sha256").hexdigest()
                except OSError as error:
                    raise self._unreadable(package, error) from error
            return self._hashes[package.file_name]

    def problems(self, package: Package) -> list[str]:
        """What is wrong with a package, as sentences: its pinned hash, and what is in it. UsageError as above."""
        hashed = self.sha256(package)
        with self._lock:
            if package.file_name not in self._problems:
                try:
                    inside = self._inside(package)
                except OSError as error:
                    raise self._unreadable(package, error) from error
                self._problems[package.file_name] = [*self._pin_problems(package, hashed), *inside]
            return self._problems[package.file_name]

    def _inside(self, package: Package) -> list[str]:
        if package.file_name.endswith(".tar.gz"):
            return package_problems(self.path(package))
        problem = None if self._allow_unsigned else signature_problem(self.path(package))
        return [problem] if problem else []

    def _pin_problems(self, package: Package, hashed: str) -> list[str]:
        if self._pinned is None:
            return []
        pinned = self._pinned.get(package.file_name)
        if pinned is None:
            return ["The manifest does not name it."]
        return [] if pinned == hashed else [f"Its SHA-256 is {hashed}, and the manifest wants {pinned}."]

    def _unreadable(self, package: Package, error: OSError) -> UsageError:
        return UsageError(
            f"The package {self.path(package)} cannot be read: {error.strerror}.",
            "Make it readable, then run the same command again.",
        )


def read_manifest(path: Path) -> dict[str, str]:
    """SHA-256 by file name, from lines as sha256sum writes them. Raises UsageError naming FILE:LINE otherwise."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The manifest {path} cannot be read.", "Name a file as sha256sum writes it.") from error
    pinned: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _SUM.fullmatch(line.strip())
        if match is None:
            raise UsageError(
                f"{path}:{number}: This is no line of a manifest.", "Each is a SHA-256, two blanks and a name."
            )
        pinned[match[2].replace("\\", "/").rsplit("/", 1)[-1]] = match[1].lower()
    return pinned
