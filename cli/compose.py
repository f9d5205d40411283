"""``siteprep compose``: the installers' command lines, asked for and checked, so that nobody writes one by hand."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from host.errors import UsageError

if TYPE_CHECKING:
    from installer.compose.draft import Draft
    from installer.compose.options import Option
    from installer.compose.question import Question
    from installer.compose.recipe import Kind

_Answer = TypeVar("_Answer")


def compose(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="ps, cs, agent, configurator or provider.")],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[--PARAMETER VALUE]...", help="Answers given beforehand, named like the parameters."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Ask for the optional parameters as well.")] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; tell all that is missing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the lines as one JSON document.")] = False,
    options: Annotated[bool, typer.Option("--options", help="List the options of the kind and leave.")] = False,
) -> None:
    """Ask for what an installer's command line needs, check each answer, and print the finished line.

    ps and cs make UnifiedSetup's line, agent and configurator those of the mobility agent, provider those of a Hyper-V
    host or VMM server. Lines for Windows are meant for cmd, not PowerShell. A secret is never asked for: a placeholder
    such as <proxy password> stands in its place. Nothing is changed. The exit code is 0, or 2 for a wrong or missing
    answer.
    """
    from access.command_grammars import load_grammar
    from installer.compose.lacking import lacking_parameters
    from installer.compose.options import apply, choose, read_options

    wanted = _kind(kind)
    chosen, rest = choose(wanted, read_options(arguments or []), map(load_grammar, wanted.programs))
    if options:
        _list_options(wanted, chosen)
        return
    asks = not no_input and on_terminal()
    if asks and isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # bytes that are no text are a wrong answer, not a crash
    drafts = apply(_begin(wanted, _choose_rest(wanted, chosen, rest, asks=asks)), rest)
    if asks:
        drafts = _ask_parameters(drafts, with_optional=all_)
    elif missing := lacking_parameters(wanted, drafts):
        raise missing
    _print(drafts, json=json)


def on_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def load_kinds() -> dict[str, Kind]:
    """The kinds that siteprep carries, by name."""
    from access.data_files import data
    from installer.compose.recipe import Kind

    return {name: Kind.from_data(name, kind) for name, kind in data("installer", "compose.yaml")["kinds"].items()}


def _kind(name: str) -> Kind:
    kinds = load_kinds()
    if name not in kinds:
        raise UsageError(f"{name} is nothing that can be composed.", f"Give one of {', '.join(kinds)} first.")
    return kinds[name]


def _begin(kind: Kind, chosen: Mapping[str, str]) -> list[Draft]:
    from access.command_grammars import load_grammar
    from access.named_files import look_at
    from installer.compose.draft import Draft

    return [Draft.begin(recipe, load_grammar(recipe.program), look_at) for recipe in kind.lines(chosen)]


def _choose_rest(kind: Kind, chosen: Mapping[str, str], options: list[Option], *, asks: bool) -> dict[str, str]:
    """All choices, asked for or by their defaults."""
    from installer.compose.lacking import lacking_choices
    from installer.compose.question import choice_answer, choice_question

    made = dict(chosen)
    for choice in kind.choices:
        if choice.name in made:
            continue
        if asks:
            made[choice.name] = _ask(choice_question(choice), partial(choice_answer, choice))
        elif choice.default:
            made[choice.name] = choice.default
    if len(made) < len(kind.choices):
        raise lacking_choices(kind, made, options, partial(_begin, kind))
    return made


def _ask_parameters(drafts: list[Draft], *, with_optional: bool) -> list[Draft]:
    from installer.compose.question import flag_answer, flag_question

    answered = []
    for draft in drafts:
        asked: set[str] = set()
        while True:
            required = draft.missing()
            optional = [flag for flag in draft.possible() if flag.name not in asked] if with_optional else []
            if not required and not optional:
                break
            flag = (required or optional)[0]
            asked.add(flag.name)
            question = flag_question(draft, flag, required=bool(required))
            draft = _ask(question, partial(flag_answer, draft, flag, required=bool(required)))
        answered.append(draft)
    return answered


def _ask(question: Question, accept: Callable[[str], _Answer]) -> _Answer:
    """Ask on standard error until the answer does; standard output carries only the lines."""
    from cli.unified_setup import say
    from installer.compose.question import Refused

    say([question.meaning], sys.stderr)
    while True:
        print(question.prompt, end="", file=sys.stderr, flush=True)
        typed = sys.stdin.readline()
        if not typed:
            print(file=sys.stderr)
            raise UsageError("The input ended before all was answered.", "Run the command again; nothing was changed.")
        try:
            return accept(typed.strip())
        except Refused as refused:
            say([str(refused)], sys.stderr)


def _list_options(kind: Kind, chosen: Mapping[str, str]) -> None:
    from cli.unified_setup import say
    from installer.compose.listing import option_lines

    say(option_lines(kind, _begin(kind, chosen)))


def _print(drafts: list[Draft], *, json: bool) -> None:
    """The lines to standard output; what remains to be known about them to standard error."""
    from cli.unified_setup import say
    from installer.command_line.describe import problem_lines
    from installer.compose.written import document, written

    lines = written(drafts)
    for draft in drafts:
        if not draft.wanted:
            continue
        parsed = draft.parsed()
        say(problem_lines(parsed.warnings, "warning: "), sys.stderr)
        if parsed.deferred:
            say([f"{parsed.grammar.title}, decided on the machine:"], sys.stderr)
            say(problem_lines(parsed.deferred, "  "), sys.stderr)
        say((f"Put the secret in the place of {each} when the line is run." for each in draft.placeholders), sys.stderr)
    if json:
        from json import dumps

        print(dumps(document(lines), indent=2))
    else:
        for line in lines:
            print(line.line)
