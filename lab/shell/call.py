"""One call of a command: its arguments, environment and standard streams."""

from __future__ import annotations

import getopt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeAlias

from lab.shell.process import Process
from lab.shell.root import to_bytes
from lab.shell.streams import Stream

_BLOCK = 1 << 16


class UsageProblem(Exception):
    """The command does not know an option or lacks an operand: exit code 2."""


class CommandFailed(Exception):
    """The command could not do its work."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class Options(list[tuple[str, str]]):
    """The options given, in order, with their values."""

    def has(self, *names: str) -> bool:
        """Whether any of them was given."""
        return any(name in names for name, _ in self)

    def last(self, *names: str) -> str | None:
        """The value of the last of them; None when none was given."""
        return next((value for name, value in reversed(self) if name in names), None)

    def all(self, *names: str) -> list[str]:
        """The values of all of them."""
        return [value for name, value in self if name in names]


class Call:
    """What a command's function gets. Output is collected and written in blocks."""

    def __init__(self, process: Process, arguments: Sequence[str], environment: dict[str, str]) -> None:
        self.process = process
        self.name, *self.arguments = arguments
        self.environment = environment
        self._pending = bytearray()

    def options(self, short: str = "", long: Sequence[str] = (), *, mixed: bool = True) -> tuple[Options, list[str]]:
        """Options and operands, in getopt's notation; `mixed` allows options after operands. Raises UsageProblem."""
        parse = getopt.gnu_getopt if mixed else getopt.getopt
        try:
            options, operands = parse(self.arguments, short, list(long))
        except getopt.GetoptError as error:
            raise UsageProblem(str(error)) from None
        return Options(options), operands

    def write(self, data: bytes) -> None:
        """Write to standard output."""
        self._pending += data
        if len(self._pending) >= _BLOCK:
            self.flush()

    def print(self, text: str = "", end: str = "\n") -> None:
        """Write a line to standard output."""
        self.write(to_bytes(text + end))

    def flush(self) -> None:
        """Hand on what was written. Raises OSError."""
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            self.process.write(1, data)

    def complain(self, message: str) -> None:
        """Write a message to standard error."""
        with suppress(OSError):
            self.process.write(2, to_bytes(f"{self.name}: {message}\n"))

    @contextmanager
    def input(self, path: str = "-") -> Iterator[Stream]:
        """A file opened for reading; ``-`` is standard input. Raises OSError."""
        stream = self.process.stream(0).share() if path == "-" else self.process.open(path)
        try:
            yield stream
        finally:
            stream.close()

    def blocks(self, path: str = "-") -> Iterator[bytes]:
        """The content of a file, block by block. Raises OSError."""
        with self.input(path) as stream:
            while block := stream.read(_BLOCK, self.process.check):
                yield block

    def whole_lines(self, path: str = "-") -> Iterator[bytes]:
        """The lines of a file as they are, so that a last one without newline shows. Raises OSError."""
        rest = b""
        for block in self.blocks(path):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                yield line + b"\n"
        if rest:
            yield rest

    def lines(self, path: str = "-") -> Iterator[bytes]:
        """The lines of a file without their newline. Raises OSError."""
        for line in self.whole_lines(path):
            yield line.removesuffix(b"\n")

    def content(self, path: str = "-") -> bytes:
        """The whole content of a file. Raises OSError."""
        return b"".join(self.blocks(path))

    def each(self, operands: Sequence[str], work: Callable[[str], object]) -> int:
        """Do the work for every operand; 1 if any of them failed, with a message for each."""
        status = 0
        for operand in operands:
            try:
                work(operand)
            except BrokenPipeError:
                raise
            except OSError as error:
                self.complain(f"{operand}: {error.strerror}")
                status = 1
            except CommandFailed as failure:
                self.complain(str(failure))
                status = failure.status
        return status


Command: TypeAlias = Callable[[Call], int]


def invoke(command: Command, process: Process, arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Call a command in this process; its exit status. Raises BrokenPipeError and Killed."""
    call = Call(process, arguments, environment)
    try:
        try:
            return command(call)
        finally:
            call.flush()
    except UsageProblem as problem:
        call.complain(str(problem))
        return 2
    except CommandFailed as failure:
        call.complain(str(failure))
        return failure.status
    except (ValueError, OverflowError) as error:
        call.complain(f"an argument is not valid: {error}")
        return 2
    except BrokenPipeError:
        raise
    except OSError as error:
        call.complain(error.strerror or "input or output error")
        return 1
