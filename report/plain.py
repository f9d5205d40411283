"""Making what a host printed safe to show: text that cannot steer a terminal or reorder a line."""

from __future__ import annotations

import re
import unicodedata

_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[ -/]+[0-~]"  # character sets
)
_DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}  # controls, bidirectional and invisible marks, what is no character


def plain(text: str) -> str:
    r"""One line of visible text: no escape sequences, controls, bidirectional or invisible marks; blanks run together.

    >>> plain("\x1b[31mdown\x1b[0m\r\nfor \u202eyad a")
    'down for yad a'
    """
    if not text.isprintable():  # what is printable has neither controls nor marks
        text = "".join(filter(_visible, _ESCAPE_SEQUENCE.sub("", text)))
    return " ".join(text.split())


def _visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _DROPPED
