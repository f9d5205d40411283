"""The Windows hosts that other tests practise on."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from pathlib import Path

import pytest

from tests.wine_host import WineHost
from tests.wine_process import StartFailed

pytestmark = [pytest.mark.wine, pytest.mark.slow]


@pytest.mark.parametrize("code", [0, 1, 255, 256, 1641, 3010, 0x80070005])
def test_an_exit_code_arrives_whole(shared_wine_host: WineHost, code: int) -> None:
    script = f"import ctypes; ctypes.windll.kernel32.ExitProcess({code})"
    assert shared_wine_host.python("-c", script).exit_code == code


def test_python_is_windows_python(shared_wine_host: WineHost) -> None:
    result = shared_wine_host.python("-c", "import sys, os; print(sys.platform, os.name, sys.version_info[:2])")
    assert result.stdout == b"win32 nt (3, 11)\r\n"


def test_runtime_dependencies_import(shared_wine_host: WineHost) -> None:
    result = shared_wine_host.python("-c", "import jinja2, paramiko, psutil, rich, sqlalchemy, typer, yaml")
    assert (result.exit_code, result.stderr) == (0, b"")


def test_pure_packages_of_siteprep_import(shared_wine_host: WineHost) -> None:
    result = shared_wine_host.python("-c", "import host.errors, preflight.finding, installer; print(host.__file__)")
    assert (result.exit_code, result.stderr) == (0, b"")
    assert result.stdout.strip() == rb"C:\siteprep\host\__init__.py"


def test_arguments_and_input_arrive_unchanged(shared_wine_host: WineHost) -> None:
    arguments = ["", "a b", 'say "hi"', "D:\\", "D:\\a b\\", "%PATH%", "line\nbreak", "Grüße", "^&|<>"]
    data = bytes(range(256)) * 4096
    script = (
        "import sys, json, hashlib; sys.stderr.write(hashlib.sha256(sys.stdin.buffer.read()).hexdigest());"
        "print(json.dumps(sys.argv[1:]))"
    )
    result = shared_wine_host.run([r"C:\Python311\python.exe", "-c", script, *arguments], stdin=data)
    assert json.loads(result.stdout) == arguments
    assert result.stderr.decode() == hashlib.sha256(data).hexdigest()


def test_a_command_line_is_taken_as_it_is(shared_wine_host: WineHost) -> None:
    result = shared_wine_host.run(
        r'C:\Python311\python.exe -c "import sys; print(sys.argv[1:])" /InstallLocation "D:\" /x'
    )
    assert result.stdout == b"['/InstallLocation', 'D:\" /x']\r\n"  # the C runtime takes the quote for an escaped one


def test_environment_and_working_folder(shared_wine_host: WineHost) -> None:
    shared_wine_host.path(r"C:\Temp\a b").mkdir(parents=True)
    result = shared_wine_host.run(
        ["cmd", "/c", "echo %SITE% %TEMP% & cd"], env={"SITE": "Zürich=1", "TEMP": r"C:\Temp"}, cwd=r"C:\Temp\a b"
    )
    assert result.stdout.decode("cp1252").split() == ["Zürich=1", r"C:\Temp", r"C:\Temp\a", "b"]


def test_nothing_of_this_process_s_environment_leaks(
    shared_wine_host: WineHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEPREP_CANARY", "canary")
    assert b"canary" not in shared_wine_host.run(["cmd", "/c", "set"]).stdout


def test_only_the_host_s_own_drives_are_seen(shared_wine_host: WineHost) -> None:
    assert shared_wine_host.powershell("Test-Path Z:\\; Test-Path C:\\windows").stdout.split() == [b"False", b"True"]


def test_powershell_speaks_to_the_registry_of_the_host(shared_wine_host: WineHost) -> None:
    shared_wine_host.registry_set(r"HKLM\SOFTWARE\Practice", "Word", "Grüße")
    result = shared_wine_host.powershell(
        "$key = 'HKLM:\\SOFTWARE\\Practice'; (Get-ItemProperty $key).Word; Set-ItemProperty $key Number 7; exit 3010"
    )
    assert (result.exit_code, result.stdout.decode().strip()) == (3010, "Grüße")
    assert shared_wine_host.registry_get(r"HKLM\SOFTWARE\Practice", "Number") in (7, "7")


@pytest.mark.parametrize("value", ["text", "", 3010, ["one", "two"]])
def test_registry_values_come_back(shared_wine_host: WineHost, value: str | int | list[str]) -> None:
    key = r"HKLM\SOFTWARE\Practice\Below"
    shared_wine_host.registry_set(key, "Value", value)
    assert shared_wine_host.registry_get(key, "Value") == value
    shared_wine_host.registry_delete(r"HKLM\SOFTWARE\Practice")
    assert shared_wine_host.registry_get(key, "Value") is None


def test_a_missing_program_is_told(shared_wine_host: WineHost) -> None:
    with pytest.raises(StartFailed, match="error 2"):
        shared_wine_host.run([r"C:\missing.exe"])


def test_a_program_that_takes_too_long_is_ended(shared_wine_host: WineHost) -> None:
    began = time.monotonic()
    script = "import os, pathlib, time; pathlib.Path('C:/pid').write_text(str(os.getpid())); time.sleep(60)"
    with pytest.raises(subprocess.TimeoutExpired):
        shared_wine_host.python("-c", script, timeout=2)
    assert time.monotonic() - began < 55
    pid = shared_wine_host.path(r"C:\pid").read_text()
    assert shared_wine_host.python("-c", f"import psutil; print(psutil.pid_exists({pid}))").stdout == b"False\r\n"


def test_a_background_program_can_be_killed(shared_wine_host: WineHost) -> None:
    process = shared_wine_host.background([r"C:\Python311\python.exe", "-c", "import time; time.sleep(60)"])
    pid = process.pid()
    alive = f"import psutil; print(psutil.pid_exists({pid}))"
    assert shared_wine_host.python("-c", alive).stdout == b"True\r\n"
    process.kill()
    assert shared_wine_host.python("-c", alive).stdout == b"False\r\n"


def test_a_copy_goes_its_own_way(wine_host: WineHost, tmp_path: Path) -> None:
    wine_host.registry_set(r"HKLM\SOFTWARE\Practice", "Host", "first")
    wine_host.path(r"C:\note.txt").write_text("first")
    wine_host.stop()
    with wine_host.clone(tmp_path / "second") as second:
        assert second.registry_get(r"HKLM\SOFTWARE\Practice", "Host") == "first"
        second.registry_set(r"HKLM\SOFTWARE\Practice", "Host", "second")
        sleeper = second.background([r"C:\Python311\python.exe", "-c", "import time; time.sleep(60)"])
        alive = second.python("-c", f"import psutil; print(psutil.pid_exists({sleeper.pid()}))")
        assert alive.stdout == b"True\r\n"
        sleeper.kill()
        second.path(r"C:\note.txt").write_text("second")
    wine_host.start()
    assert wine_host.registry_get(r"HKLM\SOFTWARE\Practice", "Host") == "first"
    assert wine_host.path(r"C:\note.txt").read_text() == "first"


def test_stopping_leaves_no_process(wine_host: WineHost) -> None:
    process = wine_host.background([r"C:\Python311\python.exe", "-c", "import time; time.sleep(60)"])
    process.pid()
    assert processes_of(wine_host) > 3
    wine_host.stop()
    assert processes_of(wine_host) == 0


def processes_of(host: WineHost) -> int:
    """How many processes of this machine belong to a host."""
    mark = f"WINEPREFIX={host.prefix}\0".encode()
    found = 0
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            found += mark in environ.read_bytes()
        except OSError:
            continue  # it ended meanwhile, or is not ours to read
    return found
