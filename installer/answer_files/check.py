"""The door: the bytes of an answer file in, the judgement out."""

from __future__ import annotations

from installer.answer_files import mysql, passphrase, proxy, vault
from installer.answer_files.kind import Kind
from installer.answer_files.problem import AnswerFile


def check(data: bytes, kind: Kind, *, now: float, strict: bool = False) -> AnswerFile:
    """Judge a file of a kind. Never raises, whatever the bytes are.

    `now` (seconds since 1970) decides whether a vault file has expired. By default what documents promise and the
    program refuses is accepted with a warning and corrected; with `strict` it is refused as the program does.
    """
    match kind:
        case Kind.MYSQL:
            return mysql.check(data, strict=strict)
        case Kind.PROXY:
            return proxy.check(data, strict=strict)
        case Kind.PASSPHRASE:
            return passphrase.check(data, strict=strict)
        case Kind.VAULT:
            return vault.check(data, now=now)
