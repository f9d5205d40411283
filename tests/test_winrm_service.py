"""The lab's WinRM service by itself: what it refuses, and when shells end."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from access.catalogue import load_requirements
from host.target import Role
from lab.winrm.engine import EngineBackend, Said
from lab.winrm.envelope import NAMESPACES, NotAnEnvelope, seconds
from lab.winrm.faults import faults
from lab.winrm.persona import PersonaBackend
from lab.winrm.service import CMD, Service
from lab.winrm.settings import Settings
from preflight.context import Context
from preflight.finding import Severity, Status
from preflight.judge import judge
from tests.winrm_lab import PASSWORD, USER, winrm_lab
from windows.collect import collect, script
from windows.parse.host import parse_facts

_ACTIONS = {
    "Create": "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create",
    "Delete": "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete",
}
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"


def request(verb: str, body: str = "", shell: str = "", resource: str = CMD) -> bytes:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items() if prefix != "f")
    selector = f'<w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector></w:SelectorSet>' if shell else ""
    return (
        f"<s:Envelope {declared}><s:Header><a:Action>{_ACTIONS.get(verb, f'{SHELL}/{verb}')}</a:Action>"
        f"<w:ResourceURI>{resource}</w:ResourceURI><a:MessageID>uuid:1</a:MessageID><a:To>http://h:5985/wsman</a:To>"
        f"<w:OperationTimeout>PT1S</w:OperationTimeout>{selector}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


CREATE = "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams>{}</rsp:Shell>"
COMMAND = "<rsp:CommandLine><rsp:Command>wait</rsp:Command></rsp:CommandLine>"


def service(**changes: object) -> Service:
    backend = EngineBackend(doubles=[lambda line: Said([60.0]) if line == "wait" else None])
    return Service(backend, replace(Settings(), **changes), 0.1)  # type: ignore[arg-type]


def create(own: Service, more: str = "") -> str:
    answer = own.answer(request("Create", CREATE.format(more)))
    assert answer.status == 200, answer.text
    found = re.search(rb"ShellId>([0-9A-F-]{36})<", answer.text)
    assert found is not None
    return found[1].decode()


def fault(own: Service, asked: bytes) -> int:
    answer = own.answer(asked)
    found = re.search(rb'Code="(\d+)"', answer.text)
    assert (answer.status, found is not None) == (500, True), answer.text
    return int(found[1]) if found else 0


def test_who_it_is_can_be_asked_by_anybody() -> None:
    answer = service().answer(
        f'<s:Envelope xmlns:s="{NAMESPACES["s"]}" xmlns:wsmid="{NAMESPACES["wsmid"]}"><s:Header/>'
        "<s:Body><wsmid:Identify/></s:Body></s:Envelope>".encode()
    )
    assert b"Microsoft Corporation" in answer.text


def test_a_shell_takes_so_many_programs_and_no_more() -> None:
    own = service(processes_per_shell=2)
    shell = create(own)
    for _ in range(2):
        assert own.answer(request("Command", COMMAND, shell)).status == 200
    assert fault(own, request("Command", COMMAND, shell)) == faults()["command-quota"]["code"]
    own.close()


def test_a_user_gets_so_many_shells_and_one_that_is_closed_counts_no_more() -> None:
    own = service(shells_per_user=2)
    first, _ = create(own), create(own)
    assert fault(own, request("Create", CREATE.format(""))) == 2150859173
    assert own.answer(request("Delete", "", first)).status == 200
    create(own)


def test_an_idle_shell_expires_and_a_busy_one_does_not() -> None:
    own = service()
    idle = create(own, "<rsp:IdleTimeOut>PT0.2S</rsp:IdleTimeOut>")
    busy = create(own, "<rsp:IdleTimeOut>PT0.2S</rsp:IdleTimeOut>")
    own.answer(request("Command", COMMAND, busy))
    time.sleep(0.4)
    assert fault(own, request("Command", COMMAND, idle)) == faults()["no-shell"]["code"]
    assert own.answer(request("Command", COMMAND, busy)).status == 200
    own.close()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (request("Receive", "<rsp:Receive/>", "no-such-shell"), "no-shell"),
        (request("Dance", "", "x"), "no-action"),
        (request("Create", "", resource="http://example.org/other"), "no-resource"),
        (request("Create", ""), "invalid-parameter"),
        (request("Create", CREATE.format("x" * 200_000)), "envelope-size"),
    ],
)
def test_what_is_refused_has_its_code(asked: bytes, name: str) -> None:
    assert fault(service(envelope_kb=150), asked) == faults()[name]["code"]


@pytest.mark.parametrize("text", [b"", b"no xml", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_what_is_no_message_is_no_message(text: bytes) -> None:
    with pytest.raises(NotAnEnvelope):
        service().answer(text)


def test_durations() -> None:
    assert [seconds(text, 5) for text in ("PT1H2M3.5S", "PT20S", "", "P", "nonsense")] == [3723.5, 20, 5, 5, 5]


def test_plain_messages_over_http_are_refused(tmp_path: Path) -> None:
    with winrm_lab(tmp_path / "lab", EngineBackend()) as lab:
        url = f"http://127.0.0.1:{lab.server.port}/wsman"
        answer = requests.post(url, data=b"x", auth=(USER, PASSWORD), timeout=5)
        assert (answer.status_code, "Basic" in answer.headers["WWW-Authenticate"]) == (401, False)


def test_the_stand_in_answers_the_collector_of_today_and_nothing_else(tmp_path: Path) -> None:
    """Its answers have every section that the collector has, and only Secure Boot is in the agent's way."""
    with winrm_lab(tmp_path / "lab", PersonaBackend()) as lab:
        session = lab.connect()
        evidence = collect(session)
        asked = set(re.findall(r"Write-Section '([a-z-]+)'", script())) - {"probes"}
        assert (set(evidence.sections), evidence.complete) == (asked, True)
        requirements = load_requirements()
        context = Context(requirements, requirements.release, "")
        findings = judge(parse_facts(evidence), Role.MOBILITY_AGENT, context)
        failed = [each.id for each in findings if each.status is Status.FAIL and each.severity is Severity.BLOCKER]
        assert failed == ["windows.agent-secure-boot"]
        result = session.run("Remove-Item C:\\ -Recurse", deadline=10)
        assert (result.exit_code, b"stand-in" in result.stderr) == (1, True)
        assert session.run_line("cmd /c del x", deadline=10).exit_code == 1
