"""What is asked for a choice or a parameter, and what a typed answer means."""

from __future__ import annotations

from dataclasses import dataclass

from installer.command_line.grammar import Flag
from installer.compose.draft import Draft
from installer.compose.options import either
from installer.compose.recipe import Choice

_YES, _NO = ("y", "yes"), ("n", "no")


class Refused(Exception):
    """The answer does not do; the message says why and what to answer instead."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: an explanation, and the prompt of the answer's own line."""

    meaning: str
    prompt: str


def choice_question(choice: Choice) -> Question:
    """Ask for a choice."""
    return Question(choice.meaning, _prompt(f"--{choice.name}", either(choice.values), choice.default))


def choice_answer(choice: Choice, typed: str) -> str:
    """The chosen value; nothing typed is the default. Raises Refused."""
    value = choice.value(typed) if typed else choice.default
    if value is None:
        raise Refused(f"--{choice.name} cannot be {typed or 'empty'}. Answer {either(choice.values)}.")
    return value


def flag_question(draft: Draft, flag: Flag, *, required: bool) -> Question:
    """Ask for a parameter; where it is not required, an empty answer leaves it as it is."""
    if flag.is_switch:
        return Question(flag.meaning, _prompt(draft.option(flag), "y or n", None if required else "n"))
    default = "" if required else draft.default(flag)
    values = either(flag.values) if flag.values else ""
    enter = "" if required else f" Press Enter {'for the default' if default else 'to leave it out'}."
    return Question(flag.meaning + enter, _prompt(draft.option(flag), values, default))


def flag_answer(draft: Draft, flag: Flag, typed: str, *, required: bool) -> Draft:
    """The line with the answer. Raises Refused."""
    text = typed.strip()
    if not text and not required:
        return draft
    if flag.is_switch:
        return _switch(draft, flag, text.lower(), required=required)
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]  # as Explorer copies a path
    if refusal := draft.refusal(flag, text):
        raise Refused(refusal)
    return draft.with_value(flag, text)


def _switch(draft: Draft, flag: Flag, answer: str, *, required: bool) -> Draft:
    if answer in _YES:
        return draft.with_value(flag, True)
    if answer in _NO and not required:
        return draft
    if answer in _NO:
        name = draft.grammar.written(flag.name)
        raise Refused(f"{draft.grammar.title} does nothing without {name}. Answer y, or stop with Ctrl-C.")
    raise Refused("Answer y for yes or n for no.")


def _prompt(name: str, values: str, default: str | None) -> str:
    return f"{name}{f' ({values})' if values else ''}{f' [{default}]' if default else ''}: "
