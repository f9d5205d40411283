"""YAML with positions: every mistake is told as FILE:LINE:COLUMN, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import yaml

from host.errors import UsageError

_TOLD = 15
"""How many of the names that would be right a message tells."""


@dataclass
class Mistakes:
    """Mistakes found in one file, and in those that belong to it."""

    path: Path
    found: list[tuple[str, int, int, str]] = field(default_factory=list)

    def at(self, node: yaml.Node, message: str) -> None:
        """Note a mistake: what was found and what was expected."""
        mark = node.start_mark
        self.found.append((mark.name or str(self.path), mark.line + 1, mark.column + 1, message))

    def raise_any(self) -> None:
        """Raise UsageError with all mistakes, one a line, in the order of the file."""
        if self.found:
            lines = [f"{file}:{line}:{column}: {message}" for file, line, column, message in sorted(self.found)]
            raise UsageError("\n".join(lines))


def read_text(path: Path) -> str:
    """The file's text; raises UsageError for one that cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{path}:1:1: The file cannot be read: {error.strerror}.", "Check the path and its rights."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}:1:1: The file is not UTF-8 text.", "Save it as UTF-8.") from error


def scalar(text: str, path: Path, line: int, column: int) -> yaml.ScalarNode:
    """A text of a file of another kind as a node, typed as YAML would; a word for nothing is just a word there."""
    tag: str = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    kind = tag.rpartition(":")[2]
    return text_node(text, path, line, column, "str" if kind == "null" and text else kind)


def text_node(text: str, path: Path, line: int = 1, column: int = 1, kind: str = "str") -> yaml.ScalarNode:
    """A text with its place as a node of a YAML type: str, null ..."""
    mark = yaml.Mark(str(path), 0, line - 1, column - 1, None, 0)
    return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", text, mark, mark)


def mapping_node(parts: Mapping[str, yaml.Node], path: Path) -> yaml.MappingNode:
    """A mapping that stands nowhere in the file."""
    pairs = [(text_node(name, path), value) for name, value in parts.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, text_node("", path).start_mark)


def list_node(nodes: Iterable[yaml.Node], path: Path) -> yaml.SequenceNode:
    """A list that stands nowhere in the file."""
    return yaml.SequenceNode("tag:yaml.org,2002:seq", list(nodes), text_node("", path).start_mark)


def compose(path: Path, expected: str) -> yaml.Node:
    """The file's root node; raises UsageError with position for a file that is unreadable, empty or not YAML."""
    return compose_text(read_text(path), path, expected)


def compose_text(text: str, path: Path, expected: str) -> yaml.Node:
    """As `compose`, for the text of a file."""
    try:
        loader = yaml.SafeLoader(text)
        loader.name = str(path)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else "1:1"
        raise UsageError(f"{path}:{place}: This is not YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}:1:1: This is not YAML: {' '.join(str(error).split())}.") from error
    if node is None:
        raise UsageError(f"{path}:1:1: The file is empty, {expected} was expected.")
    return node


def describe(node: yaml.Node) -> str:
    """What a node is, for a message."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    value = str(node.value)
    return f"'{value[:60]}'" if value else "nothing"


def entries(
    node: yaml.Node, mistakes: Mistakes, what: str, allowed: tuple[str, ...] | None = None
) -> dict[str, yaml.Node]:
    """A mapping's values by key; keys that are unknown, repeated or no text are mistakes."""
    if not isinstance(node, yaml.MappingNode):
        mistakes.at(node, f"{describe(node)} was found, {what} is expected to be a mapping.")
        return {}
    found: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
        if not key:
            mistakes.at(key_node, f"{describe(key_node)} was found as a key of {what}, a name is expected.")
        elif allowed is not None and key not in allowed:
            near = get_close_matches(key, allowed, 1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            more = f" and {len(allowed) - _TOLD} more" if len(allowed) > _TOLD else ""
            mistakes.at(key_node, f"'{key}' was found, {what} knows only {', '.join(allowed[:_TOLD])}{more}.{hint}")
        elif key in found:
            mistakes.at(key_node, f"'{key}' was found twice in {what}, once is expected.")
        else:
            found[key] = value
    return found


def items(node: yaml.Node, mistakes: Mistakes, what: str) -> list[yaml.Node]:
    """A list's items."""
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    mistakes.at(node, f"{describe(node)} was found, {what} is expected to be a list.")
    return []
