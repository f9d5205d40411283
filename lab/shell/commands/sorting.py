"""Commands that work on lines and columns: sort, uniq, cut, tr."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from itertools import groupby

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.patterns import CLASSES
from lab.shell.root import to_bytes

_NUMBER = re.compile(rb"[ \t]*(-?[0-9]*(?:\.[0-9]+)?)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def sort(call: Call) -> int:
    """sort [-u] [-n] [-r] [-f] [-b] [-t char] [-k field[,field]] [-o file] [file...]."""
    options, files = call.options("unrfbt:k:o:sc")
    lines = [line for path in files or ["-"] for line in call.lines(path)]
    field = re.fullmatch(r"([0-9]+)(?:,([0-9]+))?([nrfb]*)", options.last("-k") or "1")
    if not field:
        raise UsageProblem(f"invalid field specification '{options.last('-k')}'")
    separator = to_bytes(options.last("-t") or "") or None
    by_number = options.has("-n") or "n" in field[3]
    reverse = options.has("-r") or "r" in field[3]

    def key(line: bytes) -> tuple[float, bytes]:
        part = line
        if options.has("-k"):
            cells = line.split(separator) if separator else re.findall(rb"[ \t]*[^ \t]+", line)
            part = (separator or b"").join(cells[int(field[1]) - 1 : int(field[2]) if field[2] else None])
        if options.has("-b"):
            part = part.lstrip(b" \t")
        if by_number:
            found = _NUMBER.match(part)
            return float(found[1] or 0) if found and found[1] != b"-" else 0.0, b""
        return 0.0, part.upper() if options.has("-f") else part

    ordered = sorted(sorted(lines, reverse=reverse) if not options.has("-s", "-u") else lines, key=key, reverse=reverse)
    if options.has("-c"):
        return int(ordered != lines)
    if options.has("-u"):
        ordered = [next(group) for _, group in groupby(ordered, key)]
    data = b"".join(line + b"\n" for line in ordered)
    target = options.last("-o")
    if target is None:
        call.write(data)
        return 0
    stream = call.process.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    stream.write(data, call.process.check)
    stream.close()
    return 0


def uniq(call: Call) -> int:
    """uniq [-c] [-d] [-u] [-i] [file]."""
    options, files = call.options("cdui")
    lines = call.lines(files[0] if files else "-")
    for _, group in groupby(lines, lambda line: line.lower() if options.has("-i") else line):
        same = list(group)
        if (options.has("-d") and len(same) == 1) or (options.has("-u") and len(same) > 1):
            continue
        call.write((b"%7d " % len(same) if options.has("-c") else b"") + same[0] + b"\n")
    return 0


def cut(call: Call) -> int:
    """cut -f list [-d char] [-s] | -c list | -b list [file...]."""
    options, files = call.options("f:c:b:d:s")
    columns = options.last("-f")
    wanted = _ranges(columns or options.last("-c", "-b") or "")
    separator = to_bytes(options.last("-d") or "\t")

    def show(path: str) -> None:
        for line in call.lines(path):
            if columns is None:
                call.write(bytes(byte for at, byte in enumerate(line, 1) if wanted(at)) + b"\n")
            elif separator in line:
                cells = line.split(separator)
                call.write(separator.join(cell for at, cell in enumerate(cells, 1) if wanted(at)) + b"\n")
            elif not options.has("-s"):
                call.write(line + b"\n")

    return call.each(files or ["-"], show)


def _ranges(text: str) -> Callable[[int], bool]:
    spans = []
    for item in text.split(","):
        found = re.fullmatch(r"([0-9]*)(-?)([0-9]*)", item)
        if not found or not (found[1] or found[3]):
            raise UsageProblem(f"invalid list '{text}'")
        start = int(found[1] or 1)
        spans.append((start, int(found[3]) if found[3] else float("inf") if found[2] else start))
    return lambda at: any(start <= at <= end for start, end in spans)


def tr(call: Call) -> int:
    """tr [-c] [-d] [-s] set [set]."""
    options, sets = call.options("cCds", mixed=False)
    if not sets or len(sets) > 2:
        raise UsageProblem("one or two sets are needed")
    first = _set(sets[0])
    second = _set(sets[1]) if len(sets) > 1 else ""
    if options.has("-c", "-C"):
        first = "".join(chr(code) for code in range(256) if chr(code) not in first)
    delete = to_bytes(first) if options.has("-d") else b""
    table = None
    if second and not delete:
        table = bytes.maketrans(to_bytes(first), to_bytes(second.ljust(len(first), second[-1])[: len(first)]))
    squeezed = to_bytes(second or first) if options.has("-s") else b""
    before = -1
    for block in call.blocks():
        block = block.translate(table, delete)
        if squeezed:
            kept = bytearray()
            for byte in block:
                if byte != before or byte not in squeezed:
                    kept.append(byte)
                before = byte
            block = bytes(kept)
        call.process.write(1, block)
    return 0


def _set(text: str) -> str:
    characters: list[str] = []
    at = 0
    while at < len(text):
        if text.startswith("[:", at) and (end := text.find(":]", at)) > 0:
            inside = CLASSES.get(text[at + 2 : end])
            if inside is None:
                raise CommandFailed(f"invalid character class '{text[at + 2 : end]}'")
            characters += [chr(code) for code in range(256) if re.match(f"[{inside}]", chr(code))]
            at = end + 2
            continue
        low, at = _character(text, at)
        if text.startswith("-", at) and at + 1 < len(text):
            high, at = _character(text, at + 1)
            if high < low:
                raise CommandFailed(f"range-endpoints of '{low}-{high}' are in reverse collating sequence order")
            characters += [chr(code) for code in range(ord(low), ord(high) + 1)]
        else:
            characters.append(low)
    return "".join(characters)


def _character(text: str, at: int) -> tuple[str, int]:
    if text[at] != "\\" or at + 1 == len(text):
        return text[at], at + 1
    found = re.compile("[0-7]{1,3}").match(text, at + 1)
    if found:
        return chr(int(found[0], 8) & 0xFF), found.end()
    return _ESCAPES.get(text[at + 1], text[at + 1]), at + 2


COMMANDS: dict[str, Command] = {"sort": sort, "uniq": uniq, "cut": cut, "tr": tr}
