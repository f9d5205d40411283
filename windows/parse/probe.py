"""How far a setup is on a host, as the step ``probe`` prints it, pure."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from windows.parse.answer import JobState, records
from windows.parse.plain import plain


@dataclass(frozen=True, slots=True)
class Probe:
    """Jobs by name, files of the run folder with their sizes, registry values of installed products by number.

    `dotnet_release` is the registry's Release number of .NET Framework 4, or None where it is not installed.
    """

    jobs: Mapping[str, JobState]
    files: Mapping[str, int]
    products: Mapping[int, Mapping[str, str]]
    dotnet_release: int | None


def parse_probe(lines: Iterable[str], asked: Collection[str] = ()) -> Probe:
    """Read the answer; ValueError where it is cut, of another form, or silent on a job that was asked for."""
    jobs: dict[str, JobState] = {}
    files: dict[str, int] = {}
    products: dict[int, dict[str, str]] = {}
    release: int | None = None
    for kind, *fields in records(lines):
        if kind == "job":
            name, state, run = fields
            jobs[plain(name)] = JobState.parse(state, plain(run))
        elif kind == "file":
            folder, name, size = fields
            files[f"{plain(folder)}/{plain(name)}"] = int(size)
        elif kind == "product":
            number, value, text = fields
            products.setdefault(int(number), {})[plain(value)] = plain(
                base64.b64decode(text, validate=True).decode("utf-8", "replace")
            )
        elif kind == "dotnet":
            (text,) = fields
            release = int(text) if text else None
    if set(asked) - set(jobs):
        raise ValueError("The answer tells nothing of a job.")
    return Probe(jobs, files, products, release)
