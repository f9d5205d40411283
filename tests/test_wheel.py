"""The wheel: it owns one name, and its modules are the repository's but for the names they import."""

from __future__ import annotations

import ast
import tomllib
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from hatch_build import renamed
from tests.installed import build
from tests.practice import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
NAMES = {folder: place.replace("/", ".") for folder, place in SETTINGS["sources"].items()}
LOADERS = {"PackageLoader", "files", "find_spec", "import_module", "path", "run_module"}
"""Calls that take a package's name as a text."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The wheel's files by name."""
    with zipfile.ZipFile(build(tmp_path_factory.mktemp("wheel"))) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def sources() -> Iterator[tuple[str, Path]]:
    """The repository's files that are to be installed, each with its place in the wheel."""
    for folder in (*NAMES, "siteprep"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                place = SETTINGS["sources"].get(folder, folder)
                yield f"{place}/{path.relative_to(ROOT / folder)}", path


def test_every_folder_is_installed() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(SETTINGS["packages"]) == {*NAMES, "siteprep"}
    assert set(NAMES.values()) == {f"siteprep.{name}" for name in NAMES}


def test_one_name_at_the_top(wheel: dict[str, bytes]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {"siteprep", *(top for top in tops if top.endswith(".dist-info"))} == tops
    assert len(tops) == 2


def test_every_file_arrives(wheel: dict[str, bytes]) -> None:
    expected = dict(sources())
    assert {name for name in wheel if name.startswith("siteprep/")} == set(expected)
    for name, path in expected.items():
        if path.suffix != ".py":
            assert wheel[name] == path.read_bytes(), name


def test_modules_differ_by_the_names_they_import_alone(wheel: dict[str, bytes]) -> None:
    changed = 0
    for name, path in sources():
        if path.suffix != ".py":
            continue
        source, installed = path.read_bytes(), wheel[name]
        wanted = ast.parse(source)
        for node in ast.walk(wanted):
            if isinstance(node, ast.ImportFrom) and node.module:
                top, dot, rest = node.module.partition(".")
                node.module = f"{NAMES.get(top, top)}{dot}{rest}"
        assert ast.dump(ast.parse(installed)) == ast.dump(wanted), name
        assert len(installed.splitlines()) == len(source.splitlines()), name
        changed += source != installed
    assert changed > 300


def test_no_module_asks_for_a_package_by_its_name_in_the_repository() -> None:
    """An import is renamed, a text is not: what is installed would not find it."""
    for name, path in sources():
        if path.suffix == ".py":
            assert not named_packages(path.read_text()), name


def named_packages(source: str) -> list[str]:
    """The texts in a module that are a package's name to the function or program they are given to."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found += [getattr(each, "value", None) for each in node.args if called in LOADERS]
        elif isinstance(node, ast.List | ast.Tuple):
            texts = [getattr(each, "value", None) for each in node.elts]
            found += [text for option, text in pairwise(texts) if option == "-m"]
    return [text for text in found if isinstance(text, str) and text.split(".")[0] in NAMES]


def test_texts_that_name_packages_are_noticed() -> None:
    source = 'files("linux"); import_module("report.diff"); import_module(".diff", __package__); f("linux")\n'
    assert named_packages(source) == ["linux", "report.diff"]
    assert named_packages('[sys.executable, "-P", "-m", "siteprep", "push"]; (exe, "-m", "cli")') == ["cli"]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("from preflight.check import Check\n", "from siteprep.preflight.check import Check\n"),
        ("from preflight import checks as c\n", "from siteprep.preflight import checks as c\n"),
        ("from host.a import (\n    b,\n)\n", "from siteprep.host.a import (\n    b,\n)\n"),
        ("def f():\r\n    from  host.a import b\r\n", "def f():\r\n    from  siteprep.host.a import b\r\n"),
        (
            'é = "ü"; from host import a; from cli import b; from os import c\n',
            'é = "ü"; from siteprep.host import a; from siteprep.cli import b; from os import c\n',
        ),
        ("from hosts import a\nfrom .host import b\nfrom . import host\n", None),
        ('"""from host import a"""\nimport hosts.host\n', None),
        ("from os import path\nfrom winrm import host\n", None),
    ],
)
def test_what_is_renamed(source: str, wanted: str | None) -> None:
    assert renamed(source.encode(), NAMES, "x.py").decode() == (source if wanted is None else wanted)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("\nimport host.target\n", "x.py:2: write 'from ... import', not 'import host.target'."),
        ("import os, cli as c\n", "x.py:1: write 'from ... import', not 'import cli'."),
        ("from \\\n    host import a\n", "x.py:1: write 'from host import' on one line."),
    ],
)
def test_what_cannot_be_renamed_ends_the_build(source: str, told: str) -> None:
    with pytest.raises(ValueError, match="^" + told.replace(".", r"\.")):
        renamed(source.encode(), NAMES, "x.py")
