"""Stand-in agent packages: named like Microsoft's, and plainly marked inside as what they are."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from lab.profiles import packages

_CONTENT = Path(__file__).with_name("stand_in_agent")


def build_package(folder: Path, token: str, version: str | None = None) -> Path:
    """Make the stand-in package for an operating-system token in a folder; give its path."""
    profile = packages()
    version = version or profile.version
    path = folder / f"Microsoft-ASR_UA_{version}_{token}_GA_{profile.date}_release.tar.gz"
    made = {
        ".vx_version": f"VERSION={version}\nBUILD_TAG=STAND_IN\nOS_BUILT_FOR={token}\n",
        "supported_kernels": "".join(f"{kernel}\n" for kernel in profile.kernels.get(token, ())),
    }
    with tarfile.open(path, "w:gz") as package:
        for name, text in made.items():
            _add(package, name, text.encode(), 0o644)
        for source in sorted(_CONTENT.iterdir()):
            _add(package, source.name, source.read_bytes(), 0o755 if _is_program(source) else 0o644)
    return path


def _add(package: tarfile.TarFile, name: str, content: bytes, mode: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = mode
    package.addfile(member, io.BytesIO(content))


def _is_program(source: Path) -> bool:
    return source.read_bytes().startswith(b"#!")
