"""Which targets a command works on: names of an inventory, ``[user@]host[:port]``, or ``local``."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fleet.inventory import load_inventory
from fleet.limit import limited
from host.errors import UsageError
from host.secret import SecretRef
from host.target import Platform, Target

LOCAL = "local"
_WINRM = (5985, 5986)
"""The ports of Windows Remote Management: a host named with one of them is a Windows host."""
_ADDRESS = re.compile(r"(?:(?P<user>[^:\s]+)@)?(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[A-Za-z0-9._-]+)(?::(?P<port>\d{1,5}))?")


def select_targets(names: Sequence[str], inventory: Path | None, limit: Sequence[str] = ()) -> list[Target]:
    """The targets named on a command line, or all of the inventory when none is named; of these what `limit` leaves.

    Raises UsageError for a name that is neither in the inventory nor a host, and when nothing is selected.
    """
    known = {target.name: target for target in load_inventory(inventory)} if inventory else {}
    if not names and not known:
        raise UsageError(
            "No host was named.", "Name hosts as [user@]host[:port] or local, or give an inventory with --inventory."
        )
    chosen = {name: known.get(name) or _from_command_line(name, inventory) for name in names}
    return limited(list(chosen.values()) if names else list(known.values()), limit)


def windows_target(name: str, inventory: Path | None) -> Target:
    """One Windows host, by its name in the inventory or by its address. Raises UsageError."""
    (target,) = select_targets([name], inventory)
    if inventory and target.name in {each.name for each in load_inventory(inventory)}:
        if target.platform is not Platform.WINDOWS:
            raise UsageError(f"{name} is no Windows host.", "Write platform: windows at it into the inventory.")
        return target
    password = SecretRef.parse("prompt")
    return replace(target, platform=Platform.WINDOWS, password=target.password or password)


def local_target() -> Target:
    """This machine."""
    platform = Platform.WINDOWS if sys.platform == "win32" else Platform.LINUX
    return Target(name=socket.gethostname() or "localhost", address="localhost", platform=platform)


def _from_command_line(name: str, inventory: Path | None) -> Target:
    match = _ADDRESS.fullmatch(name)
    port = int(match["port"]) if match and match["port"] else None
    # With an inventory a bare word is a name from it: a typing mistake must not become another host.
    if match is None or (port is not None and not 0 < port < 65536) or (inventory and name == match["host"]):
        where = f"in {inventory}" if inventory else "a host"
        raise UsageError(f"'{name}' is not {where}.", "Name hosts of the inventory, or [user@]host[:port].")
    address = match["host"].strip("[]")
    if port in _WINRM:
        password = SecretRef.parse("prompt")
        return Target(name, address, port, Platform.WINDOWS, match["user"], password)
    return Target(name=name, address=address, port=port, user=match["user"])
