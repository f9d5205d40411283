"""Judging many hosts: time and memory for the facts of 1,000 hosts, against the floor of only reading their evidence.

    python -m benchmarks.evaluate [--hosts 1000]

Evidence is composed from documented values before the clock starts, different for every host. Printed are the seconds
and the memory for judging facts that are there, and for the whole way from evidence to verdicts. The named peer is this
machine's own `json.loads` of the same facts as JSON: what any tool pays that keeps facts so and then judges nothing.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from access.catalogue import load_requirements
from host.target import Role
from linux.parse.host import parse_facts
from preflight.judge import Context, judge
from preflight.verdict import verdict
from tests.data.documented import evidence

_Result = TypeVar("_Result")


def timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    """What the work gives, and the CPU seconds it took."""
    began = time.process_time()
    return work(), time.process_time() - began


def memory_mb() -> float:
    """The most memory this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=1000)
    count = parser.parse_args().hosts
    requirements = load_requirements()
    context = Context(requirements, requirements.release, "/usr/local/ASR")
    raw = [evidence({"identity": _identity(number)}) for number in range(count)]
    before = memory_mb()
    facts, parsing = timed(lambda: [parse_facts(each) for each in raw])
    found, judging = timed(lambda: [judge(each, Role.MOBILITY_AGENT, context) for each in facts])
    verdicts, concluding = timed(lambda: Counter(verdict(each).value for each in found))
    texts = [json.dumps(each.to_json()) for each in facts]
    _, loading = timed(lambda: [json.loads(text) for text in texts])
    print(f"{count} hosts: {dict(verdicts)}, {sum(map(len, found))} findings")
    print(f"parse {parsing:.2f} s, judge {judging + concluding:.2f} s, json.loads of the same facts {loading:.2f} s")
    print(f"judge / json.loads: {(judging + concluding) / loading:.1f}")
    print(f"memory: {before:.0f} MiB with the evidence alone, {memory_mb():.0f} MiB at most")


def _identity(number: int) -> str:
    kernel = "6.1.0-32-amd64" if number % 3 else "6.1.0-2-amd64"
    return f"uid=0\nuser=root\nsystem=Linux\nmachine=x86_64\nkernel={kernel}\nhost_name=host{number}\n"


if __name__ == "__main__":
    main()
