"""What the fleet checks are given of one host."""

from __future__ import annotations

import dataclasses

from host.target import Role, Target
from linux.parse.host import parse_facts
from preflight.facts import Absent, Unknown
from preflight.fleet_host import FleetHost, fleet_host
from preflight.windows_machine import Identity
from preflight.windows_settings import AsrProduct
from tests.data.documented import DEBIAN_12, evidence
from tests.test_windows_checks_host import HEALTHY, NOT_READ

AGENT, PS = Role.MOBILITY_AGENT, Role.PROCESS_SERVER


def linux(**sections: str | int) -> FleetHost:
    changes = {name.replace("_", "-"): text for name, text in sections.items()}
    return fleet_host(Target("web01", "a", vars={"policy": 7}), AGENT, parse_facts(evidence(changes)))


def test_the_extract_of_a_linux_host() -> None:
    host = linux(agent="VERSION=9.66.1.1\n", agent_id="0a1b\n")
    assert (host.host_name, host.bios_id, host.agent_id, host.policy) == (
        "web01", "564d0000-0000-0000-0000-000000000001", "0a1b", "7",
    )  # fmt: skip
    assert isinstance(linux().agent_id, Absent)
    assert isinstance(linux(agent="VERSION=9.66.1.1\n", agent_id=1).agent_id, Unknown)
    silent = "sys_vendor=VMware, Inc.\nproduct_uuid=\n"
    assert isinstance(linux(hardware=silent).bios_id, Absent)
    user = str(DEBIAN_12["identity"]).replace("uid=0", "uid=1000")
    assert isinstance(linux(hardware=silent, identity=user).bios_id, Unknown)
    assert isinstance(linux(hardware=127).bios_id, Absent)
    facts = parse_facts(evidence({"agent": "VERSION=9.66.1.1\n"}))
    assert fleet_host(Target("a", "a"), Role.MASTER_TARGET, facts).version == "9.66.1.1"


def test_the_extract_of_a_windows_host() -> None:
    products = (AsrProduct(5, {"Version": "9.61"}), AsrProduct(9, {"Build_Version": "9.62.1.1"}))
    facts = dataclasses.replace(
        HEALTHY,
        asr_products=products,
        agent_configuration={"HostId": "0A1B"},
        identity=Identity("4C4C", NOT_READ, NOT_READ),
    )
    target = Target("ps", "a", vars={"configuration_server": "cs01"})
    host = fleet_host(target, PS, facts)
    assert (host.host_name, host.bios_id, host.agent_id) == ("CS01", "4C4C", "0A1B")
    assert (host.version, host.system, host.server) == ("9.62.1.1", "Windows 10.0.14393", "cs01")
    assert fleet_host(target, Role.MASTER_TARGET, facts).version == "9.61"
    bare = dataclasses.replace(facts, asr_products=(AsrProduct(9, {}),), agent_configuration=Absent())
    assert isinstance(fleet_host(target, PS, bare).version, Unknown)
    assert isinstance(fleet_host(target, PS, bare).agent_id, Absent)
