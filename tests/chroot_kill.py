"""A push into a chroot that is killed and gone on with. tests/test_lab_chroot.py runs it where root lacks rights."""

from __future__ import annotations

import subprocess
import sys
import time

from lab.profiles import machine
from tests.practice import ROOT, states
from tests.test_push_killed import Start


def test_killed_while_the_installer_runs(practice: Start) -> None:
    """There is no /proc there to look the job's process up in: it is found running, and waited for, all the same."""
    fleet = practice(machine("web01", agent={"INSTALL_SECONDS": "4"}), kind="chroot")
    line = [sys.executable, "-m", "siteprep", "push", *fleet.options("push")]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not fleet.installs("web01"):
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
    assert (fleet.root("web01") / "var/lib/siteprep").exists()
    assert not (fleet.root("web01") / "usr/local/.vx_version").exists()
    assert states(fleet.document("push")) == {"web01": "done"}
    assert len(fleet.installs("web01")) == 1
    assert not (fleet.root("web01") / "var/lib/siteprep").exists()
    assert all(host["steps"] == [] for host in fleet.document("push")["hosts"])
