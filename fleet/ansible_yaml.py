"""Ansible's YAML inventory: groups as mappings with hosts, children and vars."""

from __future__ import annotations

import yaml

from fleet.ansible import Group, Groups
from fleet.ansible_ini import expanded
from fleet.yaml_marks import Mistakes, entries

_PARTS = ("hosts", "children", "vars")


def parse_yaml(root: yaml.Node, mistakes: Mistakes) -> Groups:
    """The groups, `all` and `ungrouped` among them; what cannot be read is noted with its place."""
    groups = Groups()
    for name, node in entries(root, mistakes, "an inventory").items():
        _group(name, node, groups, mistakes, ())
    return groups


def _group(name: str, node: yaml.Node, groups: Groups, mistakes: Mistakes, above: tuple[str, ...]) -> None:
    group = groups.setdefault(name, Group())
    if name in above:
        mistakes.at(node, f"Group '{name}' was found below itself, groups are expected to form no circle.")
        return
    parts = _entries(node, mistakes, f"group {name}", _PARTS)
    group.variables |= _entries(parts.get("vars"), mistakes, f"the vars of {name}")
    for pattern, variables in _entries(parts.get("hosts"), mistakes, f"the hosts of {name}").items():
        own = _entries(variables, mistakes, f"host {pattern}")
        for host in expanded(pattern):
            groups.add(name, host, own)
    for child, below in _entries(parts.get("children"), mistakes, f"the children of {name}").items():
        if child not in group.children:
            group.children.append(child)
        _group(child, below, groups, mistakes, (*above, name))


def _entries(
    node: yaml.Node | None, mistakes: Mistakes, what: str, allowed: tuple[str, ...] | None = None
) -> dict[str, yaml.Node]:
    """A mapping's values by key; none for nothing."""
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
        return {}
    return entries(node, mistakes, what, allowed)
