"""``siteprep compose``: by options and by typed answers, right and wrong ones."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

import cli.compose
from access.command_grammars import load_grammar
from cli.parse import parse_line
from host.errors import UsageError
from installer.command_line.parse import parse

SERVER = ["--AcceptThirdpartyEULA", "--InstallLocation", "D:\\", "--EnvType", "vmware"]
PS = [*SERVER, "--CSIP", "10.0.0.4", "--PassphraseFilePath", "C:\\Temp\\p.txt"]
CS = [*SERVER, "--MySQLCredsFilePath", "C:\\a b\\my.txt", "--VaultCredsFilePath", "C:\\v.VaultCredentials"]
PS_LINE = (
    "UNIFIEDSETUP.EXE /AcceptThirdpartyEULA /ServerMode PS /InstallLocation D:\\ /EnvType VMware /CSIP 10.0.0.4"
    " /PassphraseFilePath C:\\Temp\\p.txt"
)
AGENT_FOLDER = "C:\\Program Files (x86)\\Microsoft Azure Site Recovery\\agent"
PROVIDER_FOLDER = "C:\\Program Files\\Microsoft Azure Site Recovery Provider"
VMM_FOLDER = "C:\\Program Files\\Microsoft System Center 2012 R2\\Virtual Machine Manager\\bin"

# kind, options, answers to the questions where nothing is given, lines
COMPOSED = [
    ("ps", PS, ["y", "D:\\", "vmware", "10.0.0.4", "C:\\Temp\\p.txt"], [PS_LINE]),
    (
        "cs",
        CS,
        ["yes", '"D:\\"', "C:\\a b\\my.txt", "C:\\v.VaultCredentials", "VMware"],
        [
            "UNIFIEDSETUP.EXE /AcceptThirdpartyEULA /ServerMode CS /InstallLocation D:\\"
            ' /MySQLCredsFilePath "C:\\a b\\my.txt" /VaultCredsFilePath C:\\v.VaultCredentials /EnvType VMware'
        ],
    ),
    ("agent", ["--platform", "windows", "--cs-type", "CSLegacy", "--Platform", "VMware"],
     ["Windows", "cslegacy", "", "vmware"],
     ["UnifiedAgent.exe /Role MS /Platform VmWare /Silent /CSType CSLegacy"]),
    ("agent", ["--platform", "windows", "--CSType", "CSPrime", "--action", "upgrade", "--Platform", "VmWare"],
     ["windows", "CSPrime", "upgrade", "VmWare"],
     ["UnifiedAgent.exe /Role MS /Platform VmWare /Silent /CSType CSPrime /InstallationType Upgrade"]),
    ("agent", ["--platform", "linux", "-c", "CSPrime", "-v", "VmWare"], ["linux", "CSPrime", "install", "VmWare"],
     ["./install -r MS -v VmWare -q -c CSPrime"]),
    ("agent", ["--platform", "linux", "--cs-type", "CSLegacy", "-a", "Upgrade", "-v", "Azure"],
     ["linux", "CSLegacy", "Upgrade", "Azure"], ["./install -v Azure -q -a Upgrade -c CSLegacy"]),
    ("configurator", ["--platform", "windows", "--cs-type", "CSLegacy", "--CSEndPoint", "10.0.0.4",
                      "--passphrase-file-path", "C:\\p.txt"],
     ["windows", "CSLegacy", "10.0.0.4", "C:\\p.txt"],
     [f'"{AGENT_FOLDER}\\UnifiedAgentConfigurator.exe" /CSEndPoint 10.0.0.4 /PassphraseFilePath C:\\p.txt'
      " /CSType CSLegacy"]),
    ("configurator", ["--platform", "windows", "--cs-type", "CSPrime", "--SourceConfigFilePath", "config.json"],
     ["windows", "CSPrime", "config.json"],
     [f'"{AGENT_FOLDER}\\UnifiedAgentConfigurator.exe" /SourceConfigFilePath config.json /CSType CSPrime']),
    ("configurator", ["--platform", "linux", "--cs-type", "CSLegacy", "-i", "10.0.0.4", "-P", "/nowhere/p p.txt"],
     ["linux", "CSLegacy", "10.0.0.4", "/nowhere/p p.txt"],
     ["/usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh -i 10.0.0.4 -P '/nowhere/p p.txt' -c CSLegacy -q"]),
    ("configurator", ["--platform", "linux", "--cs-type", "CSPrime", "-S", "config.json"],
     ["linux", "CSPrime", "config.json"],
     ["/usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh -c CSPrime -S config.json -q"]),
    ("provider", ["--role", "hyperv-host", "--extract-to", "C:\\ASR", "--FriendlyName", "R&D",
                  "--Credentials", "C:\\ASR\\k.VaultCredentials"],
     ["hyperv-host", "C:\\ASR", "R&D", "C:\\ASR\\k.VaultCredentials"],
     ["AzureSiteRecoveryProvider.exe /x:C:\\ASR /q", "C:\\ASR\\SETUPDR.EXE /i",
      f'"{PROVIDER_FOLDER}\\DRConfigurator.exe" /r /FriendlyName "R&D" /Credentials C:\\ASR\\k.VaultCredentials']),
    ("provider", ["--role", "vmm-server", "--extract-to", ".", "--FriendlyName", "vmm 1", "--Credentials", "C:\\k"],
     ["vmm-server", ".", "vmm 1", "C:\\k"],
     ["AzureSiteRecoveryProvider.exe /x:. /q", ".\\SETUPDR.EXE /i",
      f'"{VMM_FOLDER}\\DRConfigurator.exe" /r /FriendlyName "vmm 1" /Credentials C:\\k']),
]  # fmt: skip


def compose(*arguments: str, typed: Sequence[str] = ()) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)  # with one command alone typer would take away its name
    app.command(context_settings={"ignore_unknown_options": True})(cli.compose.compose)
    return CliRunner().invoke(app, ["compose", *arguments], input="".join(f"{line}\n" for line in typed))


def lines(*arguments: str, typed: Sequence[str] = ()) -> list[str]:
    result = compose(*arguments, typed=typed)
    assert result.exit_code == 0, result.exception or result.stderr
    return result.stdout.splitlines()


def refused(*arguments: str, typed: Sequence[str] = ()) -> str:
    result = compose(*arguments, typed=typed)
    assert isinstance(result.exception, UsageError), result.output
    assert result.stdout == ""
    return str(result.exception)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.compose, "on_terminal", lambda: True)


@pytest.mark.parametrize(("kind", "options", "_answers", "expected"), COMPOSED)
def test_by_options(kind: str, options: list[str], _answers: list[str], expected: list[str]) -> None:
    assert lines(kind, "--no-input", *options) == expected


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("kind", "_options", "answers", "expected"), COMPOSED)
def test_by_typed_answers(kind: str, _options: list[str], answers: list[str], expected: list[str]) -> None:
    assert lines(kind, typed=answers) == expected


@pytest.mark.parametrize("case", COMPOSED)
def test_the_printed_lines_are_accepted_by_parse(case: tuple[str, list[str], list[str], list[str]]) -> None:
    for line in lines(case[0], "--no-input", *case[1]):
        parsed = parse_line(line, None)
        assert (parsed.errors, parsed.exit_code) == ((), 0)
        assert parsed.grammar.exe.split("/")[-1] in line


def test_the_program_folder() -> None:
    given = ["--platform", "linux", "--cs-type", "CSPrime", "-S", "c.json", "--program-folder", "/opt/my asr/bin/"]
    assert lines("configurator", *given) == [
        "'/opt/my asr/bin/UnifiedAgentConfigurator.sh' -c CSPrime -S c.json -q",
    ]


def test_the_trap_of_a_backslash_before_a_quote() -> None:
    given = ["--platform", "windows", "--cs-type", "CSPrime", "--Platform", "VmWare", "--InstallLocation", "D:\\a b\\"]
    (line,) = lines("agent", *given)
    assert '/InstallLocation "D:\\a b\\\\" /Platform VmWare' in line
    assert parse_line(line, None).warnings == ()


def test_the_document() -> None:
    result = compose("ps", "--json", *PS, "--extract-to", "C:\\Temp\\Ex tracted")
    document: dict[str, Any] = json.loads(result.stdout)
    assert list(document) == ["schema", "lines"]
    assert document["schema"] == "siteprep.command-lines/1"
    extract, setup = document["lines"]
    assert extract == {
        "program": "bootstrapper",
        "argv": ["MicrosoftAzureSiteRecoveryUnifiedSetup.exe", "/q", "/x:C:\\Temp\\Ex tracted"],
        "line": 'MicrosoftAzureSiteRecoveryUnifiedSetup.exe /q "/x:C:\\Temp\\Ex tracted"',
    }
    assert setup["argv"][0] == "C:\\Temp\\Ex tracted\\UNIFIEDSETUP.EXE"
    parsed = parse(setup["argv"][1:], load_grammar(setup["program"]))
    assert (parsed.mode, parsed.errors) == ("fresh-ps", ())


def test_what_the_machine_decides_and_warnings_go_to_standard_error() -> None:
    result = compose("ps", *PS, "--DataTransferSecurePort", "443")
    assert len(result.stdout.splitlines()) == 1
    assert "warning: ignored-value (DataTransferSecurePort): A process server does not take port 443" in result.stderr
    assert "UnifiedSetup, decided on the machine:\n  installed-components: " in result.stderr


def test_options_are_listed_by_line() -> None:
    result = compose("configurator", "--options", "--platform", "linux")
    assert result.exit_code == 0
    assert "For UnifiedAgentConfigurator.sh with --platform linux --cs-type CSPrime:" in result.stdout
    assert "windows --cs-type" not in result.stdout
    assert (
        "  -S FILE\n      The config.json that the replication appliance made for this machine. Required."
        in result.stdout
    )
    assert "Default: /usr/local/ASR/Vx/bin" in result.stdout
    assert shlex.split(result.stdout.splitlines()[1]) == ["--platform", "windows|linux"]
