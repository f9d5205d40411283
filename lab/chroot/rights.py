"""What root of a chroot host may do: handle its own files, and nothing that leads out of its root folder."""

from __future__ import annotations

import ctypes
import os

CHOWN, DAC_OVERRIDE, FOWNER, FSETID = 0, 1, 3, 4  # linux/capability.h
KEPT = (CHOWN, DAC_OVERRIDE, FOWNER, FSETID)
_VERSION_3 = 0x20080522
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38
_LIBC = ctypes.CDLL(None, use_errno=True)


def restrict() -> None:
    """Give up every capability but KEPT, for good: programs that are started cannot get them back. Raises OSError.

    Without SYS_CHROOT and SYS_PTRACE nothing gets out of a chroot, without SETUID no process leaves the sight of the
    one that is to end it, and the machine's clock, mounts, devices and network settings are out of reach.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    # Effective, permitted and inheritable ones of the numbers below 32, and then those above.
    held = (ctypes.c_uint32 * 6)()
    _check(_LIBC.capget(ctypes.byref(header), ctypes.byref(held)))
    kept = held[1] & sum(1 << number for number in KEPT)
    _check(_LIBC.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0))))


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent ended. Raises OSError."""
    _prctl(_PR_SET_CHILD_SUBREAPER)


def _prctl(option: int) -> None:
    _check(_LIBC.prctl(ctypes.c_int(option), *(ctypes.c_ulong(value) for value in (1, 0, 0, 0))))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
