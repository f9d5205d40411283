"""The rules for single values: what the text alone tells, without a look at the machine."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address

from installer.command_line.grammar import Flag, Grammar, fold

_ROOTED = re.compile(r"[A-Za-z]:|[\\/]")
_UNC = re.compile(r"[\\/]{2}")
_PORT = re.compile(r"0*([0-9]{1,5})")  # bounded, so that int() is never asked for more


def fault(flag: Flag, value: str, grammar: Grammar) -> str | None:
    """What is wrong with a value and what to give instead, as sentences; None when nothing is."""
    match flag.type:
        case "enum":
            return _enum(flag, value)
        case "ipv4":
            return _ipv4(flag, value)
        case "port":
            return _port(flag, value)
        case "folder":
            return _characters(flag, value, grammar) or _folder(flag, value)
        case _:
            return _characters(flag, value, grammar) or _extension(flag, value)


def canonical(flag: Flag, value: str) -> str:
    """A value in the spelling of the grammar: choices lose their odd case, all else stays as it is."""
    return next((choice for choice in flag.values if fold(choice) == fold(value)), value)


def port_number(value: str) -> int | None:
    """A port as a number, or None when the text is not one of up to five digits."""
    digits = _PORT.fullmatch(value)
    return int(digits[1]) if digits else None


def _enum(flag: Flag, value: str) -> str | None:
    if canonical(flag, value) in flag.values:
        return None
    return f"/{flag.name} cannot be {value or 'empty'}. Give {' or '.join(flag.values)}."


def _ipv4(flag: Flag, value: str) -> str | None:
    try:
        IPv4Address(value)
    except AddressValueError:
        return (
            f"/{flag.name} cannot be {value or 'empty'}. Give an IPv4 address such as 10.0.0.4; host names and IPv6"
            " are not taken."
        )
    return None


def _port(flag: Flag, value: str) -> str | None:
    low, high = flag.range
    number = port_number(value)
    if number is not None and low <= number <= high:
        return None
    return f"/{flag.name} cannot be {value or 'empty'}. Give a whole number from {low} to {high}."


def _characters(flag: Flag, value: str, grammar: Grammar) -> str | None:
    if not value.strip():
        return f"/{flag.name} is empty. Give the path of the {flag.type}."
    found = [character for character in grammar.forbidden_in_paths if character in value]
    if any(character < " " for character in value):
        found.append("a control character")
    if not found:
        return None
    return (
        f"/{flag.name} holds {' '.join(found)}, which Windows allows in no path. Give the real path, not a manual's"
        " placeholder."
    )


def _folder(flag: Flag, value: str) -> str | None:
    if _UNC.match(value):
        return f"/{flag.name} cannot be the network path {value}. Give a folder on a drive of the machine."
    if not _ROOTED.match(value):
        return f"/{flag.name} cannot be the relative path {value}. Give a full path such as D:\\ASR."
    return None


def _extension(flag: Flag, value: str) -> str | None:
    if fold(value).endswith(fold(flag.extension)):
        return None
    return f"/{flag.name} must name a file that ends in {flag.extension}. Give the file as the portal named it."
