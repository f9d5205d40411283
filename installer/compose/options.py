"""Answers given as options: told apart, matched with choices and parameters, and judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from host.errors import UsageError
from installer.command_line.grammar import Flag, Grammar, fold
from installer.command_line.values import fault
from installer.compose.draft import Draft, placeholder
from installer.compose.recipe import Choice, Kind

PROGRAM_FOLDER = "--program-folder"


class _Secret(UsageError):
    """A secret was given."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option with the argument that follows it, if that is no option itself."""

    text: str
    value: str | None

    def names(self, name: str) -> bool:
        """Whether it is another spelling of this option: case and hyphens within do not matter, but for one letter."""
        return _key(self.text) == _key(name)


def read_options(arguments: Sequence[str]) -> list[Option]:
    """``--CSIP 10.0.0.4``, ``--CSIP=10.0.0.4`` or a switch. Raises UsageError for an argument without an option."""
    found: list[Option] = []
    for position, argument in enumerate(arguments, 1):
        if argument.startswith("-") and argument.strip("-"):
            name, equals, value = argument.partition("=")
            found.append(Option(name, value if equals else None))
        elif found and found[-1].value is None:
            found[-1] = replace(found[-1], value=argument)
        else:
            raise UsageError(  # it may be a secret that came loose, so its place is told instead
                f"Argument {position} of the answers belongs to no option.",
                "Put quotes around a value that holds blanks; every value follows the name of its option.",
            )
    return found


def choose(kind: Kind, options: Sequence[Option], grammars: Iterable[Grammar]) -> tuple[dict[str, str], list[Option]]:
    """What the options choose, and the options that are left.

    An option may share its name with a program's parameter (--platform windows, --Platform VmWare): its value tells
    which is meant. Raises UsageError for a value that fits neither.
    """
    chosen: dict[str, str] = {}
    rest: list[Option] = []
    known = list(grammars)
    for option in options:
        choice = next((choice for choice in kind.choices if any(map(option.names, _names(choice)))), None)
        value = choice.value(option.value) if choice else None
        if choice is None or (value is None and _is_parameter(option, choice, known)):
            rest.append(option)
        elif value is None:
            raise UsageError(f"{option.text} cannot be {option.value or 'empty'}.", f"Give {either(choice.values)}.")
        elif choice.name in chosen:
            raise UsageError(f"--{choice.name} is given more than once.", "Give it only once.")
        else:
            chosen[choice.name] = value
    return chosen, rest


def apply(drafts: list[Draft], options: Iterable[Option]) -> list[Draft]:
    """The lines with what the options say. Raises UsageError that names every wrong option and its rule."""
    drafts, wrong, seen = list(drafts), [], set()
    for option in options:
        if _key(option.text) in seen:
            wrong.append(f"{option.text} is given more than once. Give it only once.")
            continue
        seen.add(_key(option.text))
        try:
            drafts = _apply(drafts, option)
        except _Secret as error:
            raise UsageError(error.message, error.remedy) from None  # what follows may be the secret: it is not shown
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("\n".join(wrong))
    return drafts


def known_options(drafts: Iterable[Draft]) -> list[str]:
    """The names of all options for these lines."""
    names = [draft.option(flag) for draft in drafts for flag in draft.offered()]
    return [*names, PROGRAM_FOLDER] if any(draft.recipe.folder for draft in drafts) else names


def either(values: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join(filter(None, [", ".join(values[:-1]), values[-1]]))


def _apply(drafts: list[Draft], option: Option) -> list[Draft]:
    if option.names(PROGRAM_FOLDER) and PROGRAM_FOLDER in known_options(drafts):
        return [draft if not draft.recipe.folder else _in_folder(draft, option) for draft in drafts]
    for place, draft in enumerate(drafts):
        for flag in draft.grammar.flags.values():
            if option.names(draft.option(flag)):
                if flag in draft.offered():
                    return [*drafts[:place], draft.with_value(flag, _value(draft, flag, option)), *drafts[place + 1 :]]
                if _settled(draft, flag, option):
                    return drafts
    known = ", ".join(known_options(drafts))
    raise UsageError(f"{option.text} is no option for this.", f"These are known: {known}.")


def _settled(draft: Draft, flag: Flag, option: Option) -> bool:
    """Whether an option that is not offered says what is so anyway."""
    if flag.is_secret:
        raise _Secret(
            f"{option.text} is not taken: siteprep writes no secret into a command line.",
            f"Leave it out; the line gets {placeholder(flag)} where the program needs it.",
        )
    fixed = draft.recipe.fixed.get(flag.name)
    if fixed is None:
        return False
    if option.value is None if fixed is True else fold(option.value or "") == fold(str(fixed)):
        return True
    raise UsageError(f"{option.text} is settled here: {'it is given' if fixed is True else fixed}.", "Leave it out.")


def _value(draft: Draft, flag: Flag, option: Option) -> str | bool:
    if flag.is_switch:
        if option.value is not None:
            raise UsageError(f"{option.text} takes no value.", "Leave out what follows it.")
        return True
    if option.value is None:
        raise UsageError(f"{option.text} has no value.", f"Give it after a blank. Its meaning: {flag.meaning}")
    if refusal := draft.refusal(flag, option.value):
        raise UsageError(f"{option.text} was refused.", refusal)
    return option.value


def _in_folder(draft: Draft, option: Option) -> Draft:
    folder = option.value or ""
    if refusal := draft.folder_refusal(folder):
        raise UsageError(f"{option.text} was refused.", refusal)
    return replace(draft, folder=folder)


def _names(choice: Choice) -> list[str]:
    return [f"--{choice.name}", *(f"-{name}" if len(name) == 1 else f"--{name}" for name in choice.also)]


def _is_parameter(option: Option, choice: Choice, grammars: Iterable[Grammar]) -> bool:
    """Whether the option is a parameter that only shares the choice's name, with a value that is right for it."""
    return any(
        option.names(f"--{flag.name}") and fault(flag, option.value or "", grammar) is None
        for grammar in grammars
        for flag in grammar.flags.values()
        if flag.name not in choice.also
    )


def _key(name: str) -> str:
    return "--" + fold(name[2:].replace("-", "")) if name.startswith("--") else name
