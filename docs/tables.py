"""The tables of docs/unifiedsetup.md, made from the data that siteprep itself reads, so that they cannot drift.

``python -m docs.tables`` writes them into the page between its markers. A test fails where page and data differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from access.command_grammars import load_grammar
from installer.command_line.condition import Condition
from installer.command_line.grammar import Flag, Grammar

PAGE = Path(__file__).with_name("unifiedsetup.md")
TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

TYPES = {
    "switch": "A switch without a value.",
    "folder": "A full path on a drive of the machine: no relative path, no network path.",
    "file": "A path.",
    "ipv4": "An IPv4 address of four numbers; no host name, no IPv6, no leading zeros.",
    "port": "A whole number from 1 to 65535.",
}


def page(text: str) -> str:
    """The page with its tables made anew. Raises KeyError for a marker that names no table."""
    return TABLE.sub(lambda match: match[1] + "\n".join(TABLES[match[2]]()) + "\n" + match[3], text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table."""
    columns = list(head)
    yield _row(columns)
    yield _row("---" for _ in columns)
    for row in rows:
        yield _row(row)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _grammar() -> Grammar:
    return load_grammar("unified-setup")


def flags() -> Iterator[str]:
    """Every parameter: documents, program, siteprep."""
    grammar = _grammar()
    rows = ((f"`/{flag.name}`", documented(flag), built(flag), ours(flag, grammar)) for flag in grammar.flags.values())
    return table(("Parameter", "The documents", "The program", "siteprep"), rows)


def documented(flag: Flag) -> str:
    """What documents say of it."""
    return flag.documented or "The same."


def built(flag: Flag) -> str:
    """What the program does with it."""
    said = [flag.meaning]
    if flag.required_for:
        beside = f", unless {_names(flag.not_with)} is given" if flag.not_with else ""
        said.append(f"Demanded for {_modes(flag.required_for)}{beside}.")
    if flag.ignored_for:
        said.append(f"Without effect for {_modes(flag.ignored_for)}.")
    if flag.default:
        said.append(f"Left out, it is {flag.default}.")
    said += [f"{special.why} ({_modes(special.modes)}): {special.effect}." for special in flag.special]
    return " ".join(said)


def ours(flag: Flag, grammar: Grammar) -> str:
    """What siteprep does beyond the same."""
    said = []
    names = [f"`/{alias.name}`" for alias in grammar.aliases if alias.flag == flag.name]
    if names:
        said.append(f"Also takes {' and '.join(names)}, with a warning.")
    if flag.answer_file:
        said.append("Reads the file where it can be read from here, and tells every problem by line and rule.")
    if flag.is_path:
        said.append("Repairs a quote that a last backslash took away.")
    if flag.ignored_for or flag.not_with:
        said.append("Says so where it has no effect.")
    if any(special.effect == "ignored" for special in flag.special):
        said.append("Says so where the value has no effect.")
    return " ".join(said) or "The same."


def aliases() -> Iterator[str]:
    """Spellings from documents."""
    rows = (
        (f"`/{alias.name}`", f"`/{alias.flag}`" if alias.flag else "nothing", f"{alias.why[0].upper()}{alias.why[1:]}.")
        for alias in _grammar().aliases
    )
    return table(("Written", "Read as", "Why"), rows)


def values() -> Iterator[str]:
    """The rules for values."""
    rows = []
    for flag in _grammar().flags.values():
        if flag.is_switch:
            continue
        rule = TYPES.get(flag.type) or f"{' or '.join(flag.values)}, in any case."
        ending = f" It must end in {flag.extension}, in any case." if flag.extension else ""
        rows.append((f"`/{flag.name}`", rule + ending))
    return table(("Parameter", "Rule that the text alone decides"), rows)


def modes() -> Iterator[str]:
    """The modes in the order in which they are looked for."""
    grammar = _grammar()
    rows = []
    for mode in grammar.modes:
        demanded = [f"`/{flag.name}`" for flag in grammar.flags.values() if mode.name in flag.required_for]
        end = "by what happens on the machine" if mode.exit_code is None else str(mode.exit_code)
        rows.append((mode.name, _condition(mode.condition), ", ".join(demanded) or "nothing more", end))
    return table(("Mode", "Told by", "Demands", "Exit code"), rows)


def deferred() -> Iterator[str]:
    """What only the machine decides."""
    rows = ((rule.code, _modes(rule.condition.modes), rule.message) for rule in _grammar().deferred)
    return table(("Rule", "Modes", "What the machine decides"), rows)


def exit_codes() -> Iterator[str]:
    """UnifiedSetup's exit codes."""
    text = (files("installer") / "data" / "exit_codes" / "unified-setup.yaml").read_text(encoding="utf-8")
    codes: dict[int, dict[str, Any]] = yaml.safe_load(text)["codes"]
    rows = ((str(code), row["name"], row["cause"], row["remedy"]) for code, row in sorted(codes.items()))
    return table(("Code", "Name", "What it means", "What to do"), rows)


def _condition(condition: Condition) -> str:
    given = [f"`/{name}`" for name in condition.given]
    return " and ".join([*given, *(f"`/{name} {value}`" for name, value in condition.values.items())])


def _modes(names: Iterable[str]) -> str:
    return ", ".join(names)


def _names(names: Iterable[str]) -> str:
    return " or ".join(f"`/{name}`" for name in names)


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "flags": flags,
    "aliases": aliases,
    "values": values,
    "modes": modes,
    "deferred": deferred,
    "exit_codes": exit_codes,
}

if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
