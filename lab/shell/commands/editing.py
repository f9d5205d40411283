"""sed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain

from lab.shell.call import Call, Command, UsageProblem
from lab.shell.commands.sed_script import LAST, Address, ScriptReader, Step
from lab.shell.root import to_text

_REFERENCE = re.compile(rb"\\([0-9])|\\(.)|(&)", re.DOTALL)


def sed(call: Call) -> int:
    """sed [-n] [-E] [-i] [-e script] [-f file] [script] [file...]."""
    options, operands = call.options("nEre:f:i", ["expression=", "quiet", "in-place"])
    sources = options.all("-e", "--expression") + [to_text(call.content(path)) for path in options.all("-f")]
    if not sources:
        if not operands:
            raise UsageProblem("usage: sed [option...] script [file...]")
        sources, operands = operands[:1], operands[1:]
    extended = options.has("-E", "-r")
    quiet = options.has("-n", "--quiet")
    script = "\n".join(sources)
    if not options.has("-i", "--in-place"):
        editor = _Editor(ScriptReader(script, extended=extended).read(), quiet=quiet)
        readable: list[str] = []

        def try_out(path: str) -> None:
            with call.input(path):
                readable.append(path)

        status = call.each(operands or ["-"], try_out)
        for edited in editor.edit(chain.from_iterable(call.whole_lines(path) for path in readable)):
            call.write(edited)
        return status

    def edit(path: str) -> None:
        editor = _Editor(ScriptReader(script, extended=extended).read(), quiet=quiet)
        edited = b"".join(editor.edit(call.whole_lines(path)))
        stream = call.process.open(path, os.O_WRONLY | os.O_TRUNC)
        stream.write(edited, call.process.check)
        stream.close()

    return call.each(operands, edit)


class _Editor:
    def __init__(self, steps: list[Step], *, quiet: bool) -> None:
        self._steps = steps
        self._quiet = quiet
        self._out: list[bytes] = []
        self._after: list[bytes] = []
        self._quitting = False

    def edit(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """What is printed for each line; only one line is read ahead, to know which is the last."""
        following = next(lines, None)
        number = 0
        while (line := following) is not None and not self._quitting:
            following = next(lines, None)
            number += 1
            last = following is None
            kept = self._run(self._steps, line.removesuffix(b"\n"), number, last=last)
            if kept is not None and not self._quiet:
                self._out.append(kept + b"\n")
            text = b"".join(self._out + self._after)
            self._out, self._after = [], []
            yield text.removesuffix(b"\n") if last and not line.endswith(b"\n") else text

    def _run(self, steps: list[Step], line: bytes | None, number: int, *, last: bool) -> bytes | None:
        for step in steps:
            if line is None or self._quitting:
                break
            if _selected(step, line, number, last=last) == step.negated:
                continue
            match step.letter:
                case "{":
                    line = self._run(step.body, line, number, last=last)
                case "d":
                    return None
                case "p":
                    self._out.append(line + b"\n")
                case "=":
                    self._out.append(b"%d\n" % number)
                case "q":
                    self._quitting = True
                case "a":
                    self._after.append(step.text)
                case "i":
                    self._out.append(step.text)
                case "c":
                    self._out.append(step.text)
                    return None
                case "y":
                    line = line.translate(bytes.maketrans(step.text, step.other))
                case "s":
                    line = self._substitute(step, line)
        return line

    def _substitute(self, step: Step, line: bytes) -> bytes:
        changed = b"".join(_replaced(step, line))
        if step.prints and changed != line:
            self._out.append(changed + b"\n")
        return changed


def _replaced(step: Step, line: bytes) -> Iterator[bytes]:
    at = 0
    for count, found in enumerate(step.pattern.finditer(line) if step.pattern else (), 1):
        if count < step.which or (count > step.which and not step.everywhere):
            continue
        yield line[at : found.start()]
        yield _REFERENCE.sub(partial(_expansion, found), step.text)
        at = found.end()
    yield line[at:]


def _expansion(found: re.Match[bytes], reference: re.Match[bytes]) -> bytes:
    if reference[1]:
        number = int(reference[1])
        return (found[number] or b"") if number <= found.re.groups else b""
    if reference[3]:
        return found[0]
    return {b"n": b"\n", b"t": b"\t"}.get(reference[2], reference[2])


def _selected(step: Step, line: bytes, number: int, *, last: bool) -> bool:
    if step.first is None:
        return True
    if step.second is None:
        return _fits(step.first, line, number, last=last)
    if step.in_range:
        ends = number >= step.second > 0 if isinstance(step.second, int) else False
        step.in_range = not (ends or _fits(step.second, line, number, last=last))
        return not (isinstance(step.second, int) and 0 < step.second < number)
    if not _fits(step.first, line, number, last=last):
        return False
    step.in_range = not (isinstance(step.second, int) and step.second != LAST and step.second <= number)
    return True


def _fits(address: Address, line: bytes, number: int, *, last: bool) -> bool:
    if isinstance(address, int):
        return last if address == LAST else number == address
    return address is not None and address.search(line) is not None


COMMANDS: dict[str, Command] = {"sed": sed}
