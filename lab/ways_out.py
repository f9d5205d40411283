"""What a user can do who may have no practice hosts: allow namespaces, or be root."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_SWITCHES = (
    ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),  # Ubuntu 23.10 and newer
    ("kernel/unprivileged_userns_clone", "0", "1"),  # Debian before 11, and hardened kernels
    ("user/max_user_namespaces", "0", "15000"),  # RHEL 7, and hardened systems
)
"""Settings below /proc/sys, the value that forbids user namespaces, and one that allows them."""


def ways_out(read: Callable[[str], str] | None = None, *, root: bool | None = None) -> str:
    """Both ways, as the end of "To rehearse it, ...". `read` gives the setting of a name, "" where there is none.

    >>> ways_out({"kernel/apparmor_restrict_unprivileged_userns": "1"}.get, root=False)
    'allow user namespaces (sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0), or run ./run demo as root'
    """
    found = read or _read
    for name, forbidding, allowing in _SWITCHES:
        if found(name) == forbidding:
            how = f"sudo sysctl -w {name.replace('/', '.')}={allowing}"
            break
    else:
        how = "in a container: a seccomp profile that lets unshare and clone through"
    is_root = os.geteuid() == 0 if root is None else root
    other = "give root the capability SYS_CHROOT" if is_root else "run ./run demo as root"
    return f"allow user namespaces ({how}), or {other}"


def _read(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text().strip()
    except OSError:
        return ""
