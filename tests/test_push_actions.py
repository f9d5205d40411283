"""What a push does besides a fresh classic installation: upgrade, register, remove, ask; and modernized servers."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.media import build_package
from lab.profiles import machine
from tests.practice import Practice, by_name, siteprep, states

pytestmark = pytest.mark.slow
Start = Callable[..., Practice]
NEWER = "9.66.7643.1"


def act(fleet: Practice, *options: object, code: int = 0) -> dict[str, Any]:
    """A push with only the options given besides the hosts; its document."""
    shown = siteprep("push", *fleet.options("preflight"), *options, "--format", "json")
    assert shown.returncode == code, (shown.returncode, shown.stdout[-2000:], shown.stderr[-2000:])
    document: dict[str, Any] = json.loads(shown.stdout)
    return document


def knob(fleet: Practice, name: str, **values: str) -> None:
    """Change knobs of a host's stand-in agent."""
    path = fleet.root(name) / "etc/practice-agent.conf"
    path.write_text(path.read_text() + "".join(f"{key}={value}\n" for key, value in values.items()))


def steps(document: dict[str, Any], name: str) -> list[str]:
    return [step["name"] for step in by_name(document)[name]["steps"]]


def version_file(fleet: Practice, name: str) -> Path:
    return fleet.root(name) / "usr/local/.vx_version"


def newer_media(fleet: Practice, folder: Path, version: str = NEWER) -> Path:
    folder.mkdir()
    build_package(folder, "DEBIAN12-64", version)
    return folder


def test_an_upgrade_keeps_the_registration(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"), machine("web01", "fresh"))
    fleet.document("push", "web01")
    media = newer_media(fleet, tmp_path / "newer")

    refused = by_name(fleet.document("push", "web01", "--media", media, code=3))["web01"]["outcome"]
    assert (refused["kind"], "--action upgrade" in refused["remedy"]) == ("other-version", True)

    plan = act(fleet, "--action", "upgrade", "--media", media, "--dry-run", code=3)
    assert states(plan) == {"web01": "planned", "fresh": "failed"}
    assert by_name(plan)["fresh"]["outcome"]["kind"] == "no-agent"
    assert steps(plan, "web01") == ["stage", "unpack", "upgrade", "verify", "clean-up"]
    assert "-a Upgrade -c CSLegacy" in by_name(plan)["web01"]["steps"][2]["message"]

    done = by_name(act(fleet, "web01", "--action", "upgrade", "--media", media, code=4))["web01"]
    assert done["outcome"]["state"] == "done-with-warnings"  # the real one says 98 after every upgrade
    assert "ASRMobiityServiceInstallerLinuxRecommendedReboot" in done["outcome"]["cause"]
    assert "Reboot the host" in done["outcome"]["remedy"]
    text = version_file(fleet, "web01").read_text()
    assert f"VERSION={NEWER}\n" in text
    assert "AGENT_CONFIGURATION_STATUS=Succeeded" in text
    assert not (fleet.root("web01") / "var/lib/siteprep").exists()
    again = act(fleet, "web01", "--action", "upgrade", "--media", media)
    assert (states(again), steps(again, "web01")) == ({"web01": "done"}, [])

    older = by_name(act(fleet, "web01", "--action", "upgrade", "--media", fleet.fleet.media, code=3))["web01"]
    assert older["outcome"]["state"] == "blocked"  # preflight knows that the installer refuses to downgrade
    assert any(f["id"] == "linux.agent-version" and f["status"] == "fail" for f in older["findings"])


def test_an_upgrade_over_too_many_versions_names_the_one_between(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"))
    fleet.document("push")
    version_file(fleet, "web01").write_text(
        version_file(fleet, "web01").read_text().replace("VERSION=9.66.7567.1", "VERSION=9.58.6826.1")
    )
    media = newer_media(fleet, tmp_path / "newer")
    outcome = by_name(act(fleet, "--action", "upgrade", "--media", media, code=3))["web01"]["outcome"]
    assert outcome["kind"] == "upgrade-gap"
    assert "9.62 first" in outcome["remedy"]


def test_configure_registers_an_agent_that_is_there(practice: Start) -> None:
    fleet = practice(machine("web01", agent={"FORCE_CONFIGURE_EXIT": "17"}), machine("web01", "bare"))
    fleet.document("push", "web01", code=3)
    knob(fleet, "web01", FORCE_CONFIGURE_EXIT="")
    server = ("--cs-ip", fleet.fleet.cs_ip, "--passphrase", f"file:{fleet.fleet.passphrase_file}")
    found = act(fleet, "--action", "configure", *server, code=3)
    assert states(found) == {"web01": "done", "bare": "failed"}
    assert steps(found, "web01") == ["configure", "verify", "clean-up"]
    assert len(fleet.installs("web01")) == 1
    assert states(act(fleet, "web01", "--action", "configure", *server)) == {"web01": "done"}


def test_uninstall_and_install_again(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("web01", "bare"))
    fleet.document("push", "web01")
    removed = act(fleet, "--action", "uninstall")
    assert states(removed) == {"web01": "done", "bare": "done"}
    assert steps(removed, "web01") == ["uninstall", "verify-gone", "clean-up"]
    assert steps(removed, "bare") == []
    assert not version_file(fleet, "web01").exists()
    assert not (fleet.root("web01") / "var/lib/siteprep").exists()
    assert by_name(removed)["web01"]["steps"][0]["log"].endswith("STAND-IN uninstalled")
    assert states(fleet.document("push", "web01")) == {"web01": "done"}
    assert states(act(fleet, "web01", "--action", "uninstall")) == {"web01": "done"}
    assert not version_file(fleet, "web01").exists()


def test_status_only_asks(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("web01", "bare"), machine("old01"))
    fleet.document("push", "web01")
    found = by_name(act(fleet, "--action", "status", code=4))
    assert {name: host["outcome"]["kind"] for name, host in found.items()} == {
        "web01": "registered", "bare": "no-agent", "old01": "no-agent",
    }  # fmt: skip
    assert f"registered with {fleet.fleet.cs_ip}" in found["web01"]["outcome"]["cause"]
    assert not (fleet.root("bare") / "var/lib/siteprep").exists()
    assert states(act(fleet, "web01", "--action", "status")) == {"web01": "done"}


def test_a_modernized_agent_waits_for_its_file(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"))
    modern = ("--media", fleet.fleet.media, "--cs-type", "CSPrime")
    waiting = by_name(act(fleet, *modern, code=4))
    assert {name: host["outcome"]["state"] for name, host in waiting.items()} == dict.fromkeys(
        ("web01", "web02"), "waiting-for-config"
    )
    told = waiting["web01"]["outcome"]["cause"].rpartition("Agent Config Input: ")[2]
    assert base64.b64decode(told) == b"practice machine web01"
    assert not (fleet.root("web01") / "var/lib/siteprep").exists()

    files = tmp_path / "files"
    files.mkdir()
    canary = "canary-of-the-appliance"
    (files / "web01.json").write_text(json.dumps({"machine": {"key": canary}}))
    done = act(fleet, "--media", fleet.fleet.media, "--source-config", files, code=4)
    assert states(done) == {"web01": "done", "web02": "waiting-for-config"}
    assert canary not in json.dumps(done)
    assert canary.encode() not in fleet.journal.read_bytes()
    assert "AGENT_CONFIGURATION_STATUS=Succeeded" in version_file(fleet, "web01").read_text()
    assert not [path for path in fleet.root("web01").glob("var/**/*") if path.is_file() and canary in path.read_text()]
    assert len(fleet.installs("web01")) == len(fleet.installs("web02")) == 1

    other = by_name(fleet.document("push", "web01", code=3))["web01"]["outcome"]
    assert (other["kind"], "CSPrime" in other["cause"]) == ("other-type", True)


def test_a_file_that_is_no_configuration_fails_its_host_only(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"))
    (tmp_path / "web01.json").write_text("no json")
    (tmp_path / "web02.json").write_text("{}")
    found = by_name(act(fleet, "--media", fleet.fleet.media, "--source-config", tmp_path, code=3))
    assert {name: host["outcome"]["kind"] for name, host in found.items()} == {"web01": "input", "web02": ""}
    assert str(tmp_path / "web01.json") in found["web01"]["outcome"]["cause"]


def test_a_master_target(practice: Start) -> None:
    fleet = practice(machine("web01"))
    options = fleet.options("push")
    blocked = json.loads(siteprep("push", *options, "--role", "master-target", "--format", "json").stdout)
    host = by_name(blocked)["web01"]
    assert (host["role"], host["outcome"]["state"]) == ("master-target", "blocked")  # Debian 12 cannot be one
    failed = {finding["id"] for finding in host["findings"] if finding["status"] == "fail"}
    assert "linux.mt-system" in failed


@pytest.mark.parametrize(("listed", "state"), [(True, "failed"), (False, "done-with-warnings")])
def test_98_is_success_only_with_an_agent(practice: Start, listed: bool, state: str) -> None:
    """98 means warnings, or that the role was refused and nothing was installed."""
    fleet = practice(machine("web01", agent={"FORCE_INSTALL_EXIT": "98"}))
    if listed:
        knob(fleet, "web01", FORCE_NOTHING="1")
    host = by_name(fleet.document("push", code=3 if listed else 4))["web01"]
    assert host["outcome"]["state"] == state
    if listed:
        assert host["outcome"]["kind"] == "not-installed"
        assert "exit code 98" in host["outcome"]["cause"]
        knob(fleet, "web01", FORCE_NOTHING="")
        assert states(fleet.document("push", code=4)) == {"web01": "done-with-warnings"}
    else:
        assert states(fleet.document("push")) == {"web01": "done"}


def test_listed_errors_are_explained_and_logs_are_kept(practice: Start) -> None:
    errors = "ASRMobilityServiceKernelNotSupported"
    fleet = practice(machine("web01", agent={"FORCE_INSTALL_EXIT": "97", "LIST_ERROR": errors}))
    host = by_name(fleet.document("push", code=3))["web01"]
    assert errors in host["outcome"]["cause"]
    assert "kernel" in host["outcome"]["remedy"]
    step = next(step for step in host["steps"] if step["name"] == "install")
    assert "STAND-IN fresh of" in step["log"]
    shown = fleet.run("push").stdout
    assert errors in shown


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ((), "--media"),
        (("--media", "."), "--cs-ip"),
        (("--media", ".", "--cs-ip", "192.0.2.1"), "--passphrase"),
        (("--action", "status", "--media", "."), "--media"),
        (("--action", "uninstall", "--cs-ip", "192.0.2.1"), "--cs-ip"),
        (("--action", "configure", "--manifest", "x"), "--manifest"),
        (("--action", "upgrade", "--media", ".", "--cs-type", "CSPrime"), "--cs-type"),
        (("--media", ".", "--cs-type", "CSLegacy", "--source-config", "."), "--source-config"),
        (("--media", ".", "--source-config", ".", "--cs-ip", "192.0.2.1"), "--cs-ip"),
        (("--action", "status", "--role", "process-server"), "--role"),
    ],
)
def test_options_that_do_not_fit(options: tuple[str, ...], named: str) -> None:
    done = siteprep("push", "host", *options)
    assert done.returncode == 2, done.stderr
    assert named in done.stderr.splitlines()[-1] or named in done.stderr


def test_one_file_is_for_one_host(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"))
    path = tmp_path / "config.json"
    path.write_text("{}")
    options = ("--media", str(fleet.fleet.media), "--source-config", str(path))
    done = siteprep("push", *fleet.options("preflight"), *options)
    assert done.returncode == 2
    assert "2 hosts" in done.stderr
    missing = siteprep("push", *fleet.options("preflight"), *options[:3], str(tmp_path / "none"))
    assert (missing.returncode, "There is no" in missing.stderr) == (2, True)


def test_the_report_says_whose_hash_was_trusted(practice: Start, tmp_path: Path) -> None:
    fleet = practice(machine("web01"), machine("web01", "web02"))
    (package,) = fleet.fleet.media.iterdir()
    stage = by_name(fleet.document("push", "web01"))["web01"]["steps"][0]
    assert "has the SHA-256 of the file in the media folder on the host" in stage["message"]
    manifest = tmp_path / "SHA256SUMS"
    manifest.write_text(f"{hashlib.sha256(package.read_bytes()).hexdigest()}  {package.name}\n")
    stage = by_name(fleet.document("push", "web02", "--manifest", manifest))["web02"]["steps"][0]
    assert "has the manifest's SHA-256 on the host" in stage["message"]
    manifest.write_text(f"{'0' * 64}  {package.name}\n")
    act(fleet, "web02", "--action", "uninstall")
    refused = by_name(fleet.document("push", "web02", "--manifest", manifest, code=3))["web02"]["outcome"]
    assert (refused["kind"], "the manifest wants" in refused["cause"]) == ("package", True)
