"""What a push is asked to do, pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from host.target import Role


class Action(StrEnum):
    """What is to be done with the agent on every host of a run."""

    INSTALL = "install"
    UPGRADE = "upgrade"
    CONFIGURE = "configure"
    UNINSTALL = "uninstall"
    STATUS = "status"

    @property
    def needs_media(self) -> bool:
        """Whether a package has to be brought to the host."""
        return self in (Action.INSTALL, Action.UPGRADE)

    @property
    def changes(self) -> bool:
        """Whether hosts are changed by it."""
        return self is not Action.STATUS

    @property
    def registers(self) -> bool:
        """Whether the agent is registered with a server by it."""
        return self in (Action.INSTALL, Action.CONFIGURE)


class CsType(StrEnum):
    """The two generations of servers, by the values that the installers take."""

    CLASSIC = "CSLegacy"
    MODERNIZED = "CSPrime"


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What a push is asked to do on every host. No secret is part of it.

    `folder` is where a fresh agent is to go on Linux, `windows_folder` on Windows (empty: the installer's own default),
    `server` the configuration server's address (classic only), and
    `largest_gap` over how many minor versions an agent may be upgraded at once.
    """

    action: Action
    folder: str
    cs_type: CsType = CsType.CLASSIC
    server: str = ""
    largest_gap: int = 4
    windows_folder: str = ""


AGENT_ROLES = {Role.MOBILITY_AGENT: "MS", Role.MASTER_TARGET: "MT"}
"""The roles that the agent's package installs, and the installer's words for them."""
