"""What holds for every composed line."""

from __future__ import annotations

import re
import shlex

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from access.command_grammars import load_grammar
from cli.compose import load_kinds
from host.errors import UsageError
from installer.command_line.grammar import Flag, Grammar, Syntax
from installer.command_line.parse import parse
from installer.command_line.split import program_name, split
from installer.compose.draft import Draft
from installer.compose.options import apply, choose, read_options
from installer.compose.written import cmd_word, written

KINDS = load_kinds()
AWKWARD = st.text(st.sampled_from("aZ0 \\/'&|^%!();,=@~$`.-:ä€"), min_size=1, max_size=12)


def value_of(flag: Flag, grammar: Grammar) -> st.SearchStrategy[str]:
    match flag.type:
        case "enum":
            return st.sampled_from(flag.values).flatmap(lambda value: st.sampled_from([value, value.upper()]))
        case "ipv4":
            return st.ip_addresses(v=4).map(str)
        case "ip":
            return st.ip_addresses().map(str)
        case "port":
            return st.integers(0, 65536).map(str)
        case "folder":
            root = "/" if grammar.syntax is Syntax.GETOPTS else "D:\\"
            return AWKWARD.map(lambda text: root + text)
        case _:
            return AWKWARD.map(lambda text: text + flag.extension)


@st.composite
def composed(draw: st.DrawFn) -> list[Draft]:
    """Lines of some kind with everything that is required and some of the rest, as awkward as they may be."""
    kind = draw(st.sampled_from(list(KINDS.values())))
    chosen = {choice.name: draw(st.sampled_from(choice.values)) for choice in kind.choices}
    drafts = []
    for recipe in kind.lines(chosen):
        draft = Draft.begin(recipe, load_grammar(recipe.program), None)
        some = {flag.name for flag in draft.offered() if draw(st.booleans())}
        while flags := [*draft.missing(), *(flag for flag in draft.possible() if flag.name in some)]:
            flag = flags[0]
            some -= {flag.name}
            if flag.is_switch:
                draft = draft.with_value(flag, True)
                continue
            value = draw(value_of(flag, draft.grammar))
            assume(draft.refusal(flag, value) is None)
            draft = draft.with_value(flag, value)
        drafts.append(draft)
    return drafts


def bare_text(line: str) -> str:
    """What cmd sees outside of quotes."""
    return re.sub(r'"[^"]*"', "", line)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(composed())
def test_a_composed_line_is_read_as_it_was_meant(drafts: list[Draft]) -> None:
    lines = written(drafts)
    wanted = [draft for draft in drafts if draft.wanted]
    assert len(lines) == len(wanted)
    for line, draft in zip(lines, wanted, strict=True):
        parsed = parse(line.argv[1:], draft.grammar)
        assert (parsed.parameters, parsed.mode, parsed.errors) == (draft.parameters, draft.recipe.mode, ())
        if draft.grammar.syntax is Syntax.GETOPTS:
            assert shlex.split(line.line) == list(line.argv)
        else:
            name, rest = program_name(line.line)
            assert [name, *split(rest).arguments] == list(line.argv)
            assert not set(bare_text(line.line)) & set("&|<>^();,")
        assert line.line.isprintable()


@given(st.lists(st.one_of(st.text(max_size=6), st.sampled_from(["--CSIP", "10.0.0.4", "--x=y", "-", "--", "ps"]))))
@example(["--=", "-", "--"])
def test_options_never_raise_anything_but_a_usage_error(arguments: list[str]) -> None:
    for kind in KINDS.values():
        grammars = [load_grammar(program) for program in kind.programs]
        try:
            chosen, rest = choose(kind, read_options(arguments), grammars)
            chosen = {**{choice.name: choice.values[0] for choice in kind.choices}, **chosen}
            drafts = [Draft.begin(recipe, load_grammar(recipe.program), None) for recipe in kind.lines(chosen)]
            apply(drafts, rest)
        except UsageError:
            continue


@given(st.text(st.characters(exclude_characters='"\n\r\0', exclude_categories=["Cs", "Cc"]), max_size=20))
def test_a_word_for_cmd_arrives_as_it_is(word: str) -> None:
    assert split(f"{cmd_word(word)} end").arguments == [word, "end"]
