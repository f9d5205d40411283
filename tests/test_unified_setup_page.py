"""docs/unifiedsetup.md against the data that the program reads."""

from __future__ import annotations

import re

import pytest

from access.command_grammars import load_grammar
from docs.tables import PAGE, TABLES, page

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_what_the_data_says() -> None:
    assert page(TEXT) == TEXT, "Run `python -m docs.tables` and look at the page."


def test_a_page_that_differs_is_noticed() -> None:
    assert page(TEXT.replace("| `/PSIP` |", "| `/PSIPP` |")) == TEXT
    with pytest.raises(KeyError):
        page("<!-- table: nonsense -->\n<!-- end -->")


def test_every_table_stands_on_the_page_once() -> None:
    assert sorted(re.findall(r"<!-- table: (\w+) -->", TEXT)) == sorted(TABLES)


def test_every_parameter_and_alias_has_its_row() -> None:
    grammar = load_grammar("unified-setup")
    first_cells = re.findall(r"^\| `/([^`]+)` \|", TEXT, flags=re.MULTILINE)
    assert set(first_cells) == {*grammar.flags, *(alias.name for alias in grammar.aliases)}


def test_the_order_told_is_the_order_judged() -> None:
    told = TEXT[TEXT.index("## The order of the rules") : TEXT.index("## What only the machine decides")]
    order = [name for name in load_grammar("unified-setup").order if name != "required"]
    assert [name for name in re.findall(r"`/(\w+)`", told) if name != "Upgrade"] == order
