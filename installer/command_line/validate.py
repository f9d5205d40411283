"""Judging what was read: the mode, what it demands, what it ignores, and every value. All problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from installer.command_line.condition import Settings
from installer.command_line.grammar import Flag, Grammar, Mode, Rule, Special
from installer.command_line.parsed import FileLook, LookAt, Problem
from installer.command_line.values import canonical, fault, meant, port_number


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error, and what the real program ends with on it (None where no code is published)."""

    problem: Problem
    exit_code: int | None


def understood(parameters: Settings, grammar: Grammar, *, strict: bool) -> dict[str, str | bool]:
    """The parameters with their values in canonical spelling, and unless strict with documented spellings as meant."""
    values: dict[str, str | bool] = {}
    for name, value in parameters.items():
        flag = grammar.flags[name]
        if isinstance(value, str):
            value = canonical(flag, value if strict else meant(flag, value) or value)
        values[name] = value
    return values


def mode_of(values: Settings, grammar: Grammar) -> Mode | None:
    """The first mode whose condition holds."""
    return next((mode for mode in grammar.modes if mode.condition.holds("", values)), None)


def candidate_modes(grammar: Grammar) -> tuple[str, ...]:
    """The modes that a value chooses: what a line without a valid choice may have meant."""
    return tuple(mode.name for mode in grammar.modes if mode.condition.values)


def has_effect(flag: Flag, modes: tuple[str, ...], parameters: Settings) -> bool:
    """Whether a parameter does anything in at least one of the modes beside the others."""
    return not all(mode in flag.ignored_for for mode in modes) and not any(name in parameters for name in flag.not_with)


def special_value(flag: Flag, value: str | bool, modes: tuple[str, ...]) -> Special | None:
    """The value's special effect where it has one in all of the modes. A port counts as a number."""
    number = port_number(value) if isinstance(value, str) and flag.type == "port" else None
    text = value if number is None else str(number)
    return next(
        (special for special in flag.special if special.value == text and all(mode in special.modes for mode in modes)),
        None,
    )


def settings_of(values: Settings, modes: tuple[str, ...], grammar: Grammar) -> dict[str, str | bool]:
    """What takes effect: without ignored parameters and values, in canonical spelling, and with the defaults."""
    settings: dict[str, str | bool] = {}
    for flag in grammar.flags.values():
        if not has_effect(flag, modes, values):
            continue
        value = values.get(flag.name)
        if value is None or special_value(flag, value, modes):
            value = flag.default
        if value is not None:
            settings[flag.name] = value
    return settings


class Judgement:
    """Warnings and refusals about the parameters of one line, in the original's order."""

    def __init__(self, grammar: Grammar, modes: tuple[str, ...], *, strict: bool, look_at: LookAt | None) -> None:
        self.grammar = grammar
        self.modes = modes
        self.strict = strict
        self.look_at = look_at
        self.warnings: list[Problem] = []
        self.refusals: list[Refusal] = []
        self.looks: dict[str, FileLook] = {}

    def parameters(self, given: Settings) -> None:
        """Judge every parameter that the grammar knows, given or missing."""
        flags = list(self.grammar.flags.values())
        for flag in flags:
            if flag.name in given and not has_effect(flag, self.modes, given):
                self.warnings.append(self._ignored(flag))
        active = {flag.name: flag for flag in flags if has_effect(flag, self.modes, given)}
        required = [name for name, flag in active.items() if all(mode in flag.required_for for mode in self.modes)]
        for name in self._stages([name for name in active if name in given or name in required], given):
            if name in given:
                self._value(active[name], given[name])
            else:
                self._missing(active[name])

    def _stages(self, names: list[str], given: Settings) -> Iterator[str]:
        """The same names in the order in which the original looks at them; ``required`` is for all that are missing."""
        rest = list(names)
        for stage in self.grammar.order or ("required",):
            for name in names if stage == "required" else [stage]:
                if name in rest and not (stage == "required" and name in given):
                    rest.remove(name)
                    yield name
        yield from rest

    def rules(self, mode: Mode, settings: Settings) -> None:
        """Judge the line as a whole by the data's own warnings and refusals."""
        for rule in self.grammar.refusals:
            if rule.condition.holds(mode.name, settings):
                self.refusals.append(Refusal(_problem(rule), rule.exit_code))
        for rule in self.grammar.warnings:
            if rule.condition.holds(mode.name, settings):
                self.warnings.append(_problem(rule))

    def deferred(self, mode: Mode, settings: Settings) -> Iterator[Problem]:
        """The rules that only the machine can decide for this line."""
        for rule in self.grammar.deferred:
            settled = rule.settled_by_file and rule.parameter in self.looks
            if not settled and rule.condition.holds(mode.name, settings):
                yield _problem(rule)

    def _missing(self, flag: Flag) -> None:
        message = f"{self.grammar.written(flag.name)} is missing. Add it to the line. Its meaning: {flag.meaning}"
        self._refuse(Problem("required", flag.name, message), flag.missing)

    def _value(self, flag: Flag, value: str | bool) -> None:
        if special := special_value(flag, value, self.modes):
            problem = self._special(flag, special)
            if special.effect == "refused":
                self._refuse(problem, flag.refused)
            else:
                self.warnings.append(problem)
            return
        if not isinstance(value, str):
            return
        if not self.strict and (right := meant(flag, value)):
            name = self.grammar.written(flag.name)
            message = f"{name} {value} is read as {right}: it is printed in documents, and {self.grammar.title} itself"
            self.warnings.append(Problem("old-value", flag.name, f"{message} refuses it. Write {right}."))
        elif wrong := fault(flag, value, self.grammar):
            self._refuse(Problem("invalid-value", flag.name, wrong), flag.refused)
        elif self.look_at and flag.answer_file and (look := self.look_at(flag, value, self.strict)):
            self.looks[flag.name] = look
            self.warnings.extend(look.warnings)
            for problem in look.errors:
                self._refuse(problem, flag.refused if flag.content_refused is None else flag.content_refused)

    def _refuse(self, problem: Problem, exit_code: int | None) -> None:
        self.refusals.append(Refusal(problem, self.grammar.refused if exit_code is None else exit_code))

    def _ignored(self, flag: Flag) -> Problem:
        name = self.grammar.written(flag.name)
        if all(mode in flag.ignored_for for mode in self.modes):
            message = f"{name} has no effect in this mode ({' or '.join(self.modes)}). Leave it out."
        else:
            others = ", ".join(self.grammar.written(other) for other in flag.not_with)
            message = f"{name} has no effect beside {others}. Leave it out."
        return Problem("ignored", flag.name, message)

    def _special(self, flag: Flag, special: Special) -> Problem:
        name = self.grammar.written(flag.name)
        if special.effect == "refused":
            message = f"{special.why}. Give {name} another value or leave it out; {flag.default} is the default."
            return Problem("invalid-value", flag.name, message)
        return Problem("ignored-value", flag.name, f"{special.why}; {name} stays {flag.default}. Leave it out.")


def judge_count(parameters: Settings, mode: Mode, grammar: Grammar) -> tuple[list[Refusal], list[Problem]]:
    """Refusals and deferred rules about how many arguments the mode tolerates (a value counts as one)."""
    count = sum(1 if value is True else 2 for value in parameters.values())
    if not mode.at_most or count <= mode.at_most:
        return [], []
    own = mode.condition.given[0]
    if count > mode.at_most_with_mysql_5_5 or mode.needed_with_mysql_5_5 not in parameters:
        message = (
            f"/{own} stands nearly alone: {count} arguments are given and at most {mode.at_most} are taken"
            f" ({mode.at_most_with_mysql_5_5} with /{mode.needed_with_mysql_5_5} where MySQL 5.5 has to be replaced)."
            " Leave out the others."
        )
        return [Refusal(Problem("too-many-arguments", own, message), grammar.refused)], []
    message = (
        f"The line has {count} arguments: only a configuration server whose MySQL 5.5 has to be replaced takes them;"
        f" any other server refuses more than {mode.at_most}."
    )
    return [], [Problem("upgrade-argument-count", own, message)]


def _problem(rule: Rule) -> Problem:
    return Problem(rule.code, rule.parameter, rule.message)


def details_of(looks: Mapping[str, FileLook]) -> dict[str, str | bool]:
    """What the files told, as settings that rules may ask for (``VaultCredsFilePath.private_endpoint``)."""
    return {
        f"{name}.{key}": value
        for name, look in looks.items()
        for key, value in look.details.items()
        if isinstance(value, str | bool)
    }
