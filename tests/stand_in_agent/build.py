"""Builds the stand-in agent package for Windows with mingw, wixl and NSIS: about five seconds."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.wine_build import COMPILER, command

HERE = Path(__file__).parent
SOURCES = HERE / "src"
SHARED = HERE.parent / "stand_in_bundle" / "src"
EXTRACTOR = HERE.parent / "stand_in_bundle" / "bundle.nsi"
VERSION = "9.66.7643.1"
_COMMON = ("text", "files", "scenario", "log", "registry", "services")
PROGRAMS = {
    "UnifiedAgent.exe": ("installer", "common", *_COMMON),
    "UnifiedAgentConfigurator.exe": ("configurator", "common", *_COMMON),
    "AzureRcmCli.exe": ("rcmcli", "text"),
    "svagents.exe": ("service",),
}


def file_name(version: str = VERSION) -> str:
    """The package's name, as Microsoft names its own."""
    return f"Microsoft-ASR_UA_{version}_Windows_GA_20Sep2025_release.exe"


def build(folder: Path, version: str = VERSION) -> Path:
    """Make the package in a folder and return its path. Raises tests.wine_build.CommandFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    package = folder / file_name(version)
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        payload = work / "payload"
        payload.mkdir()
        for program, parts in PROGRAMS.items():
            sources = [str(_source(name)) for name in parts]
            options = ("-s", "-O1", "-Wall", "-Wextra", "-Werror", "-DWIN32_LEAN_AND_MEAN")
            named = (f'-DSTAND_IN_VERSION="{version}"', f"-I{SHARED}", f"-I{SOURCES}")
            libraries = ("-lole32", "-lshell32", "-ladvapi32")
            command(COMPILER, *options, *named, *sources, "-o", str(work / program), *libraries)
        shutil.copy(work / "UnifiedAgent.exe", payload)
        shutil.copy(HERE / "agent.wxs", work)
        number = ".".join(version.split(".")[:3])
        wixl = ("wixl", "-a", "x64", "-D", f"Version={number}", "-D", f"Version4={version}")
        command(*wixl, "-o", str(payload / "UNIFIEDAGENTMSI.MSI"), str(work / "agent.wxs"))
        (payload / "STAND-IN.txt").write_text("A stand-in for tests; nothing of Azure Site Recovery is in here.\n")
        defines = {"PAYLOAD": payload, "OUTPUT": package, "VERSION": version}
        command("makensis", "-V2", *(f"-D{name}={value}" for name, value in defines.items()), str(EXTRACTOR))
    return package


def _source(name: str) -> Path:
    own = SOURCES / f"{name}.c"
    return own if own.exists() else SHARED / f"{name}.c"
