"""Secrets and references to them. A secret's value never shows in repr, str, logs or exceptions."""

from __future__ import annotations

from dataclasses import dataclass

MASK = "********"
SCHEMES = ("env", "file", "keyring", "command")
PROMPT = "prompt"


class Secret:
    """A secret value that only `reveal()` hands out.

    >>> Secret("hunter2")
    Secret(********)
    >>> f"{Secret('hunter2')}"
    '********'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __reduce__(self) -> str:
        raise TypeError("A Secret is not serialised.")


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is found: `env:NAME`, `file:PATH`, `keyring:SERVICE/USER`, `command:LINE` or `prompt`.

    The reference itself is no secret and may be stored and printed.

    >>> SecretRef.parse("env:ROOT_PASSWORD")
    SecretRef(scheme='env', rest='ROOT_PASSWORD')
    """

    scheme: str
    rest: str = ""

    @classmethod
    def parse(cls, text: str) -> SecretRef:
        """Read a reference; ValueError says what a reference looks like, without repeating the text."""
        if text == PROMPT:
            return cls(PROMPT)
        scheme, colon, rest = text.partition(":")
        if colon and scheme in SCHEMES and rest:
            return cls(scheme, rest)
        raise ValueError(
            "A secret is given as a reference: env:NAME, file:PATH, keyring:SERVICE/USER, command:LINE or prompt."
        )

    def __str__(self) -> str:
        return self.scheme if self.scheme == PROMPT else f"{self.scheme}:{self.rest}"
