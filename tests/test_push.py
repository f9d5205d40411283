"""The whole push against practice hosts: plan, install once, register, clean up, run again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lab.profiles import machine
from lab.ways import Kind
from tests.practice import NEEDS_ROOT, Practice, by_name, states

Start = Callable[..., Practice]
STEPS = ["stage", "unpack", "install", "configure", "verify", "clean-up"]


def fresh_installs(practice: Practice, name: str) -> int:
    return sum("fresh" in line for line in practice.installs(name))


@pytest.mark.parametrize("kind", ["namespaces", pytest.param("chroot", marks=NEEDS_ROOT)])
def test_a_push_and_a_push_again(practice: Start, kind: Kind) -> None:
    fleet = practice(machine("web01"), machine("db01"), machine("old01"), kind=kind)

    plan = fleet.document("push", "--dry-run", code=3)
    assert states(plan) == {"web01": "planned", "db01": "planned", "old01": "blocked"}
    assert [step["name"] for step in by_name(plan)["web01"]["steps"]] == STEPS
    shown = fleet.run("push", "--dry-run").stdout
    assert all(f"{step}:" in shown for step in STEPS)
    assert not (fleet.root("web01") / "usr/local/.vx_version").exists()

    first = fleet.document("push", code=3)
    assert states(first) == {"web01": "done", "db01": "done", "old01": "blocked"}
    assert [step["state"] for step in by_name(first)["db01"]["steps"]] == ["done"] * 6
    assert by_name(first)["old01"]["steps"] == []
    for name in ("web01", "db01"):
        assert fresh_installs(fleet, name) == 1
        assert "AGENT_CONFIGURATION_STATUS=Succeeded" in (fleet.root(name) / "usr/local/.vx_version").read_text()
        assert not (fleet.root(name) / "var/lib/siteprep").exists()
    assert not (fleet.root("old01") / "usr/local/.vx_version").exists()
    assert not (fleet.root("old01") / "var/lib/siteprep").exists()

    again = fleet.document("push", code=3)
    assert states(again) == states(first)
    assert all(host["steps"] == [] for host in again["hosts"])
    assert again["run"]["id"] != first["run"]["id"]
    assert fresh_installs(fleet, "web01") == 1


@pytest.mark.parametrize(
    ("knobs", "kind", "failed_step", "code"),
    [
        ({"FORCE_INSTALL_EXIT": "208"}, "kernel", "install", 208),
        ({"FORCE_INSTALL_EXIT": "99"}, "prerequisites", "install", 99),
        ({"FORCE_INSTALL_EXIT": "77"}, "exit-77", "install", 77),
        ({"FORCE_CONFIGURE_EXIT": "17"}, "registration", "configure", 17),
    ],
)
def test_an_installers_failure_is_explained_and_the_rest_goes_on(
    practice: Start, knobs: dict[str, str], kind: str, failed_step: str, code: int
) -> None:
    fleet = practice(machine("web01", "bad", agent=knobs), machine("web01", "good"))
    hosts = by_name(fleet.document("push", code=3))
    assert hosts["good"]["outcome"]["state"] == "done"
    assert hosts["bad"]["outcome"]["kind"] == kind
    assert str(code) in hosts["bad"]["outcome"]["cause"]
    assert hosts["bad"]["outcome"]["remedy"].endswith(".")
    step = next(step for step in hosts["bad"]["steps"] if step["state"] == "failed")
    assert (step["name"], step["exit_code"]) == (failed_step, code)
    assert not list((fleet.root("bad") / "var/lib/siteprep").rglob("secret*"))


def test_a_failed_installation_is_tried_again_by_the_next_push(practice: Start) -> None:
    fleet = practice(machine("web01", agent={"FORCE_INSTALL_EXIT": "164"}))
    assert states(fleet.document("push", code=3)) == {"web01": "failed"}
    knobs = fleet.root("web01") / "etc/practice-agent.conf"
    knobs.write_text("".join(line for line in knobs.read_text().splitlines(True) if "FORCE" not in line))
    assert states(fleet.document("push")) == {"web01": "done"}
    assert fresh_installs(fleet, "web01") == 2  # the failed one and the one that succeeded


def test_warnings_and_reboots_are_success_with_exit_code_4(practice: Start) -> None:
    fleet = practice(machine("web01", agent={"FORCE_INSTALL_EXIT": "209"}))
    host = by_name(fleet.document("push", code=4))["web01"]
    assert host["outcome"]["state"] == "done-reboot-required"
    assert states(fleet.document("push")) == {"web01": "done"}


def test_a_wrong_passphrase_fails_and_the_right_one_registers(practice: Start) -> None:
    fleet = practice(machine("web01"))
    wrong = fleet.journal.with_name("wrong")
    wrong.write_text("not-the-passphrase\n")
    failed = by_name(fleet.document("push", "--passphrase", f"file:{wrong}", code=3))
    assert failed["web01"]["outcome"]["kind"] == "passphrase"
    assert states(fleet.document("push")) == {"web01": "done"}
    assert fresh_installs(fleet, "web01") == 1


def test_another_install_folder(practice: Start) -> None:
    fleet = practice(machine("web01"))
    assert states(fleet.document("push", "--install-dir", "/opt/the agent")) == {"web01": "done"}
    assert (fleet.root("web01") / "opt/the agent/ASR/Vx/bin/UnifiedAgentConfigurator.sh").is_file()


def test_another_servers_agent_is_left_alone(practice: Start) -> None:
    fleet = practice(machine("web01"))
    fleet.document("push")
    other = by_name(fleet.document("push", "--cs-ip", "192.0.2.99", code=3))["web01"]
    assert other["outcome"]["kind"] == "other-server"


def test_no_package_for_the_system(practice: Start) -> None:
    fleet = practice(machine("web01"), machine("db01"))
    for package in fleet.fleet.media.glob("*UBUNTU*"):
        package.unlink()
    hosts = by_name(fleet.document("push", code=3))
    assert hosts["web01"]["outcome"]["state"] == "done"
    assert hosts["db01"]["outcome"]["kind"] == "no-package"
    assert "UBUNTU-22.04-64" in hosts["db01"]["outcome"]["cause"]


def test_a_link_in_place_of_the_run_folder_is_refused(practice: Start) -> None:
    fleet = practice(machine("web01"))
    (fleet.root("web01") / "var/lib/siteprep").symlink_to("/tmp")
    host = by_name(fleet.document("push", code=3))["web01"]
    assert host["outcome"]["kind"] == "step-refused"
    assert "is not a folder" in host["outcome"]["cause"]
    assert not any((fleet.root("web01") / "tmp").iterdir())
