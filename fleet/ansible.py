"""An Ansible inventory's groups, hosts and variables, as the root of an inventory in siteprep's own form.

Variables win as Ansible says: those of parent groups lose against those of child groups, the inventory's against those
of group_vars beside it, any group's against the host's own, and these against host_vars. Of Ansible's variables those
are read that tell how a host is reached; `siteprep_` variables tell what Ansible has no word for. No template, lookup
or script is run, and nothing is decrypted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from fleet.yaml_marks import Mistakes, compose_text, entries, list_node, mapping_node, read_text, text_node
from host.errors import UsageError

ALL = "all"
UNGROUPED = "ungrouped"
VARIABLES: dict[str, tuple[str, ...]] = {
    "address": ("ansible_host", "ansible_ssh_host"),
    "port": ("ansible_port", "ansible_ssh_port"),
    "user": ("ansible_user", "ansible_ssh_user"),
    "password": ("siteprep_password", "ansible_password", "ansible_ssh_password", "ansible_ssh_pass"),
    "key_file": ("ansible_private_key_file", "ansible_ssh_private_key_file", "ansible_winrm_cert_key_pem"),
    "key_passphrase": ("siteprep_key_passphrase",),
    "sudo": ("siteprep_sudo", "ansible_become"),
    "platform": ("siteprep_platform",),
    "role": ("siteprep_role",),
}
"""What siteprep's settings are called in an Ansible inventory, the first that is there counts."""
OF_VARS = {"siteprep_policy": "policy", "siteprep_configuration_server": "configuration_server"}
"""Variables that become a host's `vars`."""
OF_WINRM = {
    "ansible_winrm_transport": "transport",
    "ansible_winrm_scheme": "scheme",
    "ansible_winrm_ca_trust_path": "ca_file",
    "ansible_winrm_cert_pem": "certificate",
    "ansible_winrm_proxy": "proxy",
    "siteprep_winrm_certificate_sha256": "certificate_sha256",
}
"""Variables that become a host's `winrm`."""
_WINDOWS = ("winrm", "psrp")
_SUFFIXES = ("", ".yml", ".yaml", ".json")
_VAULT = "$ANSIBLE_VAULT"

Vars = dict[str, yaml.Node]


@dataclass
class Group:
    """One group: its hosts, its child groups, and its own variables."""

    hosts: dict[str, None] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)
    variables: Vars = field(default_factory=dict)


class Groups(dict[str, Group]):
    """All groups by name, `all` and `ungrouped` among them from the beginning.

    `own` are the variables that stand at a host, wherever it is named: what stands further down in the file wins.
    """

    def __init__(self) -> None:
        super().__init__({ALL: Group(), UNGROUPED: Group()})
        self.own: dict[str, Vars] = {}

    def add(self, group: str, host: str, variables: Vars) -> None:
        """Put a host into a group, with the variables that stand there."""
        self[group].hosts[host] = None
        self.own.setdefault(host, {}).update(variables)


def ansible_root(groups: Groups, path: Path, mistakes: Mistakes) -> yaml.MappingNode:
    """The inventory in siteprep's own form. Hosts that Ansible works on without a connection are left out."""
    parents = _parents(groups, mistakes, path)
    names = dict.fromkeys(host for group in groups.values() for host in group.hosts)
    depth = {name: _depth(name, parents) for name in groups}
    hosts: list[yaml.Node] = []
    used: dict[str, None] = {}
    for host in names:
        member_of = _above([name for name, group in groups.items() if host in group.hosts], parents) | {ALL}
        order = sorted(member_of, key=lambda name: (depth.get(name, 0), name))
        variables = _merged(host, order, groups, path, mistakes)
        if _text(variables.get("ansible_connection")) == "local":
            continue
        listed = [name for name in order if name not in (ALL, UNGROUPED)]
        used |= dict.fromkeys(listed)
        hosts.append(_host(host, listed, variables, path, mistakes))
    declared = mapping_node(dict.fromkeys(used, text_node("", path, kind="null")), path)
    return mapping_node({"groups": declared, "hosts": list_node(hosts, path)}, path)


def _merged(host: str, order: list[str], groups: Groups, path: Path, mistakes: Mistakes) -> Vars:
    folder = path.parent
    merged: Vars = {}
    for name in order:
        merged |= groups[name].variables if name in groups else {}
    for name in order:
        merged |= _beside(folder / "group_vars", name, mistakes)
    merged |= groups.own.get(host, {})
    return merged | _beside(folder / "host_vars", host, mistakes)


def _host(name: str, groups: list[str], variables: Vars, path: Path, mistakes: Mistakes) -> yaml.Node:
    parts: dict[str, yaml.Node] = {"name": text_node(name, path)}
    if groups:
        parts["groups"] = list_node([text_node(group, path) for group in groups], path)
    for setting, names in VARIABLES.items():
        variable = next((each for each in names if each in variables), None)
        if variable and _usable(variables[variable], variable, setting, mistakes):
            parts[setting] = variables[variable]
    if _text(variables.get("ansible_connection")) in _WINDOWS and "platform" not in parts:
        parts["platform"] = text_node("windows", path)
    winrm = {OF_WINRM[each]: _first(variables[each]) for each in OF_WINRM if each in variables}
    if winrm:
        parts["winrm"] = mapping_node(winrm, path)
    own = {OF_VARS[each]: variables[each] for each in OF_VARS if each in variables}
    if own:
        parts["vars"] = mapping_node(own, path)
    return mapping_node(parts, path)


def _first(node: yaml.Node) -> yaml.Node:
    """Of a list of transports the first."""
    return node.value[0] if isinstance(node, yaml.SequenceNode) and node.value else node


def _usable(node: yaml.Node, variable: str, setting: str, mistakes: Mistakes) -> bool:
    """Whether a value can be taken as it is; one that only Ansible can make out is a mistake."""
    text = _text(node)
    if text is None and isinstance(node, yaml.ScalarNode):
        return False  # null: not set
    instead = f"siteprep_{setting}" if setting in ("password", "sudo", "platform", "role") else "a plain value"
    if node.tag == "!vault" or (text or "").startswith(_VAULT):
        mistakes.at(node, f"{variable} is encrypted, and siteprep decrypts nothing; give {instead}, such as env:NAME.")
    elif "{{" in (text or "") or "{%" in (text or ""):
        mistakes.at(node, f"{variable} is a template, and siteprep runs none; give {instead}.")
    else:
        return True
    return False


def _beside(folder: Path, name: str, mistakes: Mistakes) -> Vars:
    """The variables of a file of this name, or of the files in a folder of this name."""
    if "/" in name or name in ("", ".", ".."):
        return {}
    found: Vars = {}
    for file in _files(folder, name):
        text = read_text(file)
        if text.startswith(_VAULT) or not text.strip():
            continue
        try:
            root = compose_text(text, file, "a mapping of variables")
        except UsageError as error:
            if "empty" in error.message:  # only comments
                continue
            raise
        found |= entries(root, mistakes, f"the variables of {name}")
    return found


def _files(folder: Path, name: str) -> Iterator[Path]:
    for suffix in _SUFFIXES:
        place = folder / f"{name}{suffix}"
        if place.is_file():
            yield place
        elif place.is_dir() and not suffix:
            yield from sorted(each for each in place.rglob("*") if each.is_file() and each.suffix in _SUFFIXES)


def _parents(groups: Groups, mistakes: Mistakes, path: Path) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {name: [] for name in groups}
    for name, group in groups.items():
        for child in group.children:
            parents.setdefault(child, []).append(name)
    for name in groups:
        if name in _above(parents[name], parents):
            mistakes.at(
                text_node(name, path), f"Group '{name}' was found below itself, groups are expected to form no circle."
            )
            mistakes.raise_any()
    return parents


def _above(names: list[str], parents: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    todo = [*names]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += parents.get(name, [])
    return found


def _depth(name: str, parents: Mapping[str, list[str]]) -> int:
    if name == ALL:
        return 0
    return 1 + max((_depth(parent, parents) for parent in parents.get(name, [])), default=0)


def _text(node: yaml.Node | None) -> str | None:
    if isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":null"):
        return str(node.value)
    return None
