"""What a push of a large package costs, beside what people use for that today, on the same hosts in one run.

    python benchmarks/push_ssh.py [--hosts 10] [--mebibytes 100] [--repeat 3] [--peers FOLDER] [--json FILE]

Hosts are real OpenSSH servers in namespaces of their own (root and openssh-server needed), with a stand-in agent
package made as large as wanted. Every client copies it, checks its SHA-256 on the host, unpacks it and runs its
installer; siteprep does all that it does otherwise on top: preflight, registration, verification. Every measurement is
a process of its own, in turn; what counts is its CPU time, since the hosts run on the same machine, and its wall time.
FOLDER is a virtual environment with pyinfra, fabric and ansible-core; what is not there is left out and named.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
AT_ONCE = 10
DIRECT = "mkdir -p /var/lib/x && cd /var/lib/x && cat >p && openssl dgst -sha256 p | grep -q {sha256} && mkdir -p m && "
INSTALL = "tar -xzof p -C m && cd m && ./install -d /usr/local/ASR -r MS -v VmWare -q -a Install -c CSLegacy"


@dataclass(frozen=True)
class Fleet:
    """What a client is told: the hosts and how to reach them, the package and its hash."""

    folder: Path
    inventory: Path
    known_hosts: Path
    key: Path
    ports: Sequence[int]
    package: Path
    sha256: str
    options: Sequence[str]
    peers: Path | None


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU (with all children) and on the wall, and the largest memory of its own process in MiB."""

    cpu: float
    wall: float
    memory: float


def measured(line: Sequence[object], **more: Any) -> Cost:
    """Run a process to its end; it must succeed."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(list(map(str, line)), stdout=said, stderr=subprocess.STDOUT, **more)
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watcher.start()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 4):
            said.seek(0)
            raise RuntimeError(f"{line[0]} ended with {process.returncode}: {said.read()[-2000:].decode()}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - started, peak[0])


def _watch(process: int, peak: list[float]) -> None:
    """Note the process's largest memory in MiB until it is gone. What wait4 tells would begin with this one's own."""
    with contextlib.suppress(OSError, StopIteration):
        while True:
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
            peak[0] = float(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
            time.sleep(0.05)


def siteprep(fleet: Fleet) -> Cost:
    """``siteprep push`` as users run it."""
    journal = tempfile.mktemp(dir=fleet.folder)  # noqa: S306 - in a folder of our own
    line = [
        sys.executable,
        "-m",
        "siteprep",
        "push",
        "--inventory",
        fleet.inventory,
        "--known-hosts",
        fleet.known_hosts,
    ]
    return measured([*line, "--journal", journal, *fleet.options], cwd=ROOT)


def again(fleet: Fleet) -> Cost:
    """The same command when everything is done already."""
    return siteprep(fleet)


def plain_ssh(fleet: Fleet) -> Cost:
    """One ssh a host and one exec: the floor."""
    ssh = (
        f"ssh -F none -o UserKnownHostsFile={fleet.known_hosts} -o IdentitiesOnly=yes -i {fleet.key} "
        "-c aes128-gcm@openssh.com -o KexAlgorithms=curve25519-sha256 -p {} root@127.0.0.1 "
    )
    remote = shlex.quote((DIRECT + INSTALL).format(sha256=fleet.sha256))
    script = f"printf '%s\\n' {' '.join(map(str, fleet.ports))} | xargs -P{AT_ONCE} -I{{}} sh -c {{}}"
    each = f"{ssh}{remote} <{fleet.package}"
    return measured(["sh", "-c", script.replace("sh -c {}", f"sh -c {shlex.quote(each)}")])


def bare_paramiko(fleet: Fleet) -> Cost:
    """Paramiko, one exec a host, the package on standard input."""
    return measured([sys.executable, __file__, "--paramiko", fleet.folder / "fleet.json"])


def _paramiko(path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    import paramiko

    told = json.loads(path.read_text())
    key = paramiko.PKey.from_path(Path(told["key"]))

    def one(port: int) -> None:
        client = paramiko.SSHClient()
        client.load_host_keys(told["known_hosts"])

        def transport(sock: Any, /, **options: Any) -> paramiko.Transport:
            made = paramiko.Transport(sock, **options)
            made.get_security_options().ciphers = ("aes128-gcm@openssh.com",)
            return made

        client.connect(
            "127.0.0.1", port, "root", pkey=key, allow_agent=False, look_for_keys=False, transport_factory=transport
        )
        stdin, stdout, _ = client.exec_command((DIRECT + INSTALL).format(sha256=told["sha256"]))
        with Path(told["package"]).open("rb") as file:
            while piece := file.read(32_704):
                stdin.channel.sendall(piece)
        stdin.channel.shutdown_write()
        stdout.read()
        assert stdout.channel.recv_exit_status() == 0
        client.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, told["ports"]))


def pyinfra(fleet: Fleet) -> Cost:
    """pyinfra: put the file, then a shell command."""
    hosts = [
        (
            f"h{port}",
            {
                "ssh_hostname": "127.0.0.1", "ssh_port": port, "ssh_user": "root", "ssh_key": str(fleet.key),
                "ssh_known_hosts_file": str(fleet.known_hosts), "ssh_strict_host_key_checking": "yes",
            },
        )
        for port in fleet.ports
    ]  # fmt: skip
    (fleet.folder / "inventory.py").write_text(f"hosts = {hosts!r}\n")
    check = f"cd /var/lib/x && openssl dgst -sha256 p | grep -q {fleet.sha256} && mkdir -p m && {INSTALL}"
    (fleet.folder / "deploy.py").write_text(
        "from pyinfra.operations import files, server\n"
        f"files.put(src={str(fleet.package)!r}, dest='/var/lib/x/p', create_remote_dir=True)\n"
        f"server.shell(commands=[{check!r}])\n"
    )
    return measured(
        [_peer(fleet, "pyinfra"), "-y", "--parallel", str(AT_ONCE), "inventory.py", "deploy.py"], cwd=fleet.folder
    )


def ansible(fleet: Fleet) -> Cost:
    """ansible-playbook with pipelining and all hosts at once."""
    lines = [f"h{port} ansible_host=127.0.0.1 ansible_port={port} ansible_user=root" for port in fleet.ports]
    (fleet.folder / "hosts.ini").write_text("\n".join(lines) + "\n")
    check = f"openssl dgst -sha256 p | grep -q {fleet.sha256} && mkdir -p m && {INSTALL}"
    play = [
        {
            "hosts": "all",
            "gather_facts": False,
            "tasks": [
                {"ansible.builtin.file": {"path": "/var/lib/x", "state": "directory"}},
                {"ansible.builtin.copy": {"src": str(fleet.package), "dest": "/var/lib/x/p"}},
                {"ansible.builtin.shell": check, "args": {"chdir": "/var/lib/x"}},
            ],
        }
    ]
    (fleet.folder / "play.yml").write_text(json.dumps(play))
    arguments = f"-o UserKnownHostsFile={fleet.known_hosts} -o ControlMaster=auto -o ControlPersist=60s"
    environment = {
        **os.environ,
        "ANSIBLE_PIPELINING": "True",
        "ANSIBLE_SSH_ARGS": arguments,
        "ANSIBLE_FORKS": str(AT_ONCE),
        "ANSIBLE_HOME": str(fleet.folder / "ansible"),
        "LC_ALL": "C.UTF-8",
    }
    line = [_peer(fleet, "ansible-playbook"), "-i", "hosts.ini", "--private-key", fleet.key, "play.yml"]
    return measured(line, cwd=fleet.folder, env=environment)


def fabric(fleet: Fleet) -> Cost:
    """Fabric: put the file by SFTP, then a command; hosts side by side in threads."""
    check = f"cd /var/lib/x && openssl dgst -sha256 p | grep -q {fleet.sha256} && mkdir -p m && {INSTALL}"
    (fleet.folder / "with_fabric.py").write_text(
        "import paramiko\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from fabric import Connection\n"
        f"def one(port):\n"
        f"    to = Connection('127.0.0.1', 'root', port, connect_kwargs={{'key_filename': {str(fleet.key)!r}}})\n"
        f"    to.client.load_host_keys({str(fleet.known_hosts)!r})\n"
        f"    to.client.set_missing_host_key_policy(paramiko.RejectPolicy())\n"
        f"    to.run('mkdir -p /var/lib/x', hide=True)\n"
        f"    to.put({str(fleet.package)!r}, '/var/lib/x/p')\n"
        f"    to.run({check!r}, hide=True)\n"
        f"with ThreadPoolExecutor({AT_ONCE}) as pool:\n"
        f"    list(pool.map(one, {list(fleet.ports)!r}))\n"
    )
    return measured([_peer(fleet, "python"), "with_fabric.py"], cwd=fleet.folder)


CLIENTS: dict[str, Callable[[Fleet], Cost]] = {
    "plain ssh": plain_ssh,
    "bare paramiko": bare_paramiko,
    "siteprep": siteprep,
    "siteprep, a second time": again,
    "pyinfra": pyinfra,
    "fabric": fabric,
    "ansible-core": ansible,
}
NEEDS = {"pyinfra": "pyinfra", "fabric": "fab", "ansible-core": "ansible-playbook"}


def _peer(fleet: Fleet, program: str) -> Path:
    if fleet.peers is None:
        raise RuntimeError(f"{program} is not there")
    return fleet.peers / "bin" / program


def enlarge(package: Path, mebibytes: int) -> None:
    """Add so much to a package that does not compress, as drivers do not."""
    with gzip.open(package) as file:
        archive = io.BytesIO(file.read())
    with tarfile.open(fileobj=archive, mode="a:") as tar:
        member = tarfile.TarInfo("ballast")
        member.size = mebibytes * 1024 * 1024
        tar.addfile(member, io.BytesIO(random.Random(1).randbytes(member.size)))  # noqa: S311 - no secret
    package.write_bytes(gzip.compress(archive.getvalue(), compresslevel=0))


def forget(roots: Sequence[Path]) -> None:
    """Make the hosts as they were before an installation."""
    for root in roots:
        for name in ("var/lib/x", "var/lib/siteprep", "usr/local/ASR", "usr/local/InMage", "etc/vxagent"):
            shutil.rmtree(root / name, ignore_errors=True)
        for name in ("usr/local/.vx_version", "usr/local/.vx_host_id", "usr/local/drscout.conf", "etc/init.d/vxagent"):
            (root / name).unlink(missing_ok=True)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure every client in turn, so many times; the medians and what was left out."""
    import hashlib

    from lab.profiles import machine
    from tests.sshd_fleet import SshdFleet

    hosts = [machine("web01", f"host{number}", agent={"INSTALL_SECONDS": "0"}) for number in range(options.hosts)]
    missing = [c for c, program in NEEDS.items() if not (options.peers and (options.peers / "bin" / program).exists())]
    costs: dict[str, list[Cost]] = {client: [] for client in CLIENTS if client not in missing}
    with tempfile.TemporaryDirectory() as name, SshdFleet(Path(name), hosts) as practice:
        (package,) = practice.media.iterdir()
        enlarge(package, options.mebibytes)
        push = ("--media", str(practice.media), "--cs-ip", practice.cs_ip)
        fleet = Fleet(
            Path(name),
            practice.inventory(),
            practice.known_hosts,
            practice.client_key,
            [host.port for host in practice.hosts],
            package,
            hashlib.sha256(package.read_bytes()).hexdigest(),
            [*push, "--passphrase", f"file:{practice.passphrase_file}", "--workers", f"transfer={AT_ONCE}"],
            options.peers,
        )
        told = {key: str(value) for key, value in vars(fleet).items() if isinstance(value, Path | str)}
        (fleet.folder / "fleet.json").write_text(json.dumps({**told, "ports": list(fleet.ports)}))
        for _ in range(options.repeat):
            for client in costs:
                if client != "siteprep, a second time":
                    forget([host.root for host in practice.hosts])
                costs[client].append(CLIENTS[client](fleet))
                print(f"{client}: {costs[client][-1]}", file=sys.stderr, flush=True)
    medians = {
        client: {part: statistics.median(getattr(cost, part) for cost in each) for part in ("cpu", "wall", "memory")}
        for client, each in costs.items()
    }
    return {"hosts": options.hosts, "mebibytes": options.mebibytes, "clients": medians, "left out": missing}


def main() -> None:
    """Measure and print a table with ratios to plain ssh."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hosts", type=int, default=10)
    parser.add_argument("--mebibytes", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--paramiko", type=Path)
    options = parser.parse_args()
    if options.paramiko:
        _paramiko(options.paramiko)
        return
    found = run(options)
    floor = found["clients"]["plain ssh"]
    print(f"{found['mebibytes']} MiB to {found['hosts']} hosts, medians of {options.repeat}")
    print(f"{'client':26}{'CPU s':>8}{'ratio':>7}{'wall s':>8}{'ratio':>7}{'MiB':>7}")
    for client, cost in found["clients"].items():
        print(
            f"{client:26}{cost['cpu']:8.2f}{cost['cpu'] / floor['cpu']:7.2f}"
            f"{cost['wall']:8.2f}{cost['wall'] / floor['wall']:7.2f}{cost['memory']:7.0f}"
        )
    for client in found["left out"]:
        print(f"{client} was left out: it is not in --peers.")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
