"""What differs by platform in a push's plan: where run folders are, and which programs are run with what, pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from installer.push_request import PushRequest


@dataclass(frozen=True, slots=True)
class AgentPrograms:
    """The agent's programs on one platform.

    `folders` is where run folders lie, with `separator` in paths. `install` takes the request and the role's word,
    `upgrade` the role's word, the agent's platform and server type, `configure` the request and the file that holds
    what the agent is registered with. `show` writes a command line as the platform's shell reads it. `signed` tells
    whether packages carry a signature that is to be checked.
    """

    folders: str
    separator: str
    install: Callable[[PushRequest, str], Sequence[str]]
    upgrade: Callable[[str, str, str], Sequence[str]]
    configure: Callable[[PushRequest, str], Sequence[str]]
    show: Callable[[Sequence[str]], str]
    uninstall: str
    service: str
    logs: str
    signed: bool = False

    def run_folder(self, name: str) -> str:
        """The host's folder for a package, by its SHA-256, or for an action that has none: the same in every run, so
        that a later run finds an earlier one's work."""
        return self.inside(self.folders, f"agent-{name[:16]}")

    def inside(self, *names: str) -> str:
        """A path below a folder."""
        return self.separator.join(names)

    def base_name(self, path: str) -> str:
        """The last part of a path."""
        return path.rpartition(self.separator)[2]
