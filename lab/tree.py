"""The root folder of a practice host: what is its own, and the way to the programs.

These are the machine's /usr, which is bound over `usr` later, read-only, or copied programs in a host's own `usr`.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from lab.chroot.programs import link_programs
from lab.profiles import PracticeHostSpec
from lab.system_files import boot_files, facts, system_files

_DOUBLES = Path(__file__).with_name("doubles")
_FOR_CHROOTS = ("hostname",)
"""Doubles of what namespaces do themselves."""
_FOLDERS = [
    "boot/grub",
    "dev/shm",
    "etc/alternatives",
    "etc/default",
    "etc/init.d",
    "etc/ssh",
    "home",
    "lib",
    "mnt",
    "opt/practice/bin",
    "opt/practice/facts",
    "proc/sys/kernel/random",
    "root",
    "run/lock",
    "run/sshd",
    "srv",
    "sys/block/sda/queue",
    "sys/block/sda/sda1",
    "sys/block/sda/sda2",
    "sys/class/dmi/id",
    "tmp",
    "usr/bin",
    "usr/lib",
    "usr/sbin",
    "usr/local/bin",
    "usr/local/etc",
    "usr/local/lib",
    "usr/local/sbin",
    "usr/local/share",
    "var/cache",
    "var/lib/dpkg",
    "var/log",
    "var/spool",
    "var/tmp",
]
_MODES = {"root": 0o700, "tmp": 0o1777, "var/tmp": 0o1777}
_NODES = ("full", "null", "random", "tty", "urandom", "zero")
_LIBRARIES = ("*-linux-*", "ld-*", "systemd", "udev", "lsb", "init")
_MACHINE_LINKS = ("lib32", "lib64", "libx32")
_LINKS = {
    "bin": "usr/bin",
    "sbin": "usr/sbin",
    "dev/fd": "/proc/self/fd",
    "dev/stdin": "/proc/self/fd/0",
    "dev/stdout": "/proc/self/fd/1",
    "dev/stderr": "/proc/self/fd/2",
    "etc/mtab": "../proc/self/mounts",
    "var/lock": "/run/lock",
    "var/run": "/run",
}


def build(root: Path, spec: PracticeHostSpec, programs: Path | None = None) -> None:
    """Make the root folder of a host. Raises FileExistsError when there is one already.

    `programs` is the folder of copied programs of a host that gets along without mounts.
    """
    root.mkdir(parents=True)
    root.chmod(0o755)
    for folder in _FOLDERS:
        (root / folder).mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder, mode in _MODES.items():
        (root / folder).chmod(mode)
    for name, text in (system_files(spec) | boot_files(spec) | facts(spec) | dict(spec.files)).items():
        (root / name).write_text(text)
    for node in _NODES:
        (root / "dev" / node).touch()
    for name, target in _LINKS.items():
        (root / name).symlink_to(target)
    if programs:
        link_programs(programs, root)  # before there are links in lib, which lead out of the root from here
    _libraries(root, spec.kernel, (root / "usr/lib").iterdir() if programs else _machine_libraries())
    left_out = {"dhclient"} if not spec.dhcp_client else set()
    _doubles(root, left_out if programs else {*left_out, *_FOR_CHROOTS})
    write_knobs(root, spec.agent)


def write_knobs(root: Path, knobs: Mapping[str, str]) -> None:
    """Write /etc/practice-agent.conf, which the stand-in agent's programs read as shell assignments."""
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in knobs.items()]
    (root / "etc/practice-agent.conf").write_text("".join(lines))


def _machine_libraries() -> Iterator[Path]:
    for pattern in _LIBRARIES:
        yield from Path("/usr/lib").glob(pattern)


def _libraries(root: Path, kernel: str, libraries: Iterable[Path]) -> None:
    """/lib is a folder of links, not one link as on the machine: the kernel's modules must be the host's own."""
    (root / "lib/modules" / kernel / "kernel/drivers/char").mkdir(parents=True)
    for name in (path.name for path in libraries):
        if not (root / "lib" / name).exists():
            (root / "lib" / name).symlink_to(Path("/usr/lib", name))
    for name in _MACHINE_LINKS:
        if (path := Path("/", name)).is_symlink():
            (root / name).symlink_to(path.readlink())
    for path in (*Path("/etc").glob("ld.so.c*"), *Path("/etc").glob("ld.so.conf.d/*.conf")):
        if path.is_file():
            copy = root / path.relative_to("/")
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(path, copy)


def _doubles(root: Path, left_out: Collection[str]) -> None:
    for path in _DOUBLES.iterdir():
        if path.name not in left_out:
            copy = root / "opt/practice/bin" / path.name
            shutil.copyfile(path, copy)
            copy.chmod(0o755)
