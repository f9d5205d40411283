"""The practice hosts' evidence, recorded: what the demo judges where practice hosts cannot be had.

    python -m lab.recorded      # as root: collects it anew, with siteprep collect, from practice hosts by chroot(2)

Everything in it is the profiles' and the copied programs'; nothing tells of the machine that it was recorded on.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

RECORDINGS = Path(__file__).with_name("recordings")
"""A bundle of siteprep collect, unpacked, so that it can be read."""
WINDOWS_HOST = "win01"


def pack(path: Path) -> None:
    """Write the bundle as the one file that it was."""
    with tarfile.open(path, "w:gz") as bundle:
        for file in sorted(RECORDINGS.rglob("*.*")):
            bundle.add(file, str(file.relative_to(RECORDINGS)))


def record(folder: Path) -> None:
    """Collect from a fleet of chroot hosts into a folder. Raises NoPracticeHosts without root."""
    from lab.fleet import PracticeFleet
    from lab.profiles import machine, machine_names

    hosts = [machine(name) for name in machine_names()]
    with (
        tempfile.TemporaryDirectory(prefix="siteprep-lab-") as lab,
        PracticeFleet(Path(lab, "fleet"), hosts, kind="chroot", windows=(WINDOWS_HOST,)) as fleet,
    ):
        bundle = Path(lab, "bundle.tar.gz")
        options = [
            *("--inventory", str(fleet.inventory())),
            *("--ssh-config", str(fleet.ssh_config)),
            *("--known-hosts", str(fleet.known_hosts)),
            *("--output", str(bundle)),
        ]
        subprocess.run([sys.executable, "-P", "-m", "siteprep", "collect", *options], check=True)
        with tarfile.open(bundle) as packed:
            packed.extractall(folder, filter="data")
    for file in folder.rglob("*.*"):
        file.chmod(0o644)  # nothing in them is secret


if __name__ == "__main__":
    record(RECORDINGS)
