"""Judging what was read: the mode, what it demands, what it ignores, and every value. All problems at once."""

from __future__ import annotations

from collections.abc import Iterator

from installer.command_line.condition import Settings
from installer.command_line.grammar import Flag, Grammar, Mode, Special
from installer.command_line.parsed import Problem
from installer.command_line.values import canonical, fault, port_number


def mode_of(parameters: Settings, grammar: Grammar) -> Mode | None:
    """The first mode whose flag is given, with its value where it has one."""
    for mode in grammar.modes:
        flag = grammar.flags[mode.flag]
        given = parameters.get(flag.name)
        if given is True or (isinstance(given, str) and canonical(flag, given) == mode.value):
            return mode
    return None


def fresh_modes(grammar: Grammar) -> tuple[str, ...]:
    """The modes that a value chooses: what a line without a valid choice may have meant."""
    return tuple(mode.name for mode in grammar.modes if mode.value)


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


def settings_of(parameters: Settings, modes: tuple[str, ...], grammar: Grammar) -> dict[str, str | bool]:
    """What takes effect: without ignored parameters and values, in canonical spelling, and with the defaults."""
    settings: dict[str, str | bool] = {}
    for flag in grammar.flags.values():
        if not has_effect(flag, modes, parameters):
            continue
        value = parameters.get(flag.name)
        if value is None or special_value(flag, value, modes):
            value = flag.default
        if value is not None:
            settings[flag.name] = canonical(flag, value) if isinstance(value, str) else value
    return settings


def judge_parameters(
    parameters: Settings, modes: tuple[str, ...], grammar: Grammar
) -> tuple[list[Problem], list[Problem]]:
    """Warnings and errors about single parameters."""
    warnings, errors = [], []
    for flag in grammar.flags.values():
        value = parameters.get(flag.name)
        if not has_effect(flag, modes, parameters):
            if value is not None:
                warnings.append(_ignored(flag, modes))
        elif value is None:
            if all(mode in flag.required_for for mode in modes):
                errors.append(
                    Problem(
                        "required",
                        flag.name,
                        f"/{flag.name} is missing. Add it to the line. Its meaning: {flag.meaning}",
                    )
                )
        elif special := special_value(flag, value, modes):
            (errors if special.effect == "refused" else warnings).append(_special(flag, special))
        elif isinstance(value, str) and (message := fault(flag, value, grammar)):
            errors.append(Problem("invalid-value", flag.name, message))
    return warnings, errors


def judge_count(parameters: Settings, mode: Mode) -> tuple[list[Problem], list[Problem]]:
    """Errors and deferred rules about how many arguments the mode tolerates (a value counts as one)."""
    count = sum(1 if value is True else 2 for value in parameters.values())
    if not mode.at_most or count <= mode.at_most:
        return [], []
    if count > mode.at_most_with_mysql_5_5 or mode.needed_with_mysql_5_5 not in parameters:
        message = (
            f"/{mode.flag} stands nearly alone: {count} arguments are given and at most {mode.at_most} are taken"
            f" ({mode.at_most_with_mysql_5_5} with /{mode.needed_with_mysql_5_5} where MySQL 5.5 has to be replaced)."
            " Leave out the others."
        )
        return [Problem("too-many-arguments", mode.flag, message)], []
    message = (
        f"The line has {count} arguments: only a configuration server whose MySQL 5.5 has to be replaced takes them;"
        f" any other server refuses more than {mode.at_most}."
    )
    return [], [Problem("upgrade-argument-count", mode.flag, message)]


def judge_on_machine(mode: Mode, settings: Settings, grammar: Grammar) -> Iterator[Problem]:
    """The rules that only the machine can decide for this line."""
    for rule in grammar.deferred:
        if rule.condition.holds(mode.name, settings):
            yield Problem(rule.code, rule.parameter, rule.message)


def _ignored(flag: Flag, modes: tuple[str, ...]) -> Problem:
    if all(mode in flag.ignored_for for mode in modes):
        message = f"/{flag.name} has no effect in this mode ({' or '.join(modes)}). Leave it out."
    else:
        message = f"/{flag.name} has no effect beside {', '.join('/' + name for name in flag.not_with)}. Leave it out."
    return Problem("ignored", flag.name, message)


def _special(flag: Flag, special: Special) -> Problem:
    if special.effect == "refused":
        message = f"{special.why}. Give /{flag.name} another value or leave it out; {flag.default} is the default."
        return Problem("invalid-value", flag.name, message)
    return Problem("ignored-value", flag.name, f"{special.why}; /{flag.name} stays {flag.default}. Leave it out.")
