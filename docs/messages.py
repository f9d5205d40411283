"""The texts of reports, as they stand in the code, and the catalogues that hold them in other languages.

    python -m docs.messages         bring report/locale/*.po up to date: new texts come in untranslated, old ones go

Labels and sentences of the reports themselves are marked in the code, ``_("...")``. The sentences of findings are not:
they are every text of at least two words in the modules that judge and read hosts, but for those that are raised.
Values stand in them as ``{}``.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from report.language import FOLDER

ROOT = Path(__file__).parents[1]
MARKED = ("report", "templates")
SENTENCES = ("preflight", "linux", "windows", "installer", "fleet", "access")
"""Where the texts of findings, of outcomes and of hosts' failures are written."""
NOT_TOLD_FROM = re.compile(
    r"installer/(?:command_line|compose|answer|explain|setup|unified|media|os_package)"
    r"|access/(?:answer|bundle|catalogue|explain|inv|kernel|media_folder|own|secret)"
    r"|fleet/(?:ansible|inventory|journal|matrix|own|pace|secrets|select|selftest|waivers|yaml)"
    r"|windows/selftest|linux/listening"
)
"""Modules in those folders whose texts come into no report."""
_CODES = (
    "agent-configurator",
    "linux-configurator",
    "linux-install",
    "msiexec",
    "rcm-cli",
    "unified-agent",
    "uninstall",
)
DATA = (*(f"installer/data/exit_codes/{name}.yaml" for name in _CODES), "installer/data/errors/agent_names.yaml")
"""What exit codes and listed errors mean."""
_KEYWORDS = {"_": None, "noted": None, "ngettext": (1, 2)}
_WORDS = re.compile(r"[A-Za-z][a-z']+[,:]? +(?:[a-z{(/]|[A-Z0-9])")
_CODE = re.compile(
    r"\||^(?:echo|exec|reg|if exist|bytes|msiexec|siteprep-evidence|State=)|^\{\} (?:begin|end|error) \{|\{\}\\\w"
    r"|\(\?|\\[sdwS][+*)\]]|\\[(\[]|^\^|\]\+|^ASR|%\(|\{[a-z]+\}"
)
"""Commands, patterns and formats, which are no texts for people."""
_NOT_TOLD = ("evidence", "link", "reads", "row", "help", "metavar", "pattern", "default", "sep")
_ERRORS = re.compile(r"^(?:Usage|Value|Type|Key|Attribute|Runtime|NotImplemented|Assertion)Error$")
"""What is raised for the user or for programmers; what is raised for a host is told of it."""


def texts() -> dict[tuple[str, ...], list[str]]:
    """Every text of reports, alone or with its plural, and where it stands."""
    found: dict[tuple[str, ...], list[str]] = {}
    for place, text in [*_marked(), *_sentences(), *_data()]:
        found.setdefault(text, []).append(place)
    return found


def _marked() -> Iterator[tuple[str, tuple[str, ...]]]:
    for folder in MARKED:
        for path in sorted((ROOT / folder).rglob("*")):
            method = {".py": "python", ".j2": "jinja2.ext:babel_extract"}.get(path.suffix)
            if method is None:
                continue
            with path.open("rb") as file:
                for _, message, _, _ in extract(method, file, keywords=_KEYWORDS):
                    text = (message,) if isinstance(message, str) else tuple(message)
                    yield str(path.relative_to(ROOT)), text


def _sentences() -> Iterator[tuple[str, tuple[str, ...]]]:
    for folder in SENTENCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if NOT_TOLD_FROM.match(str(path.relative_to(ROOT))):
                continue
            for text in sentences(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    folder == "preflight" or text.endswith(".") or "{}" in text
                ):  # parsers also hold the words that they look for
                    yield str(path.relative_to(ROOT)), (text,)


def _data() -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in DATA:
        for text in _members(yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))):
            yield name, (text,)


def _members(value: object) -> Iterator[str]:
    for name, member in value.items() if isinstance(value, dict) else ():
        if name in ("cause", "remedy") and isinstance(member, str):
            yield member.strip()
        yield from _members(member)
    for member in value if isinstance(value, list) else ():
        yield from _members(member)


def sentences(module: ast.AST) -> Iterator[str]:
    """The texts of one module that come into findings, with ``{}`` for each value."""
    left_out = set(_left_out(module))
    for node in ast.walk(module):
        if id(node) not in left_out and (text := _text(node)) and _WORDS.search(text) and not _CODE.search(text):
            yield text
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "title" and (title := _text(node.value)):
            yield title


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.strip()
    if isinstance(node, ast.JoinedStr) or _is_joined(node):
        return re.sub(r"(\{\})+", "{}", "".join(_parts(node))).strip()
    return None


def _is_joined(node: ast.AST) -> bool:
    """Whether texts are joined by ``+``: what is read in one goes into the catalogue as one."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and any(map(_is_text, ast.walk(node)))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _parts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield "{}"


def _left_out(module: ast.AST) -> Iterator[int]:
    """What is not told: docstrings, what is raised, arguments that are names, and the pieces of longer texts."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)
        elif _is_joined(node) and isinstance(node, ast.BinOp):
            yield from (id(part) for part in (node.left, node.right))
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _raised(node.exc.func):
            yield from (id(each) for each in ast.walk(node.exc))
        elif isinstance(node, ast.keyword) and node.arg in _NOT_TOLD:
            yield from (id(each) for each in ast.walk(node.value))


def _raised(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and bool(_ERRORS.search(function.id))


def main() -> None:
    """Bring the catalogues up to date."""
    found = texts()
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            known = read_po(file, locale=path.stem)
        catalogue = Catalog(locale=path.stem, project="siteprep", fuzzy=False)
        for text, places in sorted(found.items(), key=lambda each: (each[1][0], each[0])):
            name = text[0] if len(text) == 1 else text
            old = known.get(text[0])
            catalogue.add(name, old.string if old else None, locations=[(place, 0) for place in sorted(set(places))])
        written = io.BytesIO()
        write_po(written, catalogue, width=100, include_lineno=False, omit_header=False)
        path.write_bytes(re.sub(rb'"(?:POT-Creation|PO-Revision)-Date:[^\n]*\n', b"", written.getvalue()))
        left = sum(not any(message.string or "") for message in catalogue if message.id)
        print(f"{path.name}: {len(found)} texts, {left} of them not translated.")


if __name__ == "__main__":
    main()
