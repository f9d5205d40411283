"""Windows parsers on outputs that real hosts printed, kept outside the project; SITEPREP_SAMPLES names their folder.

`wmic ... get /format:list` prints WMI objects the way the collector does. Registry exports and IIS configurations go
through the collector itself, by the PowerShell runner that SITEPREP_PWSH names.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from host.evidence import parse_evidence
from preflight.facts import Absent, Unknown
from preflight.windows_facts import WindowsFacts
from preflight.windows_machine import Adapter, Computer, Encryption, OperatingSystem, Volume
from preflight.windows_settings import Iis
from tests.data.documented import raw
from tests.data.windows.hosts import SERVER_2019
from tests.test_windows_facts import SECTIONS as SERVER_SECTIONS
from windows.parse.host import parse_facts

FOLDER = os.environ.get("SITEPREP_SAMPLES")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SITEPREP_SAMPLES is not set")
needs_runner = pytest.mark.skipif(
    not os.environ.get("SITEPREP_PWSH"), reason="SITEPREP_PWSH does not name a PowerShell runner"
)


def samples(kind: str) -> dict[str, str]:
    """The samples of one kind by file name; a kind without any is a mistake of the test."""
    found = sorted((Path(FOLDER or "") / "windows" / kind).iterdir())
    assert found
    return {path.name: decoded(path.read_bytes()) for path in found}


def decoded(data: bytes) -> str:
    """The text as the collector would put it out: UTF-8 with plain ends of lines."""
    if data.startswith(b"\xff\xfe"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp850")
    return text.replace("\r", "")


def facts(**sections: str) -> WindowsFacts:
    return parse_facts(parse_evidence(raw({name.replace("_", "-"): text for name, text in sections.items()})))


SECTIONS_OF = {
    "wmi-Win32_OperatingSystem": ("system",),
    "wmi-Win32_ComputerSystem": ("computer",),
    "clixml-Win32_OperatingSystem": ("system",),
    "wmi-Win32_Bios": ("bios",),
    "wmi-Win32_DiskDrive": ("disks",),
    "wmi-Win32_LogicalDisk": ("volumes",),
    "wmi-Win32_EncryptableVolume": ("bitlocker",),
    "wmi-Win32_NetworkAdapter": ("network-adapters",),
    "wmi-Win32_NetworkAdapterConfiguration": ("adapters",),
    "wmi-Win32_QuickFixEngineering": ("hotfixes",),
    "wmi-Win32_Service": ("services",),
    "wmic-qfe": ("hotfixes",),
    "get-hotfix": ("hotfixes",),
    "get-windowsfeature": ("features",),
    "get-service": ("services",),
    "netstat": ("listening",),
    "w32tm-status": ("time-service",),
    "w32tm-configuration": ("time-service",),
    "w32tm-peers": ("time-service",),
    "bcdedit": ("boot-loader",),
    "whoami": ("user", "groups"),
    "iis-applicationHost": ("iis",),
    "systeminfo": ("system", "computer"),
    "uninstall-registry": ("products",),
    "reg-query": ("registry",),
}


@pytest.mark.parametrize("kind", SECTIONS_OF)
def test_no_output_is_too_much(kind: str) -> None:
    """Also other outputs than the collector's must be read, or refused, without a failure."""
    for name, text in samples(kind).items():
        evidence = parse_evidence(raw(dict.fromkeys(SECTIONS_OF[kind], text)))
        assert json.dumps(parse_facts(evidence).to_json()), name


def test_no_output_of_any_kind_upsets_a_parser() -> None:
    """Each recorded output, also those of other systems, in the place of every section at once."""
    sections = [*{name for names in SECTIONS_OF.values() for name in names}, *SERVER_SECTIONS]
    for path in sorted(Path(FOLDER or "").glob("*/*/*")):
        text = decoded(path.read_bytes()[:100_000])
        json.dumps(parse_facts(parse_evidence(raw(dict.fromkeys(sections, text)))).to_json())


def test_operating_systems() -> None:
    found = {name: facts(system=text) for name, text in samples("wmi-Win32_OperatingSystem").items()}
    french = found["win7-sp1-x64__glpi.wmi.txt"]
    assert isinstance(french.system, OperatingSystem)
    assert (french.system.version, french.system.product_type, french.system.architecture_bits) == ((6, 1, 7600), 1, 32)
    assert (french.languages.system, french.free_memory_bytes) == ("fr-FR", 1703751680)
    # A dump without a product type.
    assert isinstance(found["2008-Enterprise__glpi.wmi.txt"].system, Unknown)


def test_computers() -> None:
    found = facts(computer=samples("wmi-Win32_ComputerSystem")["11-AzureAD__glpi.wmi.txt"]).computer
    assert isinstance(found, Computer)
    assert (found.domain_role, found.part_of_domain, found.logical_processors) == (0, False, 8)
    assert (found.manufacturer, found.memory_bytes) == ("LENOVO", 16863318016)


def test_volumes() -> None:
    for name, text in samples("wmi-Win32_LogicalDisk").items():
        volumes = facts(volumes=text).volumes
        if "glpi" not in name:  # a table
            assert isinstance(volumes, Unknown), name
            continue
        assert isinstance(volumes, tuple), name
        assert [volume.letter for volume in volumes][0:2] == ["A:", "C:"], name
        assert volumes[0] == Volume("A:", 2, Absent(), Absent(), Absent(), "")
        assert (volumes[1].drive_type, volumes[1].file_system) == (3, "NTFS"), name


def test_disks() -> None:
    counts = {name: facts(disks=text).disks for name, text in samples("wmi-Win32_DiskDrive").items()}
    assert {name: len(disks) for name, disks in counts.items() if isinstance(disks, tuple)} == {
        "2008-Enterprise__glpi.wmi.txt": 16,
        "latitude-7480__glpi.wmi.txt": 1,
        "win7-sp1-x64__glpi.wmi.txt": 2,
    }


def test_bitlocker() -> None:
    (text,) = samples("wmi-Win32_EncryptableVolume").values()
    assert facts(bitlocker=text).encryption == (Encryption("C:", 1, 1),)


def test_adapters() -> None:
    cards = samples("wmi-Win32_NetworkAdapter")
    found: dict[str, tuple[Adapter, ...]] = {}
    for name, text in samples("wmi-Win32_NetworkAdapterConfiguration").items():
        adapters = facts(adapters=text, network_adapters=cards.get(name, "")).adapters
        assert isinstance(adapters, tuple), name
        assert all(adapter.addresses for adapter in adapters), name
        found[name] = adapters
    (seven,) = found["7__glpi.wmi.txt"]
    assert (seven.driver, seven.dhcp, seven.addresses) == (
        "RTL8167",
        True,
        ("192.168.0.1", "fe80::311a:2127:dded:6618"),
    )
    assert (seven.gateways, seven.dns_servers, seven.physical) == (("192.168.0.254",), ("192.168.0.254",), True)
    assert found["7_firewall__glpi.wmi.txt"][0].driver == "E1G60"
    assert [adapter.dhcp for adapter in found["10-net__glpi.wmi.txt"]] == [True, False]


def test_updates() -> None:
    (text,) = samples("wmi-Win32_QuickFixEngineering").values()
    hotfixes = facts(hotfixes=text).hotfixes
    assert isinstance(hotfixes, tuple)
    assert {"KB980195", "KB982665"} <= set(hotfixes)


def test_listening_ports() -> None:
    found = facts(listening=samples("netstat")["windows-10__jc-netstat-aonb.txt"]).listeners
    assert isinstance(found, tuple)
    assert (found[0].address, found[0].port, found[0].process_id) == ("0.0.0.0", 135, 1712)  # noqa: S104
    assert {443, 445} <= {listener.port for listener in found}
    # Without process numbers (netstat -an) and connections only (netstat).
    for name in ("windows-10__jc-netstat-an.txt", "windows-10__jc-netstat.txt"):
        assert isinstance(facts(listening=samples("netstat")[name]).listeners, Unknown)


def test_time_services() -> None:
    clocks = {name: facts(time_service=text).clock for name, text in samples("w32tm-status").items()}
    assert {name: (clock.synchronised, clock.source) for name, clock in clocks.items()} == {
        "de-DE-cp850-wrapped__checkmk.txt": (True, "de.pool.ntp.org"),
        "en-locl-win11__idx.txt": (True, "Local CMOS Clock"),
        "en-pool-win__idx.txt": (True, "pool.ntp.org"),
        "en-unsynced__checkmk.txt": (False, "Local CMOS Clock"),
        "en-vmic__checkmk.txt": (True, "VM IC Time Synchronization Provider"),
        "fr-FR__checkmk.txt": (True, "VM IC Time Synchronization Provider"),
    }


def test_boot_loaders() -> None:
    firmware = {name: facts(boot_loader=text).boot.firmware for name, text in samples("bcdedit").items()}
    # The whole store: more than the collector asks for, and the entry of the firmware itself names no loader.
    assert isinstance(firmware.pop("ja-JP-firmware__idx.txt"), Unknown)
    assert {name: str(each) for name, each in firmware.items()} == {
        name: "UEFI" if "uefi" in name else "BIOS" for name in firmware
    }


@needs_runner
@pytest.mark.parametrize(
    ("name", "count", "product"),
    [
        ("10_russian__glpi.reg", 2, "КриптоПро CSP"),
        ("mssql__glpi.reg", 7, "Microsoft SQL Server 2005"),
        ("mssql_engine__glpi.reg", 2, "SQL Server 2011 Database Engine Services"),
    ],
)
def test_installed_products(name: str, count: int, product: str, tmp_path: Path) -> None:
    path = Path(FOLDER or "") / "windows" / "reg-Uninstall" / name
    picture = SERVER_2019.but(environment={"PWSH_REGISTRY": str(path)})
    products = parse_facts(picture.collect(tmp_path / "host")).products
    assert isinstance(products, tuple)
    assert product in {each.name for each in products}
    assert len(products) == count


@needs_runner
@pytest.mark.parametrize(("name", "on"), [("10__glpi.reg", True), ("7_firewall__glpi.reg", False)])
def test_firewall_profiles(name: str, on: bool, tmp_path: Path) -> None:
    path = Path(FOLDER or "") / "windows" / "reg-DomainProfile" / name
    picture = SERVER_2019.but(environment={"PWSH_REGISTRY": str(path)})
    enabled = parse_facts(picture.collect(tmp_path / "host")).firewall.enabled
    assert enabled["domain"] is on
    assert isinstance(enabled["public"], Unknown)


@needs_runner
def test_iis_configurations(tmp_path: Path) -> None:
    for index, (name, text) in enumerate(samples("iis-applicationHost").items()):
        picture = SERVER_2019.but(files={"Windows/System32/inetsrv/config/applicationHost.config": text})
        iis = parse_facts(picture.collect(tmp_path / str(index))).iis
        assert isinstance(iis, Iis), name
        assert iis.sites[0].name == "Default Web Site", name
        assert {80, 443} <= set(iis.sites[0].ports), name
        assert iis.anonymous is ('<anonymousAuthentication enabled="true"' in text), name
