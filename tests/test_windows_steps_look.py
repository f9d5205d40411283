"""The steps that only look: how far a setup is, services, the passphrase."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from host.secret import Secret
from installer.outcome import State
from tests.windows_runner import needs_runner
from tests.windows_setup_host import Host, host, windows_host
from windows.product import product
from windows.steps import jobs
from windows.steps.context import StepRefused
from windows.steps.files import put
from windows.steps.jobs import Program
from windows.steps.look import probe, read_passphrase, services, verify_services
from windows.steps.table import STEPS

__all__ = ["host", "windows_host"]
pytestmark = needs_runner


def test_the_table_names_the_steps_of_a_plan() -> None:
    assert list(STEPS) == ["stage", "extract", "answer-files", "setup", "verify-services", "clean-up"]


def test_a_probe_tells_how_far_a_setup_is(host: Host, tmp_path: Path) -> None:
    (tmp_path / "host.reg").write_text(
        "Windows Registry Editor Version 5.00\n\n"
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\InMage Systems\\Installed Products\\9]\n"
        '"Version"="9.62\\t1"\n"Build_Version"="9.62.1.0"\n\n'
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n"
        '"Release"=dword:000709fc\n'
    )
    host.job("install", result="4")
    put(host.context(), "a.txt", b"12345")
    found = probe(host.context())
    assert {name: str(state) for name, state in found.jobs.items()} == {"extract": "absent", "install": "finished 4"}
    assert found.jobs["install"].run == "run-0"
    assert found.files == {"answers/a.txt": 5}
    assert found.products[9]["Build_Version"] == "9.62.1.0"
    assert found.dotnet_release == 461308


def test_an_empty_host_has_nothing(host: Host) -> None:
    found = probe(host.context())
    assert (found.files, found.products, found.dotnet_release) == ({}, {}, None)


def services_of(tmp_path: Path) -> None:
    (tmp_path / "doubles" / "Get-Service.json").write_text(
        json.dumps([{"Name": "InMage PushInstall", "Status": "Running"}, {"Name": "dra", "Status": "Stopped"}])
    )
    (tmp_path / "host.reg").write_text(
        "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\dra]\n"
        '"Start"=dword:00000004\n'
    )


def test_services_are_told_with_how_they_start(host: Host, tmp_path: Path) -> None:
    services_of(tmp_path)
    found = services(host.context(), ["InMage PushInstall", "dra", "d*"])
    assert [(each.state, each.start) for each in found] == [
        ("Running", "unknown"),
        ("Stopped", "disabled"),
        ("absent", "unknown"),
    ]


def test_stopped_services_fail_the_verification(host: Host, tmp_path: Path) -> None:
    services_of(tmp_path)
    result = verify_services(host.context(services=("InMage PushInstall", "dra", "obengine")), print)
    assert result.outcome.kind == "service-stopped"
    assert result.message == "Not running: dra (Stopped, starts disabled), obengine (absent, starts unknown)."
    assert verify_services(host.context(services=("InMage PushInstall",)), print).outcome.state is State.DONE


@pytest.fixture
def unix_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """The places with this machine's separator."""
    names = product().passphrase
    monkeypatch.setitem(names, "places", [place.replace("\\", "/") for place in names["places"]])
    monkeypatch.setitem(names, "app_conf", names["app_conf"].replace("\\", "/"))
    monkeypatch.setitem(names, "relative", names["relative"].replace("\\", "/"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [("echo itUx70I47uxDuUVY", "itUx70I47uxDuUVY"), ("exit 3", None), ("true", None), ("printf 'a\\nb\\n'", None)],
)
@pytest.mark.usefixtures("unix_places")
def test_the_passphrase_is_one_line_of_the_program(host: Host, body: str, expected: str | None) -> None:
    folder = host.data / "ASR" / "home" / "svsystems" / "bin"
    folder.mkdir(parents=True)
    program = folder / "genpassphrase.exe"
    program.write_text(f'#!/bin/sh\n[ "$1" = -n ] || exit 9\n{body}\n')
    program.chmod(0o755)
    if expected:
        assert read_passphrase(host.context()) == Secret(expected)
    else:
        with pytest.raises(StepRefused) as caught:
            read_passphrase(host.context())
        assert "genpassphrase" in str(caught.value)


@pytest.mark.usefixtures("unix_places")
def test_the_configuration_file_says_where_the_server_is(host: Host, tmp_path: Path) -> None:
    home = tmp_path / "D" / "home" / "svsystems" / "bin"
    home.mkdir(parents=True)
    (home / "genpassphrase.exe").write_text("#!/bin/sh\necho fromconf\n")
    (home / "genpassphrase.exe").chmod(0o755)
    conf = host.data / "Microsoft Azure Site Recovery" / "Config" / "App.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text(f'# x\nOTHER="1"\nINSTALLATION_PATH = "{tmp_path / "D"}"\n')
    assert read_passphrase(host.context()).reveal() == "fromconf"


@pytest.mark.usefixtures("unix_places")
def test_no_configuration_server_no_passphrase(host: Host) -> None:
    with pytest.raises(StepRefused, match=r"There is no genpassphrase\.exe"):
        read_passphrase(host.context())


def test_a_program_given_directly_is_started_as_it_is(host: Host) -> None:
    """Arguments reach the program as they are, whatever stands in them."""
    odd = ("a b", 'q"uote', "back\\slash\\", "%PATH%", "$(x)", "é", "'", "")
    path = host.program("odd.exe", 'for a; do printf "<%s>" "$a"; done')
    jobs.run_job(host.context(), "extract", Program(path, odd), print, seconds=60, again=lambda _: False)
    output = (host.folder / "extract" / "output").read_text()
    assert output.split("\n")[1] == "".join(f"<{each}>" for each in odd)
