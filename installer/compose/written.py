"""The composed lines as text for the shell of their system and as a document for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from shlex import join
from typing import Any

from host.errors import UsageError
from installer.command_line.grammar import Syntax
from installer.command_line.quoting import windows_line
from installer.command_line.render import render
from installer.compose.draft import Draft

SCHEMA = "siteprep.command-lines/1"
_READ_BY_CMD = re.compile(r"[&|<>^()%!,;=]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: the program by siteprep's name for it, all arguments with the executable first, and the text."""

    program: str
    argv: tuple[str, ...]
    line: str


def written(drafts: Sequence[Draft]) -> list[Line]:
    """The lines that are wanted, in the order in which they are run.

    Raises UsageError for a line that the parser refuses or takes for another than was meant.
    """
    wanted = [draft for draft in drafts if draft.wanted]
    for parsed, mode in ((draft.parsed(), draft.recipe.mode) for draft in wanted):
        if parsed.errors or parsed.mode != mode:
            told = " ".join(problem.message for problem in parsed.errors)
            raise UsageError(f"{parsed.grammar.title} would refuse the line. {told}".rstrip(), "Change the answers.")
    return [_line(draft, drafts) for draft in wanted]


def document(lines: Sequence[Line]) -> dict[str, Any]:
    """The lines as JSON-ready values."""
    return {"schema": SCHEMA, "lines": [asdict(line) for line in lines]}


def _line(draft: Draft, drafts: Sequence[Draft]) -> Line:
    executable = in_folder(draft.folder or _extracted(draft, drafts), draft)
    argv = (executable, *render(draft.parameters, draft.grammar))
    text = join(argv) if draft.grammar.syntax is Syntax.GETOPTS else " ".join(map(cmd_word, argv))
    return Line(draft.grammar.name, argv, text)


def _extracted(draft: Draft, drafts: Sequence[Draft]) -> str:
    """The folder into which a line before unpacks the program; empty where none does."""
    wanted = f"--{draft.recipe.folder_option}"
    folders = [
        other.parameters.get(flag.name) for other in drafts for flag in other.offered() if other.option(flag) == wanted
    ]
    return str(folders[0] or "") if folders else ""


def in_folder(folder: str, draft: Draft) -> str:
    """The executable's path."""
    if not folder:
        return draft.grammar.exe
    if draft.grammar.syntax is Syntax.GETOPTS:
        return f"{folder.rstrip('/')}/{draft.grammar.exe}"
    return folder.rstrip("\\/") + "\\" + draft.grammar.exe


def cmd_word(word: str) -> str:
    r"""One argument as the C runtime takes it, quoted too where cmd would read a character of it.

    >>> print(cmd_word("D:\\R&D\\"))
    "D:\R&D\\"
    """
    quoted = windows_line([word])
    if quoted == word and _READ_BY_CMD.search(word):
        return '"' + re.sub(r"(\\+)$", r"\1\1", word) + '"'
    return quoted
