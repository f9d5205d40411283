"""From arguments to parameters: names, prefixes, values, aliases, duplicates. What the values mean is not looked at."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from installer.command_line import reading_problems as problems
from installer.command_line.grammar import Alias, Flag, Grammar, Syntax
from installer.command_line.parsed import Problem
from installer.command_line.quoting import repaired, spellings
from installer.command_line.secrets import shown


@dataclass(slots=True)
class Reading:
    """What has been read so far. `lost`: the original stopped reading at the error, so the rest is not there."""

    parameters: dict[str, str | bool] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    lost: bool = False


class Reader:
    """Reads one line, as leniently as siteprep does or as strictly as the original."""

    def __init__(self, argv: Sequence[str], grammar: Grammar, *, strict: bool = False) -> None:
        self.grammar = grammar
        self.strict = strict
        self.rest = deque(argv)
        self.reading = Reading()
        self._count = len(argv)
        self._secret: Flag | None = None  # the last parameter, where it is a secret or swallowed one

    def read(self) -> Reading:
        """Read all arguments; of a parameter given twice the first value counts. Strict: up to the first error."""
        while self.rest:
            argument = self.rest.popleft()
            position = self._count - len(self.rest)
            if self.grammar.syntax is Syntax.GETOPTS and (argument in ("-", "--") or not argument.startswith("-")):
                self._end_of_options(position + 1 if argument == "--" else position)
            elif not self.grammar.is_flag(argument):
                if not self.strict:
                    self._skip_values()
                self._error(problems.stray(position, self._count - len(self.rest), self.grammar))
            else:
                self._parameter(argument)
            if self.reading.lost:
                break
        return self.reading

    def _end_of_options(self, position: int) -> None:
        """getopts stops at the first argument that is no option, and nobody looks at the rest."""
        if position > self._count:
            return
        problem = problems.stray(position, self._count, self.grammar, problems.REST_UNREAD)
        (self.reading.warnings if self.strict else self.reading.errors).append(problem)
        self.rest.clear()

    def _parameter(self, argument: str) -> None:
        match self.grammar.syntax:
            case Syntax.NEXT_ARGUMENT:
                self._name(argument[1:])
            case Syntax.ATTACHED:
                self._attached(argument[1:])
            case Syntax.GETOPTS:
                self._letters(argument[1:])

    def _attached(self, text: str) -> None:
        """``/x:DIR``; leniently also ``/x: DIR``, ``/xDIR`` and ``/x DIR``, as documents print it."""
        name, colon, value = text.partition(":")
        flag = self.grammar.flag(name)
        if flag and not flag.is_switch and colon and value:
            self._store(flag, value)
        elif flag and flag.is_switch and not colon:
            self._store(flag, True)
        elif flag and not flag.is_switch and self.rest and not self.grammar.is_flag(self.rest[0]):
            self._mend(problems.apart(flag, self.grammar), flag, self.rest.popleft())
        elif joined := self._joined(text):
            self._mend(problems.joined(joined, self.grammar), joined, text[len(joined.name) :])
        elif flag and not flag.is_switch:
            self._error(problems.missing_value(flag, None, self.grammar))
        else:
            self._error(problems.unknown(text, self.grammar))

    def _mend(self, problem: Problem, flag: Flag, value: str) -> None:
        """Take a value that is not written as the program wants it; strict: refuse it."""
        if self.strict:
            self._error(problem)
        else:
            self.reading.warnings.append(problem)
            self._store(flag, value)

    def _joined(self, text: str) -> Flag | None:
        return next(
            (
                flag
                for flag in self.grammar.flags.values()
                if not flag.is_switch
                and self.grammar.same(text[: len(flag.name)], flag.name)
                and text[len(flag.name) :].strip(":")
            ),
            None,
        )

    def _letters(self, letters: str) -> None:
        """A cluster of one-letter switches, of which the last may take a value, attached or as the next argument."""
        for position, letter in enumerate(letters):
            if self.reading.lost:
                return
            alias = None if self.strict else self.grammar.alias(letter)
            if alias:
                self.reading.warnings.append(problems.alias(alias, self.grammar))
            flag = self.grammar.flag(alias.flag if alias and alias.flag else letter)
            if flag is None:
                self._error(problems.unknown(letter, self.grammar))
                if not self.strict:
                    self._skip_values()
            elif flag.is_switch:
                self._store(flag, True)
            else:
                value = letters[position + 1 :] or (self.rest.popleft() if self.rest else None)
                if value is None:
                    self._error(problems.missing_value(flag, None, self.grammar))
                else:
                    self._store(flag, value)
                return

    def _name(self, name: str) -> None:
        """A parameter whose value is the next argument."""
        alias = None if self.strict else self.grammar.alias(name)
        if alias:
            self.reading.warnings.append(problems.alias(alias, self.grammar))
            if alias.flag is None:
                self._drop(alias)
                return
            name = alias.flag
        flag = self.grammar.flag(name)
        if flag is None:
            self._unknown(name)
            return
        self._secret = flag if flag.is_secret else None
        if flag.is_switch:
            self._store(flag, True)
        elif not self.rest or self.grammar.is_flag(self.rest[0]):
            following = self.rest[0] if self.rest else None
            self._error(problems.missing_value(flag, following, self.grammar))
            if flag.is_secret and following and not self.grammar.flag(following[1:]):
                self.rest.popleft()  # most likely the secret itself: it is not to be shown as an unknown name
        else:
            self._store(flag, self._next_value(flag))

    def _unknown(self, name: str) -> None:
        if self._secret:
            self._error(problems.behind_secret(self._secret, self._count - len(self.rest), self.grammar))
        else:
            self._error(problems.unknown(name, self.grammar))
        if not self.strict:
            self._skip_values()

    def _drop(self, alias: Alias) -> None:
        if alias.takes_value and self.rest and not self.grammar.is_flag(self.rest[0]):
            self.rest.popleft()

    def _skip_values(self) -> None:
        """What follows an unknown name is most likely its value: one mistake, one message."""
        while self.rest and not self.grammar.is_flag(self.rest[0]):
            self.rest.popleft()

    def _next_value(self, flag: Flag) -> str:
        value = self.rest.popleft()
        if self.strict or not flag.is_path:
            return value
        repair = repaired(value, self.rest, spellings(self.grammar))
        if repair is None:
            return value
        value, meant = repair
        self._count += len(meant) - len(self.rest)
        self.rest = deque(meant)
        self.reading.warnings.append(problems.repaired_quote(flag, value, self.grammar))
        return value

    def _store(self, flag: Flag, value: str | bool) -> None:
        if isinstance(value, str) and shown(value, self.grammar) != value:
            self._secret = flag
        if flag.name in self.reading.parameters:
            if self.grammar.syntax is Syntax.GETOPTS:  # the last one counts, and nothing is said
                self.reading.parameters[flag.name] = value
                return
            self._error(problems.duplicate(flag, self.grammar))
        else:
            self.reading.parameters[flag.name] = value

    def _error(self, problem: Problem) -> None:
        self.reading.errors.append(problem)
        self.reading.lost = self.strict
