"""gzip, gunzip, zcat."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from typing import IO, cast

from lab.shell.call import Call, Command, CommandFailed
from lab.shell.commands.changes import remove_tree
from lab.shell.streams import Stream


def gzip_(call: Call) -> int:
    """gzip [-d] [-c] [-f] [-k] [-1...-9] [file...]; gunzip; zcat."""
    options, files = call.options("dcfkqnt123456789", ["decompress", "stdout", "best", "fast"])
    unpack = options.has("-d", "--decompress") or call.name in ("gunzip", "zcat")
    to_output = options.has("-c", "--stdout") or call.name == "zcat"

    def work(path: str) -> None:
        if options.has("-t"):
            _convert(call, path, call.process.open(os.devnull, os.O_WRONLY), unpack=True)
            return
        if path == "-" or to_output:
            _convert(call, path, call.process.stream(1).share(), unpack=unpack)
            return
        if unpack != path.endswith(".gz"):
            raise CommandFailed(f"{path}: unknown suffix -- ignored", 2)
        target = path.removesuffix(".gz") if unpack else f"{path}.gz"
        how = os.O_TRUNC if options.has("-f") else os.O_EXCL
        mode = stat.S_IMODE(call.process.stat(path).st_mode)
        _convert(call, path, call.process.open(target, os.O_WRONLY | os.O_CREAT | how, mode), unpack=unpack)
        if not options.has("-k"):
            remove_tree(call.process, call.process.real(path, follow=False), recursive=False)

    return call.each(files or ["-"], work)


def _convert(call: Call, path: str, sink: Stream, *, unpack: bool) -> None:
    check = call.process.check
    try:
        with call.input(path) as source:
            if unpack:
                with gzip.GzipFile(fileobj=cast("IO[bytes]", StreamFile(call, source))) as packed:
                    while block := packed.read(1 << 16):
                        sink.write(block, check)
            else:
                with gzip.GzipFile(fileobj=cast("IO[bytes]", StreamFile(call, sink)), mode="wb", mtime=0) as packed:
                    while block := source.read(1 << 16, check):
                        packed.write(block)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CommandFailed(f"{path}: {error}") from None
    finally:
        sink.close()


class StreamFile:
    """A stream as the file object that gzip and tarfile want: reads are as long as asked for."""

    def __init__(self, call: Call, stream: Stream) -> None:
        self._check = call.process.check
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer at the end."""
        data = bytearray()
        while len(data) < size and (block := self._stream.read(size - len(data), self._check)):
            data += block
        return bytes(data)

    def write(self, data: bytes) -> int:
        """All of it."""
        self._stream.write(data, self._check)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


COMMANDS: dict[str, Command] = {"gzip": gzip_, "gunzip": gzip_, "zcat": gzip_}
