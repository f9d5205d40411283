"""Addresses, names in /etc/hosts, listening ports, bonds, proxies."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

from host.evidence import Evidence
from linux.parse.lists import listed
from preflight.facts import Absent, Unknown
from preflight.linux_machine import Address, HostsLine, LinuxListener, ProxyVariable
from preflight.sections import answer, unreadable

# ip -o addr: index, interface, family, address/length or local address "peer" remote address.
_IP = re.compile(r"\d+:\s+(\S+)\s+inet6?\s+([0-9a-fA-F.:]+)")
_LABEL = re.compile(r"(?:\d+: )?(\S+?)(?:@\S+)?:?\s+(?:Link encap:|flags=|<[A-Z])")
_IFCONFIG = re.compile(r"\s+inet6?\s+(?:addr:\s*)?([0-9a-fA-F.:]+)")
# ss and netstat write the local address before the remote one; ports may be told by name.
_LOCAL = re.compile(r"(\S*):(\d{1,5})\Z")
_SS_OWNER = re.compile(r'users:\(\("([^"]*)"')
_NETSTAT_OWNER = re.compile(r"\bLISTEN\s+\d+/(\S+)")
# /proc/net/tcp: sl, local address and port in hexadecimal, remote, state 0A for listening.
_PROC = re.compile(r"\s*\d+: ([0-9A-Fa-f]{8,32}):([0-9A-Fa-f]{4}) [0-9A-Fa-f]+:[0-9A-Fa-f]{4} 0A ")
_PORTS = range(1, 65536)


def parse_addresses(evidence: Evidence) -> tuple[Address, ...] | Absent | Unknown:
    """Every address of every interface, as ip or ifconfig tells; the loopback's too."""
    found = answer(evidence, "addresses")
    if not isinstance(found, str):
        return found
    lines = found.split("\n")
    addresses = tuple(each for each in (*_from_ip(lines), *_from_ifconfig(lines)) if _is_address(each.address))
    return addresses or unreadable("addresses")


def parse_hosts(evidence: Evidence) -> tuple[HostsLine, ...] | Absent | Unknown:
    """The lines of /etc/hosts without comments."""
    found = answer(evidence, "file:/etc/hosts")
    if not isinstance(found, str):
        return found
    rows = (line.partition("#")[0].split() for line in found.split("\n"))
    return tuple(HostsLine(row[0], tuple(row[1:])) for row in rows if len(row) > 1)


def parse_listeners(evidence: Evidence) -> tuple[LinuxListener, ...] | Absent | Unknown:
    """Listening TCP ports, as ss, netstat or /proc/net/tcp tells; ports told by a service's name are passed over."""
    found = answer(evidence, "listeners")
    if not isinstance(found, str):
        return found
    lines = found.split("\n")
    if not any(word in found for word in ("Local Address", "local_address", "LISTEN", "State")):
        return unreadable("listeners")
    return tuple(dict.fromkeys((*_from_sockets(lines), *_from_proc(lines))))


def parse_bonds(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The interfaces that join several adapters."""
    found = listed(evidence, "bonds", "bond", 1)
    return _known(found, "bonds") if not isinstance(found, tuple) else tuple(row[0] for row in found)


def parse_proxies(evidence: Evidence) -> tuple[ProxyVariable, ...] | Unknown:
    """Proxies in the collector's environment and in the files that set it at sign-in."""
    found = listed(evidence, "proxies", "proxy", 3)
    return _known(found, "proxies") if not isinstance(found, tuple) else tuple(ProxyVariable(*row) for row in found)


def _known(found: Absent | Unknown, name: str) -> Unknown:
    return found if isinstance(found, Unknown) else unreadable(name)


def _from_ip(lines: Iterable[str]) -> Iterator[Address]:
    for line in lines:
        if row := _IP.match(line):
            yield Address(row[1], row[2])


def _from_ifconfig(lines: Iterable[str]) -> Iterator[Address]:
    interface = ""
    for line in lines:
        if label := _LABEL.match(line):
            interface = label[1]
        if interface and (row := _IFCONFIG.match(line)):
            yield Address(interface, row[1])


def _is_address(address: str) -> bool:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return True


def _from_sockets(lines: Iterable[str]) -> Iterator[LinuxListener]:
    for line in lines:
        words = line.split()
        if "LISTEN" not in words:
            continue
        local = next((row for word in words if (row := _LOCAL.match(word))), None)
        if local and int(local[2]) in _PORTS:
            owner = _SS_OWNER.search(line) or _NETSTAT_OWNER.search(line)
            yield LinuxListener(local[1], int(local[2]), owner[1].rstrip(":") if owner else "")


def _from_proc(lines: Iterable[str]) -> Iterator[LinuxListener]:
    for line in lines:
        if row := _PROC.match(line):
            yield LinuxListener(_readable(row[1]), int(row[2], 16), "")


def _readable(digits: str) -> str:
    """An address as /proc writes it: words of four bytes, each with its last byte first."""
    if len(digits) not in (8, 32):
        return digits
    words = [bytes.fromhex(digits[at : at + 8])[::-1] for at in range(0, len(digits), 8)]
    return str(ipaddress.ip_address(b"".join(words)))
