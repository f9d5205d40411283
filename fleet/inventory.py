"""Reading an inventory of any kind: siteprep's own YAML, CSV, or one of Ansible's, INI or YAML.

The kind shows in the content; the file's name helps only where the content fits several.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import yaml

from fleet.ansible import ansible_root
from fleet.ansible_ini import parse_ini
from fleet.ansible_yaml import parse_yaml
from fleet.inventory_csv import csv_root, is_csv
from fleet.inventory_hosts import read_hosts
from fleet.yaml_marks import Mistakes, compose_text, read_text
from host.errors import UsageError
from host.target import Target

_OWN = {"defaults", "groups", "hosts"}
_OF_GROUPS = {"hosts", "children", "vars"}


class Kind(StrEnum):
    """The kinds of inventory."""

    OWN = "siteprep's YAML"
    CSV = "CSV"
    ANSIBLE_INI = "Ansible's INI"
    ANSIBLE_YAML = "Ansible's YAML"


def load_inventory(path: Path) -> list[Target]:
    """All hosts of an inventory file, in its order.

    Raises UsageError naming FILE:LINE:COLUMN for every mistake in the file at once.
    """
    text = read_text(path)
    kind = kind_of(text, path)
    mistakes = Mistakes(path)
    if kind is Kind.OWN:
        return read_hosts(compose_text(text, path, "a mapping with a list 'hosts'"), mistakes)
    if kind is Kind.CSV:
        return read_hosts(csv_root(text, path, mistakes), mistakes)
    if kind is Kind.ANSIBLE_INI:
        groups = parse_ini(text, path, mistakes)
    else:
        groups = parse_yaml(compose_text(text, path, "a mapping of groups"), mistakes)
    return read_hosts(ansible_root(groups, path, mistakes), mistakes)


def kind_of(text: str, path: Path) -> Kind:
    """Which kind of inventory a text is. Raises UsageError for a script, which is not run."""
    if text.startswith("#!"):
        raise UsageError(
            f"{path}:1:1: This is a script, and siteprep runs no inventory scripts.",
            "Save what it prints with `ansible-inventory -i SCRIPT --list --yaml`, and give that file.",
        )
    if is_csv(text, path):
        return Kind.CSV
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        root = None
    if isinstance(root, yaml.MappingNode):
        parts = {str(key.value): value for key, value in root.value}
        hosts = parts.get("hosts")
        if set(parts) & _OWN and not isinstance(hosts, yaml.MappingNode):
            return Kind.OWN
        if any(_is_group(value) for value in parts.values()):
            return Kind.ANSIBLE_YAML
    return Kind.OWN if path.suffix.lower() in (".yaml", ".yml", ".json") else Kind.ANSIBLE_INI


def _is_group(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and bool({str(key.value) for key, _ in node.value} & _OF_GROUPS)
