"""What can be composed, as data: it fits the grammars, and it can say what the documents say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from access.command_grammars import load_grammar
from cli.compose import compose, load_kinds
from installer.command_line.parse import parse
from installer.compose.draft import Draft
from installer.compose.options import Option, apply, known_options
from installer.compose.recipe import Kind, LineRecipe

KINDS = load_kinds()


def ways(kind: Kind) -> Iterator[dict[str, str]]:
    for values in product(*(choice.values for choice in kind.choices)):
        yield dict(zip((choice.name for choice in kind.choices), values, strict=True))


def drafts(kind: str, chosen: dict[str, str]) -> list[Draft]:
    return [Draft.begin(recipe, load_grammar(recipe.program), None) for recipe in KINDS[kind].lines(chosen)]


WAYS = [(kind.name, chosen) for kind in KINDS.values() for chosen in ways(kind)]
RECIPES = [recipe for name, chosen in WAYS for recipe in KINDS[name].lines(chosen)]


def test_the_help_names_every_kind() -> None:
    assert "ps, cs, agent, configurator or provider" in str(compose.__annotations__["kind"])
    assert list(KINDS) == ["ps", "cs", "agent", "configurator", "provider"]


@pytest.mark.parametrize(("kind", "chosen"), WAYS)
def test_every_way_has_its_lines_and_no_option_means_two_things(kind: str, chosen: dict[str, str]) -> None:
    lines = drafts(kind, chosen)
    assert len(lines) == (1 if kind in ("agent", "configurator") else 2 if kind in ("ps", "cs") else 3)
    assert len({draft.recipe.program for draft in lines}) == len(lines)
    names = [name.lower().replace("-", "") if name.startswith("--") else name for name in known_options(lines)]
    assert len(names) == len(set(names))
    taken = [name.replace("-", "") for choice in KINDS[kind].choices for name in (choice.name, *choice.also)]
    shared = {name for name in names if name.lower() in (each.lower() for each in taken)}
    assert shared <= {"platform"}


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipes_fit_their_grammars(recipe: LineRecipe) -> None:
    grammar = load_grammar(recipe.program)
    assert recipe.mode in [mode.name for mode in grammar.modes]
    named = {*recipe.fixed, *recipe.preset, *recipe.ask, *recipe.without, *recipe.options}
    assert named <= set(grammar.flags)
    for name, value in {**recipe.fixed, **recipe.preset}.items():
        flag = grammar.flags[name]
        assert value is True if flag.is_switch else value in flag.values
    asked = [flag for flag in grammar.flags.values() if recipe.mode in flag.required_for or flag.name in recipe.ask]
    assert [flag.name for flag in asked if flag.default] == [], "an empty answer would be ambiguous"
    draft = Draft.begin(recipe, grammar, None)
    assert {flag.name for flag in draft.missing()} <= {flag.name for flag in draft.offered()}


def test_what_turns_a_line_into_another_is_not_offered() -> None:
    offered = {
        draft.option(flag) for name, chosen in WAYS for draft in drafts(name, chosen) for flag in draft.offered()
    }
    never = {"--?", "-h", "-q", "--ShowThirdpartyEULA", "--Upgrade", "--Unconfigure", "-U", "--Operation"}
    never |= {"--ServerMode", "--ConfigureProxy", "--configureCloud", "--CSType", "-c"}
    never |= {"--proxyPassword", "--CertificatePassword"}
    assert not offered & never
    assert {"--CSIP", "--AZUREIP", "--SkipPrereqChecks", "-d", "--EncryptionEnabled"} <= offered


# The lines of the documents: kind, choices, options, what the documents' line holds. What siteprep adds is told apart.
DOCUMENTED = [
    ("agent", {"platform": "windows", "cs-type": "CSLegacy", "action": "install"},
     {"--InstallLocation": "C:\\Program Files (x86)\\Microsoft Azure Site Recovery", "--Platform": "VmWare"},
     ["/Role", "MS", "/InstallLocation", "C:\\Program Files (x86)\\Microsoft Azure Site Recovery",
      "/Platform", "VmWare", "/Silent", "/CSType", "CSLegacy"], set()),
    ("agent", {"platform": "windows", "cs-type": "CSPrime", "action": "upgrade"},
     {"--InstallLocation": "D:\\x", "--Platform": "VmWare"},
     ["/Role", "MS", "/Platform", "VmWare", "/Silent", "/InstallationType", "Upgrade", "/CSType", "CSPrime",
      "/InstallLocation", "D:\\x"], set()),
    ("agent", {"platform": "linux", "cs-type": "CSLegacy", "action": "install"},
     {"-d": "/usr/local/ASR", "-v": "VmWare"},
     ["-r", "MS", "-v", "VmWare", "-d", "/usr/local/ASR", "-q", "-c", "CSLegacy"], set()),
    ("agent", {"platform": "linux", "cs-type": "CSPrime", "action": "install"}, {"-v": "VmWare"},
     ["-q", "-r", "MS", "-v", "VmWare", "-c", "CSPrime"], set()),
    ("agent", {"platform": "linux", "cs-type": "CSPrime", "action": "upgrade"}, {"-r": "MS", "-v": "VmWare"},
     ["-q", "-r", "MS", "-v", "VmWare", "-a", "Upgrade", "-c", "CSPrime"], set()),
    ("agent", {"platform": "linux", "cs-type": "CSLegacy", "action": "install"},
     {"-d": "/usr/local/ASR", "-r": "MT", "-v": "VmWare"},
     ["-q", "-d", "/usr/local/ASR", "-r", "MT", "-v", "VmWare"], {"c"}),
    ("configurator", {"platform": "windows", "cs-type": "CSPrime"},
     {"--SourceConfigFilePath": "config.json", "--CredentialLessDiscovery": "true"},
     ["/SourceConfigFilePath", "config.json", "/CredentialLessDiscovery", "true", "/CSType", "CSPrime"], set()),
    ("configurator", {"platform": "windows", "cs-type": "CSLegacy"},
     {"--CSEndPoint": "10.0.0.4", "--PassphraseFilePath": "C:\\p"},
     ["/CSEndPoint", "10.0.0.4", "/PassphraseFilePath", "C:\\p"], {"CSType"}),
    ("configurator", {"platform": "linux", "cs-type": "CSLegacy"}, {"-i": "10.0.0.4", "-P": "/var/passphrase.txt"},
     ["-i", "10.0.0.4", "-P", "/var/passphrase.txt", "-c", "CSLegacy"], {"q"}),
    ("configurator", {"platform": "linux", "cs-type": "CSPrime"}, {"-S": "config.json", "-D": "true"},
     ["-S", "config.json", "-q", "-D", "true", "-c", "CSPrime"], set()),
    ("provider", {"role": "vmm-server"},
     {"--FriendlyName": "n", "--Credentials": "C:\\k", "--EncryptionEnabled": "C:\\c.pfx"},
     ["/r", "/Friendlyname", "n", "/Credentials", "C:\\k", "/EncryptionEnabled", "C:\\c.pfx"], set()),
    ("provider", {"role": "hyperv-host"}, {"--FriendlyName": "n", "--Credentials": "C:\\k"},
     ["/r", "/Friendlyname", "n", "/Credentials", "C:\\k"], set()),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "chosen", "given", "documented", "added"), DOCUMENTED)
def test_the_documented_lines(
    kind: str, chosen: dict[str, str], given: dict[str, str], documented: list[str], added: set[str]
) -> None:
    draft = apply(drafts(kind, chosen), [Option(name, value) for name, value in given.items()])[-1]
    expected = parse(documented, draft.grammar).parameters
    assert expected.items() <= draft.parameters.items()
    assert set(draft.parameters) - set(expected) == added
