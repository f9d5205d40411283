"""How the wheel is made: the folders of the repository become packages below ``siteprep``.

pyproject.toml's `sources` say where each folder goes. In the modules, the imports of those folders are renamed to
match: ``from preflight.check import Check`` becomes ``from siteprep.preflight.check import Check``. Nothing else is
changed, so lines keep their numbers. Editable installs use the repository as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RenamedImports(BuildHookInterface[BuilderConfig]):
    """Writes the modules whose imports change into a temporary folder, from which the wheel takes them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is written. Raises ValueError for a module whose imports cannot be renamed."""
        if version != "standard":
            return
        names = {_dotted(folder): _dotted(place) for folder, place in self.build_config.sources.items()}
        self._folder = TemporaryDirectory(prefix="siteprep-wheel-")
        for file in self.build_config.builder.recurse_selected_project_files():
            if not file.path.endswith(".py"):
                continue
            source = Path(file.path).read_bytes()
            changed = renamed(source, names, file.relative_path)
            if changed != source:
                written = Path(self._folder.name, file.relative_path)
                written.parent.mkdir(parents=True, exist_ok=True)
                written.write_bytes(changed)
                build_data["force_include"][str(written)] = file.relative_path

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is written."""
        if version == "standard":
            self._folder.cleanup()


def renamed(source: bytes, names: Mapping[str, str], file: str) -> bytes:
    """A module with its imports of the packages in `names` renamed, in place. `file` is what mistakes are told of.

    Raises ValueError for ``import package``, which would bind the old name: ``from package import ...`` is expected.
    """
    lines = source.splitlines(keepends=True)
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in sorted(imports, key=lambda node: (node.lineno, -node.col_offset)):  # a line's last first
        where = f"{file}:{node.lineno}"
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in names:
                    raise ValueError(f"{where}: write 'from ... import', not 'import {alias.name}'.")
        elif node.module and not node.level:
            top, dot, rest = node.module.partition(".")
            if top not in names:
                continue
            line = lines[node.lineno - 1]
            # ast counts bytes of UTF-8
            found = re.compile(rb"from\s+(%s)\b" % node.module.encode()).match(line, node.col_offset)
            if not found:
                raise ValueError(f"{where}: write 'from {node.module} import' on one line.")
            lines[node.lineno - 1] = line[: found.start(1)] + (names[top] + dot + rest).encode() + line[found.end(1) :]
    return b"".join(lines)


def _dotted(folder: str) -> str:
    return ".".join(Path(folder).parts)
