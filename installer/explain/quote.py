"""Quoting a line of a log: short, and without the secrets that it may hold."""

from __future__ import annotations

import re

from host.secret import MASK

LONGEST_QUOTE = 200
"""Characters of a line that are quoted; who needs more has the file and the line's number."""

_WORD = re.compile(
    r"passw(?:or)?d|passphrase|passwort|pwd|secret|token|authorization|credential|managementcert|\bsig(?==)"
    r"|(?:access|account|api|private|shared)_?key",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(r"\w{0,40}[\"'\\]{0,3}\s{0,8}(?:=>?|:|>)\s{0,8}")
_SWITCH_VALUE = re.compile(r"\w{0,40}[\"']?\s{1,8}(?=\S)")
_NAMES_A_FILE = re.compile(r"\w{0,40}(?:file|path|folder|location)", re.I)
_USER_PART = re.compile(r"(?<=://)[^\s/@]{1,512}@")
_SEPARATORS = " \t\"'([{,;="


def quote(line: str) -> str:
    """A line with secrets masked and cut to LONGEST_QUOTE characters.

    What follows the name of a secret is masked to the line's end, because a secret may hold any character.

    >>> quote('DRConfigurator.exe /r /proxypassword hunter2 /AddBypassUrls x'), quote('ProxyPassword = "a b" ok')
    ('DRConfigurator.exe /r /proxypassword ********', 'ProxyPassword = ********')
    """
    text = _USER_PART.sub(f"{MASK}@", line.strip())
    start = _secret_start(text)
    if start is not None:
        text = text[:start] + MASK
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 3] + "..."


def _secret_start(text: str) -> int | None:
    """Where the value of the first secret begins: behind ``NAME=``, ``NAME:`` or, for a switch, behind ``/NAME ``."""
    for word in _WORD.finditer(text):
        if _NAMES_A_FILE.match(text, word.end()):
            continue
        behind = _ASSIGNED.match(text, word.end())
        if behind is None and _is_switch(text, word.start()):
            behind = _SWITCH_VALUE.match(text, word.end())
        if behind is not None and behind.end() < len(text):
            return behind.end()
    return None


def _is_switch(text: str, position: int) -> bool:
    """Whether the word around a position begins with / or -, as ``/proxypassword`` or ``--password`` does."""
    start = max(0, position - 40)
    before = text[start:position]
    begin = max(before.rfind(separator) for separator in _SEPARATORS) + 1
    return before[begin : begin + 1] in ("/", "-")
