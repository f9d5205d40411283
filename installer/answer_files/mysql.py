"""The file with MySQL's two passwords.

Rules: AzMigrate-Hydration @8344a7f9: host/ASRSetup (SetupFramework).
"""

from __future__ import annotations

import string
from collections.abc import Iterator

from installer.answer_files.kind import Kind
from installer.answer_files.problem import ERROR, AnswerFile, FileProblem
from installer.answer_files.settings import Layout, Reader, Setting, written
from installer.answer_files.text import decoded

LAYOUT = Layout("MySQLCredentials", ("MySQLRootPassword", "MySQLUserPassword"), {})
SHORTEST, LONGEST = 8, 16
SYMBOLS = "!@#$%_"
FORBIDDEN = "~'^&*()+=-/\\:;{}[]|?<>,.\" "


def check(data: bytes, *, strict: bool) -> AnswerFile:
    """Judge a file; every rule that a password breaks is told."""
    reading = Reader(decoded(data), LAYOUT, strict=strict).read()
    for key, setting in reading.settings.items():
        reading.problems += password_problems(key, setting)
    fixed = reading.repaired and not reading.broken
    values = {key: setting.value for key, setting in reading.settings.items()}
    return AnswerFile(Kind.MYSQL, tuple(reading.problems), {}, written(LAYOUT, values) if fixed else None)


def password_problems(key: str, setting: Setting) -> Iterator[FileProblem]:
    """Each rule that a password breaks. The password itself, and which characters are wrong, are not told."""
    rules = (
        ("password-length", SHORTEST <= len(setting.value) <= LONGEST, f"must have {SHORTEST} to {LONGEST} characters"),
        ("password-digit", any(each in string.digits for each in setting.value), "needs a digit"),
        ("password-letter", any(each in string.ascii_letters for each in setting.value), "needs a letter"),
        (
            "password-symbol",
            any(each in SYMBOLS for each in setting.value),
            f"needs one of the characters {' '.join(SYMBOLS)}",
        ),
        (
            "password-forbidden",
            not any(each in FORBIDDEN for each in setting.value),
            f"must have neither a blank nor any of {' '.join(FORBIDDEN.strip())}",
        ),
    )
    for code, kept, rule in rules:
        if not kept:
            yield FileProblem(code, setting.line, ERROR, f"The password {key} {rule}. Choose another one.")
