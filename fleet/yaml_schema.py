"""Holding a YAML file against a JSON schema, every mistake told with its place.

Of JSON Schema it knows what siteprep's own schemas of files use: KEYWORDS.
"""

from __future__ import annotations

from typing import Any

import yaml

from fleet.yaml_marks import Mistakes, describe, entries, items

KEYWORDS = frozenset(
    {"type", "enum", "minimum", "minLength", "items", "properties", "required", "additionalProperties", "minProperties"}
)
_SCALARS = {"string": ("str", "a text"), "integer": ("int", "a whole number")}


def follow(node: yaml.Node, schema: dict[str, Any], mistakes: Mistakes, what: str) -> None:
    """Note every mistake of a node and all below it; `what` is its name in messages."""
    kind = schema["type"]
    if kind == "object":
        _mapping(node, schema, mistakes, what)
    elif kind == "array":
        for item in items(node, mistakes, what):
            follow(item, schema["items"], mistakes, f"an entry of {what}")
    else:
        _scalar(node, schema, mistakes, what)


def _mapping(node: yaml.Node, schema: dict[str, Any], mistakes: Mistakes, what: str) -> None:
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties")
    before = len(mistakes.found)
    found = entries(node, mistakes, what, None if others else tuple(properties))
    for name in schema.get("required", ()):
        if name not in found and len(mistakes.found) == before:
            mistakes.at(node, f"No '{name}' was found, it is expected in {what}.")
    if len(found) < schema.get("minProperties", 0) and len(mistakes.found) == before:
        wanted = ", ".join(name for name in properties if name not in found)
        mistakes.at(node, f"Too little was found in {what}, one of {wanted} is expected.")
    for name, value in found.items():
        follow(value, properties.get(name, others), mistakes, name)


def _scalar(node: yaml.Node, schema: dict[str, Any], mistakes: Mistakes, what: str) -> None:
    tag, expected = _SCALARS[schema["type"]]
    if not isinstance(node, yaml.ScalarNode) or not node.tag.endswith(f":{tag}"):
        quotes = tag == "str" and isinstance(node, yaml.ScalarNode) and node.value
        hint = " Write it in quotes." if quotes else ""
        mistakes.at(node, f"{describe(node)} was found, {what} is expected to be {expected}.{hint}")
    elif "enum" in schema and node.value not in schema["enum"]:
        mistakes.at(node, f"{describe(node)} was found, {what} is expected to be one of {', '.join(schema['enum'])}.")
    elif len(node.value) < schema.get("minLength", 0):
        mistakes.at(node, f"Nothing was found, {what} is expected to be {expected}.")
    elif "minimum" in schema and node.value.startswith("-"):
        mistakes.at(node, f"{describe(node)} was found, {what} is expected to be {schema['minimum']} or more.")
