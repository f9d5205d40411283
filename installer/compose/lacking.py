"""What is missing where nothing is asked, told all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product

from host.errors import UsageError
from installer.compose.draft import Draft
from installer.compose.options import Option, apply, either
from installer.compose.recipe import Choice, Kind

Begin = Callable[[Mapping[str, str]], list[Draft]]
"""The lines before anything is asked, for choices that are all made."""


def lacking_choices(kind: Kind, chosen: Mapping[str, str], options: Sequence[Option], begin: Begin) -> UsageError:
    """The choices that are not made, and what else is missing whatever or depending on what is chosen."""
    choices = [choice for choice in kind.choices if choice.name not in chosen]
    branches = [(ways, _names(begin({**chosen, **ways}), options)) for ways in _ways(choices)]
    always: list[str] = []
    more: list[str] = []
    for some in (some for count in range(len(choices) + 1) for some in combinations(choices, count)):
        for ways in _ways(some):
            alike = [names for branch, names in branches if branch.items() >= ways.items()]
            told = [name for name in alike[0] if all(name in names for names in alike)]
            for names in alike:
                names[:] = [name for name in names if name not in told]  # each is told once, as widely as it holds
            if not ways:
                always = told
            elif told:
                given = " ".join(f"--{name} {value}" for name, value in ways.items())
                more.append(f"With {given} also {', '.join(told)}.")
    shown = [f"--{choice.name} ({either(choice.values)})" for choice in choices]
    return _missing(kind, [*shown, *always], more)


def lacking_parameters(kind: Kind, drafts: Sequence[Draft]) -> UsageError | None:
    """The parameters that the lines lack; None where they lack none."""
    names = [draft.option(flag) for draft in drafts for flag in draft.missing()]
    return _missing(kind, names, []) if names else None


def _missing(kind: Kind, names: Sequence[str], more: Sequence[str]) -> UsageError:
    return UsageError(
        " ".join([f"Options are missing: {', '.join(names)}.", *more]),
        f"Add them, or leave out --no-input on a terminal to be asked. `siteprep compose {kind.name} --options` lists"
        " what there is.",
    )


def _ways(choices: Sequence[Choice]) -> Iterator[dict[str, str]]:
    for values in product(*(choice.values for choice in choices)):
        yield dict(zip((choice.name for choice in choices), values, strict=True))


def _names(drafts: list[Draft], options: Sequence[Option]) -> list[str]:
    for option in options:
        try:
            drafts = apply(drafts, [option])
        except UsageError:
            continue  # wrong for these choices; it is refused once they are made
    return [draft.option(flag) for draft in drafts for flag in draft.missing()]
