"""Builds the stand-in bundle with mingw, wixl and NSIS: about five seconds."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.wine_build import COMPILER, command

HERE = Path(__file__).parent
SOURCES = HERE / "src"
FILE_NAME = "MicrosoftAzureSiteRecoveryUnifiedSetup.exe"
VERSION = "9.53.0.0"

COMMON = ("text", "files", "scenario", "log", "registry", "services", "passphrase")
PROGRAMS = {
    "UNIFIEDSETUP.EXE": (
        *COMMON,
        *("arguments", "values", "input_files", "machine", "validate", "programs", "summary", "prerequisites"),
        *("steps", "step_preparations", "step_installs", "step_registrations", "setup"),
    ),
    "component.exe": (*COMMON, "effects", "component"),
    "genpassphrase.exe": ("text", "files", "passphrase", "genpassphrase"),
    "stand-in-service.exe": ("service",),
}
# One program under the names of all component installers.
COMPONENTS = (
    "CX_THIRDPARTY_SETUP.EXE",
    "UCX_SERVER_SETUP.EXE",
    "AzureSiteRecoveryProvider.exe",
    "UNIFIEDAGENT.EXE",
    "UnifiedAgentConfigurator.exe",
    "MARSAgentInstaller.exe",
    "DRConfigurator.exe",
    "cdpcli.exe",
    "csgetfingerprint.exe",
    "SetMarsProxy.exe",
    "stand-in-features.exe",
)


def build(folder: Path, version: str = VERSION) -> Path:
    """Make the bundle in a folder and return its path; it plays the release `version` (four numbers).

    Raises tests.wine_build.CommandFailed with the compiler's messages.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bundle = folder / FILE_NAME
    with tempfile.TemporaryDirectory() as work:
        payload = Path(work) / "payload"
        payload.mkdir()
        compile_programs(Path(work), payload, version)
        program = payload / "component.exe"
        for name in COMPONENTS:
            shutil.copy(program, payload / name)
        program.unlink()
        note = Path(work) / "STAND-IN.txt"
        note.write_text("A stand-in for tests; nothing of Azure Site Recovery is in here.\n")
        shutil.copy(note, payload)
        package = payload / "AzureSiteRecoveryConfigurationManager.msi"
        shutil.copy(HERE / "configuration_manager.wxs", work)
        command("wixl", "-a", "x64", "-o", str(package), str(Path(work) / "configuration_manager.wxs"))
        defines = {"PAYLOAD": payload, "OUTPUT": bundle, "VERSION": version}
        options = [f"-D{name}={value}" for name, value in defines.items()]
        command("makensis", "-V2", *options, str(HERE / "bundle.nsi"))
    return bundle


def compile_programs(work: Path, payload: Path, version: str) -> None:
    """Every program of the bundle; a source is compiled once."""
    named = f'-DSTAND_IN_VERSION="{version}"'
    objects = {name: str(work / f"{name}.o") for parts in PROGRAMS.values() for name in parts}
    options = ("-c", "-O1", "-Wall", "-Wextra", "-Werror", "-DWIN32_LEAN_AND_MEAN", named)
    with ThreadPoolExecutor(max_workers=2) as compilers:
        lines = [(*options, str(SOURCES / f"{name}.c"), "-o", target) for name, target in objects.items()]
        list(compilers.map(lambda line: command(COMPILER, *line), lines))
    resource = str(work / "version.o")
    numbers = f"-DSTAND_IN_NUMBERS={version.replace('.', ',')}"
    windres = ["x86_64-w64-mingw32-windres", f'-DSTAND_IN_VERSION=\\"{version}\\"', numbers]
    command(*windres, str(SOURCES / "version.rc"), resource)
    for program, parts in PROGRAMS.items():
        linked = [objects[name] for name in parts]
        command(COMPILER, "-s", *linked, resource, "-o", str(payload / program), "-lole32", "-lshell32", "-ladvapi32")
