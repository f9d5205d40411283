"""An inventory as CSV: a header row with the names that the YAML has, one row a host.

A group needs no entry of its own. `vars.policy` is a column for one of the host's vars. The places of mistakes are rows
and columns of the table.
"""

from __future__ import annotations

import csv
import io
import re
from difflib import get_close_matches
from pathlib import Path

import yaml

from fleet.inventory_hosts import SETTINGS, WINRM
from fleet.yaml_marks import Mistakes, list_node, mapping_node, scalar, text_node

_NESTED = {"vars.": "vars", "winrm.": "winrm"}
"""Columns of one value of a mapping, by what their names begin with."""
_COLUMNS = (
    "name",
    "groups",
    *(name for name in SETTINGS if name not in _NESTED.values()),
    *(f"winrm.{name}" for name in WINRM),
)
_DELIMITERS = ",;\t"


def is_csv(text: str, path: Path) -> bool:
    """Whether the first row reads like a header: names of columns with a delimiter between, `name` among them."""
    head = text.lstrip("\n").partition("\n")[0]
    cells = {cell.strip(' "\r').lower() for cell in head.split(_delimiter(text))}
    return path.suffix.lower() == ".csv" or ("name" in cells and len(cells) > 1 and len(cells & {*_COLUMNS}) > 1)


def csv_root(text: str, path: Path, mistakes: Mistakes) -> yaml.MappingNode:
    """The table as the root of an inventory in siteprep's own form."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    head: list[yaml.ScalarNode] = []
    hosts: list[yaml.Node] = []
    groups: dict[str, yaml.ScalarNode] = {}
    line = 1
    try:
        for row in reader:
            cells = [scalar(cell.strip(), path, line, column) for column, cell in enumerate(row, start=1)]
            if not head and any(cell.value for cell in cells):
                head = _head(cells, mistakes)
            elif any(cell.value for cell in cells):
                hosts.append(_host(head, cells, groups, mistakes))
            line = reader.line_num + 1
    except csv.Error as error:
        mistakes.at(scalar("", path, line, 1), f"This row is no CSV: {error}.")
    nothing = text_node("", path, kind="null")
    declared = mapping_node(dict.fromkeys(groups, nothing), path)
    return mapping_node({"groups": declared, "hosts": list_node(hosts, path)}, path)


def _delimiter(text: str) -> str:
    head = text.lstrip("\n").partition("\n")[0]
    return max(_DELIMITERS, key=head.count)


def _head(cells: list[yaml.ScalarNode], mistakes: Mistakes) -> list[yaml.ScalarNode]:
    for cell in cells:
        cell.value = cell.value.lower()
        if cell.value and cell.value not in _COLUMNS and not cell.value.startswith("vars."):
            near = get_close_matches(cell.value, _COLUMNS, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            known = ", ".join(_COLUMNS)
            mistakes.at(cell, f"A column '{cell.value}' was found, known are {known} and vars.NAME.{hint}")
    return cells


def _host(
    head: list[yaml.ScalarNode],
    cells: list[yaml.ScalarNode],
    groups: dict[str, yaml.ScalarNode],
    mistakes: Mistakes,
) -> yaml.Node:
    for cell in cells[len(head) :]:
        if cell.value:
            mistakes.at(cell, f"'{cell.value[:60]}' was found, the header has no column here.")
    parts: list[tuple[yaml.Node, yaml.Node]] = []
    nested: dict[str, list[tuple[yaml.Node, yaml.Node]]] = {}
    for column, cell in zip(head, cells, strict=False):
        if not cell.value or not column.value:
            continue
        prefix = next((each for each in _NESTED if column.value.startswith(each)), "")
        if prefix:
            mark = column.start_mark
            key = yaml.ScalarNode("tag:yaml.org,2002:str", column.value.removeprefix(prefix), mark, mark)
            nested.setdefault(_NESTED[prefix], []).append((key, cell))
        elif column.value == "groups":
            members = [_part(cell, name) for name in re.split(r"[\s,;|]+", cell.value) if name]
            groups.update({each.value: each for each in members if each.value not in groups})
            parts.append((column, yaml.SequenceNode("tag:yaml.org,2002:seq", members, cell.start_mark)))
        else:
            parts.append((column, cell))
    for name, named in nested.items():
        mark = cells[0].start_mark
        key = yaml.ScalarNode("tag:yaml.org,2002:str", name, mark, mark)
        parts.append((key, yaml.MappingNode("tag:yaml.org,2002:map", named, mark)))
    return yaml.MappingNode("tag:yaml.org,2002:map", parts, cells[0].start_mark)


def _part(cell: yaml.ScalarNode, text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, cell.start_mark, cell.end_mark)
