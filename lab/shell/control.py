"""How a script leaves a command before its end."""

from __future__ import annotations


class ShellError(Exception):
    """A mistake that ends a script: a bad expansion, a read-only variable, a special built-in used wrongly."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


class Leave(Exception):
    """The common base of the orderly ways out."""


class Exit(Leave):
    """``exit``, or a failed command under ``set -e``."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Replaced(Exit):
    """``exec`` has run another program instead of the shell: no EXIT trap."""


class Return(Exit):
    """``return`` from a function or a sourced file."""


class LoopJump(Leave):
    """``break`` or ``continue`` out of `levels` loops."""

    def __init__(self, levels: int, *, again: bool) -> None:
        super().__init__(levels)
        self.levels = levels
        self.again = again
