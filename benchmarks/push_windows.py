"""What it costs to bring a file to a Windows host, by every way siteprep has, beside Ansible's put_file.

    python -m benchmarks.push_windows [--mebibytes 10] [--fleet 50] [--json FILE]

The host is the lab's WinRM server with the PowerShell engine behind SITEPREP_PWSH on Linux; round trips and bytes are
what the server received. Signing in and reading the configuration are counted apart. SMB goes to a real Samba (root and
samba needed). `--fleet` collects from so many lab hosts in one run. Times are those of this machine, host included.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from access.package_file import LocalFile
from access.pull_server import PullServer
from host.secret import Secret
from host.target import Platform, Target
from lab.winrm.engine import EngineBackend
from tests.samba_server import USER, samba, why_not
from tests.test_winrm_lab import PUT
from tests.windows_runner import RIGHTS, RUNNER
from tests.winrm_lab import PASSWORD, ROOT, Lab, winrm_lab
from tests.winrm_lab import USER as WINRM_USER
from windows import scripts
from windows.smb import AdminShare


@dataclass(frozen=True)
class Cost:
    """One way: requests and bytes that the WinRM server received, and seconds."""

    way: str
    round_trips: int
    megabytes: float
    seconds: float
    remark: str = ""


def over_winrm(lab: Lab, file: LocalFile, folder: Path) -> list[Cost]:
    """Raw bytes on standard input of the staging script, and what stands around it."""
    began, before = time.monotonic(), (lab.server.messages, lab.server.received)
    session = lab.connect()
    opened = _cost("sign in, configuration, shell", lab, before, began)
    text = scripts.step(
        "stage",
        RUN_FOLDER=str(folder),
        RUN_ID="bench",
        FILE=file.name,
        SHA256=file.sha256,
        SIZE=file.size,
        OFFSET=0,
    ).replace(scripts.part("rights"), RIGHTS)
    began, before = time.monotonic(), (lab.server.messages, lab.server.received)
    with file.path.open("rb") as stream:
        pieces = iter(lambda: stream.read(1 << 18), b"")
        said = session.run(text, stdin=pieces, deadline=300).text
    sent = _cost("siteprep, raw bytes on WinRS stdin, with the hash check", lab, before, began)
    assert said == "staged\n", said
    session.close()
    return [opened, sent]


def by_pull(lab: Lab, file: LocalFile, folder: Path) -> Cost:
    """The host fetches it by HTTPS with a pinned certificate and a one-time token."""
    server = PullServer("127.0.0.1", 0)
    session = lab.connect()
    offer = server.offer(file.path)
    text = scripts.step(
        "pull",
        RUN_FOLDER=str(folder),
        RUN_ID="bench",
        FILE=file.name,
        SHA256=file.sha256,
        SIZE=file.size,
        OFFSET=0,
        URL=offer.url,
    ).replace(scripts.part("rights"), RIGHTS)
    token = offer.token.reveal() if offer.token else ""
    began, before = time.monotonic(), (lab.server.messages, lab.server.received)
    said = session.run(text, stdin=[f"{token}\n{offer.certificate}".encode()], deadline=300)
    cost = _cost("siteprep, the host pulls by HTTPS, with the hash check", lab, before, began)
    assert said.text == "staged\n", said
    session.close()
    server.close()
    return cost


def by_smb(file: LocalFile, folder: Path) -> Cost:
    """An encrypted write to a real Samba."""
    with samba(folder / "samba") as server:
        target = Target("win01", "127.0.0.1", platform=Platform.WINDOWS, user=USER)
        began = time.monotonic()
        share = AdminShare(target, Secret(server.password), server.port)
        share.write("C:\\x.part", 0, [file.path.read_bytes()])
        share.close()
        return Cost("siteprep, encrypted SMB 3", 0, 0.0, time.monotonic() - began, "not over WinRM")


def by_ansible(lab: Lab, file: LocalFile, folder: Path) -> Cost:
    """Ansible's own put_file against the same host."""
    script = folder / "put.py"
    script.write_text(PUT % (WINRM_USER, PASSWORD))
    began, before = time.monotonic(), (lab.server.messages, lab.server.received)
    line = [sys.executable, str(script), str(lab.server.port), str(file.path), str(folder / "ansible-target")]
    subprocess.run(line, check=True, capture_output=True, timeout=600)
    return _cost("Ansible's put_file, with signing in", lab, before, began)


def fleet(count: int, folder: Path) -> Cost:
    """One preflight of so many Windows hosts, each a service of its own."""
    hosts = []
    began = time.monotonic()
    with ExitStack() as stack:
        labs = [
            stack.enter_context(winrm_lab(folder / f"host{number}", EngineBackend([RUNNER], _environment())))
            for number in range(count)
        ]
        for number, lab in enumerate(labs):
            hosts.append(
                {
                    **{"name": f"win{number:02}", "address": "127.0.0.1", "port": lab.server.port},
                    **{"platform": "windows", "user": WINRM_USER, "password": "file:password"},
                    "winrm": {"scheme": "http"},
                }
            )
        (folder / "password").write_text(f"{PASSWORD}\n")
        (folder / "hosts.yaml").write_text(yaml.safe_dump({"hosts": hosts}))
        began = time.monotonic()
        own = ["--inventory", str(folder / "hosts.yaml"), "--journal", str(folder / "journal.db"), "--format", "json"]
        done = subprocess.run(
            [sys.executable, "-m", "siteprep", "preflight", *own],
            capture_output=True,
            cwd=ROOT,
            timeout=900,
            check=False,
        )
        seconds = time.monotonic() - began
        found = json.loads(done.stdout)["hosts"]
        reached = sum(host["verdict"] != "unreachable" for host in found)
        messages, received = sum(lab.server.messages for lab in labs), sum(lab.server.received for lab in labs)
    return Cost(f"preflight of {count} hosts in one run", messages, received / 1e6, seconds, f"{reached} reached")


def main() -> None:
    """Measure and print one line a way."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mebibytes", type=int, default=10)
    parser.add_argument("--fleet", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not RUNNER:
        sys.exit("SITEPREP_PWSH names no PowerShell engine.")
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        data = os.urandom(options.mebibytes * 1024 * 1024)
        (folder / "package").write_bytes(data)
        file = LocalFile(folder / "package", len(data), hashlib.sha256(data).hexdigest())
        with winrm_lab(folder / "lab", EngineBackend([RUNNER], _environment())) as lab:
            for way in ("first", "second"):  # the engine unpacks itself at its first start
                costs = over_winrm(lab, file, _new(folder, f"winrm-{way}"))
            costs.append(by_pull(lab, file, _new(folder, "pull")))
            costs.append(by_ansible(lab, file, folder))
        if not why_not():
            costs.append(by_smb(file, folder))
        if options.fleet:
            costs.append(fleet(options.fleet, _new(folder, "fleet")))
    for cost in costs:
        print(f"{cost.way:62} {cost.round_trips:5} {cost.megabytes:8.2f} MB {cost.seconds:7.2f} s  {cost.remark}")
    if options.json:
        options.json.write_text(json.dumps([asdict(cost) for cost in costs], indent=1) + "\n")


def _environment() -> dict[str, str]:
    return {**os.environ, "PWSH_WINDOWS": "1", "PWSH_KEEP_PATH": "1"}


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _cost(way: str, lab: Lab, before: tuple[int, int], began: float) -> Cost:
    trips, received = lab.server.messages - before[0], lab.server.received - before[1]
    return Cost(way, trips, received / 1e6, time.monotonic() - began)


if __name__ == "__main__":
    main()
