"""Linux parsers on outputs that real hosts printed; SITEPREP_SAMPLES names their folder, which is not the project's.

tests/data/linux_samples.yaml says for each sample what must be read from it. Its values were compared with the samples
by eye. A sample without an entry must still be parsed without an exception.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from access.catalogue import load_requirements
from linux.parse.host import parse_facts
from preflight.facts import LinuxFacts, Unknown
from preflight.os_token import NoToken, os_name, os_token
from tests.data.documented import evidence

FOLDER = os.environ.get("SITEPREP_SAMPLES")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SITEPREP_SAMPLES is not set")
RULES = load_requirements().os_rules
EXPECTED = yaml.safe_load((Path(__file__).parent / "data/linux_samples.yaml").read_text(encoding="utf-8"))


def token(path: str) -> Callable[[str], Any]:
    def read(text: str) -> str | None:
        found = os_token(RULES, "x86_64", {path: text})
        return None if isinstance(found, NoToken) else found

    return read


def fact(section: str, told: Callable[[LinuxFacts], Any], head: str = "") -> Callable[[str], Any]:
    def read(text: str) -> Any:
        found = told(parse_facts(evidence({section: head + text})))
        return "unknown" if isinstance(found, Unknown) else found

    return read


def either(value: Any, plain: Callable[[Any], Any]) -> Any:
    return value if isinstance(value, Unknown) else plain(value)


def addresses(facts: LinuxFacts) -> Any:
    return either(facts.addresses, lambda found: [f"{each.interface} {each.address}" for each in found])


def ports(facts: LinuxFacts) -> Any:
    return either(facts.listeners, lambda found: [f"{each.port} {each.owner}".strip() for each in found])


def packages(manager: str) -> Callable[[str], Any]:
    return fact("packages", lambda f: either(f.packages, lambda p: len(p.versions)), f"{manager}\n")


READERS: dict[str, Callable[[str], Any]] = {
    "os-release": token("/etc/os-release"),
    "redhat-release": token("/etc/redhat-release"),
    "centos-release": token("/etc/redhat-release"),
    "rocky-release": token("/etc/redhat-release"),
    "almalinux-release": token("/etc/redhat-release"),
    "system-release": token("/etc/redhat-release"),
    "oracle-release": token("/etc/oracle-release"),
    "SuSE-release": token("/etc/SuSE-release"),
    "etc-lsb-release": token("/etc/lsb-release"),
    "debian_version": token("/etc/debian_version"),
    "ip-addr": fact("addresses", addresses),
    "ifconfig": fact("addresses", addresses),
    "ss": fact("listeners", ports),
    "netstat": fact("listeners", ports),
    "proc-net-tcp": fact("listeners", ports),
    "etc-hosts": fact("file:/etc/hosts", lambda f: either(f.hosts, lambda h: [f"{e.address} {e.names[0]}" for e in h])),
    "getenforce": fact("selinux", lambda f: f.selinux),
    "proc-meminfo": fact(
        "capacity", lambda f: either(f.capacity, lambda c: [c.memory_kb, c.available_kb]), "processors: 1\n"
    ),
    "mokutil": fact("secure-boot", lambda f: f.secure_boot),
    "timedatectl": fact("synchronised", lambda f: f.clock.synchronised),
    "chronyc-tracking": fact("synchronised", lambda f: f.clock.synchronised),
    "mount": fact("mount", lambda f: either(f.mounts, lambda m: [len(m), *(e.type for e in m if e.path == "/")])),
    "dmsetup": fact("mapped-devices", lambda f: either(f.mapped_devices, lambda m: [f"{e.name} {e.type}" for e in m])),
    "rpm-qa": packages("rpm"),
    "dpkg-l": packages("dpkg"),
    "proc-cmdline": fact("file:/proc/cmdline", lambda f: either(f.cmdline, lambda c: c.split(" ")[0])),
}
CASES = [(kind, name) for kind, values in EXPECTED.items() for name in values]


def sample(kind: str, name: str) -> str:
    return (Path(FOLDER or "") / "linux" / kind / name).read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 300


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_sample_reads_as_expected(kind: str, name: str) -> None:
    assert READERS[kind](sample(kind, name)) == EXPECTED[kind][name]


@pytest.mark.parametrize("section", sorted(evidence().sections))
def test_no_sample_upsets_any_parser(section: str) -> None:
    for kind in READERS:
        for path in sorted((Path(FOLDER or "") / "linux" / kind).iterdir()):
            parse_facts(evidence({section: sample(kind, path.name)[:2000]}))


def test_names_of_systems() -> None:
    for path in sorted((Path(FOLDER or "") / "linux" / "os-release").iterdir()):
        text = sample("os-release", path.name)
        said = [line.partition("=")[2].strip("\"' ") for line in text.split("\n") if line.startswith("PRETTY_NAME=")]
        assert os_name({"/etc/os-release": text}) == (said[0][:100] if said else ""), path.name
