"""The root folder of a practice host: what is its own. The machine's /usr is bound over `usr` later, read-only."""

from __future__ import annotations

import shlex
import shutil
import uuid
from pathlib import Path

from lab.profiles import PracticeHostSpec

ENVIRONMENT = {
    "PATH": "/opt/practice/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "USER": "root",
    "LOGNAME": "root",
    "SHELL": "/bin/sh",
    "LANG": "C",
}
"""What every command on a practice host starts with: the doubles come before the machine's programs."""

_HERE = Path(__file__).parent
_FOLDERS = """boot/grub dev/shm etc/alternatives etc/default etc/init.d etc/ssh home mnt opt/practice/bin opt/practice/facts
    proc/sys/kernel/random run/lock run/sshd srv sys/block/sda sys/class/dmi/id usr/bin usr/lib usr/sbin usr/local/bin
    usr/local/etc usr/local/lib usr/local/sbin usr/local/share var/cache var/lib/dpkg var/log var/spool""".split()
_NODES = ("full", "null", "random", "tty", "urandom", "zero")
_LIBRARIES = ("*-linux-*", "ld-*", "systemd", "udev", "lsb", "init")
_MACHINE_LINKS = ("lib32", "lib64", "libx32")


def build(root: Path, spec: PracticeHostSpec) -> None:
    """Make the root folder of a host; it must not exist yet."""
    root.mkdir(parents=True)
    for folder in _FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for folder in ("tmp", "var/tmp"):
        (root / folder).mkdir()
        (root / folder).chmod(0o1777)
    (root / "root").mkdir(mode=0o700)
    for name, text in {**_system_files(spec), **_boot_files(spec), **spec.files, **_facts(spec)}.items():
        (root / name).write_text(text)
    _links(root)
    for node in _NODES:
        (root / "dev" / node).touch()
    (root / "lib/modules" / spec.kernel / "kernel/drivers/char").mkdir(parents=True)
    _doubles(root, spec)
    write_knobs(root, spec.agent)


def write_knobs(root: Path, knobs: dict[str, str] | object) -> None:
    """Write /etc/practice-agent.conf, which the stand-in agent's programs read as shell assignments."""
    assert isinstance(knobs, dict)
    lines = [f"{name}={shlex.quote(str(value))}\n" for name, value in knobs.items()]
    (root / "etc/practice-agent.conf").write_text("".join(lines))
