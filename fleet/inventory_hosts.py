"""siteprep's own inventory: which hosts there are. YAML with ``defaults``, ``groups`` and ``hosts``.

A host's value wins over its groups' (a later group over an earlier one), and theirs over the defaults. Relative
paths are relative to the file. Secrets are references only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from fleet.yaml_marks import Mistakes, describe, entries, items
from host.secret import SCHEMES, SecretRef
from host.target import Platform, Role, Target, WinRm

SETTINGS = (
    "address",
    "port",
    "platform",
    "user",
    "password",
    "key_file",
    "key_passphrase",
    "sudo",
    "role",
    "winrm",
    "vars",
)


def read_hosts(root: yaml.Node, mistakes: Mistakes) -> list[Target]:
    """All hosts below the root node of an inventory of siteprep's own form, in its order.

    Raises UsageError naming FILE:LINE:COLUMN for every mistake at once.
    """
    top = entries(root, mistakes, "an inventory", ("defaults", "groups", "hosts"))
    defaults = _settings(top["defaults"], mistakes, "defaults") if "defaults" in top else {}
    groups = {
        name: _settings(node, mistakes, f"group {name}")
        for name, node in (entries(top["groups"], mistakes, "groups") if "groups" in top else {}).items()
    }
    targets: dict[str, Target] = {}
    if "hosts" not in top and isinstance(root, yaml.MappingNode):
        mistakes.at(root, "No 'hosts' was found, a list of hosts is expected.")
    elif "hosts" in top:
        listed = items(top["hosts"], mistakes, "hosts")
        if not listed and isinstance(top["hosts"], yaml.SequenceNode):
            mistakes.at(top["hosts"], "An empty list was found, at least one host is expected.")
        for node in listed:
            target = _host(node, mistakes, defaults, groups)
            if target is None:
                continue
            if target.name in targets:
                mistakes.at(node, f"A second host '{target.name}' was found, every name is expected once.")
            targets[target.name] = target
    mistakes.raise_any()
    return list(targets.values())


def _host(
    node: yaml.Node, mistakes: Mistakes, defaults: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]
) -> Target | None:
    given = entries(node, mistakes, "a host", ("name", "groups", *SETTINGS))
    if not given:
        return None
    if "name" not in given:
        mistakes.at(node, "A host without 'name' was found, every host is expected to have one.")
        return None
    name = _text(given["name"], mistakes, "name")
    member_of: list[str] = []
    for group_node in items(given["groups"], mistakes, "groups") if "groups" in given else []:
        group = _text(group_node, mistakes, "a group's name")
        if group and group not in groups:
            known = ", ".join(groups) or "none"
            mistakes.at(group_node, f"Group '{group}' was found, one of the groups of this file is expected ({known}).")
        elif group:
            member_of.append(group)
    own = _values({key: value for key, value in given.items() if key in SETTINGS}, mistakes)
    merged: dict[str, Any] = dict(defaults)
    for layer in (*(groups[group] for group in member_of), own):
        merged |= {**layer, **{key: {**merged.get(key, {}), **layer.get(key, {})} for key in ("vars", "winrm")}}
    winrm = merged.pop("winrm", None)
    merged |= {"winrm": WinRm(**winrm)} if winrm else {}
    return Target(name=name, groups=tuple(member_of), **{"address": name, **merged}) if name else None


def _settings(node: yaml.Node, mistakes: Mistakes, what: str) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
        return {}
    return _values(entries(node, mistakes, what, SETTINGS), mistakes)


def _values(nodes: Mapping[str, yaml.Node], mistakes: Mistakes) -> dict[str, Any]:
    found = {key: _READERS[key](node, mistakes, key) for key, node in nodes.items()}
    return {key: value for key, value in found.items() if value is not None}


def _text(node: yaml.Node, mistakes: Mistakes, what: str) -> str | None:
    if isinstance(node, yaml.ScalarNode) and node.value and not node.tag.endswith(":null"):
        return str(node.value)
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be a text.")
    return None


def _port(node: yaml.Node, mistakes: Mistakes, what: str) -> int | None:
    if isinstance(node, yaml.ScalarNode) and node.value.isdecimal() and 0 < int(node.value[:6]) < 65536:
        return int(node.value)
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be a number from 1 to 65535.")
    return None


def _one_of(choices: type[Platform] | type[Role]) -> Callable[[yaml.Node, Mistakes, str], Platform | Role | None]:
    def read(node: yaml.Node, mistakes: Mistakes, what: str) -> Platform | Role | None:
        for choice in choices:
            if isinstance(node, yaml.ScalarNode) and node.value == choice.value:
                return choice
        mistakes.at(node, f"{describe(node)} was found, {what} is expected to be one of {', '.join(choices)}.")
        return None

    return read


def _secret(node: yaml.Node, mistakes: Mistakes, what: str) -> SecretRef | None:
    try:
        reference = SecretRef.parse(node.value if isinstance(node, yaml.ScalarNode) else "")
    except ValueError:  # what was found may be the secret itself: it is not repeated
        forms = ", ".join(f"{scheme}:..." for scheme in SCHEMES)
        mistakes.at(node, f"A plain value was found, {what} is expected to be a reference: {forms} or prompt.")
        return None
    if reference.scheme == "file":
        return SecretRef("file", str(_beside(node, mistakes, reference.rest)))
    return reference


def _file(node: yaml.Node, mistakes: Mistakes, what: str) -> str | None:
    text = _text(node, mistakes, what)
    return str(_beside(node, mistakes, text)) if text else None


def _beside(node: yaml.Node, mistakes: Mistakes, text: str) -> Path:
    """A path as the file means it that names it."""
    file = Path(node.start_mark.name or mistakes.path)
    return file.parent.absolute() / Path(text).expanduser()


def _boolean(node: yaml.Node, mistakes: Mistakes, what: str) -> bool | None:
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":bool"):
        return str(node.value).lower() in ("true", "yes", "on")
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be true or false.")
    return None


def _winrm(node: yaml.Node, mistakes: Mistakes, what: str) -> dict[str, Any]:
    given = entries(node, mistakes, what, tuple(WINRM))
    found = {key: WINRM[key](value, mistakes, key) for key, value in given.items()}
    return {key: value for key, value in found.items() if value is not None}


def _word(*words: str) -> Callable[[yaml.Node, Mistakes, str], str | None]:
    def read(node: yaml.Node, mistakes: Mistakes, what: str) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.value in words:
            return str(node.value)
        mistakes.at(node, f"{describe(node)} was found, {what} is expected to be one of {', '.join(words)}.")
        return None

    return read


def _vars(node: yaml.Node, mistakes: Mistakes, what: str) -> dict[str, Any]:
    if not entries(node, mistakes, what):
        return {}
    loader = yaml.SafeLoader("")
    try:
        return dict(loader.construct_document(node))
    except yaml.MarkedYAMLError as error:
        mistakes.at(node, f"{error.problem} was found, {what} is expected to hold plain values.")
        return {}


_READERS: dict[str, Callable[[yaml.Node, Mistakes, str], Any]] = {
    "address": _text,
    "port": _port,
    "platform": _one_of(Platform),
    "user": _text,
    "password": _secret,
    "key_passphrase": _secret,
    "key_file": _file,
    "sudo": _boolean,
    "role": _one_of(Role),
    "winrm": _winrm,
    "vars": _vars,
}
WINRM: dict[str, Callable[[yaml.Node, Mistakes, str], str | None]] = {
    "transport": _word("ntlm", "kerberos", "credssp", "basic", "certificate"),
    "scheme": _word("http", "https"),
    "ca_file": _file,
    "certificate_sha256": _text,
    "certificate": _file,
    "proxy": _text,
}
"""How a Windows host is signed in to; see host.target.WinRm."""
