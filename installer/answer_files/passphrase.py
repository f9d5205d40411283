"""The file with a configuration server's connection passphrase: one line of text.

The programs read bytes up to the first blank or line end and know no byte order mark. [source: AzMigrate-Hydration
@8344a7f9: getpassphrase.h]
"""

from __future__ import annotations

import codecs

from installer.answer_files.kind import Kind
from installer.answer_files.problem import ERROR, WARNING, AnswerFile, FileProblem
from installer.answer_files.text import decoded

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check(data: bytes, *, strict: bool) -> AnswerFile:
    """Judge a file. UnifiedSetup has no rule for the passphrase itself: the configuration server decides."""
    text = decoded(data)
    problems = text.problems(strict=True)
    marked = data.startswith(_MARKS)
    if marked:
        message = "The file begins with a byte order mark, which the programs take for a part of the passphrase."
        message += " Save it as ANSI or as UTF-8 without a mark."
        if not strict:
            message += " UnifiedSetup itself fails with this; siteprep hands it a corrected copy."
        problems.append(FileProblem("byte-order-mark", None, ERROR if strict else WARNING, message))
    words = text.text.split()
    if not words:
        problems.append(FileProblem("empty", None, ERROR, "The file is empty. Write the passphrase into its one line."))
    elif not text.damaged:
        if len(words) > 1:
            message = "The file holds more than one word, and only the first, up to a blank or a line end, is read."
            problems.append(FileProblem("several-words", None, WARNING, f"{message} Leave just the passphrase."))
        if not words[0].isprintable():
            message = "The passphrase holds control characters. Write the file anew."
            problems.append(FileProblem("control-characters", None, ERROR, message))
    judged = AnswerFile(Kind.PASSPHRASE, tuple(problems))
    if marked and judged.accepted:
        return AnswerFile(Kind.PASSPHRASE, judged.problems, {}, words[0].encode())
    return judged
