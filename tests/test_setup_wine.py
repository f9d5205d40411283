"""`siteprep setup` as a whole: Windows CPython under Wine, real PowerShell steps, the stand-in bundle."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.stand_in_bundle.build import FILE_NAME
from tests.stand_in_bundle.machine import CS, EXTRACTED, LOGS, PS, ROOMY, VAULT, BundleHost, Scenario
from tests.vault_files import certificate, vault
from tests.wine_host import WineHost
from tests.wine_process import WineProcess, WineResult

pytestmark = [pytest.mark.wine, pytest.mark.slow]

JOURNAL = r"C:\state\journal.db"
SECRETS = (b"Practice_1", b"Practice_2", b"practicePassphra", b"Canary_77", b"integritysecret")
RUN_FOLDERS = r"C:\ProgramData\siteprep"


def command(arguments: Sequence[str], *own: str, media: str = EXTRACTED) -> list[str]:
    # The machine that Wine runs on has less free space than a server needs.
    return ["setup", "--media", media, "--journal", JOURNAL, *own, "--", *arguments, "/SkipSpaceCheck"]


def set_up(machine: BundleHost, arguments: Sequence[str], *own: str, scenario: Scenario = ROOMY) -> WineResult:
    """Run siteprep to its end; whatever comes of it, no secret may be anywhere but in the files that were named."""
    machine.write(VAULT, vault(certificate(datetime.now(UTC) + timedelta(days=2))))
    machine.play(ROOMY, scenario)
    result = machine.host.siteprep(*command(arguments, *own))
    told = result.stdout + result.stderr + machine.host.path(JOURNAL).read_bytes()
    for path in machine.host.path(RUN_FOLDERS).rglob("*"):
        told += path.read_bytes() if path.is_file() else b""
    assert not [secret for secret in SECRETS if secret in told]
    assert not list(machine.host.path(RUN_FOLDERS).rglob("answers/*"))
    return result


def starts(machine: BundleHost) -> int:
    """How often UNIFIEDSETUP.EXE was started: each start writes a summary of its own."""
    return len(list(machine.host.path(LOGS).glob("InstallationSummary-*.json")))


def test_a_configuration_server_and_its_passphrase(machine: BundleHost) -> None:
    result = set_up(machine, CS, "--passphrase-out", r"C:\pp.txt")
    assert result.exit_code == 0, result
    assert result.stdout.decode().splitlines()[-1] == "Exit code: 0"
    private = r"C:\ProgramData\Microsoft Azure Site Recovery\private\connection.passphrase"
    passphrase = machine.host.path(private).read_bytes().strip()
    assert machine.host.path(r"C:\pp.txt").read_bytes().strip() == passphrase
    assert passphrase not in result.stdout + result.stderr + machine.host.path(JOURNAL).read_bytes()
    live = result.stderr.decode()
    assert "setup: server: Success" in live
    assert live.index("setup: third_party") < live.index("setup: server")
    assert "verify-services: done. All services are running." in live


def test_a_process_server_from_the_self_extractor(machine: BundleHost) -> None:
    machine.host.run(["cmd", "/c", "rmdir", "/s", "/q", EXTRACTED])
    bundle = rf"C:\Temp\{FILE_NAME}"
    machine.write(r"C:\Temp\roomy.ini", "[Machine]\nFreeGB=700\n")
    result = machine.host.siteprep(*command(PS, media=bundle), env={"SITEPREP_STAND_IN_SCENARIO": r"C:\Temp\roomy.ini"})
    assert result.exit_code == 0, result
    assert "extract: done. Setup's media were extracted." in result.stderr.decode()
    assert not machine.host.path(EXTRACTED).exists()
    assert not list(machine.host.path(RUN_FOLDERS).rglob("UNIFIEDSETUP.EXE"))  # cleaned up


@pytest.mark.parametrize(
    ("scenario", "arguments", "code"),
    [
        ({"Exit": {"UNIFIEDAGENT.EXE": 3010}}, PS, 3010),
        ({"Setup": {"CrashAt": "provider"}}, CS, 0xC0000005),
        *(
            pytest.param(*each, marks=pytest.mark.nightly)
            for each in (
                ({"Checks": {"CheckTLS10Status": "Failed"}}, CS, 1),
                ({"Checks": {"CheckFIPSStatus": "Failed"}}, CS, 4),
                ({"Exit": {"SETUPDR.EXE": 1}}, CS, 101),
                ({"Services": {"Stopped": "dra"}}, CS, 102),
                ({"Exit": {"DRConfigurator.exe": "0,1"}}, CS, 103),
                ({"Exit": {"MARSAgentInstaller.exe": 4}}, PS, 111),
                ({"Exit": {"DRConfigurator.exe": 1}}, CS, 112),
                ({"Exit": {"cdpcli.exe": 1}}, PS, 113),
            )
        ),
    ],
)
def test_the_originals_code_is_returned_and_explained(
    machine: BundleHost, scenario: Scenario, arguments: list[str], code: int
) -> None:
    result = set_up(machine, arguments, scenario=scenario)
    assert result.exit_code == code, result
    lines = result.stdout.decode().splitlines()
    assert int(lines[-1].removeprefix("Exit code: ")) % 2**32 == code
    assert len(lines) >= 3  # cause and remedy come before it


def test_an_upgrade_that_is_none_ends_with_203(installed: Path, new_wine_host: Callable[..., WineHost]) -> None:
    """The installed server has the installer's own version."""
    result = set_up(BundleHost(new_wine_host(installed)), ["/Upgrade"])
    assert result.exit_code == 203, result
    assert "step through a release between them" in result.stdout.decode()


@pytest.mark.nightly
def test_an_image_without_its_configuration_manager_ends_with_116(machine: BundleHost) -> None:
    machine.host.registry_set(r"HKLM\SOFTWARE\Microsoft\AzureSiteRecoveryOVF", "Image", "yes")
    (machine.host.path(EXTRACTED) / "AzureSiteRecoveryConfigurationManager.msi").unlink()
    assert set_up(machine, CS).exit_code == 116


def test_a_proxy_115_and_a_file_in_the_documents_form(machine: BundleHost) -> None:
    """The documents print "Proxy IP" and no http://; the original refuses both, and gets a corrected copy."""
    lines = ["[ProxySettings]", 'ProxyAuthentication = "Yes"', 'Proxy IP = "10.0.0.1"', 'ProxyPort = "8080"']
    machine.write(r"C:\Temp\proxy.txt", "\n".join([*lines, 'ProxyUserName = "user"', 'ProxyPassword = "Canary_77"']))
    arguments = [*CS, "/ProxySettingsFilePath", r"C:\Temp\proxy.txt"]
    result = set_up(machine, arguments, scenario={"Exit": {"SetMarsProxy.exe": 1}})
    assert result.exit_code == 115, result
    assert "SetMarsProxy.exe" in machine.started_components()


def test_what_is_only_documented_stops_a_strict_preflight_alone(machine: BundleHost) -> None:
    strict = set_up(machine, CS, "--strict-preflight")
    assert (strict.exit_code, machine.log()) == (4, "")
    assert "Documented requirements are not met." in strict.stdout.decode()
    assert set_up(machine, CS).exit_code == 0


def test_the_addresses_of_a_cloud_are_tried_first_and_do_not_stop(machine: BundleHost) -> None:
    """Wine's machine reaches no cloud; the original would not look, so that this is only told."""
    tried = set_up(machine, PS, "--cloud", "usgov", "--strict-preflight")
    assert (tried.exit_code, machine.log()) == (4, "")
    told = tried.stderr.decode() + tried.stdout.decode()
    assert "login.microsoftonline.us" in told, told
    untold = set_up(machine, PS)
    assert untold.exit_code == 0
    assert "login.microsoftonline.us" not in untold.stderr.decode()


def test_what_the_original_stops_on_stops_before_anything_is_started(machine: BundleHost) -> None:
    machine.host.registry_set(r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\FipsAlgorithmPolicy", "Enabled", 1)
    result = set_up(machine, CS)
    assert (result.exit_code, machine.log()) == (4, "")
    assert "UnifiedSetup would end with 4." in result.stdout.decode()
    assert set_up(machine, [*CS, "/SkipPrereqsCheck"]).exit_code == 0


def test_the_same_command_again_starts_nothing(machine: BundleHost) -> None:
    assert set_up(machine, CS).exit_code == 0
    started = starts(machine)
    again = set_up(machine, CS)
    assert (again.exit_code, starts(machine)) == (0, started)
    assert "was not started again" in again.stderr.decode()


def test_a_failure_is_tried_again_by_the_same_command(machine: BundleHost) -> None:
    assert set_up(machine, CS, scenario={"Exit": {"SETUPDR.EXE": 1}}).exit_code == 101
    assert set_up(machine, CS).exit_code == 0


def started(machine: BundleHost, scenario: Scenario) -> WineProcess:
    """siteprep, begun and left alone once UnifiedSetup installs something."""
    machine.write(VAULT, vault(certificate(datetime.now(UTC) + timedelta(days=2))))
    machine.play(ROOMY, scenario)
    process = machine.host.background(
        [r"C:\Python311\python.exe", "-m", "siteprep", *command(CS)], env={"PYTHONPATH": r"C:\siteprep"}
    )
    process.pid()
    ends = time.monotonic() + 60
    while "PreInstallation" not in machine.log():
        assert time.monotonic() < ends
        time.sleep(0.1)
    return process


def test_setup_outlives_siteprep_and_the_same_command_follows_it(machine: BundleHost) -> None:
    started(machine, {"Setup": {"StepMilliseconds": 250}}).kill()
    result = set_up(machine, CS, scenario={"Setup": {"StepMilliseconds": 250}})
    assert (result.exit_code, starts(machine)) == (0, 1), result


def test_a_second_siteprep_is_refused(machine: BundleHost) -> None:
    first = started(machine, {"Setup": {"StepMilliseconds": 250}})
    second = machine.host.siteprep(*command(CS))
    assert second.exit_code == 2
    assert "Another siteprep process is doing the same work" in second.stderr.decode()
    assert first.wait(120).exit_code == 0


def test_siteprep_never_starts_itself(machine: BundleHost) -> None:
    machine.write(r"C:\own\UnifiedSetup.exe", "MZ ... from siteprep.__main__ import unified_setup ...")
    machine.write(VAULT, vault(certificate(datetime.now(UTC) + timedelta(days=2))))
    for media in (r"C:\own", r"C:\own\UnifiedSetup.exe"):
        result = machine.host.siteprep(*command(CS, media=media))
        assert result.exit_code == 2
        assert "siteprep's own launcher" in result.stderr.decode()
    missing = machine.host.siteprep(*command(CS, media=r"C:\nothing"))
    assert missing.exit_code == 2
