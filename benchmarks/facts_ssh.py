"""What collecting costs per host over SSH, beside bare paramiko running the same script, in one run.

    python benchmarks/facts_ssh.py [--small 50] [--large 200] [--repeat 3] [--peers FOLDER]

Hosts are real OpenSSH servers in namespaces of their own (root and openssh-server needed). Every measurement is a
process of its own, and what counts is its CPU time: the hosts run on the same machine. The cost per host is the slope
between the small and the large fleet, so that start-up drops out; start-up and judging are reported apart.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

THREADS = 32
PEERS = Path(os.environ.get("PEERS", "/nowhere"))
"""A virtual environment with pyinfra and ansible-core, named by the option --peers."""


def cpu() -> float:
    """This process's CPU seconds so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def bare(inventory: Path, known_hosts: Path, _journal: Path) -> dict[str, float]:
    """Bare paramiko: connect, one exec of the collector on standard input, read everything.

    Host keys and the private key are read once for all hosts, so that the comparison is about collecting.
    """
    import paramiko
    import yaml

    from linux.scripts import collector

    listed = yaml.safe_load(inventory.read_text())
    script = collector("/usr/local/ASR").encode()
    keys = paramiko.HostKeys(str(known_hosts))
    private = paramiko.PKey.from_path(inventory.parent / listed["hosts"][0]["key_file"])
    started = cpu()

    def one(host: dict[str, Any]) -> None:
        host = {**listed["defaults"], **host}
        client = paramiko.SSHClient()
        name = f"[{host['address']}]:{host['port']}"
        for kind, key in (keys.lookup(name) or {}).items():
            client.get_host_keys().add(name, kind, key)
        client.connect(
            host["address"],
            host["port"],
            host["user"],
            pkey=private,
            allow_agent=False,
            look_for_keys=False,
        )
        stdin, stdout, stderr = client.exec_command("sh -s")
        stdin.write(script)
        stdin.channel.shutdown_write()
        assert b" done" in stdout.read()
        stderr.read()
        client.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, listed["hosts"]))
    return {"start-up": started, "collecting": cpu() - started}


def siteprep(inventory: Path, known_hosts: Path, journal_file: Path) -> dict[str, float]:
    """siteprep's own units of work: connect, collect, store; then, apart, judge and store."""
    from access.catalogue import load_requirements
    from fleet.assess import Assessor
    from fleet.engine import Stop
    from fleet.events import ignore
    from fleet.inventory import load_inventory
    from fleet.journal import Journal
    from fleet.limits import Workers
    from fleet.look import Look
    from fleet.run import RunRequest, each_host, execute
    from fleet.secrets import SecretStore
    from fleet.sessions import remote_sessions
    from host.evidence import Evidence
    from host.target import Role
    from preflight.judge import Context

    requirements = load_requirements()
    context = Context(requirements, requirements.release, "/usr/local/ASR")
    targets = {target.name: target for target in load_inventory(inventory)}
    open_session = remote_sessions(SecretStore(), known_hosts, Path("/dev/null"), accept_new=False)
    request = RunRequest("preflight", list(targets.values()), {"role": "mobility-agent"}, {}, "benchmark", False)
    found: dict[str, Evidence] = {}
    look = Look(context.install_dir)
    with closing(Journal(journal_file)) as journal:
        started = cpu()

        def make_unit(run: str) -> Any:
            assessor = Assessor(journal, run, context, Role.MOBILITY_AGENT, ignore, look)

            def one(name: str) -> None:
                with closing(open_session(targets[name])) as session:
                    found[name] = assessor.collect(targets[name], session)

            return one

        run, crashed = execute(request, journal, ignore, each_host(make_unit, at_once=Workers().preflight, stop=Stop()))
        assert not crashed, crashed
        assert all(evidence.complete for evidence in found.values())
        collected = cpu()
        assessor = Assessor(journal, run, context, Role.MOBILITY_AGENT, ignore, look)
        for name, evidence in found.items():
            assessor.judge(targets[name], evidence)
        return {"start-up": started, "collecting": collected - started, "judging": cpu() - collected}


def _run(line: list[Any], **more: Any) -> dict[str, float]:
    """A peer as a process of its own: all its CPU counts as collecting, since the slope leaves its start-up out."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(list(map(str, line)), capture_output=True, text=True, check=False, **more)
    if done.returncode:
        raise RuntimeError(f"{line[0]}: {done.stdout[-500:]} {done.stderr[-500:]}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {"start-up": 0.0, "collecting": spent}


def ansible(inventory: Path, known_hosts: Path, journal: Path) -> dict[str, float]:
    """ansible -m setup with pipelining, as many hosts at once."""
    import yaml

    listed = yaml.safe_load(inventory.read_text())
    folder = journal.parent
    lines = [f"{h['name']} ansible_host=127.0.0.1 ansible_port={h['port']} ansible_user=root" for h in listed["hosts"]]
    (folder / "hosts.ini").write_text("\n".join(lines) + "\n")
    environment = {
        **os.environ,
        "ANSIBLE_PIPELINING": "True",
        "ANSIBLE_SSH_ARGS": f"-o UserKnownHostsFile={known_hosts} -o ControlMaster=auto -o ControlPersist=60s",
        "ANSIBLE_FORKS": str(THREADS),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "LC_ALL": "C.UTF-8",
    }
    key = inventory.parent / listed["hosts"][0]["key_file"]
    line = [
        PEERS / "bin/ansible",
        "all",
        "-i",
        folder / "hosts.ini",
        "--private-key",
        key,
        "-m",
        "ansible.builtin.setup",
    ]
    return _run(line, env=environment, cwd=folder)


def pyinfra(inventory: Path, known_hosts: Path, journal: Path) -> dict[str, float]:
    """pyinfra, running the same collector as one fact."""
    import yaml

    from linux.scripts import collector

    listed = yaml.safe_load(inventory.read_text())
    folder, key = journal.parent, str(inventory.parent / listed["hosts"][0]["key_file"])
    data = {"ssh_hostname": "127.0.0.1", "ssh_user": "root", "ssh_key": key, "ssh_known_hosts_file": str(known_hosts)}
    hosts = [(host["name"], {**data, "ssh_port": host["port"]}) for host in listed["hosts"]]
    (folder / "inventory.py").write_text(f"hosts = {hosts!r}\n")
    (folder / "collect.sh").write_text(collector("/usr/local/ASR"))
    (folder / "facts.py").write_text(
        "from pathlib import Path\nfrom pyinfra import host\nfrom pyinfra.facts.server import Command\n"
        "host.get_fact(Command, command=Path('collect.sh').read_text())\n"
    )
    line = [PEERS / "bin/pyinfra", "-y", "--parallel", THREADS, "inventory.py", "facts.py"]
    return _run(line, cwd=folder)


CLIENTS = {"bare paramiko": bare, "siteprep": siteprep}
PEER_CLIENTS = {"pyinfra": pyinfra, "ansible setup": ansible}


def measure(client: str, inventory: Path, known_hosts: Path) -> dict[str, float]:
    """One measurement in a process of its own: CPU seconds per part, and the wall time of the whole."""
    with tempfile.TemporaryDirectory() as folder:
        line = [sys.executable, __file__, "--child", client, str(inventory), str(known_hosts), f"{folder}/journal.db"]
        start = time.monotonic()
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        return {**json.loads(done.stdout), "wall": time.monotonic() - start}


def main() -> None:
    """Start the fleets, measure both clients in turn, print the slopes and their ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=50)
    parser.add_argument("--large", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--child", nargs=4)
    options = parser.parse_args()
    if options.child:
        client, *paths = options.child
        print(json.dumps((CLIENTS | PEER_CLIENTS)[client](*map(Path, paths))))
        return

    from lab.profiles import machine
    from tests.sshd_fleet import SshdFleet

    os.environ["PEERS"] = str(options.peers)
    clients = [*CLIENTS, *(PEER_CLIENTS if (options.peers / "bin/pyinfra").exists() else ())]
    sizes = (options.small, options.large)
    results: dict[tuple[str, int], list[dict[str, float]]] = {(c, n): [] for c in clients for n in sizes}
    for size in sizes:
        hosts = [machine("web01", f"host{number}") for number in range(size)]
        with tempfile.TemporaryDirectory() as folder, SshdFleet(Path(folder), hosts) as fleet:
            inventory = fleet.inventory()
            for _ in range(options.repeat):
                for client in clients:
                    results[client, size].append(measure(client, inventory, fleet.known_hosts))

    def median(client: str, size: int, part: str) -> float:
        return statistics.median(result[part] for result in results[client, size])

    slopes = {}
    print(f"{'client':16}{'hosts':>6}{'wall s':>8}{'start-up':>10}{'collecting':>12}{'judging':>9}   CPU seconds")
    for client in clients:
        for size in sizes:
            judging = f"{median(client, size, 'judging'):9.2f}" if client == "siteprep" else f"{'':9}"
            print(
                f"{client:16}{size:6}{median(client, size, 'wall'):8.2f}{median(client, size, 'start-up'):10.2f}"
                f"{median(client, size, 'collecting'):12.2f}{judging}"
            )
        spent = median(client, sizes[1], "collecting") - median(client, sizes[0], "collecting")
        slopes[client] = 1000 * spent / (sizes[1] - sizes[0])
        print(f"{client:16} collecting costs {slopes[client]:.1f} ms of CPU per host")
    for client in clients[1:]:
        print(f"{client:16} {slopes[client] / slopes['bare paramiko']:.2f} x bare paramiko")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main()
