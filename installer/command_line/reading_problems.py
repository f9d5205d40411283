"""The sentences about arguments that cannot be read. None of them quotes what may be a secret."""

from __future__ import annotations

import re

from installer.command_line.grammar import Alias, Flag, Grammar
from installer.command_line.parsed import Problem
from installer.command_line.secrets import shown as safe


def missing_value(flag: Flag, following: str | None, grammar: Grammar) -> Problem:
    """A parameter without its value; `following` is the argument that was taken for the next parameter."""
    if following is None:
        why = "the line ends after it"
    elif flag.is_secret:
        why = f"what follows begins with {following[0]} and is read as the next parameter"
    else:
        why = f"{safe(following, grammar)} begins with {following[0]} and is read as the next parameter"
    name = grammar.written(flag.name)
    return Problem("missing-value", flag.name, f"{name} has no value: {why}. Give the value right after it.")


def duplicate(flag: Flag, grammar: Grammar) -> Problem:
    """A parameter that is there twice."""
    name = grammar.written(flag.name)
    return Problem("duplicate", flag.name, f"{name} is given more than once. Give it only once.")


def alias(alias: Alias, grammar: Grammar) -> Problem:
    """A documented spelling that the program does not know."""
    name = grammar.written(alias.name)
    if alias.flag is None:
        message = f"{name} is not a parameter of {grammar.title} and is ignored: {alias.why}. Leave it out."
        return Problem("obsolete", alias.name, message)
    meant = grammar.written(alias.flag)
    message = f"{name} is read as {meant}: {alias.why}, and {grammar.title} itself does not know it."
    return Problem("alias", alias.flag, f"{message} Write {meant}.")


def unknown(text: str, grammar: Grammar) -> Problem:
    """A name that nobody knows."""
    shown = safe(re.split("[=:]", text, maxsplit=1)[0], grammar)  # what stands behind may be a secret
    name = grammar.written(shown)
    if shown != text and (grammar.flag(shown) or grammar.alias(shown)):
        message = f"The value of {name} is joined to it. Give it as an argument of its own, after a blank."
    else:
        message = f"{name} is not a parameter of {grammar.title}. Correct its spelling or leave it out."
    return Problem("unknown-parameter", shown, f"{message} {grammar.parse_error.note}".rstrip())


REST_UNREAD = "The program itself would stop reading there and ignore the rest."


def behind_secret(flag: Flag, position: int, grammar: Grammar) -> Problem:
    """A name that nobody knows, behind a secret's first piece: most likely the second piece, so its place is told."""
    message = (
        f"Argument {position} of the line, behind the value of {grammar.written(flag.name)}, is no parameter. Put"
        " quotes around a value that holds blanks, or leave the argument out."
    )
    return Problem("unexpected-argument", None, f"{message} {grammar.parse_error.note}".rstrip())


def stray(first: int, last: int, grammar: Grammar, note: str | None = None) -> Problem:
    """Arguments that belong to no parameter. They may be a password that came loose: only their place is told."""
    which = f"Argument {first} of the line belongs" if first == last else f"Arguments {first} to {last} belong"
    message = f"{which} to no parameter. Put quotes around a value that holds blanks, or leave out what is too much."
    note = grammar.parse_error.note if note is None else note
    return Problem("unexpected-argument", None, f"{message} {note}".rstrip())


def apart(flag: Flag, grammar: Grammar) -> Problem:
    """``/x: DIR`` where ``/x:DIR`` is meant."""
    name = grammar.written(flag.name)
    message = f"{name} and its value are two arguments; {grammar.title} wants them as one. Write {name}:VALUE."
    return Problem("detached-value", flag.name, message)


def joined(flag: Flag, grammar: Grammar) -> Problem:
    """``/xDIR`` where ``/x:DIR`` is meant."""
    name = grammar.written(flag.name)
    message = f"The colon after {name} is missing, as in older documents; {grammar.title} extracts nothing without it."
    return Problem("missing-colon", flag.name, f"{message} Write {name}:VALUE.")


def repaired_quote(flag: Flag, value: str, grammar: Grammar) -> Problem:
    """The quoting trap, sprung and undone."""
    message = (
        f"The backslash before the closing quote of {grammar.written(flag.name)} took the quote and what follows it"
        f" into the value; {value} was meant and is used. Leave out the quotes or the last backslash."
    )
    return Problem("repaired-quote", flag.name, message)
