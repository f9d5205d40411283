"""Lines at a terminal: texts wrapped at blanks, labels, words in their colours. Colour only repeats a word."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from report.language import _
from report.plain import plain

LABEL_WIDTH = 10
_LONGEST = 1000  # characters of one value; the document has all of it
_WORD = re.compile(r"^ *\S+ *|\S+ *")
_WIDE = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])(?![\uff00-\uff0f\u3001\u3002\uff1a-\uff1f])")
"""Between Chinese characters a line may break, but not before punctuation."""
_STYLES = {
    "blocked": "bold red",
    "failed": "bold red",
    "fail": "bold red",
    "unreachable": "bold magenta",
    "undetermined": "bold magenta",
    "interrupted": "bold magenta",
    "not-begun": "bold magenta",
    "unknown": "bold magenta",
    "error": "bold magenta",
    "ready-with-warnings": "yellow",
    "done-with-warnings": "yellow",
    "waiting-for-config": "yellow",
    "done-reboot-required": "yellow",
    "retry-later": "yellow",
    "warning": "yellow",
    "ready": "green",
    "done": "green",
    "pass": "green",
    "not-applicable": "dim",
}


def print_line(text: Text, console: Console, hanging: int = 0) -> None:
    """Print text wrapped at blanks, the lines after the first indented. Words that are too long stay whole."""
    for number, line in enumerate(text.divide(_breaks(text.plain, console.width, hanging))):
        line.rstrip()
        console.print(Text(" " * hanging).append_text(line) if number else line, soft_wrap=True)


def print_field(label: str, value: str, console: Console, indent: int = 4) -> None:
    """Print a label and its value; nothing where there is no value."""
    if value:
        width = max(LABEL_WIDTH, cell_len(label) + 2)
        print_line(labelled(label, indent).append_text(shown(value)), console, indent + width)


def labelled(label: str, indent: int) -> Text:
    """The label, as wide as every label."""
    return Text(" " * indent).append(label + " " * max(2, LABEL_WIDTH - cell_len(label)), style="dim")


def word(word: str) -> Text:
    """A word for a state, in the language that is spoken and in the state's colour."""
    return shown(_(word), style=_STYLES.get(word, ""))


def shown(value: str, style: str = "") -> Text:
    """Any text, harmless and not endless."""
    told = plain(value)
    return Text(told if len(told) <= _LONGEST else f"{told[:_LONGEST]} ...", style)


def _breaks(text: str, width: int, hanging: int) -> list[int]:
    """Where the lines after the first begin. Rich's own wrapping either breaks long words or does not wrap at all."""
    breaks: list[int] = []
    column = 0
    for found in _WORD.finditer(text):
        start = found.start()
        for part in _WIDE.split(found[0]):
            if column + cell_len(part.rstrip()) > width and column > hanging:
                breaks.append(start)
                column = hanging
            column += cell_len(part)
            start += len(part)
    return breaks
