"""Good lines for every mode of every program, and values for every type of parameter. Shared by several tests."""

from __future__ import annotations

from hypothesis import strategies as st

from access.command_grammars import PROGRAMS, load_grammar
from installer.command_line.condition import Settings
from installer.command_line.grammar import Flag, Grammar, Mode, Syntax
from installer.command_line.validate import has_effect

GRAMMARS = [load_grammar(program) for program in PROGRAMS]
TRICKY = ["", " ", "-", "/", "--", "a b", "D:\\", 'D:" /EnvType VMware', 'C:\\x" -PSIP 1.1.1.1', '"', "\\", "=", "443",
          "%s{0}", "\x00", "\u202e", "\u017f", "/:", "/x:", "-rMS"]  # fmt: skip
WORDS = st.from_regex(r"[A-Za-z0-9_]{1,6}( [A-Za-z0-9_]{1,6}){0,2}", fullmatch=True)


def good_value(flag: Flag, grammar: Grammar) -> str | bool:
    """A value that the program accepts."""
    posix = grammar.syntax is Syntax.GETOPTS
    values: dict[str, str | bool] = {
        "switch": True, "ipv4": "10.0.0.4", "ip": "fe80::1", "port": str(flag.range[1]), "uri": "http://10.0.0.8",
        "text": "some text", "secret": "pa55 word", "folder": "/opt/asr" if posix else "D:\\My ASR",
        "file": f"/tmp/a b{flag.extension}" if posix else f"C:\\a b{flag.extension}",
    }  # fmt: skip
    return flag.values[0] if flag.values else values[flag.type]


def bad_values(flag: Flag, grammar: Grammar) -> list[str]:
    """Values that the program refuses, by the rules that are published."""
    posix = grammar.syntax is Syntax.GETOPTS
    if flag.type == "enum":
        return ["", "nonsense", f"{flag.values[0]} "] if not flag.contains else ["", "nonsense"]
    return {
        "switch": [],
        "ipv4": ["10.0.0", "10.0.0.256", "010.0.0.1", "host.example", "::1", "10.0.0.4 ", "10.0.0.4/8", "0x0a000004"],
        "ip": ["host.example", "10.0.0", "fe80::1::2", "[::1]"],
        "port": ["port", "1x", str(flag.range[1] + 1), "٨٠", "8 0", "1e3", "9" * 4000],
        "uri": ["10.0.0.8", "http://", "//host", "http:/host", "proxy:8080x y"],
        "text": ["", " "],
        "secret": ["", " "],
        "folder": ["", " ", "relative", "a\x00b"]
        if posix
        else ["", " ", "ASR", "\\\\server\\share", "//s/x", "D:\\a|b"],
        "file": ["", " ", "a\nb"] if posix else ["", " ", "<file>", "C:\\a*.txt", "C:\\a?.txt", 'C:\\a"b', "C:\\a\tb"],
    }[flag.type] + (["C:\\vault.xml"] if flag.extension else [])


def good_parameters(mode: Mode, grammar: Grammar) -> Settings:
    """What the mode is known by, and all that it demands."""
    found: dict[str, str | bool] = {
        name: good_value(grammar.flags[name], grammar) for name in mode.condition.given
    } | dict(mode.condition.values)
    asking = {"linux-install": "q", "unified-agent": "Silent"}.get(grammar.name)
    if asking and asking not in mode.condition.unless:
        found[asking] = True  # without it the agent's installers ask
    for flag in grammar.flags.values():
        if mode.name in flag.required_for and has_effect(flag, (mode.name,), found):
            found.setdefault(flag.name, good_value(flag, grammar))
    return found


def arguments(grammar: Grammar) -> st.SearchStrategy[list[str]]:
    """Lines of the program's own names, of values good and bad, and of anything."""
    names = [*grammar.flags, *(alias.name for alias in grammar.aliases)]
    flags = st.builds(
        lambda prefix, name, odd: prefix + (name.swapcase() if odd else name),
        st.sampled_from(grammar.prefixes),
        st.sampled_from(names),
        st.booleans(),
    )
    values = sorted(
        {
            value
            for flag in grammar.flags.values()
            for value in [str(good_value(flag, grammar)), *bad_values(flag, grammar)]
        }
    )
    joined = st.builds(
        lambda flag, sign, value: flag + sign + value, flags, st.sampled_from(["", ":", "=", " "]), WORDS
    )
    return st.lists(st.one_of(flags, st.sampled_from([*values, *TRICKY]), joined, st.text(max_size=6)), max_size=14)
