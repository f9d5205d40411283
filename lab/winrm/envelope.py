"""SOAP envelopes: reading a client's request, writing the service's answer."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

NAMESPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "x": "http://schemas.xmlsoap.org/ws/2004/09/transfer",
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "p": "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
    "rsp": "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "cfg": "http://schemas.microsoft.com/wbem/wsman/1/config",
    "wsmid": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
}
ANONYMOUS = f"{NAMESPACES['a']}/role/anonymous"
FAULT = f"{NAMESPACES['a']}/fault"
WSMAN_FAULT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
_DURATION = re.compile(r"P(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)")


class NotAnEnvelope(ValueError):
    """The body of the request is no SOAP envelope."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `timeout` is in seconds, `envelope` in bytes; `options` and `selectors` are by name."""

    action: str
    resource: str
    message_id: str
    to: str
    body: Element
    options: dict[str, str] = field(default_factory=dict)
    selectors: dict[str, str] = field(default_factory=dict)
    timeout: float = 60.0
    envelope: int = 153600
    identify: bool = False

    @classmethod
    def read(cls, text: bytes) -> Request:
        """Raises NotAnEnvelope."""
        try:
            root = fromstring(text)
        except (ParseError, DefusedXmlException, ValueError) as error:
            raise NotAnEnvelope(str(error)) from error
        body = root.find("s:Body", NAMESPACES)
        if body is None:
            raise NotAnEnvelope("There is no body.")
        if body.find("wsmid:Identify", NAMESPACES) is not None:
            return cls("", "", "", "", body, identify=True)
        header = root.find("s:Header", NAMESPACES)
        if header is None:
            raise NotAnEnvelope("There is no header.")

        def text_of(path: str) -> str:
            return (header.findtext(path, "", NAMESPACES) or "").strip()

        def named(path: str) -> dict[str, str]:
            return {each.get("Name", ""): each.text or "" for each in header.findall(path, NAMESPACES)}

        size = text_of("w:MaxEnvelopeSize")
        return cls(
            text_of("a:Action"),
            text_of("w:ResourceURI"),
            text_of("a:MessageID"),
            text_of("a:To"),
            body,
            named("w:OptionSet/w:Option"),
            named("w:SelectorSet/w:Selector"),
            seconds(text_of("w:OperationTimeout"), 60.0),
            int(size) if size.isdecimal() else 153600,
        )

    @property
    def verb(self) -> str:
        """The last part of the action: Create, Command, Receive ..."""
        return self.action.rpartition("/")[2]

    @property
    def host(self) -> str:
        """The machine's name as the client gave it; faults repeat it."""
        return urlsplit(self.to).hostname or ""


def seconds(duration: str, default: float) -> float:
    """An XML duration of hours, minutes and seconds.

    >>> seconds("PT1M2.5S", 0)
    62.5
    """
    found = _DURATION.fullmatch(duration)
    if not found or duration in ("P", "PT"):
        return default
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


def envelope(action: str, body: str, relates_to: str, activity: bool) -> bytes:
    """An answer around a body that is XML already."""
    declared = " ".join(
        f"xmlns:{prefix}={quoteattr(NAMESPACES[prefix])}" for prefix in ("s", "a", "x", "w", "rsp", "p")
    )
    told = f"<p:ActivityId>{str(uuid.uuid4()).upper()}</p:ActivityId>" if activity else ""
    return (
        f'<s:Envelope xml:lang="en-US" {declared}><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{new_id()}</a:MessageID>{told}<a:To>{ANONYMOUS}</a:To>"
        f"<a:RelatesTo>{escape(relates_to)}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def element(name: str, content: Any, **attributes: str) -> str:
    """One element around XML; text must be escaped before."""
    told = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{told}>{content}</{name}>"


def new_id() -> str:
    return str(uuid.uuid4()).upper()
