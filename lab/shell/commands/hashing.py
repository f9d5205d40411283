"""sha256sum and its relatives, openssl dgst."""

from __future__ import annotations

import hashlib
import re

from lab.shell.call import Call, Command, UsageProblem
from lab.shell.root import to_text

_LINE = re.compile(r"\\?([0-9A-Fa-f]+) [ *](.+)")


def _checksum(name: str) -> Command:
    def command(call: Call) -> int:
        options, files = call.options("cbt", ["check", "quiet", "status", "strict"])
        if options.has("-c", "--check"):
            quiet = options.has("--quiet", "--status")
            return _check(call, name, files or ["-"], quiet=quiet, silent=options.has("--status"))
        mark = "*" if options.has("-b") else " "
        return call.each(files or ["-"], lambda path: call.print(f"{_digest(call, name, path)} {mark}{path}"))

    return command


def _check(call: Call, name: str, lists: list[str], *, quiet: bool, silent: bool) -> int:
    mismatches = unreadable = understood = 0
    for path in lists:
        for line in call.lines(path):
            entry = _LINE.fullmatch(to_text(line))
            if not entry:
                continue
            understood += 1
            try:
                fits = _digest(call, name, entry[2]) == entry[1].lower()
            except OSError as error:
                call.complain(f"{entry[2]}: {error.strerror}")
                unreadable += 1
                verdict = "FAILED open or read"
            else:
                mismatches += not fits
                verdict = "OK" if fits else "FAILED"
            if not silent and not (quiet and verdict == "OK"):
                call.print(f"{entry[2]}: {verdict}")
    if not understood:
        call.complain("no properly formatted checksum lines found")
    elif mismatches and not silent:
        call.complain(f"WARNING: {mismatches} computed checksum did NOT match")
    return int(not understood or mismatches > 0 or unreadable > 0)


def _digest(call: Call, name: str, path: str) -> str:
    digest = hashlib.new(name, usedforsecurity=False)
    for block in call.blocks(path):
        digest.update(block)
    return digest.hexdigest()


def openssl(call: Call) -> int:
    """openssl dgst -sha256 [-r] [file...]."""
    if call.arguments[:1] not in (["dgst"], ["sha256"]):
        raise UsageProblem("only dgst -sha256 is known here")
    words = [word for word in call.arguments[1:] if not word.startswith("-") or word == "-"]
    flags = set(call.arguments[1:]) - set(words)
    if call.arguments[0] == "sha256":
        flags.add("-sha256")
    if not flags <= {"-sha256", "-r", "-hex"} or "-sha256" not in flags:
        raise UsageProblem("only dgst -sha256 [-r] is known here")

    def show(path: str) -> None:
        digest = _digest(call, "sha256", path)
        name = "stdin" if path == "-" else path
        call.print(f"{digest} *{name}" if "-r" in flags else f"SHA2-256({name})= {digest}")

    return call.each(words or ["-"], show)


COMMANDS: dict[str, Command] = {
    "sha256sum": _checksum("sha256"),
    "sha1sum": _checksum("sha1"),
    "md5sum": _checksum("md5"),
    "openssl": openssl,
}
