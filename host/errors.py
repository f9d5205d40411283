"""Errors that siteprep raises on purpose. Each message is a full sentence; the remedy says what to do next."""

from __future__ import annotations


class SiteprepError(Exception):
    """Anything siteprep can explain; `message` says what happened, `remedy` what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class UsageError(SiteprepError):
    """A mistake in what the user gave: options, inventory, files. Ends with exit code 2."""


class HostError(SiteprepError):
    """Something about one host. `kind` is a stable word for programs, e.g. ``host-key-changed``."""

    def __init__(self, kind: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.kind = kind


class Unreachable(HostError):
    """No session could be opened, or it broke before anything could be collected."""


class SessionLost(HostError):
    """An open session broke or a deadline passed while a script ran; what the host did since is unknown."""
