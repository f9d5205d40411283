"""A result that can be shown outside: hosts, addresses, accounts and their identifiers are replaced by stand-ins."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from host.redact import Redactor
from report.document import Document, seal


def redacted(document: Document, users: Iterable[str] = ()) -> dict[str, Any]:
    """The same result with stable stand-ins, sealed anew. `users` are the accounts that signed in.

    Verdicts, checks and numbers stay. What a host says of others (a file's name, a share) is replaced only where it is
    one of these names or addresses.
    """
    redact = _redactor([document], users)
    run = {**document["run"], "command": redact.text(document["run"]["command"])}
    return seal({**document, "run": run, "hosts": _told(document["hosts"], redact)})


def redacted_comparison(comparison: Document, results: Iterable[Document], users: Iterable[str]) -> dict[str, Any]:
    """The same comparison of these results with stand-ins; the digests stay those of the results themselves."""
    return {**comparison, "hosts": _told(comparison["hosts"], _redactor(results, users))}


def _redactor(results: Iterable[Document], users: Iterable[str]) -> Redactor:
    redact = Redactor()
    for result in results:
        for host in result["hosts"]:
            redact.add("host", str(host["name"]))
            if not _is_number(str(host["address"])):
                redact.add("host", str(host["address"] or ""))
            short = str(host["name"]).partition(".")[0]
            redact.add("host", short)
    for user in users:
        for part in user.replace("@", "\\").split("\\"):
            redact.add("user", part)
    return redact


def _is_number(address: str) -> bool:
    """Whether it is an IP address, which becomes another one by itself."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return True


_KEPT = (
    "id",
    "status",
    "severity",
    "link",
    "verdict",
    "role",
    "platform",
    "collected",
    "evidence_digest",
    "state",
    "kind",
    "of",
    "digest",
    "change",
    "outcome",
)
"""Members that hold siteprep's own words, where they are not objects."""


def _told(value: Any, redact: Redactor) -> Any:
    if isinstance(value, str):
        return redact.text(value)
    if isinstance(value, dict):
        return {
            name: member if name in _KEPT and not isinstance(member, dict) else _told(member, redact)
            for name, member in value.items()
        }
    return [_told(each, redact) for each in value] if isinstance(value, list) else value
