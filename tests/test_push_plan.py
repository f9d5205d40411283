"""Plans by the host's agent, and what a job's answer means: pure, whatever a host says."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_explanations, load_outcomes
from access.package_file import PackageFile
from host.target import Platform, Role
from installer.linux_agent import LINUX
from installer.media import Package, Version
from installer.outcome import Outcome, State
from installer.push_plan import HostToPlan, Plan, make_plan
from installer.push_request import AGENT_ROLES, Action, CsType, PushRequest
from linux.steps.job_answer import LONGEST_LOG, JobAnswer
from preflight.facts import Absent, Agent

PACKAGE = Package("Microsoft-ASR_UA_9.66.1.1_DEBIAN12-64_GA_20Sep2025_release.tar.gz", Version(9, 66, 1, 1), "D", 9)
SHA = "ab" * 32
AGENT = Agent(
    version="9.66.1.1",
    install_dir="/usr/local/ASR/Vx",
    os_built_for="D",
    configuration_status="Succeeded",
    cs_type="CSLegacy",
    cs_address="192.0.2.1",
    vm_platform="VmWare",
    role="Agent",
    service_running=True,
    host_id="x",
)
AGENTS = st.one_of(
    st.just(Absent()),
    st.builds(
        Agent,
        version=st.sampled_from(["9.66.1.1", "9.65.1.1", "9.60.1.1", "9.67.1.1", "10.1.1.1", "", "x", "9.66"]),
        install_dir=st.text(max_size=3),
        os_built_for=st.text(max_size=3),
        configuration_status=st.sampled_from(["Succeeded", "Failed", ""]),
        cs_type=st.sampled_from(["CSLegacy", "CSPrime", "", "other"]),
        cs_address=st.sampled_from(["192.0.2.1", "192.0.2.2", ""]),
        vm_platform=st.sampled_from(["VmWare", "Azure", "", "$(reboot)"]),
        role=st.text(max_size=3),
        service_running=st.booleans(),
        host_id=st.just("x"),
    ),
)
REQUESTS = st.builds(
    PushRequest,
    action=st.sampled_from(Action),
    folder=st.just("/usr/local/ASR"),
    cs_type=st.sampled_from(CsType),
    server=st.sampled_from(["192.0.2.1", ""]),
)


def planned(agent: Agent | Absent, action: Action, **more: object) -> list[str] | Outcome:
    """The names of the planned steps, or the outcome."""
    role = more.pop("role", Role.MOBILITY_AGENT)
    cs_type = more.pop("cs_type", CsType.CLASSIC)
    assert isinstance(role, Role) and isinstance(cs_type, CsType)  # noqa: PT018 - for the type checker
    host = HostToPlan(agent, (), role, PACKAGE, SHA, bool(more.get("can_register", True)))
    plan = make_plan(host, PushRequest(action, "/usr/local/ASR", cs_type, "192.0.2.1"))
    return [step.name for step in plan.steps] if isinstance(plan, Plan) else plan


@given(AGENTS, REQUESTS, st.sampled_from(sorted(AGENT_ROLES)), st.booleans(), st.booleans())
def test_every_host_gets_a_plan_or_a_reason(
    agent: Agent | Absent, request: PushRequest, role: Role, can_register: bool, started: bool
) -> None:
    jobs = (LINUX.run_folder(SHA).rpartition("/")[2],) if started else ()
    plan = make_plan(HostToPlan(agent, jobs, role, PACKAGE, SHA, can_register), request)
    if isinstance(plan, Outcome):
        assert plan.cause.endswith(".")
        assert plan.remedy.endswith(".") or plan.state is State.DONE
        assert (plan.state in (State.DONE, State.DONE_WITH_WARNINGS)) == (request.action is Action.STATUS)
        return
    names = [step.name for step in plan.steps]
    assert len(names) == len(set(names))
    assert all(step.text.endswith(".") for step in plan.steps)
    assert {"install", "upgrade"} & {*names} <= {request.action.value}
    assert ("uninstall" in names) <= (request.action is Action.UNINSTALL)
    changing = {"stage", "unpack", "install", "upgrade", "configure", "uninstall"} & {*names}
    assert not changing or "clean-up" in names


def test_a_master_target_is_told_to_the_installer() -> None:
    plan = make_plan(
        HostToPlan(Absent(), (), Role.MASTER_TARGET, PACKAGE, SHA),
        PushRequest(Action.INSTALL, "/opt/x", CsType.CLASSIC, "192.0.2.1"),
    )
    assert isinstance(plan, Plan)
    (install,) = (step.text for step in plan.steps if step.name == "install")
    assert "-d /opt/x -r MT -v VmWare -q -a Install -c CSLegacy" in install


def test_an_upgrade_keeps_platform_and_type_and_quotes_them() -> None:
    old = dataclasses.replace(AGENT, version="9.65.1.1", cs_type="CSPrime", vm_platform="a b")
    plan = make_plan(HostToPlan(old, (), Role.MOBILITY_AGENT, PACKAGE, SHA), PushRequest(Action.UPGRADE, "/x"))
    assert isinstance(plan, Plan)
    (upgrade,) = (step.text for step in plan.steps if step.name == "upgrade")
    assert "-v 'a b' -a Upgrade -c CSPrime" in upgrade
    unregistered = dataclasses.replace(old, configuration_status="")
    assert planned(unregistered, Action.UPGRADE) == ["stage", "unpack", "upgrade", "verify-version", "clean-up"]


@pytest.mark.parametrize(
    ("version", "kind"), [("9.67.1.1", "other-version"), ("9.61.1.1", "upgrade-gap"), ("x", "other-version")]
)
def test_versions_that_are_not_upgraded(version: str, kind: str) -> None:
    found = planned(dataclasses.replace(AGENT, version=version), Action.UPGRADE)
    assert isinstance(found, Outcome)
    assert found.kind == kind


LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.builds(
            lambda word, rest: f"{word} {rest}",
            st.sampled_from(["version", "output", "log", "error", "other"]),
            st.text(max_size=60),
        ),
    ),
    max_size=30,
)
STATES = st.one_of(
    st.sampled_from(["running", "vanished", "finished 0", "finished 98", "finished 97", "finished 99999999999", ""]),
    st.text(max_size=20),
)


@given(STATES, LINES)
def test_any_answer_of_a_host_is_read(state: str, lines: list[str]) -> None:
    answer = JobAnswer.read([state, *lines])
    assert len(answer.log) <= LONGEST_LOG
    if answer.code is not None:
        result = answer.result(load_outcomes()[Platform.LINUX]["install"], "Done.", load_explanations())
        assert result.message
        assert result.exit_code == answer.code


@given(st.text(max_size=200) | st.builds(json.dumps, st.recursive(st.none() | st.text() | st.integers(), st.lists)))
def test_any_list_of_errors_is_read(listed: str) -> None:
    answer = JobAnswer.read(["finished 97", *(f"error {line}" for line in listed.splitlines())])
    assert (
        answer.result(load_outcomes()[Platform.LINUX]["install"], "Done.", load_explanations()).outcome.state
        is State.FAILED
    )


@given(st.text(max_size=30), st.text(max_size=70))
def test_any_word_on_a_part_gives_an_offset_within_the_package(arrived: str, digest: str) -> None:
    """Only the beginning's own hash lets siteprep go on."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p")
        path.write_bytes(b"package")
        package = dataclasses.replace(PACKAGE, size=7)
        assert PackageFile.of(package, path, SHA).arrived(arrived, digest) == 0
