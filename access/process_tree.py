"""Ending a process with all that it started."""

from __future__ import annotations

import os
import signal
from contextlib import suppress


def end_tree(pid: int) -> None:
    """End a process and its descendants at once, and where there are such its process group; what is gone is left.

    A descendant that made a session of its own is ended too, as long as its parents live.
    """
    import psutil

    family: list[psutil.Process] = []
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        process.suspend()  # so that it starts nothing while its descendants are listed
        family = [process, *process.children(recursive=True)]
    if hasattr(os, "killpg"):
        with suppress(OSError):
            if os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL)
    for each in family:
        with suppress(psutil.Error, OSError):
            each.kill()
