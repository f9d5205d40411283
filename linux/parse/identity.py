"""Who the collector ran as, the kernel, the machine type and the host's name."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.facts import Absent, Unknown, User
from preflight.sections import text, unreadable

_SECTION = "identity"
_UID_DIGITS = 10


def parse_user(evidence: Evidence) -> User | Unknown:
    """User id and name."""
    values = _values(evidence)
    if isinstance(values, Unknown):
        return values
    uid, name = values.get("uid", ""), values.get("user", "")
    if not (uid.isascii() and uid.isdigit() and len(uid) <= _UID_DIGITS and name):
        return unreadable(_SECTION)
    return User(int(uid), name)


def parse_value(evidence: Evidence, key: str) -> str | Unknown:
    """One line KEY=VALUE that must have a value."""
    values = _values(evidence)
    if isinstance(values, Unknown):
        return values
    return values.get(key) or unreadable(_SECTION)


def parse_host_name(evidence: Evidence) -> str | Absent | Unknown:
    """The host's name; Absent when the host says in so many words that it has none."""
    values = _values(evidence)
    if isinstance(values, Unknown):
        return values
    name = values.get("host_name")
    if name is None:
        return unreadable(_SECTION)
    return name or Absent()


def _values(evidence: Evidence) -> dict[str, str] | Unknown:
    found = text(evidence, _SECTION)
    section = evidence.sections.get(_SECTION)
    if isinstance(found, Unknown):
        # One failed command must not hide what the others said.
        if section is None or section.exit_code != 1 or not section.text.strip():
            return found
        found = section.text
    pairs = (line.partition("=") for line in found.split("\n"))
    return {key: value.strip() for key, equals, value in pairs if equals}
