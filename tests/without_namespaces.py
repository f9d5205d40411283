"""Run a command where the system refuses user namespaces by seccomp, as container runtimes do.

    python tests/without_namespaces.py COMMAND ARGUMENT...

clone and unshare with CLONE_NEWUSER fail with EPERM. clone3, whose flags a filter cannot read, is answered with ENOSYS,
so that callers fall back to clone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

CLONE_NEWUSER = 0x10000000
MACHINES = {"x86_64": (0xC000003E, 56, 272), "aarch64": (0xC00000B7, 220, 97)}
"""AUDIT_ARCH, and the numbers of clone and unshare."""
CLONE3 = 435  # on every machine
NUMBER, ARCH, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
LOAD, EQUAL, BITS, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2


def program() -> list[tuple[int, int, int, int]]:
    """The filter: code, jump if true, jump if false, operand."""
    arch, clone, unshare = MACHINES[platform.machine()]
    return [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 0, 6, arch),
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 6, 0, CLONE3),
        (EQUAL, 1, 0, unshare),
        (EQUAL, 0, 2, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (BITS, 1, 0, CLONE_NEWUSER),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ERRNO | errno.EPERM),
        (RETURN, 0, 0, ERRNO | errno.ENOSYS),
    ]


def refuse_user_namespaces() -> None:
    """Install the filter for this process and all that it starts."""
    instructions = b"".join(struct.pack("=HBBI", *instruction) for instruction in program())
    code = ctypes.create_string_buffer(instructions, len(instructions))
    length = struct.pack("@HP", len(program()), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    one, zero = ctypes.c_ulong(1), ctypes.c_ulong(0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, one, zero, zero, zero) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, length
    ):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    refuse_user_namespaces()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
