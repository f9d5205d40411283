"""The JSON schema of ``siteprep facts``, made from the types of the facts, so that it cannot drift.

``python -m docs.facts_schema`` writes it. A test fails where the file and the types differ.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fleet.platforms import FACTS_SCHEMA
from preflight.facts import FACTS_VERSION, Absent, LinuxFacts, Unknown
from preflight.windows_facts import WindowsFacts

FILE = Path(__file__).with_name("schemas") / "siteprep.facts-1.schema.json"
UNKNOWN = {
    "type": "object",
    "properties": {"unknown": {"type": "string", "description": "Why the fact could not be read."}},
    "required": ["unknown"],
    "additionalProperties": False,
}
ABSENT = {
    "type": "object",
    "properties": {"absent": {"const": True, "description": "The host answered, and the thing is not there."}},
    "required": ["absent"],
    "additionalProperties": False,
}
PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}


class Schema:
    """Collects one definition for each dataclass that is met."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {"Unknown": UNKNOWN, "Absent": ABSENT}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type; TypeError for one that facts do not use."""
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if kind in PLAIN:
            return {"type": PLAIN[kind]}
        if kind is type(None):
            return {"type": "null"}
        if origin in (types.UnionType, typing.Union):
            return {"anyOf": [self.of(argument) for argument in arguments]}
        if origin is tuple:
            return self._tuple(arguments)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if kind in (Unknown, Absent):
            return {"$ref": f"#/$defs/{kind.__name__}"}
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return self._reference(kind)
        raise TypeError(kind)

    def host(self, kind: type[LinuxFacts] | type[WindowsFacts]) -> dict[str, Any]:
        """The document for one platform."""
        body = self._members(kind)
        head = {
            "schema": {"const": FACTS_SCHEMA},
            "host": {"type": "string"},
            "facts": {"const": FACTS_VERSION},
            "platform": {"const": kind.platform.value},
        }
        return {**body, "properties": {**head, **body["properties"]}, "required": [*head, *body["required"]]}

    def _tuple(self, arguments: tuple[Any, ...]) -> dict[str, Any]:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return {"type": "array", "items": self.of(arguments[0])}
        return {
            "type": "array",
            "prefixItems": [self.of(argument) for argument in arguments],
            "minItems": len(arguments),
            "maxItems": len(arguments),
        }

    def _reference(self, kind: type) -> dict[str, Any]:
        if kind.__name__ not in self.definitions:
            self.definitions[kind.__name__] = {}  # before its members, which may refer to it
            self.definitions[kind.__name__] = self._members(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def _members(self, kind: type) -> dict[str, Any]:
        hints = typing.get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        return {
            "type": "object",
            "properties": {name: self.of(hints[name]) for name in names},
            "required": names,
            "additionalProperties": False,
        }


def schema() -> dict[str, Any]:
    """The whole schema."""
    made = Schema()
    hosts = [made.host(LinuxFacts), made.host(WindowsFacts)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facts of one host, as siteprep facts prints them",
        "oneOf": hosts,
        "$defs": dict(sorted(made.definitions.items())),
    }


def text() -> str:
    """The file's content."""
    return json.dumps(schema(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
