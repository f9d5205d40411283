"""The PowerShell scripts on a machine without PowerShell: another parser reads them, and what was never run is
named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_pwsh

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "windows").rglob("*.ps1"))
NOT_UNDERSTOOD = {"collect": 5, "passphrase": 1}
"""Places that this grammar does not know, though PowerShell's own parser does (tests/test_windows_scripts.py)."""
NEVER_RUN = ("[wmiclass]", "CreateDirectory", "Get-AuthenticodeSignature", "SecurityProtocol")
"""What only Windows itself can run; docs/windows.md says so."""


def errors(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    if node.type == "ERROR" or node.is_missing:
        yield node
    for child in node.children:
        yield from errors(child)


def parsed(text: bytes) -> list[tree_sitter.Node]:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_pwsh.language()))
    return list(errors(parser.parse(text).root_node))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_a_script(path: Path) -> None:
    assert len(parsed(path.read_bytes())) <= NOT_UNDERSTOOD.get(path.stem, 0)


def test_a_broken_script_is_noticed() -> None:
    assert parsed(b"foreach ($a in $b { 'x' }\n")


@pytest.mark.parametrize("construct", NEVER_RUN)
def test_what_was_never_run_is_in_the_scripts_and_named(construct: str) -> None:
    assert any(construct in path.read_text(encoding="utf-8") for path in SCRIPTS)
    page = (ROOT / "docs" / "windows.md").read_text(encoding="utf-8")
    assert construct in page or (construct == "SecurityProtocol" and "TLS 1.2 of .NET Framework" in page)
