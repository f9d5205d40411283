"""Hostile text made plain, and which addresses become links."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report import links, plain
from report.links import is_web_address


@pytest.mark.parametrize("module", [plain, links])
def test_examples_in_the_docstrings(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x9b31mred\x9b0m", "red"),
        ("\x1b]8;;https://evil.example\x07link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;new title\x07after", "after"),
        ("\x1bP1$r0m\x1b\\after", "after"),
        ("\x1b(0qqq\x1b(B", "qqq"),
        ("\x1b\x1b[31m[31mtwice", "[31mtwice"),
        ("one\r\ntwo\tthree\x0bfour\u2028five\x85six", "one two three four five six"),
        ("\u202egpj.exe\u202c \u2066isolated\u2069", "gpj.exe isolated"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\a, backspace\b, null\0, delete\x7f", "bell, backspace, null, delete"),
        ("lone \ud800 half", "lone half"),
        ("[red]no markup[/red] :bomb:", "[red]no markup[/red] :bomb:"),
        ("服务器 é ü ß", "服务器 é ü ß"),
    ],
)
def test_plain(printed: str, shown: str) -> None:
    assert plain.plain(printed) == shown


@given(st.text(alphabet=st.sampled_from("\x1b\x9b\x9d[]P;?031mA \n\x07\\\u202e\u2066\x00é漢")))
def test_plain_text_is_one_visible_line(text: str) -> None:
    shown = plain.plain(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Zl", "Zp"}
    assert plain.plain(shown) == shown


@pytest.mark.parametrize("start", ["\x1b[", "\x1b]", "\x1bP", "\x9b", "\x1b", "\x1b[1;"])
def test_unfinished_sequences_take_no_time(start: str) -> None:
    assert "\x1b" not in plain.plain(start * 20_000 + "1" * 200_000)


@pytest.mark.parametrize(
    "text",
    [
        "https://learn.microsoft.com/azure/site-recovery/vmware-azure-troubleshoot-push-install#error-95320",
        "http://aka.ms/x?a=1&b=2",
    ],
)
def test_web_addresses(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " https://learn.microsoft.com",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//evil.example/",
        "https://",
        "https://learn.microsoft.com@evil.example/",
        "https://learn.microsoft.com\\@evil.example/",
        "https://[broken",
        "https://learn.microsoft.com/ x",
        "https://l\u0435arn.microsoft.com/",
        "",
    ],
)
def test_everything_else_is_text(text: str) -> None:
    assert not is_web_address(text)
