"""The text of a script as the lexer reads it: whole, or line by line from a stream that commands read as well."""

from __future__ import annotations

import re
from collections.abc import Callable


class Source:
    """A position in script text. With `refill`, more is asked for only when all that came before is used up."""

    def __init__(self, text: str, refill: Callable[[], str] | None = None, line: int = 1) -> None:
        self.line = line
        self._text = text
        self._at = 0
        self._refill = refill

    def peek(self) -> str:
        """The next character, or an empty string at the end."""
        while self._at >= len(self._text):
            more = self._refill() if self._refill else ""
            if not more:
                return ""
            self._text, self._at = more, 0
        return self._text[self._at]

    def look(self) -> str:
        """The next character after any joined lines (backslash, newline)."""
        while self.peek() and self._text.startswith("\\\n", self._at):
            self._at += 2
            self.line += 1
        return self.peek()

    def take(self) -> str:
        """The next character, consumed."""
        character = self.peek()
        self._at += len(character)
        self.line += character == "\n"
        return character

    def accept(self, text: str) -> bool:
        """Consume `text` if it comes next; it must not span lines."""
        found = bool(self.peek()) and self._text.startswith(text, self._at)
        if found:
            self._at += len(text)
        return found

    def match(self, pattern: re.Pattern[str]) -> str:
        """Consume what the pattern matches here, possibly nothing."""
        found = pattern.match(self._text, self._at) if self.peek() else None
        text = found.group() if found else ""
        self._at += len(text)
        self.line += text.count("\n")
        return text

    def take_line(self) -> str:
        """The rest of the line with its newline, consumed."""
        return self.match(_LINE)


_LINE = re.compile(r"[^\n]*\n?")
