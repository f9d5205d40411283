"""Pathname expansion."""

from __future__ import annotations

from lab.shell import patterns
from lab.shell.process import Process
from lab.shell.root import name_of


def expand_filenames(process: Process, pattern: str) -> list[str]:
    """Existing paths that match, in order of their bytes; none when nothing does."""
    start = "/" if pattern.startswith("/") else ""
    found = [start]
    parts = pattern.strip("/").split("/")
    for position, part in enumerate(parts):
        last = position == len(parts) - 1 and not pattern.endswith("/")
        found = [path for base in found for path in _step(process, base, part, last=last)]
    return sorted(found)


def _step(process: Process, base: str, part: str, *, last: bool) -> list[str]:
    ending = "" if last else "/"
    if not patterns.is_pattern(part):
        path = base + patterns.unescape(part)
        return [path + ending] if _exists(process, path + ending) else []
    try:
        names = [name_of(entry) for entry in process.real(base or ".").iterdir()]
    except OSError:
        return []
    fitting = (name for name in names if patterns.matches(part, name))
    visible = (base + name for name in fitting if part.startswith(".") or not name.startswith("."))
    return [path + ending for path in visible if last or _exists(process, path + "/")]


def _exists(process: Process, path: str) -> bool:
    try:
        process.stat(path, follow=False)
    except OSError:
        return False
    return True
