"""--strict: exactly what the original does, oddities included."""

from __future__ import annotations

import pytest

from access.command_grammars import load_grammar
from installer.command_line.parse import parse
from installer.command_line.parsed import Parsed

PS = ["/AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMware",
      "/CSIP", "10.0.0.4", "/PassphraseFilePath", "C:\\p.txt"]  # fmt: skip
CS = ["/AcceptThirdpartyEULA", "/ServerMode", "CS", "/InstallLocation", "D:\\", "/EnvType", "VMware",
      "/MySQLCredsFilePath", "C:\\m.txt", "/VaultCredsFilePath", "C:\\v.VaultCredentials"]  # fmt: skip


def both(*argv: str) -> tuple[Parsed, Parsed]:
    grammar = load_grammar("unified-setup")
    return parse(argv, grammar), parse(argv, grammar, strict=True)


def codes(parsed: Parsed) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.parameter) for problem in parsed.errors]


@pytest.mark.parametrize(
    "tail",
    [["/Unknown"], ["/Unknown", "value"], ["loose"], ["/CSIP", "10.0.0.9"], ["/PSIP"], ["/PSIP=10.0.0.5"], ["/PSIP:x"],
     ["/BypassProxy"], ["/"], ["-"], [""], ["--help"]],
)  # fmt: skip
def test_an_error_at_the_end_changes_nothing_in_the_original(tail: list[str]) -> None:
    lenient, strict = both(*PS, *tail)
    assert (strict.exit_code, strict.errors, strict.original.exit_code) == (0, (), 0)
    assert strict.parameters == both(*PS)[1].parameters
    assert len(strict.warnings) == 1  # what it prints
    assert lenient.exit_code == (0 if tail == ["/BypassProxy"] else 2)
    assert lenient.original == strict.original


@pytest.mark.parametrize("error", [["/Unknown"], ["loose"], ["/AcceptThirdpartyEULA"], ["/BypassProxy"]])
def test_behind_an_error_the_line_is_lost(error: list[str]) -> None:
    _, strict = both(*PS[:5], *error, *PS[5:])
    assert strict.exit_code == 2
    assert codes(strict) == [("required", "EnvType")]
    assert list(strict.parameters) == ["AcceptThirdpartyEULA", "ServerMode", "InstallLocation"]


def test_optional_settings_behind_an_error_are_lost_silently() -> None:
    lenient, strict = both(*PS, "/Unknown", "x", "/PSIP", "10.0.0.5", "/DataTransferSecurePort", "9444")
    assert strict.exit_code == 0
    assert (strict.settings["DataTransferSecurePort"], "PSIP" in strict.settings) == ("9443", False)
    assert codes(lenient) == [("unknown-parameter", "Unknown")]  # siteprep stops here
    assert lenient.settings["DataTransferSecurePort"] == "9444"
    assert "drop it with everything behind it" in lenient.errors[0].message


@pytest.mark.parametrize("port", ["443", "0443"])
def test_port_443(port: str) -> None:
    lenient, strict = both(*PS, "/DataTransferSecurePort", port)
    for parsed in (lenient, strict):
        assert (parsed.exit_code, parsed.settings["DataTransferSecurePort"]) == (0, "9443")
        assert [problem.code for problem in parsed.warnings] == ["ignored-value"]
    lenient, strict = both(*CS, "/DataTransferSecurePort", port)
    assert (lenient.exit_code, strict.exit_code) == (2, 2)
    assert codes(strict) == [("invalid-value", "DataTransferSecurePort")]


@pytest.mark.parametrize(
    ("line", "exit_code", "rules"),
    [
        (["/Upgrade"], 0, ["upgrade-components", "upgrade-distance", "upgrade-eula"]),
        (["/Upgrade", "/SkipPrereqsCheck"], 0, ["upgrade-components", "upgrade-distance", "upgrade-eula"]),
        (["/Upgrade", "/AcceptThirdpartyEULA"], 0, ["upgrade-components", "upgrade-distance"]),
        (["/Upgrade", "/AcceptThirdpartyEULA", "/SkipPrereqsCheck"], 0,
         ["upgrade-argument-count", "upgrade-components", "upgrade-distance"]),
        (["/Upgrade", "/SkipPrereqsCheck", "/SkipTLSCheck"], 2, None),
        (["/Upgrade", "/PSIP", "10.0.0.5"], 2, None),
        (["/Upgrade", "/AcceptThirdpartyEULA", "/SkipPrereqsCheck", "/SkipTLSCheck"], 2, None),
        (["/Upgrade", "/?"], 0, ["upgrade-components", "upgrade-distance", "upgrade-eula"]),
        (["/Upgrade", "/ShowThirdpartyEULA"], 0,
         ["upgrade-components", "upgrade-distance", "upgrade-eula", "upgrade-show-eula"]),
        (["/?", "/Upgrade", "/SkipPrereqsCheck"], 2, None),
    ],
)  # fmt: skip
def test_an_upgrade_stands_nearly_alone(line: list[str], exit_code: int, rules: list[str] | None) -> None:
    for parsed in both(*line):
        assert (parsed.mode, parsed.exit_code, parsed.original.exit_code) == ("upgrade", exit_code, exit_code)
        if rules is None:
            assert codes(parsed) == [("too-many-arguments", "Upgrade")]
        else:
            assert sorted(rule.code for rule in parsed.deferred) == rules


def test_what_is_asked_comes_in_the_original_s_order() -> None:
    for asked, mode in ((["/?"], "usage"), (["/ShowThirdpartyEULA"], "show-eula"),
                        (["/ShowThirdpartyEULA", "/?"], "usage")):  # fmt: skip
        for line in (asked, [*PS, *asked], [*asked, "/ServerMode", "nonsense"]):
            for parsed in both(*line):
                assert (parsed.mode, parsed.exit_code, parsed.errors) == (mode, 2, ())
    assert both("/?", "/Upgrade")[1].mode == "upgrade"


def test_what_is_asked_behind_an_error_is_lost() -> None:
    lenient, strict = both("/Unknown", "/?")
    assert (strict.mode, codes(strict)) == (None, [("required", "AcceptThirdpartyEULA")])
    assert (lenient.mode, codes(lenient)) == ("usage", [("unknown-parameter", "Unknown")])


@pytest.mark.parametrize(
    ("documented", "meant"),
    [("/InstallDrive", "/InstallLocation"), ("/MySQLCredFilePath", "/MySQLCredsFilePath"),
     ("/vaultcredfilepath", "/VaultCredsFilePath")],
)  # fmt: skip
def test_documented_spellings_are_unknown_to_the_original(documented: str, meant: str) -> None:
    lenient, strict = both(*(documented if item == meant else item for item in CS))
    assert (lenient.exit_code, strict.exit_code, lenient.original.exit_code) == (0, 2, 2)
    assert [problem.code for problem in lenient.warnings] == ["alias"]
    assert strict.errors[0].code == "required"


def test_only_one_error_is_told() -> None:
    lenient, strict = both("/ServerMode", "PS")
    assert len(lenient.errors) == 5
    assert len(strict.errors) == 1


def test_without_arguments_the_original_opens_its_wizard_and_siteprep_has_none() -> None:
    for parsed in both():
        assert (parsed.exit_code, parsed.original.exit_code, codes(parsed)) == (2, 0, [("no-arguments", None)])


def test_the_agent_s_installer_stops_at_an_argument_that_it_does_not_know() -> None:
    grammar = load_grammar("unified-agent")
    line = ["/Silent", "/Platform", "VmWare", "/Role", "Agent"]
    assert parse(line, grammar).exit_code == 0
    assert parse(line, grammar, strict=True).exit_code == 2
    assert parse(["/Silent", "/CSEndpoint", "10.0.0.4"], grammar).exit_code == 0
    assert parse(["/Silent", "/CSEndpoint", "10.0.0.4"], grammar, strict=True).exit_code == 2
    assert parse(["/Silent", "/Silent"], grammar, strict=True).exit_code == 2


def test_the_linux_installer_stops_reading_at_the_first_argument_that_is_no_option() -> None:
    grammar = load_grammar("linux-install")
    lenient, strict = (parse(["-q", "extra", "-r", "XX"], grammar, strict=way) for way in (False, True))
    assert (strict.exit_code, list(strict.parameters)) == (0, ["q"])
    assert (lenient.exit_code, codes(lenient)) == (2, [("unexpected-argument", None)])
    last = parse(["-q", "-r", "MT", "-r", "MS"], grammar)
    assert (last.exit_code, last.parameters["r"]) == (0, "MS")  # as getopts does: the last one counts
    assert parse(["-q", "-rMS", "-vVmWare"], grammar).parameters == {"q": True, "r": "MS", "v": "VmWare"}
    assert parse(["-qr", "MS"], grammar).parameters == {"q": True, "r": "MS"}
    assert parse(["-qr"], grammar).errors[0].code == "missing-value"
