"""What siteprep is for, in one file: the command line of UnifiedSetup without a GUI, the preflight of every area, a
push by SFTP and one by WinRM, and a report. Nothing may weaken these tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.profiles import machine
from preflight.network import Wanted
from tests.data.windows.picture import probing
from tests.practice import ROOT, Practice, by_name, siteprep, validate
from tests.sshd_fleet import why_not
from tests.test_push_transfer import grown
from tests.test_sshd import sshd  # noqa: F401 - a fixture is found by its name
from tests.wine_push import KEY, PASSPHRASE, RUN_FOLDERS, WindowsHost, states, step

HOSTS = ROOT / "tests" / "data" / "hosts"


def test_a_unified_setup_line_without_a_gui(tmp_path: Path) -> None:
    """The documented line for a process server, as a script has it; the plan shows what would run."""
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text("practicePassphra\n")
    line = ["/AcceptThirdpartyEULA", "/ServerMode", "PS", "/InstallLocation", "D:\\", "/EnvType", "VMWare"]
    line += ["/CSIP", "10.150.24.119", "/PassphraseFilePath", passphrase.name]
    program = "from siteprep.__main__ import unified_setup; unified_setup()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--dry-run", *line],
        capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for told in ("Plan: fresh-ps", "UNIFIEDAGENT.EXE /Role MT", "/CSEndPoint 10.150.24.119", "cdpcli.exe --registermt"):
        assert told in done.stdout, done.stdout
    wrong = siteprep("setup", "--dry-run", "--", *line, "/NoSuchParameter")
    assert wrong.returncode == 2, wrong.stdout
    assert "/NoSuchParameter" in wrong.stdout + wrong.stderr


LINUX_AREAS = {
    "OS": ("linux.os-supported", "centos-stream-9"),
    "kernel": ("linux.kernel-supported", "rhel-8.4-old-kernel"),
    "FIPS": ("linux.fips", "rhel-8.9-fips"),
    "space": ("linux.root-space", "ubuntu-16.04-full"),
    "boot": ("linux.secure-boot", "rhel-9.2-secure-boot"),
}
WINDOWS_AREAS = {
    "OS": ("windows.os-version", "windows-server-2008-r2"),
    "roles": ("windows.roles-absent", "windows-domain-controller"),
    "policies": ("windows.registry-tools", "windows-policies"),
    "FIPS": ("windows.fips", "windows-fips"),
    "ports": ("windows.iis-port", "windows-iis"),
}
"""A check of each area, and a described host that fails it."""
WELL = {"linux": "debian-12", "windows": "windows-server-2016"}


def judged(evidence: Path, *options: object) -> dict[str, dict[str, Any]]:
    """The findings of a preflight of stored evidence, by their checks."""
    done = siteprep("preflight", "--from", evidence, *options, "--format", "json")
    assert done.returncode in (0, 3, 4, 5), done.stderr
    document = json.loads(done.stdout)
    validate(document)
    (host,) = document["hosts"]
    return {finding["id"]: finding for finding in host["findings"]}


@pytest.mark.parametrize("area", LINUX_AREAS)
def test_a_preflight_of_a_linux_host_tells_of(area: str) -> None:
    check, bad = LINUX_AREAS[area]
    found = judged(HOSTS / bad / "collector.txt")[check]
    assert (found["status"], bool(found["remedy"])) == ("fail", True), found
    assert judged(HOSTS / WELL["linux"] / "collector.txt")[check]["status"] == "pass"


def windows_evidence(folder: Path, name: str) -> Path:
    """What the collector prints on a described host, with a probe of one address."""
    evidence = folder / f"{name}.txt"
    wanted = [Wanted("https", "login.microsoftonline.com", 443, "/")]
    evidence.write_bytes(probing(HOSTS / name / "host", folder, wanted))
    return evidence


@pytest.mark.skipif("SITEPREP_PWSH" not in os.environ, reason="SITEPREP_PWSH names no PowerShell runner.")
def test_a_preflight_of_a_windows_server_tells_of_every_area(tmp_path: Path) -> None:
    role = ("--role", "configuration-server")
    well = judged(windows_evidence(tmp_path, WELL["windows"]), *role)
    for area, (check, bad) in WINDOWS_AREAS.items():
        found = judged(windows_evidence(tmp_path, bad), *role)[check]
        assert (found["status"], bool(found["remedy"])) == ("fail", True), (area, found)
        assert well[check]["status"] == "pass", (area, well[check])
    assert well["windows.install-space"]["status"] == "pass"
    assert well["windows.address-sign-in"]["actual"], well["windows.address-sign-in"]


def test_a_preflight_of_a_live_host_compares_its_clock_and_finds_its_port(practice: Callable[..., Practice]) -> None:
    (host,) = practice(machine("web01")).document("preflight")["hosts"]
    found = {finding["id"]: finding["status"] for finding in host["findings"]}
    assert (found["linux.clock"], found["linux.ssh-port"], host["verdict"]) == ("pass", "pass", "ready")


@pytest.mark.sshd
@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_a_push_by_sftp_and_its_report(sshd: Callable[..., Practice]) -> None:  # noqa: F811
    """The login shell changes bytes above 127 on their way to the host's programs; SFTP goes around it."""
    fleet = sshd(machine("web01"))
    grown(fleet, 300_000)
    shell = fleet.root("web01") / "opt/practice/shell"
    shell.write_text('#!/bin/sh\nLC_ALL=C\nexport LC_ALL\ntr "\\200-\\377" "\\000-\\177" | /bin/sh "$@"\n')
    shell.chmod(0o755)
    accounts = fleet.root("web01") / "etc/passwd"
    lines = accounts.read_text().splitlines()
    assert lines[0].startswith("root:")
    accounts.write_text("\n".join([f"{lines[0].rpartition(':')[0]}:/opt/practice/shell", *lines[1:], ""]))
    host = by_name(fleet.document("push"))["web01"]
    assert host["outcome"]["state"] == "done"
    assert "by SFTP" in host["steps"][0]["message"]
    assert not [path for path in (fleet.root("web01") / "root").iterdir() if path.name.startswith(".siteprep")]
    again = by_name(fleet.document("push"))["web01"]
    assert (again["outcome"]["state"], len(fleet.installs("web01"))) == ("done", 1)
    assert not (fleet.root("web01") / "var/lib/siteprep").exists()
    newest = siteprep("runs", "list", "--journal", fleet.journal).stdout.splitlines()[1].split()[0]
    page = siteprep("report", "show", newest, "--journal", fleet.journal, "--format", "html")
    assert page.returncode == 0, page.stderr
    assert "web01" in page.stdout
    assert page.stdout.startswith("<!DOCTYPE html>")


@pytest.mark.wine
@pytest.mark.slow
def test_a_push_by_winrm_from_nothing_to_registered_and_back(windows: WindowsHost) -> None:
    windows.play(Server={"Passphrase": PASSPHRASE})
    first = windows.push("--dry-run", code=4)  # the picture has warnings
    assert first["outcome"]["state"] == "planned"
    assert "UnifiedAgent.exe /Role MS /Platform VmWare /Silent /CSType CSLegacy" in step(first, "install")["message"]
    found = windows.push(code=4)
    assert states(found) == {
        "stage": "done",
        "signature": "done-with-warnings",  # Wine has no Get-AuthenticodeSignature
        "unpack": "done",
        "install": "done",
        "configure": "done",
        "verify": "done",
        "clean-up": "done",
    }
    assert windows.host.registry_get(KEY, "AgentConfigurationStatus") == "Succeeded"
    assert not list(windows.host.path(RUN_FOLDERS).rglob("*.exe"))
    again = windows.push()
    assert (again["outcome"]["state"], again["steps"]) == ("done", [])
    assert (windows.starts("UnifiedAgent.exe"), windows.starts("UnifiedAgentConfigurator.exe")) == (1, 1)
    removed = windows.push("--action", "uninstall", code=0)
    assert states(removed) == {"uninstall": "done", "verify-gone": "done", "clean-up": "done"}
    assert windows.host.registry_get(KEY, "Version") is None
