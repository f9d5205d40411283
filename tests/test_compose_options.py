"""``siteprep compose``: options that are wrong, missing or secret."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli.compose
from tests.test_compose import PS, PS_LINE, compose, lines, refused


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.compose, "on_terminal", lambda: True)


def test_all_that_is_missing_is_told_at_once() -> None:
    for arguments in (["ps", "--no-input"], ["ps"]):  # the test's standard input is no terminal
        told = refused(*arguments, "--EnvType", "VMware")
        assert "--AcceptThirdpartyEULA, --InstallLocation, --CSIP, --PassphraseFilePath." in told


def test_what_is_missing_depending_on_choices() -> None:
    told = refused("agent", "--no-input")
    assert "--platform (windows or linux), --cs-type (CSLegacy or CSPrime)." in told
    assert "With --platform windows also --Platform. With --platform linux also -v." in told
    assert told.count(" also ") == 2
    told = refused("configurator", "--no-input", "--CSEndPoint", "10.0.0.4")
    assert "With --platform windows --cs-type CSLegacy also --PassphraseFilePath." in told
    assert "With --platform linux --cs-type CSPrime also -S." in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["server"], "server is nothing that can be composed. Give one of ps, cs, agent, configurator, provider"),
        (["ps", "--CSIP", "cs01"], "--CSIP was refused. /CSIP cannot be cs01. Give an IPv4 address"),
        (["ps", "--data-transfer-secure-port", "0"], "--data-transfer-secure-port was refused. /DataTransferSec"),
        (["cs", "--DataTransferSecurePort", "443"], "Port 443 belongs to the configuration server's own web server"),
        (["ps", "--InstallLocation", 'D:" /EnvType VMware'], "--InstallLocation was refused. /InstallLocation holds"),
        (["ps", "--InstallLocation", "/SkipSpaceCheck"], "/InstallLocation has no value: /SkipSpaceCheck begins"),
        (["ps", "--CSIP"], "--CSIP has no value. Give it after a blank. Its meaning: The IPv4 address"),
        (["ps", "--SkipSpaceCheck", "yes"], "--SkipSpaceCheck takes no value."),
        (["ps", "--CSIP", "10.0.0.4", "--c-s-i-p=10.0.0.5"], "--c-s-i-p is given more than once."),
        (["ps", "--AZUREIP", "10.0.0.4"], "--AZUREIP is no option for this. These are known: --extract-to, --Accept"),
        (["ps", "--Upgrade"], "--Upgrade is no option for this."),
        (["ps", "--ServerMode", "CS"], "--ServerMode is settled here: PS. Leave it out."),
        (["ps", "10.0.0.4"], "Argument 1 of the answers belongs to no option."),
        (["ps", "--CSIP", "10.0.0.4", "10.0.0.5"], "Argument 3 of the answers belongs to no option."),
        (["agent", "--platform", "aix"], "--platform cannot be aix. Give windows or linux."),
        (["agent", "--cs-type"], "--cs-type cannot be empty. Give CSLegacy or CSPrime."),
        (["agent", "--cs-type", "CSPrime", "--CSType", "CSPrime"], "--cs-type is given more than once."),
        (["agent", "--platform", "linux", "--cs-type", "CSPrime", "-V", "VmWare"], "-V is no option for this."),
        (["configurator", "--platform", "linux", "--cs-type", "CSPrime", "--program-folder", "bin"],
         "--program-folder cannot be the relative path bin."),
        (["configurator", "--platform", "windows", "--cs-type", "CSLegacy", "--SourceConfigFilePath", "x"],
         "--SourceConfigFilePath is no option for this."),
        (["provider", "--role", "hyperv-host", "--EncryptionEnabled", "C:\\c.pfx"], "--EncryptionEnabled is no option"),
        (["provider", "--role", "hyperv-host", "--FriendlyName", "a\nb"], "holds a line break or another character"),
        (["provider", "--role", "hyperv-host", "--FriendlyName", 'a"b'], "holds a quote, which cmd does not hand on"),
    ],
)  # fmt: skip
def test_wrong_options(arguments: list[str], told: str) -> None:
    assert told in refused(*arguments, "--no-input")


def test_all_wrong_options_are_told_at_once() -> None:
    told = refused("ps", "--CSIP", "cs01", "--EnvType", "Azure", "--nothing", "x")
    assert [line.split()[0] for line in told.splitlines()] == ["--CSIP", "--EnvType", "--nothing"]


def test_what_is_settled_anyway_may_be_said() -> None:
    assert lines("ps", *PS, "--server-mode", "ps") == [PS_LINE]


def test_a_file_that_can_be_read_here_is_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty, good = tmp_path / "empty", tmp_path / "good"
    empty.touch(mode=0o600)
    good.touch(mode=0o600)
    good.write_text("0123456789abcdef")
    given = ["configurator", "--platform", "linux", "--cs-type", "CSLegacy", "-i", "10.0.0.4"]
    assert f"-P was refused. {empty}: The file is empty." in refused(*given, "-P", str(empty))
    monkeypatch.setattr(cli.compose, "on_terminal", lambda: True)
    result = compose(*given, typed=[str(empty), str(good)])
    assert f"{empty}: The file is empty." in result.stderr
    assert f"-P {good} " in result.stdout
    assert "0123456789abcdef" not in result.output


SECRET = "hunter2-Geheim"
PROXY = [
    *("provider", "--role", "hyperv-host", "--extract-to", "C:\\ASR", "--FriendlyName", "h", "--Credentials", "C:\\k"),
    *("--proxyAddress", "10.0.0.8", "--proxyport", "8080", "--proxy-username", "u"),
]


@pytest.mark.usefixtures("terminal")
def test_a_secret_is_a_placeholder_and_never_asked() -> None:
    result = compose(*PROXY, typed=[])
    assert result.stdout.splitlines()[-1].endswith('/proxyUsername u /proxyPassword "<proxy password>"')
    assert "Put the secret in the place of <proxy password> when the line is run." in result.stderr
    assert "secret-in-arguments" in result.stderr
    assert "--proxyPassword" not in result.stderr


@pytest.mark.parametrize(
    "given",
    [
        ["--proxyPassword", SECRET],
        [f"--proxy-password={SECRET}"],
        ["--proxyPassword", f"-{SECRET}"],
        ["--proxyPassword", f"--{SECRET}", SECRET],
        ["--proxyAddress", f"http://u:{SECRET}@10.0.0.8"],
        ["--CSIP", "10.0.0.4", SECRET],
        ["--proxyPassword", f"-{SECRET}", "a", SECRET],
    ],
)
@pytest.mark.parametrize("more", [[], ["--no-input"], ["--json"]])
def test_a_secret_is_refused_and_not_repeated(given: list[str], more: list[str]) -> None:
    told = refused(*PROXY[:9], *given, *more)
    assert SECRET not in told
