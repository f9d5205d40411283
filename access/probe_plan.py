"""The list of probes as it goes to a host on standard input; the same for both platforms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from preflight.network import Wanted

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:%-]*")

SECONDS = 20
"""Seconds for all probes of a host together."""


def probe_lines(wanted: Sequence[Wanted]) -> bytes:
    """``NUMBER SCHEME HOST PORT PATH`` a line, then a line with a dot. ValueError for what cannot stand in a line."""
    lines = []
    for number, each in enumerate(wanted):
        fields = (str(number), each.scheme, each.host, str(each.port), each.path or "-")
        if not _HOST.fullmatch(each.host) or any(
            not field.isascii() or re.search(r"[\s\x00-\x1f]", field) for field in fields
        ):
            raise ValueError(str(each))
        lines.append(" ".join(fields))
    return "".join(f"{line}\n" for line in [*lines, "."]).encode("ascii")
