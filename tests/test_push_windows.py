"""`siteprep push` over WinRM to Wine hosts: real PowerShell steps, real silent installers, the stand-in agent."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.fleet import PracticeFleet
from lab.profiles import machine
from lab.winrm.troubles import Trouble
from tests.samba_server import USER, samba, why_not
from tests.stand_in_agent.build import VERSION, build, file_name
from tests.wine_push import KEY, PASSPHRASE, RUN_FOLDERS, WindowsHost, step, story

pytestmark = [pytest.mark.wine, pytest.mark.slow]

REFUSED = "ASRMobilityServiceBootUEFISecureBootNotSupported"
FAILURES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "62": ({"Exit": {"UnifiedAgent.exe": 62}}, "install", "reboot-pending", "filter driver"),
    "99": ({"Exit": {"UnifiedAgent.exe": 99}, "Errors": {"Names": REFUSED}}, "install", "prerequisites", REFUSED),
    "nothing": ({"Agent": {"Nothing": "yes"}}, "install", "not-installed", "no agent"),
    "passphrase": ({"Server": {"Passphrase": "another"}}, "configure", "passphrase", "passphrase"),
    "1602": ({"Exit": {"UnifiedAgent.exe": 1602}}, "install", "", ""),
    "1603": ({"Exit": {"UnifiedAgent.exe": 1603}}, "install", "", ""),
}
"""What the stand-in plays, the step that fails, the kind of its outcome and a word of its message."""


def fails(windows: WindowsHost, name: str) -> None:
    """Push while the stand-in plays a failure; it is explained, with a remedy, and leaves no secret."""
    scenario, failed, kind, said = FAILURES[name]
    windows.play(**scenario)
    found = windows.push(code=3)
    assert step(found, failed)["state"] == "failed", story(found)
    assert kind in found["outcome"]["kind"], story(found)
    assert said in step(found, failed)["message"], story(found)
    assert found["outcome"]["remedy"].endswith(".")


def test_what_fails_is_explained_and_mended_by_the_same_command(windows: WindowsHost) -> None:
    for name in ("99", "passphrase"):
        fails(windows, name)
    windows.play()
    assert windows.push()["exit_code"] == 4  # the same command goes on


@pytest.mark.nightly
@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_on_a_host_of_its_own(windows: WindowsHost, name: str) -> None:
    fails(windows, name)


RECOMMENDED = "ASRMobilityServiceInstallerSuccessfulRecommendedReboot"
RUNNING = "ASRMobilityServiceInstallerMSIInstallationFailure_InstallationAlreadyRunning"


@pytest.mark.parametrize(
    ("scenario", "state", "starts"),
    [
        pytest.param(
            {"Exit": {"UnifiedAgent.exe": "3010"}}, "done-reboot-required", 1, id="3010", marks=pytest.mark.nightly
        ),
        pytest.param({"Exit": {"UnifiedAgent.exe": "97,0"}, "Errors": {"Names": RUNNING}}, "done", 2, id="97, then 0"),
        pytest.param(
            {"Exit": {"UnifiedAgent.exe": "98"}, "Errors": {"Names": RECOMMENDED}},
            *("done-with-warnings", 1),
            id="98",
            marks=pytest.mark.nightly,
        ),
        pytest.param({"Exit": {"UnifiedAgent.exe": "41,0"}}, "done", 2, id="41, then 0", marks=pytest.mark.nightly),
        pytest.param({"Exit": {"UnifiedAgent.exe": "1618,0"}}, "done", 2, id="1618, then 0", marks=pytest.mark.nightly),
    ],
)
def test_codes_that_are_success_or_ask_for_patience(
    windows: WindowsHost, scenario: dict[str, Any], state: str, starts: int
) -> None:
    windows.play(**scenario)
    found = windows.push()
    assert step(found, "install")["state"] == state, story(found)
    assert windows.starts("UnifiedAgent.exe") == starts


def test_a_modernized_agent_waits_for_its_file_and_takes_it(windows: WindowsHost) -> None:
    waiting = windows.push("--cs-type", "CSPrime", classic=False, code=4)
    assert waiting["outcome"]["state"] == "waiting-for-config"
    assert "U1RBTkQtSU4tQ09ORklH" in waiting["outcome"]["cause"]
    (windows.lab.folder / "config.json").write_text(json.dumps({"Secret": PASSPHRASE}))
    found = windows.push("--cs-type", "CSPrime", "--source-config", "config.json", classic=False)
    assert step(found, "configure")["state"] == "done", story(found)
    assert windows.starts("UnifiedAgent.exe") == 1


def test_an_unsigned_package_goes_nowhere(windows: WindowsHost) -> None:
    done = windows.lab.siteprep(
        *("push", "--media", str(windows.media), "--cs-ip", "192.0.2.10", "--passphrase", "file:passphrase", "--yes")
    )
    assert done.returncode == 3
    assert "carries no Authenticode signature" in done.stdout.replace("\n", " ").replace("            ", "")
    assert not windows.host.path(RUN_FOLDERS).exists()


def test_an_older_agent_is_upgraded(windows: WindowsHost, tmp_path: Path) -> None:
    older = build(tmp_path / "older", "9.63.1.1").parent
    current, windows.media = windows.media, older
    assert windows.push()["exit_code"] == 4
    windows.media = current
    refused = windows.push(code=3)
    assert refused["outcome"]["kind"] == "other-version"
    own = ("push", "--action", "upgrade", "--media", str(current), "--allow-unsigned", "--yes", "--format", "json")
    done = windows.lab.siteprep(*own)
    found = json.loads(done.stdout)["hosts"][0]
    assert step(found, "upgrade")["state"] in ("done", "done-with-warnings"), story(found)  # a file was in use
    assert step(found, "verify")["state"] == "done"
    assert windows.host.registry_get(KEY, "Build_Version") == VERSION


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_the_administrative_share_comes_first(windows: WindowsHost, tmp_path: Path) -> None:
    """A real Samba serves the host's drive C:; an SMB without encryption is not used."""
    drive = windows.host.path("C:\\")
    with samba(tmp_path / "old", drive=drive, newest="SMB2_10") as server:
        windows.lab.overrides = {"vars": {"smb_port": server.port}, "user": "admin"}
        found = windows.push("--dry-run")
        assert found["outcome"]["state"] == "planned"
    with samba(tmp_path / "samba", drive=drive) as server:
        (windows.lab.folder / "password").write_text(f"{server.password}\n")
        windows.lab.server.add_account(USER, server.password)
        windows.lab.overrides = {"vars": {"smb_port": server.port}, "user": USER}
        before = windows.lab.server.received
        found = windows.push()
        assert "through the administrative share" in step(found, "stage")["message"]
        assert step(found, "verify")["state"] == "done"
        assert windows.lab.server.received - before < 2_000_000


def test_the_host_fetches_the_package_from_siteprep_and_wants_a_restart(windows: WindowsHost) -> None:
    windows.play(Exit={"UnifiedAgent.exe": "3010"})
    found = windows.push("--stage", "pull", "--pull-address", "127.0.0.1")
    assert "was fetched by the host" in step(found, "stage")["message"], step(found, "stage")
    assert step(found, "install")["state"] == "done-reboot-required", story(found)
    assert step(found, "verify")["state"] == "done"


def test_a_cut_transfer_goes_on_where_it_was(windows: WindowsHost, tmp_path: Path) -> None:
    package = tmp_path / "large" / file_name()
    package.parent.mkdir()
    package.write_bytes((windows.media / file_name()).read_bytes() + bytes(3_000_000))
    windows.media = package.parent
    windows.lab.server.trouble(*_cut_in_the_package(windows))
    cut = windows.push(code=3)
    assert cut["outcome"]["state"] == "retry-later", cut["outcome"]
    (part,) = windows.host.path(RUN_FOLDERS).rglob("*.part")
    arrived = part.stat().st_size
    assert 0 < arrived < package.stat().st_size
    found = windows.push()
    assert "going on after the" in step(found, "stage")["message"]
    assert step(found, "install")["state"] == "done"


def _cut_in_the_package(windows: WindowsHost) -> list[Trouble]:
    """The package takes many Sends of one command; the scripts before it one or two each."""
    return [Trouble("drop", "Send", "before", skip=sends) for sends in (12,)]


def test_an_installer_outlives_its_session(windows: WindowsHost) -> None:
    """Every connection and shell goes while the installer works; it may end once that has happened."""
    end = windows.host.path(r"C:\ProgramData") / "installer-may-end"
    windows.play(Agent={"Until": r"C:\ProgramData\installer-may-end"})
    over = threading.Event()

    def break_it() -> None:
        while not windows.starts("UnifiedAgent.exe"):
            if over.wait(0.1):
                return
        windows.lab.server.service.drop_shells()
        windows.lab.server.drop()
        end.touch()

    thread = threading.Thread(target=break_it, daemon=True)
    thread.start()
    found = windows.push()
    over.set()
    thread.join()
    assert end.exists()
    assert step(found, "install")["state"] == "done", story(found)
    assert windows.starts("UnifiedAgent.exe") == 1


def test_an_installer_that_still_works_is_waited_for(windows: WindowsHost) -> None:
    """siteprep is killed after the version is noted and before the installer has ended; the next push waits for it."""
    end = windows.host.path(r"C:\ProgramData") / "installer-may-end"
    windows.play(Agent={"Until": r"C:\ProgramData\installer-may-end"})
    with windows.started() as killed:
        ends = time.monotonic() + 300
        while windows.host.registry_get(KEY, "PostInstallActions") != "" and time.monotonic() < ends:
            time.sleep(0.5)
        killed.kill()
    with windows.started() as second:
        assert second.stderr is not None
        told = []
        for line in second.stderr:
            told.append(json.loads(line))
            if (told[-1]["event"], told[-1].get("step")) == ("StepProgress", "install"):
                end.touch()
    assert ("StepFinished", "install", "done") in [
        (each["event"], each.get("step"), each.get("state")) for each in told
    ], told
    assert windows.starts("UnifiedAgent.exe") == 1
    assert windows.host.registry_get(KEY, "PostInstallActions") == "Succeeded"


def test_what_is_known_where_powershell_does_not_run(windows: WindowsHost) -> None:
    """With cmd.exe, wmic and reg of Wine alone; whatever they do not tell is unknown, and nothing is changed."""
    for folder in ("system32", "syswow64"):
        shell = windows.host.path("C:\\windows") / folder / "WindowsPowerShell" / "v1.0" / "powershell.exe"
        shell.unlink(missing_ok=True)
    done = windows.lab.siteprep("preflight", "--format", "json")
    host = json.loads(done.stdout)["hosts"][0]
    assert (done.returncode, host["verdict"]) in ((5, "undetermined"), (3, "blocked"))
    known = [each for each in host["findings"] if each["status"] in ("pass", "fail")]
    assert len(known) >= 3
    pushed = windows.push()
    assert pushed["exit_code"] in (3, 5)
    assert not windows.host.path(RUN_FOLDERS).exists()


def test_the_account_is_looked_at_before_anything_else(windows: WindowsHost) -> None:
    done = windows.lab.siteprep("push", "--check-access")
    assert done.returncode in (0, 5), done.stdout + done.stderr
    assert "win01" in done.stdout + done.stderr


def test_one_run_for_linux_and_windows(windows: WindowsHost, tmp_path: Path) -> None:
    with PracticeFleet(tmp_path / "fleet", [machine("web01")]) as fleet:
        shutil.copy(windows.media / file_name(), fleet.media)
        listed = yaml.safe_load(fleet.inventory().read_text())
        (linux,) = listed["hosts"]
        linux["key_file"] = str(fleet.client_key)
        (own,) = yaml.safe_load(windows.lab.inventory().read_text())["hosts"]
        both = windows.lab.folder / "both.yaml"
        both.write_text(yaml.safe_dump({"defaults": listed["defaults"], "hosts": [linux, own]}))
        (windows.lab.folder / "fleet-passphrase").write_text(fleet.passphrase_file.read_text())
        line = [
            "push",
            "--inventory",
            "both.yaml",
            "--known-hosts",
            str(fleet.known_hosts),
            "--ssh-config",
            "/dev/null",
        ]
        line += ["--media", str(fleet.media), "--cs-ip", fleet.cs_ip, "--passphrase", "file:fleet-passphrase", "--yes"]
        done = windows.lab.run(*line, "--allow-unsigned", "--journal", "both.db", "--format", "json")
    hosts = {host["name"]: host for host in json.loads(done.stdout)["hosts"]}
    assert {name: host["platform"] for name, host in hosts.items()} == {"web01": "linux", "win01": "windows"}
    for host in hosts.values():
        assert step(host, "verify")["state"] == "done", (host["outcome"], done.stderr)
        assert step(host, "clean-up")["state"] == "done"
