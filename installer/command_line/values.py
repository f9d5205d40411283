"""The rules for single values: what the text alone tells, without a look at the machine."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, ip_address

from installer.command_line.grammar import Flag, Grammar, Syntax, fold
from installer.command_line.secrets import shown

_ROOTED = re.compile(r"[A-Za-z]:|[\\/]")
_UNC = re.compile(r"[\\/]{2}")
_PORT = re.compile(r"0*([0-9]{1,5})")  # bounded, so that int() is never asked for more
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]+\S*")


def fault(flag: Flag, value: str, grammar: Grammar) -> str | None:
    """What is wrong with a value and what to give instead, as sentences; None when nothing is."""
    name = grammar.written(flag.name)
    match flag.type:
        case "enum":
            return _enum(flag, value, name, shown(value, grammar))
        case "ipv4" | "ip":
            return _address(flag, value, name, shown(value, grammar))
        case "port":
            return _port(flag, value, name, shown(value, grammar))
        case "uri":
            return None if _URI.fullmatch(value) else f"{name} must be a full address such as http://10.0.0.8."
        case "text" | "secret":
            return None if value.strip() else f"{name} is empty. Give its value: {flag.meaning}"
        case _:
            return _path(flag, value, grammar)


def canonical(flag: Flag, value: str) -> str:
    """A value in the spelling of the grammar: choices lose their odd case, all else stays as it is."""
    if flag.type == "port":
        number = port_number(value)
        return value if number is None else str(number)
    for choice in flag.values:
        if flag.case:
            same = choice == value
        elif flag.contains:
            same = fold(choice) in fold(value)
        else:
            same = fold(choice) == fold(value)
        if same:
            return choice
    return value


def meant(flag: Flag, value: str) -> str | None:
    """The value that a documented but refused spelling stands for; None where it is no such spelling."""
    return next((right for wrong, right in flag.spellings.items() if fold(wrong) == fold(value)), None)


def port_number(value: str) -> int | None:
    """A port as a number, or None when the text is not one of up to five digits."""
    digits = _PORT.fullmatch(value)
    return int(digits[1]) if digits else None


def _enum(flag: Flag, value: str, name: str, seen: str) -> str | None:
    if canonical(flag, value) in flag.values:
        return None
    return f"{name} cannot be {seen or 'empty'}. Give {' or '.join(flag.values)}."


def _address(flag: Flag, value: str, name: str, seen: str) -> str | None:
    try:
        IPv4Address(value) if flag.type == "ipv4" else ip_address(value)
    except (AddressValueError, ValueError):
        taken = "an IPv4 address" if flag.type == "ipv4" else "an IP address"
        also = " and IPv6" if flag.type == "ipv4" else ""
        return f"{name} cannot be {seen or 'empty'}. Give {taken} such as 10.0.0.4; host names{also} are not taken."
    return None


def _port(flag: Flag, value: str, name: str, seen: str) -> str | None:
    low, high = flag.range
    number = port_number(value)
    if number is not None and low <= number <= high:
        return None
    return f"{name} cannot be {seen or 'empty'}. Give a whole number from {low} to {high}."


def _path(flag: Flag, value: str, grammar: Grammar) -> str | None:
    name = grammar.written(flag.name)
    if not value.strip():
        return f"{name} is empty. Give the path of the {flag.type}."
    found = [character for character in grammar.forbidden_in_paths if character in value]
    if any(character < " " for character in value):
        found.append("a control character")
    if found:
        return (
            f"{name} holds {' '.join(found)}, which the system allows in no path. Give the real path, not a manual's"
            " placeholder."
        )
    if flag.type == "folder":
        return _posix_folder(value, name) if grammar.syntax is Syntax.GETOPTS else _windows_folder(value, name)
    if not fold(value).endswith(fold(flag.extension)):
        return f"{name} must name a file that ends in {flag.extension}. Give the file as the portal named it."
    return None


def _windows_folder(value: str, name: str) -> str | None:
    if _UNC.match(value):
        return f"{name} cannot be the network path {value}. Give a folder on a drive of the machine."
    if not _ROOTED.match(value):
        return f"{name} cannot be the relative path {value}. Give a full path such as D:\\ASR."
    return None


def _posix_folder(value: str, name: str) -> str | None:
    if value.startswith("/"):
        return None
    return f"{name} cannot be the relative path {value}. Give a full path such as /usr/local/ASR."
