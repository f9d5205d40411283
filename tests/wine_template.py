"""The Wine prefix that practice Windows hosts are copied from: made once, kept in the user's cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import wine_build
from tests.wine_build import COMPILER, PROGRAMS, RUNTIME, TemplateUnavailable, build, command

TOOLS = {
    "wine": "wine wine64",
    "wineserver": "wine",
    COMPILER: "gcc-mingw-w64-x86-64-win32",
    "makensis": "nsis",
    "wixl": "wixl",
}
# Trees that programs only read; a copy of the template shares their files by hard links.
SHARED_TREES = ("windows", "ps", "Python311", "harness", "Program Files", "Program Files (x86)")


def powershell_folder() -> Path:
    """The folder of the PowerShell runner that SITEPREP_PWSH names (the folder itself, or the program in it)."""
    place = Path(os.environ.get("SITEPREP_PWSH", "")).resolve()
    folder = place if place.is_dir() else place.parent
    if not (folder / "wine" / "install.sh").is_file():
        raise TemplateUnavailable("SITEPREP_PWSH does not name the folder of a PowerShell runner with wine/install.sh")
    return folder


def require_tools() -> None:
    """Raise TemplateUnavailable with the command that installs what is missing on this machine."""
    packages = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if packages:
        raise TemplateUnavailable(f"Wine hosts need: apt-get install --no-install-recommends {' '.join(packages)}")


def copy_template(prefix: Path) -> None:
    """Copy the template to a new prefix: large read-only trees by hard links, the rest for real.

    The template is made first, in about a minute, when there is none yet or what it is made of has changed.
    Raises TemplateUnavailable when a tool, the PowerShell runner or a download is missing.
    """
    require_tools()
    powershell = powershell_folder()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "siteprep-wine"
    with locked(cache):
        template = cache / fingerprint(powershell)
        if not template.is_dir():
            for outdated in cache.glob("*/"):
                shutil.rmtree(outdated)
            with tempfile.TemporaryDirectory(dir=cache) as work:
                build(Path(work), powershell).rename(template)
        copy_folder(template, prefix, shared=False)


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """Let one test run at a time build or copy the template."""
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(powershell: Path) -> str:
    """Changes with everything the template is made of."""
    sources = (PROGRAMS / "python.txt", *sorted(PROGRAMS.glob("*.c")))
    parts = [command("wine", "--version"), (powershell / "VERSION").read_bytes()]
    parts += [path.read_bytes() for path in (Path(wine_build.__file__), RUNTIME, *sources)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def copy_folder(source: Path, target: Path, shared: bool) -> None:
    """One folder of a prefix, with all below it."""
    target.mkdir(parents=True)
    for entry in os.scandir(source):
        place = target / entry.name
        if entry.is_symlink():
            place.symlink_to(Path(entry.path).readlink())
        elif entry.is_dir():
            copy_folder(Path(entry.path), place, shared or (source.name == "drive_c" and entry.name in SHARED_TREES))
        elif shared:
            link_or_copy(entry.path, place)
        else:
            shutil.copy2(entry.path, place)


def link_or_copy(source: str, target: Path) -> None:
    """A hard link, or a copy where the two lie on different file systems."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
