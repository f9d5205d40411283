"""A folder of installers on this machine: which packages it holds, and their hashes."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from host.errors import UsageError
from installer.media import Package, recognise


class MediaFolder:
    """The agent packages in one folder. Each package is hashed once, when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            entries = sorted(entry for entry in folder.iterdir() if entry.is_file())
            found = [recognise(entry.name, entry.stat().st_size) for entry in entries]
        except OSError as error:
            raise UsageError(
                f"The media folder {folder} cannot be read: {error.strerror}.",
                "Give the folder that holds the Microsoft-ASR_UA_* packages with --media.",
            ) from error
        self.packages: tuple[Package, ...] = tuple(package for package in found if package)
        if not self.packages:
            raise UsageError(
                f"The media folder {folder} holds no mobility agent package.",
                "Copy packages named Microsoft-ASR_UA_<version>_<OS token>_GA_<date>_release.tar.gz there.",
            )
        self._hashes: dict[str, str] = {}
        self._lock = threading.Lock()

    def path(self, package: Package) -> Path:
        """Where a package lies."""
        return self.folder / package.file_name

    def sha256(self, package: Package) -> str:
        """A package's SHA-256 in hexadecimal; raises UsageError when the file cannot be read."""
        with self._lock:
            if package.file_name not in self._hashes:
                try:
                    with self.path(package).open("rb") as file:
                        self._hashes[package.file_name] = hashlib.file_digest(file, "sha256").hexdigest()
                except OSError as error:
                    raise UsageError(
                        f"The package {self.path(package)} cannot be read: {error.strerror}.",
                        "Make it readable, then run the same command again.",
                    ) from error
            return self._hashes[package.file_name]
