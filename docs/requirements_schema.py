"""The JSON schema of a user's own requirements, made from siteprep's own, so that it cannot drift.

``python -m docs.requirements_schema`` writes it. A test fails where the file and the requirements differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from access.catalogue import load_requirements
from preflight.own_requirements import own_schema

FILE = Path(__file__).with_name("schemas") / "siteprep.own-requirements-1.schema.json"


def schema() -> dict[str, Any]:
    """The schema, for editors and other tools."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:siteprep:schema:own-requirements-1",
        "title": "Requirements of one's own, version 1",
        "description": "A file for siteprep preflight --requirements: by role, platform and check.",
        **own_schema(load_requirements()),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
