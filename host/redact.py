"""Stable stand-ins for what names a host, its people and its network, so that evidence can be shown to others."""

from __future__ import annotations

import ipaddress
import re

_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]{3,39}(?:%\w+)?(?![\w:])")
_MAC = re.compile(r"(?<![0-9A-Fa-f:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])")
_SID = re.compile(r"S-1-5-21-\d{1,10}-\d{1,10}-\d{1,10}(-\d{1,10})?")
_SHORTEST = 2


class Redactor:
    """The same value gets the same stand-in everywhere; addresses become those that are kept for documentation.

    >>> redact = Redactor()
    >>> redact.add("host", "db01.example.com")
    >>> redact.text("DB01.example.com is 10.1.2.3, its neighbour 10.1.2.4")
    'host-1 is 192.0.2.1, its neighbour 192.0.2.2'
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._made: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, kind: str, value: str) -> None:
        """Let a value be replaced by ``KIND-N``, in whatever case it is written; one of a character or none is left."""
        if len(value) >= _SHORTEST and value.lower() not in self._known and not value.isdecimal():
            self._known[value.lower()] = f"{kind}-{self._next(kind)}"
            words = sorted(self._known, key=len, reverse=True)
            self._pattern = re.compile(
                rf"(?<![A-Za-z0-9-])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z0-9-])", re.IGNORECASE
            )

    def text(self, text: str) -> str:
        """The text with every known value, address and account identifier replaced."""
        if self._pattern is not None:
            text = self._pattern.sub(lambda match: self._known[match[0].lower()], text)
        text = _SID.sub(lambda match: self._stable("sid", match[0]), text)
        text = _MAC.sub(lambda match: self._stable("mac", match[0]), text)
        text = _IPV6.sub(lambda match: self._address(match[0]), text)
        return _IPV4.sub(lambda match: self._address(match[0]), text)

    def _address(self, text: str) -> str:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            return text
        if address.is_loopback or address.is_unspecified or address.is_multicast or _mask(address):
            return text
        return self._stable("ipv4" if address.version == 4 else "ipv6", str(address))

    def _stable(self, kind: str, value: str) -> str:
        if value in self._made:
            return value
        key = f"{kind} {value.lower()}"
        if key not in self._known:
            number = self._next(kind)
            if kind == "ipv4":
                stand_in = f"192.0.2.{number}" if number < 255 else f"198.18.{number // 256 % 256}.{number % 256}"
            elif kind == "ipv6":
                stand_in = f"2001:db8::{number:x}"
            elif kind == "mac":
                stand_in = f"00:00:5E:00:53:{number % 256:02X}"
            else:
                rid = (_SID.fullmatch(value) or [None, None])[1] or ""
                stand_in = f"S-1-5-21-1-{number}-1{rid}"
            self._known[key] = stand_in
            self._made.add(stand_in)
        return self._known[key]

    def _next(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]


def _mask(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is a network mask, or part of one."""
    return address.version == 4 and str(address).startswith("255.")
