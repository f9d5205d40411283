"""How much is done at once, and how long anything may take."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from host.errors import UsageError


class _Named:
    """A set of whole numbers above zero by name, read from texts like ``transfer=4``."""

    @classmethod
    def read(cls, texts: Iterable[str], option: str) -> Self:
        """The defaults with what the texts change. Raises UsageError naming the option."""
        known = [field.name for field in dataclasses.fields(cls)]  # type: ignore[arg-type]
        given: dict[str, int] = {}
        for text in texts:
            name, _, value = text.partition("=")
            if name not in known or not value.isdecimal() or not 0 < int(value) < 1_000_000:
                raise UsageError(
                    f"{option}: {text!r} cannot be read.",
                    f"Write NAME=NUMBER with one of {', '.join(known)}, such as {known[0]}={getattr(cls(), known[0])}.",
                )
            given[name] = int(value)
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Workers(_Named):
    """Hosts at once, by what is done: opening connections, looking (mostly waiting for the network), copying packages
    (bounded by the line and this machine's CPU), and installing (mostly waiting for the hosts)."""

    connect: int = 32
    preflight: int = 32
    transfer: int = 8
    install: int = 64


@dataclass(frozen=True, slots=True)
class Timeouts(_Named):
    """Seconds: for a TCP connection, for one installer or configurator, and for all the work on one host.

    How long a package may travel follows from its size. Source of `job`: AzMigrate-Hydration @8344a7f9,
    pushinstaller.conf, JobTimeoutInSecs; the others are siteprep's own.
    """

    connect: int = 15
    job: int = 1800
    host: int = 7200


_RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(k|M|G)?B(?:/s)?")
_UNITS = {None: 1, "k": 1e3, "M": 1e6, "G": 1e9}
_SLOWEST = 10_000


def read_rate(text: str) -> float:
    """Bytes a second, from texts like ``20MB/s`` or ``500kB/s``. Raises UsageError for others, and below 10 kB/s."""
    match = _RATE.fullmatch(text.strip())
    rate = float(match[1]) * _UNITS[match[2]] if match else 0
    if rate < _SLOWEST:
        raise UsageError(f"--bandwidth: {text!r} is no rate.", "Write it like 20MB/s or 500kB/s, 10kB/s at least.")
    return rate
