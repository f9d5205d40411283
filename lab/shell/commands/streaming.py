"""Commands that pass data through: cat, tee, head, tail, dd."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack

from lab.shell.call import Call, Command, CommandFailed, UsageProblem
from lab.shell.streams import FileStream, Stream

_SIZES = {"": 1, "c": 1, "w": 2, "b": 512, "k": 1 << 10, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "kB": 1000}


def cat(call: Call) -> int:
    """cat [-u] [file...]."""
    _, files = call.options("u")

    def pass_on(path: str) -> None:
        for block in call.blocks(path):
            call.process.write(1, block)

    return call.each(files or ["-"], pass_on)


def tee(call: Call) -> int:
    """tee [-a] [file...]."""
    options, files = call.options("ai")
    how = os.O_APPEND if options.has("-a") else os.O_TRUNC
    outputs: list[Stream] = []
    status = call.each(files, lambda path: outputs.append(call.process.open(path, os.O_WRONLY | os.O_CREAT | how)))
    try:
        for block in call.blocks():
            call.process.write(1, block)
            for output in outputs:
                output.write(block, call.process.check)
    finally:
        for output in outputs:
            output.close()
    return status


def head(call: Call) -> int:
    """head [-n lines] [-c bytes] [file...]."""
    files, count, by_bytes = _amount(call)
    return _each(call, files, lambda path: _head(call, path, int(count), by_bytes=by_bytes))


def _each(call: Call, files: list[str], show: Callable[[str], None]) -> int:
    shown = 0

    def show_with_name(path: str) -> None:
        nonlocal shown
        with call.input(path):  # no heading for what cannot be read
            call.print(("\n" if shown else "") + f"==> {'standard input' if path == '-' else path} <==")
        shown += 1
        show(path)

    return call.each(files, show_with_name if len(files) > 1 else show)


def _head(call: Call, path: str, wanted: int, *, by_bytes: bool) -> None:
    if wanted < 0:
        call.write(call.content(path)[:wanted] if by_bytes else b"".join(list(call.whole_lines(path))[:wanted]))
        return
    check = call.process.check
    with call.input(path) as stream:
        while wanted > 0:
            block = stream.read(min(wanted, 1 << 16), check) if by_bytes else stream.read_line(check)
            if not block:
                break
            call.write(block)
            wanted -= len(block) if by_bytes else 1


def tail(call: Call) -> int:
    """tail [-n lines] [-c bytes] [file...]; a count with a plus sign begins there."""
    files, count, by_bytes = _amount(call)
    return _each(call, files, lambda path: _tail(call, path, count, by_bytes=by_bytes))


def _tail(call: Call, path: str, count: str, *, by_bytes: bool) -> None:
    size = abs(int(count))
    if count.startswith("+"):
        start = max(size - 1, 0)
        if by_bytes:
            call.write(call.content(path)[start:])
        else:
            call.write(b"".join(list(call.whole_lines(path))[start:]))
    elif by_bytes:
        call.write(call.content(path)[-size:] if size else b"")
    else:
        call.write(b"".join(deque(call.whole_lines(path), maxlen=size)))


def _amount(call: Call) -> tuple[list[str], str, bool]:
    if call.arguments and re.fullmatch(r"-[0-9]+", call.arguments[0]):
        call.arguments[:1] = ["-n", call.arguments[0][1:]]
    options, files = call.options("n:c:")
    count = options.last("-n", "-c") or "10"
    if not re.fullmatch(r"[-+]?[0-9]+", count):
        raise UsageProblem(f"invalid number: {count}")
    return files or ["-"], count, options.has("-c")


def dd(call: Call) -> int:
    """dd if= of= bs= count= skip= seek= conv=notrunc,fsync status=."""
    settings = {"bs": "512", "status": "", "conv": "", "skip": "0", "seek": "0"}
    for operand in call.arguments:
        name, equals, value = operand.partition("=")
        if not equals or name not in (*settings, "if", "of", "count", "ibs", "obs"):
            raise UsageProblem(f"unrecognized operand {operand}")
        settings["bs" if name in ("ibs", "obs") else name] = value
    size = _size(settings["bs"])
    left = _size(settings["count"]) if "count" in settings else None
    process = call.process
    total = 0
    with ExitStack() as until_done:
        source = until_done.enter_context(call.input(settings.get("if", "-")))
        sink = _dd_output(call, settings)
        until_done.callback(sink.close)
        for _ in range(_size(settings["skip"])):
            source.read(size, process.check)
        if seek := _size(settings["seek"]) * size:
            if not isinstance(sink, FileStream):
                raise CommandFailed("cannot seek in the output")
            os.lseek(sink.descriptor, seek, os.SEEK_SET)
        while left is None or left > 0:
            block = source.read(size, process.check)
            if not block:
                break
            sink.write(block, process.check)
            total += len(block)
            left = None if left is None else left - 1
    if settings["status"] != "none":
        process.write(2, f"{total} bytes copied\n".encode())
    return 0


def _dd_output(call: Call, settings: dict[str, str]) -> Stream:
    if "of" not in settings:
        return call.process.stream(1).share()
    truncate = 0 if "notrunc" in settings["conv"] or settings["seek"] != "0" else os.O_TRUNC
    return call.process.open(settings["of"], os.O_WRONLY | os.O_CREAT | truncate)


def _size(text: str) -> int:
    found = re.fullmatch(r"([0-9]+)(kB|[cwbkKMG]?)", text)
    if not found:
        raise UsageProblem(f"invalid number: {text}")
    return int(found[1]) * _SIZES[found[2]]


COMMANDS: dict[str, Command] = {"cat": cat, "tee": tee, "head": head, "tail": tail, "dd": dd}
