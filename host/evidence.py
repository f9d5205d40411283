"""Evidence: what one collector run printed on a host, section by section, unjudged.

The collector prints a header line ``siteprep-evidence 1 NONCE`` with a nonce made on the host for this run, then for
each section ``NONCE begin NAME``, the section's output, ``NONCE end NAME EXIT_CODE`` and, for every line the section
printed to standard error, ``NONCE error NAME LINE``; at last ``NONCE done``. The collector adds a newline before each
end line, which is taken off again, so that a section's text is exactly its output. Whatever comes before the header (a
login banner, say) is skipped. Because the nonce is unguessable, nothing that a file on the host contains can pose as
a section.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FORMAT_VERSION = 1
_HEADER = re.compile(rb"^siteprep-evidence (\d+) ([0-9a-f]{16,64})\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """One section. `exit_code` is None when the section has no end: the run was cut or killed inside it."""

    name: str
    text: str
    exit_code: int | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class ClockMeasurement:
    """The controller's clock (seconds since 1970) just before the collector was started and just after it ended."""

    sent: float
    received: float


@dataclass(frozen=True, slots=True)
class OwnClock:
    """The collecting machine's clock minus that of time servers, in seconds; the truth lies within +- uncertainty."""

    offset_seconds: float
    uncertainty_seconds: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One collector run. `complete` is False when the closing line is missing.

    `clock` is None where the host is the collecting machine, or nothing was measured; `own_clock` is None where no
    time server could be asked.
    """

    raw: bytes
    sections: Mapping[str, Section]
    clock: ClockMeasurement | None = None
    complete: bool = True
    own_clock: OwnClock | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of exactly what the host printed, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()


def parse_evidence(raw: bytes, clock: ClockMeasurement | None = None, own_clock: OwnClock | None = None) -> Evidence:
    """Split a collector's output into sections.

    Never raises on a host's output: without a header the evidence has no sections and is not complete. When a
    section's name comes twice, the first one counts.
    """
    header = _HEADER.search(raw)
    if header is None or int(header[1]) != FORMAT_VERSION:
        return Evidence(raw, MappingProxyType({}), clock, complete=False, own_clock=own_clock)
    nonce = header[2].decode()
    sections: dict[str, Section] = {}
    errors: dict[str, list[str]] = {}
    name: str | None = None
    lines: list[str] = []
    complete = False

    def close(exit_code: int | None) -> None:
        if name is not None and name not in sections:
            sections[name] = Section(name, "\n".join(lines), exit_code)

    body = raw[header.end() + 1 :].decode("utf-8", "replace").replace("\r\n", "\n")
    for line in body.split("\n"):
        if not line.startswith(nonce + " "):
            lines.append(line)
            continue
        word, _, rest = line[len(nonce) + 1 :].partition(" ")
        if word == "begin":
            close(None)
            name, lines = rest, []
        elif word == "end":
            close(_exit_code(rest))
            name, lines = None, []
        elif word == "error":
            about, _, message = rest.partition(" ")
            errors.setdefault(about, []).append(message)
        elif word == "done":
            complete = True
    close(None)
    found = {
        key: Section(key, part.text, part.exit_code, "\n".join(errors.get(key, ()))) for key, part in sections.items()
    }
    return Evidence(raw, MappingProxyType(found), clock, complete, own_clock)


def put_first(raw: bytes, sections: Mapping[str, str]) -> bytes:
    """A collector's output with these sections before its own, so that they count instead of those of their name.

    Output without a header is given back as it is.
    """
    header = _HEADER.search(raw)
    if header is None:
        return raw
    nonce, at = header[2].decode(), header.end() + 1
    added = "".join(f"{nonce} begin {name}\n{text}\n{nonce} end {name} 0\n" for name, text in sections.items())
    return raw[:at] + added.encode() + raw[at:]


def _exit_code(rest: str) -> int | None:
    code = rest.rpartition(" ")[2]
    return int(code) if code.isdecimal() and len(code) <= 3 else None
