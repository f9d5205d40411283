"""The Windows parsers on sections written by hand: what is read, what is unknown, what is never assumed."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host.evidence import ClockMeasurement, parse_evidence
from preflight.facts import Absent, ClockOffset, Unknown
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import Adapter, Listener, Partition
from preflight.windows_settings import FirewallRule, Iis, Product, Site
from tests.data.documented import Sections, raw
from windows.parse.host import parse_facts
from windows.parse.language import language_tag
from windows.parse.registry import Registry

SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"
FIREWALL = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"

SECTIONS = (
    *("clock", "environment", "system", "computer", "bios", "machine", "enclosure", "languages", "user", "groups"),
    *("registry", "keys", "execution-policy", "features", "iis", "services", "control-sets", "listening", "processes"),
    *("adapters", "network-adapters", "disks", "partitions", "partition-letters", "volumes", "bitlocker"),
    *("boot-loader", "domain-join", "time-service", "firewall-rules", "products", "hotfixes", "antivirus"),
    *("defender-exclusions", "winhttp", "user-proxy", "proxy-variables", "asr-products", "agent-configuration"),
    *("server-configuration", "registration", "registration-proxy", "files", "shares", "jobs", "probes"),
)


def facts(sections: Sections, clock: ClockMeasurement | None = None) -> WindowsFacts:
    return parse_facts(parse_evidence(raw(sections), clock))


def record(**values: object) -> str:
    return "".join(f"{key}={value}\n" for key, value in values.items()) + "\n"


def value(key: str, name: str, type_: str, data: object) -> str:
    return record(Key=key, Name=name, State="value", Type=type_, Data=data)


def leaves(found: Any, path: str = "") -> dict[str, Any]:
    """Every fact by its dotted name; Unknown and Absent are leaves."""
    if dataclasses.is_dataclass(found) and not isinstance(found, Unknown | Absent):
        parts = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    elif hasattr(found, "items"):
        parts = dict(found.items())
    else:
        return {path.removeprefix("."): found}
    return {name: leaf for key, each in parts.items() for name, leaf in leaves(each, f"{path}.{key}").items()}


def test_no_evidence_is_no_facts() -> None:
    found = leaves(facts({}))
    assert {name: fact for name, fact in found.items() if not isinstance(fact, Unknown)} == {"probes": Absent()}


@pytest.mark.parametrize("text", ["", "\n \n", 1, "complete nonsense\nwithout records\n"], ids=repr)
def test_an_empty_or_failed_section_is_unknown(text: str | int) -> None:
    found = leaves(facts(dict.fromkeys(SECTIONS, text)))
    assert {name: fact for name, fact in found.items() if not isinstance(fact, Unknown)} == {}


def test_what_may_be_missing_is_absent_and_what_may_not_is_unknown() -> None:
    found = leaves(facts(dict.fromkeys(SECTIONS, 127)))
    absent = {name for name, fact in found.items() if isinstance(fact, Absent)}
    assert absent == {
        *("iis", "encryption", "antivirus.products", "antivirus.defender_exclusions", "registration.values"),
        *("registration.proxy_values", "agent_configuration", "server_configuration"),
        *("proxy.winhttp", "proxy.winhttp_bypass", "proxy.user", "proxy.user_bypass", "proxy.user_script"),
    }
    assert {name: fact for name, fact in found.items() if not isinstance(fact, Absent | Unknown)} == {"jobs": ()}


def test_a_section_cut_off_is_unknown() -> None:
    whole = raw({"system": record(Caption="Windows", Version="10.0.1", ProductType=3)})
    found = parse_facts(parse_evidence(whole[: whole.rindex(b"ProductType") + 13]))
    assert found.system == Unknown("The evidence breaks off inside the section system.")


@given(st.dictionaries(st.sampled_from(SECTIONS), st.text(max_size=200)))
@settings(max_examples=150, deadline=None)
def test_whatever_a_host_prints_is_read_without_a_failure(sections: dict[str, str]) -> None:
    json.dumps(facts(sections).to_json())


_NAMES = (
    *("Key", "Name", "State", "Type", "Data", "Error", "Present", "Kind", "Enabled", "Location", "Site", "Index", "Id"),
    *("DiskIndex", "BootPartition", "DeviceID", "DriveType", "Size", "ProductType", "Version", "Caption", "Rule"),
    *("DHCPEnabled", "IPAddress", "Names", "Number", "InstallState", "Installed", "ID", "Source", "DisplayName"),
    *("OSLanguage", "FreePhysicalMemory", "ProtectionStatus", "Path", "Job", "ProcessId", "Variable", "Text"),
)
_VALUES = st.one_of(
    st.sampled_from(
        ["TRUE", "FALSE", "value", "no key", "DWord", "server", "binding", "anonymous", '{"a","b"}', "{", "}"]
    ),
    st.integers(-(2**70), 2**70).map(str),
    st.text(max_size=20),
)
_RECORDS = st.lists(st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=6), max_size=5).map(
    lambda rows: "\n\n".join("\n".join(f"{key}={each}" for key, each in row.items()) for row in rows)
)


@given(st.dictionaries(st.sampled_from(SECTIONS), _RECORDS, min_size=5))
@settings(max_examples=250, deadline=None)
def test_hostile_records_are_read_without_a_failure(sections: dict[str, str]) -> None:
    json.dumps(facts(sections).to_json())


@given(
    st.integers(1, 65535),
    st.integers(0, 2**31),
    st.sampled_from(["LISTENING", "ABHÖREN", "À L'ÉCOUTE", "侦听", "LYTTER"]),
)
def test_listening_in_any_language(port: int, process: int, state: str) -> None:
    table = f"  Proto  x\n  TCP    [fe80::1%4]:{port}    [::]:0     {state}      {process}\n  UDP  0.0.0.0:1  *:*   7\n"
    programs = record(ProcessId=process, Name="w3wp.exe")
    found = facts({"listening": table, "processes": programs}).listeners
    assert found == (Listener("[fe80::1%4]", port, process, "w3wp.exe"),)


@given(st.integers(-(2**31), 2**32 - 1))
def test_registry_numbers(number: int) -> None:
    key = rf"{SCHANNEL}\TLS 1.2\Client"
    found = facts({"registry": value(key.upper(), "enabled", "DWord", number)}).schannel["TLS 1.2 Client"]
    assert found.enabled == number
    assert isinstance(found.disabled_by_default, Unknown)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters='\r\n"', exclude_categories=["C", "Z"]))))
def test_lists_of_strings(items: list[str]) -> None:
    listed = "{" + ",".join(f'"{item}"' for item in items) + "}"
    key = rf"{CONTROL}\Session Manager"
    found = facts({"registry": value(key, "PendingFileRenameOperations", "MultiString", listed)})
    assert found.restart.file_renames == tuple(item for item in items if item)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"State": "no key"}, Absent()),
        ({"State": "no value"}, Absent()),
        (
            {"State": "error", "Error": "Access is denied."},
            Unknown(rf"The registry value PEFirmwareType of {CONTROL} could not be read: Access is denied."),
        ),
        (
            {"State": "value", "Type": "String", "Data": "1"},
            Unknown(rf"The registry value PEFirmwareType of {CONTROL} is of the type String, which it should not be."),
        ),
    ],
)
def test_states_of_a_registry_value(state: dict[str, str], expected: object) -> None:
    evidence = parse_evidence(raw({"registry": record(Key=CONTROL, Name="PEFirmwareType", **state)}))
    assert Registry(evidence).number(CONTROL, "PEFirmwareType") == expected


@pytest.mark.parametrize(
    ("firmware", "loader", "secure_boot", "expected"),
    [
        (1, "", None, ("BIOS", False)),
        (2, "", 1, ("UEFI", True)),
        (2, "", None, ("UEFI", False)),
        (None, r"path \Windows\system32\winload.exe", None, ("BIOS", False)),
        (None, r"Pfad \Windows\system32\winload.efi", 0, ("UEFI", False)),
    ],
)
def test_firmware(firmware: int | None, loader: str, secure_boot: int | None, expected: tuple[str, bool]) -> None:
    names = (
        (CONTROL, "PEFirmwareType", firmware),
        (rf"{CONTROL}\SecureBoot\State", "UEFISecureBootEnabled", secure_boot),
    )
    registry = "".join(
        record(Key=key, Name=name, State="no value") if data is None else value(key, name, "DWord", data)
        for key, name, data in names
    )
    found = facts({"registry": registry, "boot-loader": loader or 127}).boot
    assert (found.firmware, found.secure_boot) == expected


def test_without_a_word_on_the_firmware_secure_boot_is_unknown() -> None:
    rows = record(Key=CONTROL, Name="PEFirmwareType", State="no value") + record(
        Key=rf"{CONTROL}\SecureBoot\State", Name="UEFISecureBootEnabled", State="no key"
    )
    found = facts({"registry": rows, "boot-loader": 1}).boot
    assert isinstance(found.firmware, Unknown)
    assert isinstance(found.secure_boot, Unknown)


def test_a_firewall_policy_counts_more_than_the_local_setting() -> None:
    policy = r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall"
    rows = [value(rf"{FIREWALL}\{name}", "EnableFirewall", "DWord", 1) for name in ("DomainProfile", "PublicProfile")]
    rows += [value(rf"{policy}\PublicProfile", "EnableFirewall", "DWord", 0)]
    rows += [record(Key=rf"{policy}\DomainProfile", Name="EnableFirewall", State="no key")]
    found = facts({"registry": "".join(rows)}).firewall.enabled
    assert (found["domain"], found["public"]) == (True, False)
    assert isinstance(found["private"], Unknown)


def test_firewall_rules_of_a_policy() -> None:
    rule = "v2.10|Action=Block|Active=TRUE|Dir=In|Profile=Public|Profile=Domain|EmbedCtxt=@firewallapi.dll,-34251|"
    rows = record(Store="policy", Id="x", Rule=rule) + record(Read="all")
    found = facts({"firewall-rules": rows}).firewall.rules
    assert found == (FirewallRule("x", "wmi", True, False, ("domain", "public"), "policy"),)
    assert facts({"firewall-rules": record(Read="all")}).firewall.rules == ()


def test_iis_without_a_switch_of_its_own_lets_anybody_in() -> None:
    rows = record(Kind="server") + record(Kind="site", Name="A") + record(Kind="binding", Site="A", Protocol="net.pipe")
    found = facts({"iis": rows}).iis
    assert found == Iis((Site("A", ("net.pipe/",)),), True, (), False, False)


@pytest.mark.parametrize(
    ("binding", "ports"),
    [("http/*:80:", (80,)), ("https/[::1]:443:shop.example", (443,)), ("net.pipe/*", ()), ("http/", ())],
)
def test_ports_of_a_site(binding: str, ports: tuple[int, ...]) -> None:
    assert Site("x", (binding,)).ports == ports


def test_sources_of_features() -> None:
    server = record(Source="Win32_ServerFeature") + record(ID=2) + record(ID=140)
    assert facts({"features": server}).features == {"AD-Domain-Services": False, "Web-Server": True, "Hyper-V": False}
    optional = record(Name="Microsoft-Hyper-V", InstallState=1) + record(Name="IIS-WebServerRole", InstallState=2)
    assert facts({"features": optional}).features == {"AD-Domain-Services": False, "Web-Server": False, "Hyper-V": True}
    assert isinstance(facts({"features": record(Name="Other", Installed="TRUE")}).features, Unknown)


def test_partitions_by_wmi_and_by_cim() -> None:
    row = record(DeviceID="Disk #0, Partition #1", DiskIndex=0, Index=1, BootPartition="TRUE", Type="GPT: System")
    by_wmi = record(
        Antecedent='\\\\H\\root\\cimv2:Win32_DiskPartition.DeviceID="Disk #0, Partition #1"',
        Dependent='\\\\H\\root\\cimv2:Win32_LogicalDisk.DeviceID="C:"',
    )
    by_cim = record(
        Antecedent='Win32_DiskPartition (DeviceID = "Disk #0, Partition #1")',
        Dependent='Win32_LogicalDisk (DeviceID = "C:")',
    )
    for links in (by_wmi, by_cim):
        found = facts({"partitions": row, "partition-letters": links}).partitions
        assert found == (Partition(0, 1, True, True, True, ("C:",)),)
    assert isinstance(facts({"partitions": row, "partition-letters": record(Antecedent="x")}).partitions, Unknown)


def test_clock_is_measured_from_the_middle_of_the_run() -> None:
    found = facts({"clock": "1800000010500\n"}, ClockMeasurement(1_800_000_000.0, 1_800_000_001.0)).clock.measured
    assert found == ClockOffset(10.0, 0.5)


def test_products_and_adapters_keep_what_they_have() -> None:
    product = record(View=32, DisplayName="MySQL Server 5.5", DisplayVersion="5.5.37")
    assert facts({"products": product + record(Read="all")}).products == (
        Product("MySQL Server 5.5", "5.5.37", "", "", 32),
    )
    assert facts({"products": record(Read="all")}).products == ()
    adapter = record(Index=7, Description="e1000", ServiceName="E1G60", DHCPEnabled="TRUE", IPAddress='{"10.0.0.5"}')
    found = facts({"adapters": adapter, "network-adapters": record(Index=7, PhysicalAdapter="TRUE")}).adapters
    assert found == (Adapter(7, "e1000", "E1G60", "", True, ("10.0.0.5",), (), (), True),)


@pytest.mark.parametrize(("number", "tag"), [(1033, "en-US"), (0x0809, "en-GB"), (0x0804, "zh-CN"), (0, "0x0000")])
def test_languages_by_number(number: int, tag: str) -> None:
    assert language_tag(number) == tag


def test_facts_serialise() -> None:
    found = json.loads(json.dumps(facts({"jobs": 127}).to_json()))
    assert (found["facts"], found["platform"], found["jobs"]) == (1, "windows", [])
    assert found["system"] == {"unknown": "The evidence has no section system."}
    assert facts({}).os_name == ""
    assert facts({"system": record(Caption="W", Version="6.3.9600", ProductType=3)}).os_name == "W"
