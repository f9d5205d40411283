"""The checks of a Windows server's settings and software on composed hosts: policies, TLS, IIS, products, restarts."""

from __future__ import annotations

import dataclasses

import pytest

from preflight.context import SetupSettings
from preflight.facts import Absent
from preflight.finding import Status
from preflight.windows_settings import AsrProduct, DotNetTls, Iis, Protocol, Scoped, Site
from tests.test_windows_checks_host import (
    APART,
    CS,
    MAYBE,
    NO,
    NOT_READ,
    SERVER,
    TOLD,
    UNSET,
    YES,
    Facts,
    assert_outcome,
    findings,
    product,
)

AGENT = AsrProduct(5, {"Version": "9.62.1.1"})
DEFAULT_SITE = Site("Default Web Site", ("http/*:80:",))
SHIPPED = Iis((DEFAULT_SITE,), True, (), True, True)
SECURE = Site("shop", ("http/*:8080:", "https/*:443:shop"))
OFF, STRONG = Protocol(0, Absent()), DotNetTls(1, 1)
MYSQL_55, MYSQL_8 = product("MySQL Server 5.5", "5.5.37"), product("MySQL Server 8.0", "8.0.36")


def iis(**changes: object) -> Facts:
    return {"iis": dataclasses.replace(SHIPPED, **changes)}  # type: ignore[arg-type]


def site(*sites: Site) -> Facts:
    return iis(sites=sites)


def tls(ten: Protocol, strong: DotNetTls = STRONG, strong_32: DotNetTls = STRONG) -> Facts:
    return {
        "schannel": {"TLS 1.0 Client": ten, "TLS 1.2 Client": UNSET},
        "dotnet.tls": {"v4.0.30319": strong, "v4.0.30319 (32-bit)": strong_32},
    }


def twelve(protocol: Protocol) -> Facts:
    return {"schannel": {"TLS 1.2 Client": protocol}}


def scopes(**settings: str) -> Facts:
    return {"policies.scripts.effective": settings}


CASES: list[tuple[str, Facts, Status]] = [
    ("restart-pending", {"restart.file_renames": ("x",)}, NO),
    ("restart-pending", {"restart.file_renames": ()}, YES),
    ("restart-pending", {"restart.update_volatile": 1}, NO),
    ("restart-pending", {"restart.driver_without_service": ("InDskFlt.sys",)}, NO),
    ("restart-pending", {"restart.update_volatile": NOT_READ}, MAYBE),
    ("restart-pending", {"restart.update_volatile": NOT_READ, "restart.file_renames": ("x",)}, NO),
    ("restart-pending", {"restart.windows_update": True}, YES),
    ("restart-wanted", {"restart.component_servicing": True}, NO),
    ("restart-wanted", {"restart.windows_update": True}, NO),
    ("restart-wanted", {"restart.computer_rename": True}, NO),
    ("restart-wanted", {"restart.domain_join": True}, NO),
    ("restart-wanted", {"restart.domain_join": NOT_READ}, MAYBE),
    ("mysql-5-5", {"products": (MYSQL_55,)}, NO),
    ("mysql-5-5", {"products": (product("MySQL Server 5.5", "5.5.38"),)}, YES),
    ("mysql-5-5", {"products": (product("MySQL Server 5.5", "5.5.370"),)}, YES),
    ("mysql-version", {"products": (product("MySQL Server 5.7", "5.7.20"),)}, YES),
    ("mysql-version", {"products": (MYSQL_8,)}, NO),
    ("perl", {"products": (product("Strawberry Perl", "5.32.1"),)}, NO),
    ("perl", {"products": (product("Strawberry Perl 5.8.8", "5.8.8.4"),)}, YES),
    ("perl", {"products": (product("ActivePerl", "5.28"),)}, YES),
    ("agent-alone", {"asr_products": (AGENT,)}, NO),
    ("agent-alone", {"asr_products": (AGENT, *SERVER)}, YES),
    ("agent-alone", {"asr_products": (AGENT, AsrProduct(10, {}))}, YES),
    ("left-registration", {"registration.values": ("SRSUri",)}, NO),
    ("left-registration", {"registration.values": ()}, YES),
    ("left-registration", {"registration.values": ("SRSUri",), "asr_products": SERVER}, APART),
    ("roles-absent", {"features": {"AD-Domain-Services": True, "Hyper-V": False}}, NO),
    ("roles-absent", {"features": {"AD-Domain-Services": False, "Hyper-V": True}}, NO),
    ("roles-absent", {"features": {"AD-Domain-Services": False}}, MAYBE),
    ("iis-absent", {"features": {"Web-Server": True}}, NO),
    ("iis-absent", {"features": {"Web-Server": True}, "asr_products": SERVER}, APART),
    ("iis-absent", {"features": {}}, MAYBE),
    ("default-web-site", site(DEFAULT_SITE), YES),
    ("default-web-site", site(), YES),
    ("default-web-site", site(DEFAULT_SITE, SECURE), NO),
    ("default-web-site", site(Site("Default Web Site", ("http/*:8080:",))), NO),
    ("default-web-site", {**site(SECURE), "asr_products": SERVER}, APART),
    ("anonymous-authentication", iis(), YES),
    ("anonymous-authentication", iis(anonymous=False), NO),
    ("anonymous-authentication", iis(anonymous=NOT_READ), MAYBE),
    ("fastcgi", iis(), YES),
    ("fastcgi", iis(fastcgi_enabled=False), NO),
    ("fastcgi", iis(fastcgi_installed=False, fastcgi_enabled=False), YES),
    ("iis-port", site(DEFAULT_SITE), YES),
    ("iis-port", site(SECURE), NO),
    ("iis-port", {"iis": NOT_READ}, MAYBE),
    ("registry-tools", {"policies.registry_tools": Scoped(0, 0)}, YES),
    ("registry-tools", {"policies.registry_tools": Scoped(1, Absent())}, NO),
    ("registry-tools", {"policies.registry_tools": Scoped(Absent(), 2)}, NO),
    ("registry-tools", {"policies.registry_tools": Scoped(NOT_READ, 1)}, NO),
    ("registry-tools", {"policies.registry_tools": Scoped(NOT_READ, 0)}, MAYBE),
    ("command-prompt", {"policies.command_prompt": Scoped(2, Absent())}, NO),
    ("command-prompt", {"policies.command_prompt": Scoped(Absent(), NOT_READ)}, MAYBE),
    ("attachments", {"policies.trusted_handlers": Scoped(3, Absent())}, NO),
    ("attachments", {"policies.trusted_handlers": Scoped(1, 2)}, YES),
    ("attachments", {"policies.trusted_handlers": Scoped(1, 3)}, NO),
    ("script-execution", {"policies.scripts.enable_scripts": Scoped(0, Absent())}, NO),
    ("script-execution", {"policies.scripts.machine_policy": "allsigned"}, NO),
    ("script-execution", {"policies.scripts.machine_policy": "RemoteSigned", **scopes(LocalMachine="AllSigned")}, YES),
    ("script-execution", scopes(Process="Restricted", LocalMachine="Undefined"), YES),
    ("script-execution", scopes(CurrentUser="Restricted", LocalMachine="RemoteSigned"), NO),
    ("script-execution", {"policies.scripts.user_policy": NOT_READ}, MAYBE),
    ("fips", {"policies.fips": Absent()}, YES),
    ("fips", {"policies.fips": 1}, NO),
    ("tls10", tls(OFF), YES),
    ("tls10", tls(OFF, DotNetTls(1, Absent())), NO),
    ("tls10", tls(Protocol(Absent(), 1), STRONG, DotNetTls(1, 0)), NO),
    ("tls10", tls(UNSET, DotNetTls(0, 0)), YES),
    ("tls10", tls(OFF, DotNetTls(1, NOT_READ)), MAYBE),
    ("tls10", {"schannel": {}}, MAYBE),
    ("tls12", twelve(Protocol(1, 0)), YES),
    ("tls12", twelve(Protocol(0xFFFFFFFF, 0)), YES),
    ("tls12", twelve(Protocol(0, 0)), NO),
    ("tls12", twelve(Protocol(1, 1)), NO),
    ("tls12", twelve(Protocol(NOT_READ, 0)), MAYBE),
    ("dotnet-tls", tls(UNSET, DotNetTls(Absent(), 1)), NO),
    ("dotnet-tls", tls(UNSET, STRONG, DotNetTls(1, 0)), NO),
    ("dotnet-tls", {"dotnet.tls": {}}, MAYBE),
    ("proxy", {"proxy.winhttp": "https://proxy:443"}, NO),
    ("proxy", {"proxy.environment": {"HTTPS_PROXY": "https://proxy:443"}}, NO),
    ("proxy", {"proxy.winhttp": "http=proxy:80;https=proxy:80"}, YES),
    ("proxy", {"proxy.user": NOT_READ}, MAYBE),
    ("antivirus", {"antivirus.defender_exclusions": ()}, NO),
    ("antivirus", {"antivirus.defender_exclusions": Absent()}, APART),
    ("antivirus", {"antivirus.products": ("Windows Defender", "Acme Antivirus")}, MAYBE),
]  # fmt: skip


@pytest.mark.parametrize(("row", "changes", "status"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_outcomes(row: str, changes: Facts, status: Status) -> None:
    assert_outcome(row, changes, CS, status)


def test_only_old_releases_want_powercli() -> None:
    def status(release: str, changes: Facts | None = None, setup: SetupSettings = TOLD) -> Status:
        return findings(changes or {}, CS, setup, release)["windows.powercli"].status

    assert status("9.13") is NO
    assert status("9.14") is APART
    assert status("9.13", {"products": (product("VMware vSphere PowerCLI 6.0", "6.0.0.1"),)}) is YES
    assert status("9.13", {"products": (product("VMware PowerCLI", "5.8"),)}) is NO
    assert status("9.13", {"products": NOT_READ}) is MAYBE
    assert status("9.13", {"products": NOT_READ}, SetupSettings(env_type="NonVMware")) is APART
