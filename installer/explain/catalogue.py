"""Everything that siteprep can explain, and finding in it what a code, an ID or a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from installer.explain.entry import NO_PREDICTIONS, Answer, Entry, Explanation, Predictions, unknown
from installer.explain.errors import KnownError, read_errors
from installer.explain.exit_codes import ExitCodeTable
from installer.explain.numbers import parse_number

PUSH = "push-install"
_SHORT = {"agent": "unified-agent", "configurator": "agent-configurator"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The exit codes of all programs and all other known errors."""

    tables: Mapping[str, ExitCodeTable]
    errors: tuple[KnownError, ...]

    @classmethod
    def from_data(
        cls,
        tables: Mapping[str, ExitCodeTable],
        files: Iterable[Mapping[str, Any]],
        predictions: Predictions = NO_PREDICTIONS,
    ) -> Catalogue:
        """Put tables and files of errors together; a row may refer to a table or to a file before its own."""
        errors: list[KnownError] = []

        def find(subject: str) -> Entry:
            program, colon, code = subject.partition(":")
            if colon:
                return tables[program].codes[int(code)]
            return next(error.entry for error in errors if subject in error.ids)

        for file in files:
            errors += read_errors(file, find, predictions)
        pushed = {code: replace(e.entry, subject=f"{PUSH}:{code}") for e in errors for code in e.status}
        return cls({**tables, PUSH: ExitCodeTable(PUSH, "the push installation", pushed)}, tuple(errors))

    def table(self, name: str) -> ExitCodeTable | None:
        """The table of a program by its name, its executable's name or a short name; None for no known program."""
        wanted = name.lower()
        wanted = _SHORT.get(wanted, wanted)
        for table in self.tables.values():
            if wanted in (table.program, table.exe.lower(), table.exe.lower().removesuffix(".exe")):
                return table
        return None

    def look_up(self, text: str) -> tuple[Entry, ...]:
        """What an ID, a name or a number means, whatever it belongs to; nothing for what is not known."""
        number, wanted = parse_number(text), text.lower()
        found: list[Entry] = []
        for table in self.tables.values():
            if number is not None:
                found += [entry for entry in (table.codes.get(number),) if entry]
            else:
                found += [entry for entry in table.codes.values() if entry.name.lower() == wanted]
        for error in self.errors:
            named = (*error.ids, error.entry.name)
            if (number in error.numbers) if number is not None else wanted in map(str.lower, named):
                found.append(error.entry)
        return tuple(dict.fromkeys(found))

    def answer(self, question: str) -> Answer:
        """What a code, an ID or a name means: ``unified-setup:103``, ``-2147286787``, ``0x80070005``, ``95107``."""
        text = question.strip()
        program, colon, code = text.partition(":")
        table = self.table(program) if colon else None
        if table is not None:
            return self._of_program(text, table, code.strip())
        found = self.look_up(text)
        if found:
            return Answer(text, tuple(map(Explanation, found)), explained=True)
        if colon and parse_number(code.strip()) is not None:
            known = ", ".join(sorted(self.tables))
            told = unknown(
                text, f"No program {program!r} is known.", f"Give the code as PROGRAM:CODE with one of {known}."
            )
        else:
            told = unknown(
                text,
                f"{text!r} is no known exit code, error ID or error name.",
                "Give an exit code with its program, such as unified-setup:103, an error ID, or the path of a log.",
            )
        return Answer(text, (told,), explained=False)

    def _of_program(self, text: str, table: ExitCodeTable, code: str) -> Answer:
        number = parse_number(code)
        if number is None:
            number = next((n for n, entry in table.codes.items() if entry.name.lower() == code.lower()), None)
        found = table.meanings(number) if number is not None else ()
        if found:
            return Answer(text, tuple(map(Explanation, found)), explained=True)
        listed = ", ".join(map(str, sorted(table.codes))) if table.codes else ""
        told = unknown(
            text,
            f"{code or 'Nothing'} is no exit code that is published of {table.exe}.",
            f"Known are {listed}. Read the program's log for what it did last."
            if listed
            else "None of its exit codes is published. Read its log for what it did last.",
        )
        return Answer(text, (told,), explained=False)
