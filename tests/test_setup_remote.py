"""`siteprep setup --on TARGET`: from Linux over WinRM to a Wine host, with real PowerShell steps and the stand-in
bundle."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lab.winrm.troubles import Trouble
from tests.stand_in_bundle.machine import LOGS, BundleHost
from tests.vault_files import certificate, vault
from tests.wine_winrm import WineBackend
from tests.winrm_lab import PASSWORD, Lab, winrm_lab

pytestmark = [pytest.mark.wine, pytest.mark.slow]

RUN_FOLDERS = r"C:\ProgramData\siteprep"
PASSPHRASE = "practicePassphra"
MYSQL = '[MySQLCredentials]\nMySQLRootPassword = "Practice_1"\nMySQLUserPassword = "Practice_2"\n'
SECRETS = ("Practice_1", "Practice_2", PASSPHRASE, PASSWORD)


@pytest.fixture
def served(machine: BundleHost, tmp_path: Path) -> Iterator[Lab]:
    machine.write(r"C:\Temp\roomy.ini", "[Machine]\nFreeGB=700\n[Setup]\nStepMilliseconds=200\n")
    backend = WineBackend(machine.host, {"SITEPREP_STAND_IN_SCENARIO": r"C:\Temp\roomy.ini"})
    with winrm_lab(tmp_path / "lab", backend) as lab:
        yield lab


def line(lab: Lab, stand_in_bundle: Path, *arguments: str) -> list[str]:
    own = ["setup", "--on", "win01", "--media", str(stand_in_bundle)]
    return [*own, "--", "/AcceptThirdpartyEULA", *arguments, "/EnvType", "VMWare", "/SkipSpaceCheck"]


def process_server(lab: Lab, stand_in_bundle: Path) -> list[str]:
    passphrase = lab.folder / "passphrase.txt"
    passphrase.write_text(f"{PASSPHRASE}\n")
    arguments = ("/ServerMode", "PS", "/InstallLocation", "D:\\", "/CSIP", "10.150.24.119", "/PassphraseFilePath")
    return line(lab, stand_in_bundle, *arguments, passphrase.name)  # one that begins with / would be a parameter


def nothing_is_left(lab: Lab, machine: BundleHost, told: str) -> None:
    told += (lab.folder / "journal.db").read_bytes().decode("latin-1")
    for path in machine.host.path(RUN_FOLDERS).rglob("*"):
        told += path.read_bytes().decode("latin-1") if path.is_file() else ""
    assert not [secret for secret in SECRETS if secret in told]
    assert not list(machine.host.path(RUN_FOLDERS).rglob("answers/*"))


def starts(machine: BundleHost) -> int:
    return len(list(machine.host.path(LOGS).glob("InstallationSummary-*.json")))


def test_a_process_server(served: Lab, machine: BundleHost, stand_in_bundle: Path) -> None:
    result = served.siteprep(*process_server(served, stand_in_bundle))
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.splitlines()[-1] == "Exit code: 0"
    for step in ("stage: done", "extract: done", "answer-files: done", "setup: done", "clean-up: done"):
        assert step in result.stderr
    nothing_is_left(served, machine, result.stdout + result.stderr)
    assert not list(machine.host.path(RUN_FOLDERS).rglob("*.exe"))
    again = served.siteprep(*process_server(served, stand_in_bundle))
    assert again.returncode == 0, again.stdout + again.stderr
    assert starts(machine) == 1


def test_a_configuration_server_and_its_answer_files(served: Lab, machine: BundleHost, stand_in_bundle: Path) -> None:
    """Files that lie here travel along; the passphrase comes back into a file here."""
    (served.folder / "mysql.txt").write_text(MYSQL)
    keys = served.folder / "vault.VaultCredentials"
    keys.write_text(vault(certificate(datetime.now(UTC) + timedelta(days=2))))
    arguments = (
        "/ServerMode",
        "CS",
        "/InstallLocation",
        "D:\\",
        "/MySQLCredsFilePath",
        "mysql.txt",
    )
    whole = line(served, stand_in_bundle, *arguments, "/VaultCredsFilePath", keys.name)
    whole[1:1] = ["--passphrase-out", str(served.folder / "pp.txt")]
    result = served.siteprep(*whole)
    assert result.returncode == 0, result.stdout + result.stderr
    private = machine.host.path(r"C:\ProgramData\Microsoft Azure Site Recovery\private\connection.passphrase")
    assert (served.folder / "pp.txt").read_bytes().strip() == private.read_bytes().strip()
    nothing_is_left(served, machine, result.stdout + result.stderr)


def test_a_dropped_connection_and_a_restarted_service_do_not_end_setup(
    served: Lab, machine: BundleHost, stand_in_bundle: Path
) -> None:
    """Once setup runs, connections break and shells vanish, as when a network fails or the service restarts."""
    machine.write(r"C:\Temp\roomy.ini", "[Machine]\nFreeGB=700\n[Setup]\nStepMilliseconds=700\n")
    broken = threading.Event()

    def break_it() -> None:
        while not machine.host.path(LOGS).is_dir() or not starts(machine):
            if broken.wait(0.5):
                return
        for _ in range(2):
            served.server.service.drop_shells()
            served.server.drop()
            served.server.trouble(Trouble("drop", "Receive", times=2), Trouble("drop", "Create", times=1))
            time.sleep(1)
        broken.set()

    thread = threading.Thread(target=break_it, daemon=True)
    thread.start()
    result = served.siteprep(*process_server(served, stand_in_bundle))
    did = broken.is_set()
    broken.set()
    thread.join()
    assert result.returncode == 0, result.stdout + result.stderr
    assert did
    assert "the connection was lost" in result.stderr
    assert starts(machine) == 1
    nothing_is_left(served, machine, result.stdout + result.stderr)


@pytest.mark.nightly
def test_the_code_of_the_original_comes_back(served: Lab, machine: BundleHost, stand_in_bundle: Path) -> None:
    machine.write(r"C:\Temp\roomy.ini", "[Machine]\nFreeGB=700\n[Exit]\nMARSAgentInstaller.exe=4\n")
    result = served.siteprep(*process_server(served, stand_in_bundle))
    assert result.returncode == 111, result.stdout + result.stderr
    nothing_is_left(served, machine, result.stdout + result.stderr)


def test_the_plan_of_another_machine_changes_nothing(served: Lab, machine: BundleHost, stand_in_bundle: Path) -> None:
    whole = process_server(served, stand_in_bundle)
    whole[1:1] = ["--dry-run", "--format", "json"]
    result = served.siteprep(*whole)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["schema"].startswith("siteprep.plan/")
    assert served.server.messages == 0
    assert not machine.host.path(RUN_FOLDERS).exists()


def test_a_machine_that_does_not_answer(served: Lab, stand_in_bundle: Path) -> None:
    served.overrides = {"port": 1}
    result = served.siteprep(*process_server(served, stand_in_bundle))
    assert result.returncode == 5, result.stdout + result.stderr
