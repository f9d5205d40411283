"""The root folder of a practice host: what is its own. The machine's /usr is bound over `usr` later, read-only."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from lab.profiles import PracticeHostSpec
from lab.system_files import boot_files, facts, system_files

ENVIRONMENT = {
    "PATH": "/opt/practice/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "USER": "root",
    "LOGNAME": "root",
    "SHELL": "/bin/sh",
    "LANG": "C",
}
"""What every command on a practice host starts with: the doubles come before the machine's programs."""

_DOUBLES = Path(__file__).with_name("doubles")
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


def build(root: Path, spec: PracticeHostSpec) -> None:
    """Make the root folder of a host. Raises FileExistsError when there is one already."""
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
    _libraries(root, spec.kernel)
    _doubles(root, spec)
    write_knobs(root, spec.agent)


def write_knobs(root: Path, knobs: Mapping[str, str]) -> None:
    """Write /etc/practice-agent.conf, which the stand-in agent's programs read as shell assignments."""
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in knobs.items()]
    (root / "etc/practice-agent.conf").write_text("".join(lines))


def _libraries(root: Path, kernel: str) -> None:
    """/lib is a folder of links, not one link as on the machine: the kernel's modules must be the host's own."""
    (root / "lib/modules" / kernel / "kernel/drivers/char").mkdir(parents=True)
    for pattern in _LIBRARIES:
        for path in Path("/usr/lib").glob(pattern):
            (root / "lib" / path.name).symlink_to(path)
    for name in _MACHINE_LINKS:
        if (path := Path("/", name)).is_symlink():
            (root / name).symlink_to(path.readlink())
    for path in (*Path("/etc").glob("ld.so.c*"), *Path("/etc").glob("ld.so.conf.d/*.conf")):
        if path.is_file():
            copy = root / path.relative_to("/")
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(path, copy)


def _doubles(root: Path, spec: PracticeHostSpec) -> None:
    """All doubles, but dhclient only where the profile has one."""
    for path in _DOUBLES.iterdir():
        if path.name != "dhclient" or spec.dhcp_client:
            copy = root / "opt/practice/bin" / path.name
            shutil.copyfile(path, copy)
            copy.chmod(0o755)
