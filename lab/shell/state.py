"""What a shell remembers between commands."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from lab.shell.process import Process
from lab.shell.root import to_bytes
from lab.shell.syntax import Node
from lab.shell.variables import Variables


class ShellMemory:
    """Variables, parameters, functions, options, traps and jobs of one shell process."""

    def __init__(self, process: Process, variables: Variables, name: str, positional: list[str]) -> None:
        self.process = process
        self.variables = variables
        self.name = name
        self.positional = positional
        self.options: set[str] = set()
        self.functions: dict[str, Node] = {}
        self.traps: dict[int, str] = {}
        self.jobs: dict[int, Process] = {}
        self.last_job = 0
        self.pid = process.pid
        self.status = 0
        self.substitution_status = 0
        self.line = 0
        self.loops = 0
        self.calls = 0
        self.option_offset = 0
        self.tested = 0
        """Above zero while a failure is being looked at (if, while, &&, ||, !), so that ``set -e`` lets it pass."""

    @staticmethod
    def inherited(process: Process, environment: Mapping[str, str]) -> Variables:
        """The variables of a shell that is started as a program."""
        variables = Variables(environment)
        for name, value in (("IFS", " \t\n"), ("OPTIND", "1"), ("PPID", str(process.parent)), ("PS4", "+ ")):
            variables.set(name, value)
        variables.set("PWD", process.cwd)
        return variables

    def copy_to(self, child: ShellMemory) -> None:
        """Give a subshell what it inherits: everything but trapped signals and jobs."""
        child.options, child.functions = set(self.options), dict(self.functions)
        child.traps = {signal: action for signal, action in self.traps.items() if signal and not action}
        child.pid, child.status, child.last_job, child.line = self.pid, self.status, self.last_job, self.line
        child.loops, child.calls, child.tested = self.loops, self.calls, self.tested

    def parameter(self, name: str) -> str | None:
        """The value of a variable, positional or special parameter; None when unset."""
        match name:
            case "?":
                return str(self.status)
            case "$":
                return str(self.pid)
            case "!":
                return str(self.last_job) if self.last_job else None
            case "#":
                return str(len(self.positional))
            case "0":
                return self.name
            case "-":
                return "".join(sorted(self.options))
            case "LINENO":
                return str(self.line)
            case "@" | "*":
                return " ".join(self.positional)
        if name.isdecimal():
            return self.positional[int(name) - 1] if int(name) <= len(self.positional) else None
        return self.variables.get(name)

    def assign(self, name: str, value: str) -> None:
        """Set a variable. Raises ShellError when it is read-only."""
        if name == "OPTIND":
            self.option_offset = 0
        self.variables.set(name, value)
        if "a" in self.options:
            self.variables.mark(name, exported=True)

    def home(self, user: str) -> str | None:
        """The home folder of a user, of the current one for an empty name; None when unknown."""
        if not user:
            return self.variables.get("HOME")
        with suppress(OSError):
            for line in self.process.read_text("/etc/passwd").split("\n"):
                entry = line.split(":")
                if entry[0] == user and len(entry) > 5:
                    return entry[5]
        return None

    def print(self, text: str) -> None:
        """Write a line to standard output. Raises OSError."""
        self.process.write(1, to_bytes(text + "\n"))

    def complain(self, message: str) -> None:
        """Write a message to standard error."""
        with suppress(OSError):
            self.process.write(2, to_bytes(f"{self.name}: {self.line}: {message}\n"))
