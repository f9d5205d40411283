"""What each host's agent is registered with: one passphrase for all, or the file that the appliance made for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from access.package_file import Registration
from host.errors import UsageError
from host.secret import Secret

LARGEST = 256 * 1024
"""Bytes of a configuration file; the real ones have a few thousand."""
_SHORTEST_HIDDEN = 8


class Registrations(Protocol):
    """Gives what a host is registered with."""

    def has(self, host: str) -> bool:
        """Whether it is at hand, or will be when it is needed."""
        ...

    def of(self, host: str) -> Registration | None:
        """None where it is not at hand. Raises UsageError for what cannot be used."""
        ...


@dataclass(frozen=True, slots=True)
class NoRegistration:
    """Nothing is registered, or it cannot be yet."""

    def has(self, _host: str) -> bool:
        return False

    def of(self, _host: str) -> Registration | None:
        return None


@dataclass(frozen=True, slots=True)
class Passphrase:
    """The configuration server's passphrase; None where it is only planned with, and so not asked for."""

    secret: Secret | None

    def has(self, _host: str) -> bool:
        return True

    def of(self, _host: str) -> Registration | None:
        return Registration(self.secret, (self.secret,)) if self.secret else None


@dataclass(frozen=True, slots=True)
class SourceConfigs:
    """Configuration files as the appliance makes them: one file for one host, or a folder that holds NAME.json."""

    place: Path

    def has(self, host: str) -> bool:
        return self._path(host) is not None

    def of(self, host: str) -> Registration | None:
        path = self._path(host)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST + 1)
            document = json.loads(raw.decode("utf-8-sig"))
        except OSError as error:
            raise UsageError(
                f"The configuration file {path} cannot be read: {error.strerror}.", "Check the path and its rights."
            ) from error
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict) or len(raw) > LARGEST:
            raise UsageError(
                f"{path} is no configuration file of an appliance.",
                "Download it again from the appliance's configuration manager; it is a JSON document.",
            )
        text = Secret(raw.decode("utf-8-sig").strip())
        return Registration(text, (text, *(Secret(value) for value in dict.fromkeys(_texts(document)))))

    def _path(self, host: str) -> Path | None:
        if not self.place.is_dir():
            return self.place
        path = self.place / f"{host}.json"
        return path if "/" not in host and path.exists() else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and len(value) >= _SHORTEST_HIDDEN:
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
