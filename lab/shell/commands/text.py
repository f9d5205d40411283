"""Commands that measure or show bytes: wc, od, cmp, base64."""

from __future__ import annotations

import base64
import binascii
import os
import stat

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.root import to_bytes
from lab.shell.streams import FileStream

_TYPES = {
    "x1": (1, "02x"),
    "x2": (2, "04x"),
    "x4": (4, "08x"),
    "o2": (2, "06o"),
    "o1": (1, "03o"),
    "u1": (1, "3d"),
    "d1": (1, "4d"),
}


def wc(call: Call) -> int:
    """wc [-l] [-w] [-c] [-m] [file...]."""
    options, files = call.options("lwcm")
    chosen = [letter for letter in ("-l", "-w", "-c") if options.has(letter) or (letter == "-c" and options.has("-m"))]
    chosen = chosen or ["-l", "-w", "-c"]
    rows: list[tuple[list[int], str]] = []

    def count(path: str) -> None:
        lines = words = size = 0
        inside = False
        for block in call.blocks(path):
            lines += block.count(b"\n")
            size += len(block)
            if "-w" in chosen:
                pieces = len(block.split())
                words += pieces - (inside and not block[:1].isspace())
                inside = not block[-1:].isspace()
        counts = {"-l": lines, "-w": words, "-c": size}
        rows.append(([counts[letter] for letter in chosen], "" if path == "-" else path))

    status = call.each(files or ["-"], count)
    if len(files) > 1:
        rows.append(([sum(column) for column in zip(*(row for row, _ in rows), strict=True)], "total"))
    width = 1 if len(chosen) == 1 and len(files) <= 1 else _width(call, files or ["-"])
    for row, name in rows:
        call.print(" ".join(f"{number:{width}d}" for number in row) + (f" {name}" if name else ""))
    return status


def _width(call: Call, files: list[str]) -> int:
    """As wide as the sum of the sizes; 7 when not all of them are known beforehand."""
    size = 0
    for path in files:
        try:
            with call.input(path) as stream:
                found = os.fstat(stream.descriptor) if isinstance(stream, FileStream) else None
        except OSError:
            continue
        if found is None or not stat.S_ISREG(found.st_mode):
            return 7
        size += found.st_size
    return len(str(size))


def od(call: Call) -> int:
    """od -A n|o|d|x -t x1|o1|u1|d1|c -N count -j skip -v -c [file...]."""
    options, files = call.options("A:t:N:j:vc")
    kind = "c" if options.has("-c") else options.last("-t") or "o2"
    if kind != "c" and kind not in _TYPES:
        raise UsageProblem(f"invalid type string '{kind}'")
    radix = options.last("-A") or "o"
    most = options.last("-N")
    skip = int(options.last("-j") or 0)
    data = _data(call, files or ["-"], None if most is None else skip + int(most))[skip:]
    before = b""
    repeated = False
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        if row == before and len(row) == 16 and not options.has("-v"):
            if not repeated:
                call.print("*")
            repeated = True
            continue
        before, repeated = row, False
        call.print(_address(radix, at + skip) + _row(row, kind))
    if radix != "n":
        call.print(_address(radix, len(data) + skip))
    return 0


def _data(call: Call, files: list[str], most: int | None) -> bytes:
    data = bytearray()
    for path in files:
        with call.input(path) as stream:
            while most is None or len(data) < most:
                block = stream.read(1 << 16 if most is None else most - len(data), call.process.check)
                if not block:
                    break
                data += block
    return bytes(data)


def _address(radix: str, at: int) -> str:
    return {"n": "", "o": f"{at:07o}", "d": f"{at:07d}", "x": f"{at:06x}"}.get(radix, "")


def _row(row: bytes, kind: str) -> str:
    if kind == "c":
        names = {0: r"\0", 7: r"\a", 8: r"\b", 9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r"}
        return "".join(f"{names.get(byte, chr(byte) if 32 <= byte < 127 else f'{byte:03o}'):>4}" for byte in row)
    size, form = _TYPES[kind]
    cells = []
    for at in range(0, len(row), size):
        number = int.from_bytes(row[at : at + size], "little")
        cells.append(f" {number - 256 if kind == 'd1' and number > 127 else number:{form}}")
    return "".join(cells)


def cmp(call: Call) -> int:
    """cmp [-s] file file; 0 equal, 1 different, 2 trouble."""
    options, files = call.options("sl")
    if len(files) != 2:
        raise UsageProblem("two files are needed")
    try:
        first, second = (call.content(path) for path in files)
    except OSError as error:
        raise CommandFailed(error.strerror or "cannot read", 2) from None
    if first == second:
        return 0
    if not options.has("-s"):
        at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
        if at is None:
            shorter = files[0] if len(first) < len(second) else files[1]
            call.complain(f"EOF on {shorter}")
        else:
            line = first[:at].count(b"\n") + 1
            call.print(f"{files[0]} {files[1]} differ: char {at + 1}, line {line}")
    return 1


def base64_(call: Call) -> int:
    """base64 [-d] [-w columns] [file]."""
    options, files = call.options("dw:", ["decode", "wrap="])
    data = call.content(files[0] if files else "-")
    if options.has("-d", "--decode"):
        try:
            call.write(base64.b64decode(b"".join(data.split()), validate=True))
        except binascii.Error:
            raise CommandFailed("invalid input") from None
        return 0
    encoded = base64.b64encode(data).decode()
    width = int(options.last("-w", "--wrap") or 76)
    if not width:
        call.write(to_bytes(encoded))
        return 0
    for at in range(0, len(encoded), width):
        call.print(encoded[at : at + width])
    return 0


COMMANDS: dict[str, Command] = {"wc": wc, "od": od, "cmp": cmp, "base64": base64_}
