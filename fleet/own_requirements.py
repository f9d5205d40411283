"""A file of requirements of one's own; preflight/own_requirements.py says what it holds."""

from __future__ import annotations

from pathlib import Path

import yaml

from fleet.yaml_marks import Mistakes, compose
from fleet.yaml_schema import follow
from preflight.own_requirements import Changes, changes, own_schema
from preflight.requirements import Requirements


def load_changes(path: Path, requirements: Requirements) -> Changes:
    """The changes of a file. Raises UsageError naming FILE:LINE:COLUMN for every mistake at once."""
    root = compose(path, "a mapping of roles")
    mistakes = Mistakes(path)
    follow(root, own_schema(requirements), mistakes, "a file of requirements")
    mistakes.raise_any()
    return changes(yaml.SafeLoader("").construct_document(root))
