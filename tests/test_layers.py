"""The rule of the folders: an arrow points only downwards, and the lowest layers touch nothing outside themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What each package may import besides itself.
LOWEST = {"host"}
PREFLIGHT = LOWEST | {"preflight"}
INSTALLER = PREFLIGHT | {"installer"}
ACCESS = INSTALLER | {"access"}
FLEET = ACCESS | {"linux", "windows", "report", "fleet"}
ALLOWED = {
    "host": LOWEST,
    "preflight": PREFLIGHT,
    "installer": INSTALLER,
    "access": ACCESS,
    "linux": ACCESS | {"linux"},
    "windows": ACCESS | {"windows"},
    "report": INSTALLER | {"report"},
    "templates": {"templates"},
    "fleet": FLEET,
    "cli": FLEET | {"cli", "lab"},
    "lab": {"lab"},
    "siteprep": FLEET | {"cli"},
}
PURE = ("host", "preflight", "installer", "linux/parse", "windows/parse")
IMPURE_MODULES = {
    "asyncio",
    "ftplib",
    "getpass",
    "glob",
    "http",
    "io",
    "multiprocessing",
    "os",
    "paramiko",
    "pathlib",
    "psutil",
    "requests",
    "rich",
    "select",
    "shutil",
    "socket",
    "sqlalchemy",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "typer",
    "urllib",
    "winrm",
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "compile", "__import__"}


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names.add(node.module or "")
    return names


def test_every_package_is_in_the_rule() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(ALLOWED)


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_point_downwards(package: str) -> None:
    for path in sources(package):
        tops = {name.split(".")[0] for name in imported(ast.parse(path.read_text()))}
        against = (tops & set(ALLOWED)) - ALLOWED[package] - {package}
        assert not against, f"{path.relative_to(ROOT)} imports {', '.join(against)}"


def test_lab_is_imported_only_by_the_demo() -> None:
    for path in sources("cli"):
        uses_lab = any(name.split(".")[0] == "lab" for name in imported(ast.parse(path.read_text())))
        assert not uses_lab or path.name == "demo.py", path


def test_the_package_of_the_installed_name_holds_doors_alone() -> None:
    """What lies in siteprep/ leads somewhere else; nothing imports it but what is outside."""
    assert {path.name for path in sources("siteprep")} == {"__init__.py", "__main__.py", "api.py"}
    doors = {"__main__": {"cli"}, "api": set(ALLOWED) - {"cli", "lab", "report"}}
    for name, behind in doors.items():
        tree = ast.parse((ROOT / "siteprep" / f"{name}.py").read_text())
        assert {module.split(".")[0] for module in imported(tree)} & set(ALLOWED) <= behind


@pytest.mark.parametrize("folder", PURE)
def test_pure_folders_touch_nothing_outside(folder: str) -> None:
    for path in sources(folder):
        tree = ast.parse(path.read_text())
        tops = {name.split(".")[0] for name in imported(tree)}
        assert not tops & IMPURE_MODULES, f"{path.relative_to(ROOT)} imports {tops & IMPURE_MODULES}"
        calls = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & IMPURE_CALLS, f"{path.relative_to(ROOT)} calls {calls & IMPURE_CALLS}"
        clocks = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
        }
        assert not clocks, f"{path.relative_to(ROOT)} reads a clock"


def test_the_rule_notices_a_breach(tmp_path: Path) -> None:
    """The checks above can fail: they see an import inside a function too."""
    tree = ast.parse("def f():\n    from fleet.journal import Journal\n    import os\n")
    assert imported(tree) == {"fleet.journal", "os"}
