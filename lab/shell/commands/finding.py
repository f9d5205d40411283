"""find."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lab.shell import patterns
from lab.shell.call import Call, Command, UsageProblem
from lab.shell.root import name_of

_KINDS = {"f": stat.S_ISREG, "d": stat.S_ISDIR, "l": stat.S_ISLNK, "p": stat.S_ISFIFO, "s": stat.S_ISSOCK}


@dataclass(slots=True)
class _Search:
    least: int = 0
    most: int | None = None
    ending: str = "\n"
    tests: list[Callable[[str, Path], bool]] = field(default_factory=list)


def find(call: Call) -> int:
    """find [path...] [-maxdepth n] [-mindepth n] [!] [-type t] [-name pattern] [-path pattern] [-print] [-print0]."""
    words = list(call.arguments)
    starts = []
    while words and words[0] != "!" and not words[0].startswith("-"):
        starts.append(words.pop(0))
    search = _read(words)

    def walk(path: str, real: Path, depth: int) -> None:
        call.process.check()
        if depth >= search.least and all(test(path, real) for test in search.tests):
            call.print(path, end=search.ending)
        if (search.most is None or depth < search.most) and stat.S_ISDIR(real.lstat().st_mode):
            for entry in sorted(real.iterdir()):
                walk(f"{path.rstrip('/')}/{name_of(entry)}", entry, depth + 1)

    def start(path: str) -> None:
        real = call.process.real(path, follow=path.endswith("/"))
        real.lstat()
        walk(path, real, 0)

    return call.each(starts or ["."], start)


def _read(words: list[str]) -> _Search:
    search = _Search()
    wanted = True
    while words:
        word = words.pop(0)
        if word in ("!", "-not"):
            wanted = not wanted
            continue
        if word in ("-print", "-print0"):
            search.ending = "\0" if word == "-print0" else "\n"
            continue
        if word not in ("-maxdepth", "-mindepth", "-type", "-name", "-path"):
            raise UsageProblem(f"unknown predicate '{word}'")
        if not words:
            raise UsageProblem(f"missing argument to '{word}'")
        operand = words.pop(0)
        if word in ("-maxdepth", "-mindepth"):
            if not operand.isdecimal():
                raise UsageProblem(f"{word} needs a whole number")
            if word == "-maxdepth":
                search.most = int(operand)
            else:
                search.least = int(operand)
        else:
            search.tests.append(_test(word, operand, wanted=wanted))
        wanted = True
    return search


def _test(word: str, operand: str, *, wanted: bool) -> Callable[[str, Path], bool]:
    if word == "-type":
        if operand not in _KINDS:
            raise UsageProblem(f"unknown argument to -type: {operand}")
        return lambda path, real: bool(_KINDS[operand](real.lstat().st_mode)) == wanted
    if word == "-name":
        return lambda path, real: patterns.matches(operand, path.rstrip("/").rpartition("/")[2] or "/") == wanted
    return lambda path, real: patterns.matches(operand, path) == wanted


COMMANDS: dict[str, Command] = {"find": find}
