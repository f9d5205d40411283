"""No parser raises, whatever a host prints: arbitrary bytes, and lines of nearly the right shape."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from access.catalogue import load_requirements
from host.evidence import ClockMeasurement, Evidence, parse_evidence
from host.target import Role
from linux.parse.host import parse_facts
from preflight.finding import Status
from preflight.judge import Context, judge
from tests.data.documented import DEBIAN_12, NONCE, raw

REQUIREMENTS = load_requirements()
CONTEXT = Context(REQUIREMENTS, REQUIREMENTS.release, "/usr/local/ASR")
FRAGMENTS = st.sampled_from(
    [
        "uid=",
        "0",
        "9" * 40,
        "user=root",
        "host_name=",
        "kernel=",
        "=",
        " ",
        "\t",
        "\n",
        "\r\n",
        "/",
        "/dev/sda1",
        " on / type ",
        "ext4",
        "(",
        "100%",
        "-",
        "1024",
        ": 0 1 linear",
        "crypt",
        "No devices found",
        "yes ",
        "no ",
        "file ",
        " Include ",
        "*",
        "[",
        "Match",
        " Subsystem sftp",
        "root=/dev/",
        "linux ",
        "kernel ",
        "VERSION=",
        "VERSION = 11",
        "PATCHLEVEL = 3",
        "Hostname=",
        "variable 1 2 3 4 1",
        "NTPSynchronized=",
        "Leap status : ",
        "Oracle Linux Server release 6",
        "job ",
        "looked\n",
        "disk sda ",
        "device ",
        "proxy ",
        "source ",
        "process ",
        "bond ",
        "2: eth0    inet ",
        "::1",
        "LISTEN ",
        "*:22",
        "[::]:99999",
        " 0: 00000000:0016 00000000:0000 0A ",
        "Id=ssh.service\nLoadState=loaded",
        "ActiveState=active",
        "rpm\n",
        "dpkg\nopenssl 3 install ok installed",
        "MemTotal: ",
        " kB",
        "processors: ",
        "sys_vendor=",
        "inconsistent",
        "kernel 6",
        "\x00",
        "\u2028",
        "\u0663",
        "\ufffd",
        "\x1b[31m",
        '"',
    ]
)
LINES = st.lists(FRAGMENTS, max_size=12).map("".join)
TEXTS = st.one_of(LINES, st.text(max_size=60), st.integers(0, 255))
HOSTS = st.dictionaries(st.sampled_from(sorted(DEBIAN_12)), TEXTS, max_size=len(DEBIAN_12))
CLOCKS = st.none() | st.builds(ClockMeasurement, st.floats(0, 4e9), st.floats(0, 4e9))


def survives(evidence: Evidence) -> None:
    facts = parse_facts(evidence)
    json.dumps(facts.to_json())
    findings = judge(facts, Role.MOBILITY_AGENT, CONTEXT)
    assert not [finding for finding in findings if finding.status is Status.ERROR]


@given(st.binary(max_size=400), CLOCKS)
def test_arbitrary_bytes(body: bytes, clock: ClockMeasurement | None) -> None:
    survives(parse_evidence(body, clock))


@given(st.sampled_from(sorted(DEBIAN_12)), st.binary(max_size=200), st.integers(0, 300))
def test_arbitrary_bytes_inside_a_section(name: str, body: bytes, code: int) -> None:
    section = f"{NONCE} begin {name}\n".encode() + body + f"\n{NONCE} end {name} {code}\n".encode()
    survives(parse_evidence(f"siteprep-evidence 1 {NONCE}\n".encode() + section))


@settings(max_examples=300)
@given(HOSTS, CLOCKS)
def test_lines_of_nearly_the_right_shape(sections: dict[str, str | int], clock: ClockMeasurement | None) -> None:
    survives(parse_evidence(raw({**DEBIAN_12, **sections}), clock))


@given(st.integers(0, len(raw(DEBIAN_12))))
def test_a_run_cut_anywhere(length: int) -> None:
    survives(parse_evidence(raw(DEBIAN_12)[:length]))
