"""Policies, TLS and .NET settings: registry values, each on its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Unknown
from preflight.sections import unreadable
from preflight.windows_settings import DotNet, DotNetTls, Policies, Protocol, Scoped, ScriptPolicy
from windows.parse.records import some_records
from windows.parse.registry import Registry

_MACHINE = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies"
_USER = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Policies"
_SYSTEM = r"SOFTWARE\Policies\Microsoft\Windows\System"
_SCRIPTS = r"SOFTWARE\Policies\Microsoft\Windows\PowerShell"
_SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
_NET_4 = r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"
_PROTOCOLS = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
_FRAMEWORKS = ("v4.0.30319", "v2.0.50727")


def parse_policies(evidence: Evidence, registry: Registry) -> Policies:
    """Group policies that setup stumbles over."""
    return Policies(
        registry_tools=_scoped(registry, rf"{_MACHINE}\System", rf"{_USER}\System", "DisableRegistryTools"),
        command_prompt=_scoped(registry, rf"HKLM\{_SYSTEM}", rf"HKCU\{_SYSTEM}", "DisableCMD"),
        trusted_handlers=_scoped(registry, rf"{_MACHINE}\Attachments", rf"{_USER}\Attachments", "UseTrustedHandlers"),
        scripts=ScriptPolicy(
            enable_scripts=_scoped(registry, rf"HKLM\{_SCRIPTS}", rf"HKCU\{_SCRIPTS}", "EnableScripts"),
            machine_policy=registry.text(rf"HKLM\{_SCRIPTS}", "ExecutionPolicy"),
            user_policy=registry.text(rf"HKCU\{_SCRIPTS}", "ExecutionPolicy"),
            effective=_execution_policies(evidence),
        ),
        fips=registry.number(r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy", "Enabled"),
        remote_uac=registry.number(rf"{_MACHINE}\System", "LocalAccountTokenFilterPolicy"),
        enable_lua=registry.number(rf"{_MACHINE}\System", "EnableLUA"),
    )


def parse_schannel(registry: Registry) -> Mapping[str, Protocol]:
    """Every protocol and side, such as "TLS 1.2 Client"."""
    return MappingProxyType(
        {
            f"{protocol} {side}": Protocol(
                registry.number(rf"{_SCHANNEL}\{protocol}\{side}", "Enabled"),
                registry.number(rf"{_SCHANNEL}\{protocol}\{side}", "DisabledByDefault"),
            )
            for protocol in _PROTOCOLS
            for side in ("Client", "Server")
        }
    )


def parse_dotnet(registry: Registry) -> DotNet:
    """.NET Framework 4 and the TLS settings of both versions in both views."""
    settings = {}
    for framework in _FRAMEWORKS:
        for view, suffix in (("SOFTWARE", ""), (r"SOFTWARE\WOW6432Node", " (32-bit)")):
            key = rf"HKLM\{view}\Microsoft\.NETFramework\{framework}"
            settings[framework + suffix] = DotNetTls(
                registry.number(key, "SystemDefaultTlsVersions"), registry.number(key, "SchUseStrongCrypto")
            )
    return DotNet(registry.number(_NET_4, "Release"), registry.text(_NET_4, "Version"), MappingProxyType(settings))


def _scoped(registry: Registry, machine: str, user: str, name: str) -> Scoped:
    return Scoped(registry.number(machine, name), registry.number(user, name))


def _execution_policies(evidence: Evidence) -> Mapping[str, str] | Unknown:
    rows = some_records(evidence, "execution-policy")
    if isinstance(rows, Unknown):
        return rows
    scopes = {row["Scope"]: row["ExecutionPolicy"] for row in rows if row.get("Scope") and row.get("ExecutionPolicy")}
    return MappingProxyType(scopes) if scopes else unreadable("execution-policy")
