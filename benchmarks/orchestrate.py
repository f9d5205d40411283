"""What the run itself costs over thousands of hosts: a whole push whose hosts answer at once, or after a while.

    python -m benchmarks.orchestrate [--hosts 2000] [--seconds 0.05]

The session is a light stand-in in this process: every script gets its answer after so many seconds, without any
network. So what is measured is siteprep's own: threads, journal, events, parsing, judging, planning, steps. The named
peer is the same number of hosts through Python's own ThreadPoolExecutor, with as many waits a host and nothing else.
"""

from __future__ import annotations

import argparse
import re
import resource
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from access.catalogue import load_explanations, load_outcomes, load_requirements
from access.media_folder import MediaFolder
from access.throttle import Throttle
from fleet.assess import Assessor
from fleet.engine import Stop
from fleet.events import ignore
from fleet.gates import Gate
from fleet.journal import Journal
from fleet.limits import Workers
from fleet.look import Look
from fleet.pace import Pace
from fleet.push import PushUnit
from fleet.push_host import PushLimits
from fleet.registration import Passphrase
from fleet.run import RunRequest, Worked, execute
from host.evidence import parse_evidence
from host.secret import Secret
from host.session import CommandResult
from host.target import Role, Target
from installer.push_request import Action, PushRequest
from lab.media import build_package
from linux.parse.host import parse_facts
from preflight.judge import Context, judge
from tests.data.documented import evidence

SERVER = "192.0.2.10"
_STEP = re.compile(r"^JOB=(\w+)$", re.MULTILINE)


class StandIn:
    """A host that answers as one does on which everything goes well."""

    own_clock = True

    def __init__(self, name: str, number: int, seconds: float, version: str) -> None:
        identity = f"uid=0\nuser=root\nsystem=Linux\nmachine=x86_64\nkernel=6.1.0-32-amd64\nhost_name={name}\n"
        changes: dict[str, str | int] = {
            "identity": identity,
            "hardware": f"sys_vendor=VMware, Inc.\nproduct_uuid={number:08x}-0000-0000-0000-000000000001\n",
            "file:/etc/hosts": f"127.0.0.1 localhost\n192.0.2.21 {name}\n",
        }
        self.fresh = evidence(changes).raw
        agent = f"VERSION={version}\nINSTALLATION_DIR=/usr/local/ASR/Vx\nAGENT_CONFIGURATION_STATUS=Succeeded\n"
        self.installed = evidence({**changes, "agent": agent, "agent-service": "active\n"}).raw
        self._seconds = seconds
        self._version = version
        self.scripts = 0

    def run(self, script: str, *, stdin: Iterable[bytes] = (), deadline: float) -> CommandResult:
        for _ in stdin:
            pass
        self.scripts += 1
        time.sleep(self._seconds)
        return CommandResult(0, self._answer(script), b"")

    def _answer(self, script: str) -> bytes:
        if "siteprep's collector" in script:
            return self.installed if "SITEPREP_SECTIONS=" in script else self.fresh
        if _STEP.search(script):
            return f"started\nfinished 0\nversion {self._version}\n".encode()
        for mark, answer in (("LOCK=", "taken"), ("OFFSET=", "staged"), ("How far staging is", "absent 0 -")):
            if mark in script:
                return f"{answer}\n".encode()
        return b"unpacked\n"

    def close(self) -> None:
        """Nothing is open."""


def memory_mb() -> float:
    """The most memory this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=0.05)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        _measure(Path(name), options.hosts, options.seconds)


def _measure(folder: Path, count: int, seconds: float) -> None:
    package = build_package(folder, "DEBIAN12-64")
    media = MediaFolder(folder)
    version = str(media.packages[0].version)
    requirements = load_requirements(version)
    context = Context(requirements, requirements.release, "/usr/local/ASR")
    names = [f"host{number}" for number in range(count)]
    hosts = {name: StandIn(name, number, seconds, version) for number, name in enumerate(names)}
    targets = [Target(name, name) for name in names]
    stop, workers = Stop(), Workers()
    most_threads = [0]
    requests = RunRequest("push", targets, {"role": "mobility-agent"}, requirements.to_json(), "benchmark", True)
    outcomes, errors = load_outcomes(), load_explanations()
    before, began, spent = memory_mb(), time.monotonic(), time.process_time()
    with closing(Journal(folder / "journal.db")) as journal:

        def work(run: str, chosen: Iterable[str]) -> Worked:
            assessor = Assessor(journal, run, context, Role.MOBILITY_AGENT, ignore, Look("/usr/local/ASR"))

            def opened(target: Target) -> StandIn:
                most_threads[0] = max(most_threads[0], threading.active_count())
                return hosts[target.name]

            return PushUnit(
                assessor=assessor,
                open_session=opened,
                media=media,
                request=PushRequest(Action.INSTALL, "/usr/local/ASR", server=SERVER),
                registrations=Passphrase(Secret("practice")),
                outcomes=outcomes,
                errors=errors,
                limits=PushLimits(workers, Gate(workers.transfer, stop), 60, Throttle()),
                pace=Pace(),
                stop=stop,
                dry_run=False,
            ).work(list(chosen))

        run, crashed = execute(requests, journal, ignore, work)
        assert not crashed, crashed
        ends = Counter((row.outcome["state"], row.outcome["kind"]) for row in journal.states(run))
    cpu, wall = time.process_time() - spent, time.monotonic() - began
    scripts = sum(host.scripts for host in hosts.values())
    print(f"{count} hosts, {scripts} scripts, package {package.stat().st_size} bytes: {dict(ends)}")
    print(f"siteprep: {wall:.1f} s wall, {1000 * cpu / count:.2f} ms of CPU a host, {most_threads[0]} threads at most")
    reading = _reading(hosts.values(), context)
    print(
        f"of that, reading and judging evidence as the run does: {1000 * reading / count:.2f} ms; "
        f"orchestration: {1000 * (cpu - reading) / count:.2f} ms"
    )
    print(f"memory: {before:.0f} MiB with the stand-ins alone, {memory_mb():.0f} MiB at most")
    spent, began = time.process_time(), time.monotonic()
    with ThreadPoolExecutor(workers.install) as pool:
        list(pool.map(lambda _: _wait(scripts // count, seconds), names))
    peer, waited = time.process_time() - spent, time.monotonic() - began
    print(f"ThreadPoolExecutor alone: {waited:.1f} s wall, {1000 * peer / count:.2f} ms of CPU a host")


def _reading(hosts: Iterable[StandIn], context: Context) -> float:
    """CPU seconds for what the run reads of each host: looked at and judged, planned with, verified at the end."""
    began = time.process_time()
    for host in hosts:
        judge(parse_facts(parse_evidence(host.fresh)), Role.MOBILITY_AGENT, context)
        parse_facts(parse_evidence(host.fresh))
        parse_evidence(host.installed)
    return time.process_time() - began


def _wait(times: int, seconds: float) -> None:
    for _ in range(times):
        time.sleep(seconds)


if __name__ == "__main__":
    main()
