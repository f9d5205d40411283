"""Ansible's INI inventory: groups in brackets, hosts with variables, ranges such as web[01:20]."""

from __future__ import annotations

import re
import shlex
import string
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import yaml

from fleet.ansible import ALL, UNGROUPED, Group, Groups, Vars
from fleet.yaml_marks import Mistakes, scalar

_SECTION = re.compile(r"\[\s*([^:\]\s]+)\s*(?::\s*(\w+)\s*)?\]\s*(?:[#;].*)?")
_RANGE = re.compile(r"\[([0-9]+|[a-zA-Z]):([0-9]+|[a-zA-Z])(?::([0-9]+))?\]")
_LONGEST = 10_000
"""Hosts that one line may stand for."""


def parse_ini(text: str, path: Path, mistakes: Mistakes) -> Groups:
    """The groups, `all` and `ungrouped` among them; what cannot be read is noted with its place."""
    groups = Groups()
    name, kind = UNGROUPED, "hosts"
    children: dict[str, yaml.Node] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        at = scalar(stripped, path, number, line.index(stripped) + 1)
        if stripped.startswith("["):
            if (section := _SECTION.fullmatch(stripped)) and section[2] in (None, "children", "vars", "hosts"):
                name, kind = section[1], section[2] or "hosts"
                groups.setdefault(name, Group())
                continue
            if not _RANGE.match(stripped):
                mistakes.at(at, f"'{stripped[:60]}' was found, [group], [group:children] or [group:vars] is expected.")
                continue
        if kind == "vars":
            variable, equals, value = stripped.partition("=")
            if not equals:
                mistakes.at(at, f"'{stripped[:60]}' was found, NAME=VALUE is expected below [{name}:vars].")
                continue
            groups[name].variables[variable.strip()] = scalar(
                _unquoted(value.strip()), path, number, at.start_mark.column + 1
            )
        elif kind == "children":
            child = stripped.split("#")[0].strip()
            children.setdefault(child, at)
            groups[name].children.append(child)
        else:
            _hosts(stripped, name, groups, path, number, mistakes)
    for child, place in children.items():
        if child not in groups:
            mistakes.at(place, f"'{child}' was found among the children, the name of a section is expected.")
    grouped = {host for group, each in groups.items() if group != UNGROUPED for host in each.hosts}
    for host in grouped & set(groups[UNGROUPED].hosts):  # named before it was put into a group
        del groups[UNGROUPED].hosts[host]
        groups[ALL].hosts[host] = None
    return groups


def _hosts(line: str, group: str, groups: Groups, path: Path, number: int, mistakes: Mistakes) -> None:
    at = scalar(line, path, number, 1)
    try:
        pattern, *pairs = shlex.split(line, comments=True)
    except ValueError as error:
        mistakes.at(at, f"This line cannot be read: {str(error).rstrip('.')}.")
        return
    variables: Vars = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            mistakes.at(at, f"'{pair[:60]}' was found behind a host, NAME=VALUE is expected.")
            continue
        variables[name] = scalar(value, path, number, max(line.find(f"{name}="), 0) + 1)
    host, port = _port(pattern)
    if port:
        variables.setdefault("ansible_port", scalar(port, path, number, 1))
    for count, each in enumerate(expanded(host)):
        if count == _LONGEST:
            mistakes.at(at, f"'{pattern[:60]}' stands for more than {_LONGEST} hosts, fewer are expected.")
            return
        groups.add(group, each, variables)


def _port(pattern: str) -> tuple[str, str]:
    """``web01:2222`` and ``[2001:db8::1]:22`` end in a port; an IPv6 address alone does not."""
    if bracketed := re.fullmatch(r"\[([0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)\](?::([0-9]+))?", pattern):
        return bracketed[1], bracketed[2] or ""
    plain = _RANGE.sub("", pattern)
    if plain.count(":") == 1 and (with_port := re.fullmatch(r"(.+):([0-9]+)", pattern)):
        return with_port[1], with_port[2]
    return pattern, ""


def expanded(pattern: str) -> Iterator[str]:
    """The hosts that a pattern with ranges stands for: ``web[01:03]``, ``db-[a:c]``, ``n[0:10:2]``."""
    parts: list[list[str]] = []
    at = 0
    for found in _RANGE.finditer(pattern):
        values = _values(found[1], found[2], int(found[3] or 1))
        if values is None:
            continue
        parts += [[pattern[at : found.start()]], values]
        at = found.end()
    parts.append([pattern[at:]])
    return ("".join(each) for each in product(*parts))


def _values(first: str, last: str, step: int) -> list[str] | None:
    if first.isdigit() and last.isdigit():
        if len(first) > 9 or len(last) > 9:
            return None
        width = len(first) if first.startswith("0") else 0
        most = min(int(last), int(first) + _LONGEST)
        return [str(number).zfill(width) for number in range(int(first), most + 1, max(step, 1))]
    letters = string.ascii_letters
    if first in letters and last in letters and letters.index(first) <= letters.index(last):
        return list(letters[letters.index(first) : letters.index(last) + 1 : max(step, 1)])
    return None


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
