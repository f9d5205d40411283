"""Adapters, the Windows firewall and proxy settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import unreadable
from preflight.windows_machine import Adapter
from preflight.windows_settings import Firewall, FirewallRule, Proxy, Text
from windows.parse.records import Record, flag, number, records, some_records, strings
from windows.parse.registry import Registry

_PROFILES = {"domain": "DomainProfile", "private": "StandardProfile", "public": "PublicProfile"}
"""The registry's Standard profile is what later versions of Windows call private."""
_LOCAL = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
_POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall"
_GROUPS = {"28502": "file-and-printer-sharing", "34251": "wmi"}
"""The groups' names in the resources of FirewallAPI.dll, the same in every language."""
_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_GROUP = re.compile(r"@FirewallAPI\.dll,-([0-9]{1,6})", re.IGNORECASE)


def parse_adapters(evidence: Evidence) -> tuple[Adapter, ...] | Unknown:
    """The adapters that IP is bound to."""
    rows = some_records(evidence, "adapters")
    if isinstance(rows, Unknown):
        return rows
    physical = _physical(evidence)
    found = [_adapter(row, physical) for row in rows if flag(row, "IPEnabled") is not False]
    known = [each for each in found if each is not None]
    return tuple(known) if len(known) == len(found) else unreadable("adapters")


def _adapter(row: Record, physical: Mapping[int, bool | Unknown] | Unknown) -> Adapter | None:
    index, dhcp = number(row, "Index"), flag(row, "DHCPEnabled")
    if isinstance(index, Unknown) or isinstance(dhcp, Unknown):
        return None
    missing = Unknown("The host does not tell whether the adapter is a physical one.")
    return Adapter(
        index=index,
        description=row.get("Description", ""),
        driver=row.get("ServiceName", ""),
        mac=row.get("MACAddress", ""),
        dhcp=dhcp,
        addresses=strings(row.get("IPAddress", "")),
        gateways=strings(row.get("DefaultIPGateway", "")),
        dns_servers=strings(row.get("DNSServerSearchOrder", "")),
        physical=physical if isinstance(physical, Unknown) else physical.get(index, missing),
    )


def _physical(evidence: Evidence) -> Mapping[int, bool | Unknown] | Unknown:
    rows = some_records(evidence, "network-adapters")
    if isinstance(rows, Unknown):
        return rows
    indexed = ((number(row, "Index"), flag(row, "PhysicalAdapter")) for row in rows)
    return {index: physical for index, physical in indexed if isinstance(index, int)}


def parse_firewall(evidence: Evidence, registry: Registry) -> Firewall:
    """Whether the firewall is on by profile, where a policy counts more, and the rules push installation needs."""
    enabled = {name: _profile(registry, key) for name, key in _PROFILES.items()}
    return Firewall(MappingProxyType(enabled), _rules(evidence))


def _profile(registry: Registry, key: str) -> bool | Unknown:
    for root in (_POLICY, _LOCAL):
        found = registry.number(rf"{root}\{key}", "EnableFirewall")
        if not isinstance(found, Absent):
            return found if isinstance(found, Unknown) else found != 0
    return Unknown(f"The registry does not tell whether the firewall's {key} is on.")


def _rules(evidence: Evidence) -> tuple[FirewallRule, ...] | Unknown:
    rows = some_records(evidence, "firewall-rules")
    if isinstance(rows, Unknown):
        return rows
    rules = [_rule(row) for row in rows if "Rule" in row]
    return tuple(rule for rule in rules if rule is not None)


def _rule(row: Record) -> FirewallRule | None:
    """One inbound rule: ``v2.10|Action=Allow|Active=TRUE|Dir=In|...|Profile=Domain|``; no profile named means all."""
    pairs = [part.partition("=") for part in row["Rule"].split("|")]
    parts = {key.lower(): value for key, equals, value in pairs if equals}
    group = _GROUP.fullmatch(parts.get("embedctxt", ""))
    if parts.get("dir", "").lower() != "in" or group is None or group[1] not in _GROUPS:
        return None
    named = tuple(value.lower() for key, _, value in pairs if key.lower() == "profile")
    return FirewallRule(
        id=row.get("Id", ""),
        group=_GROUPS[group[1]],
        active=parts.get("active", "").lower() == "true",
        allow=parts.get("action", "").lower() == "allow",
        profiles=tuple(name for name in _PROFILES if name in named) if named else tuple(_PROFILES),
        store=row.get("Store", ""),
    )


def parse_proxy(evidence: Evidence) -> Proxy:
    """The proxies of Windows services (WinHTTP), of the account, and of environment variables."""
    system, user = records(evidence, "winhttp"), records(evidence, "user-proxy")
    off = isinstance(user, tuple) and user[0].get("ProxyEnable", "") in ("", "0")
    return Proxy(
        winhttp=_setting(system, "Proxy"),
        winhttp_bypass=_setting(system, "Bypass"),
        user=Absent() if off else _setting(user, "ProxyServer"),
        user_bypass=Absent() if off else _setting(user, "ProxyOverride"),
        user_script=_setting(user, "AutoConfigURL"),
        environment=MappingProxyType(_variables(evidence)),
    )


def _variables(evidence: Evidence) -> dict[str, Text]:
    rows = some_records(evidence, "proxy-variables")
    if isinstance(rows, Unknown):
        return dict.fromkeys(_VARIABLES, rows)
    return {row["Variable"]: row.get("Text", "") for row in rows if row.get("Variable")}


def _setting(rows: tuple[Record, ...] | Absent | Unknown, name: str) -> Text:
    if isinstance(rows, Absent | Unknown):
        return rows
    return rows[0].get(name) or Absent()
