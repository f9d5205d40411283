"""A practice host with a stand-in shell, and what its commands answer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from lab.shell import StandInShell

ENVIRONMENT = {"PATH": "/opt/practice/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "USER": "root", "LANG": "C"}


@dataclass(frozen=True)
class Answer:
    """What a command printed and its exit status."""

    status: int
    out: bytes
    err: bytes


class Host:
    """A practice host and its shell."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("etc", "root", "tmp", "var/log", "opt/practice/bin"):
            (root / folder).mkdir(parents=True)
        self.shell = StandInShell(root, ENVIRONMENT, "web01.example")

    def run(self, command: str, stdin: bytes = b"") -> Answer:
        """Run a command to its end."""
        out, err = io.BytesIO(), io.BytesIO()
        status = self.shell.run(command, io.BytesIO(stdin), out, err)
        return Answer(status, out.getvalue(), err.getvalue())
