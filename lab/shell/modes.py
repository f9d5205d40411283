"""File modes: symbolic changes as chmod, umask and mkdir take them, and the letters that ls shows."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)\Z")
_ACTION = re.compile(r"([-+=])([rwxXst]*|[ugo])(?=[-+=]|\Z)")
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111}
_WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777}
_SHIFT = {"u": 6, "g": 3, "o": 0}


def change_mode(mode: int, text: str, umask: int, *, folder: bool) -> int:
    """The mode after an octal or symbolic change. Raises ValueError for anything else."""
    if re.fullmatch("[0-7]{1,5}", text):
        return int(text, 8) & 0o7777
    for clause in text.split(","):
        found = _CLAUSE.match(clause)
        if not found:
            raise ValueError(text)
        who = 0
        for letter in found[1] or "a":
            who |= _WHO[letter]
        allowed = who if found[1] else who & ~umask
        for action, letters in _ACTION.findall(found[2]):
            bits = _wanted(mode, letters, folder=folder) & allowed
            if action == "+":
                mode |= bits
            elif action == "-":
                mode &= ~bits
            else:
                mode = mode & ~who | bits
    return mode


def _wanted(mode: int, letters: str, *, folder: bool) -> int:
    if letters in _SHIFT:
        copied = mode >> _SHIFT[letters] & 7
        return copied << 6 | copied << 3 | copied
    bits = 0
    for letter in letters:
        if letter == "X":
            bits |= 0o111 if folder or mode & 0o111 else 0
        elif letter == "s":
            bits |= 0o6000
        elif letter == "t":
            bits |= 0o1000
        else:
            bits |= _BITS[letter]
    return bits
