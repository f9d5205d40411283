"""siteprep as users have it: a wheel, installed into a virtual environment of its own, away from the repository.

The environment sees the libraries of the one that the tests run in, so nothing is downloaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.practice import ROOT

_LIBRARIES = Path(sysconfig.get_path("purelib"))
_PIP_OPTIONS = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--no-index", "--no-compile")


def build(folder: Path, kind: str = "wheel", source: Path = ROOT) -> Path:
    """The wheel or sdist of a project, made in a folder as any build tool makes it, without one's own environment."""
    made = _done([sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder], cwd=source)
    return Path(made.stdout.splitlines()[-1]) if made.stdout else next(folder.iterdir())


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Environment:
        """One that has nothing installed and sees the tests' own libraries, except for siteprep."""
        _done([sys.executable, "-m", "venv", "--without-pip", folder])
        made = cls(folder)
        # A folder named in a .pth file is searched, and .pth files in it (an editable siteprep's) are not read.
        (made.packages / "libraries.pth").write_text(f"{_LIBRARIES}\n")
        return made

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        return next(self.folder.glob("lib/python*/site-packages"))

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def pip(self, command: str, *arguments: object) -> None:
        """Run pip on this environment, without network."""
        options = () if command == "uninstall" else _PIP_OPTIONS
        _done([sys.executable, "-m", "pip", "--python", self.python, command, *options, *arguments], cwd=self.folder)

    def run(
        self, program: str, *arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A program of the environment, in the environment's folder unless another is named."""
        line = [self.folder / "bin" / program, *arguments]
        return _run(line, cwd=cwd or self.folder, env=env)

    def files(self) -> set[str]:
        """All files in the environment, without compiled ones."""
        return {
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }


def _run(
    line: list[object], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(part) for part in line],
        cwd=cwd,
        env={**environment, **(env or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def _done(line: list[object], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = _run(line, cwd)
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done
