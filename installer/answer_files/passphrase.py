"""The file with a configuration server's connection passphrase: one line of text."""

from __future__ import annotations

from installer.answer_files.kind import Kind
from installer.answer_files.problem import ERROR, WARNING, AnswerFile, FileProblem
from installer.answer_files.text import decoded, numbered


def check(data: bytes, *, strict: bool) -> AnswerFile:
    """Judge a file. UnifiedSetup has no rule for the passphrase itself: the configuration server decides."""
    text = decoded(data)
    problems = text.problems(strict=strict)
    lines = numbered(text.text)
    if not lines:
        problems.append(FileProblem("empty", None, ERROR, "The file is empty. Write the passphrase into its one line."))
    elif len(lines) > 1:
        message = "The file has more than one line. Leave only the line with the passphrase."
        problems.append(FileProblem("several-lines", lines[1][0], ERROR, message))
    elif not text.damaged:
        number, line = lines[0]
        if line != line.strip():
            message = "Blanks stand before or behind the passphrase, and they may count as part of it. Remove them."
            problems.append(FileProblem("blanks", number, WARNING, message))
        if not line.strip().isprintable():
            message = "The passphrase holds control characters. Write the file anew."
            problems.append(FileProblem("control-characters", number, ERROR, message))
    return AnswerFile(Kind.PASSPHRASE, tuple(problems))
