"""Faults, as the service tells them: always with HTTP status 500."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from lab.winrm.envelope import FAULT, NAMESPACES, WSMAN_FAULT, element

_DETAIL = f"{NAMESPACES['w'].removesuffix('wsman.xsd')}wsman/faultDetail/"


class Fault(Exception):
    """The request cannot be served; `name` is a key of faults.yaml, `values` fill its texts."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name)
        self.name = name
        self.values = values

    @property
    def action(self) -> str:
        """The answer's action: faults of addressing have one of their own."""
        return FAULT if faults()[self.name]["subcode"].startswith("a:") else WSMAN_FAULT

    def body(self, machine: str) -> str:
        """The content of the answer's body."""
        known = faults()[self.name]
        reason = escape(known["reason"].format(**self.values))
        message = escape(known.get("message", known["reason"]).format(**self.values))
        if known.get("provider"):
            path = r"%systemroot%\system32\winrscmd.dll"
            message = element("f:ProviderFault", message, provider="Shell cmd plugin", path=path)
        subcode = element("s:Subcode", element("s:Value", known["subcode"]))
        detail = element("w:FaultDetail", _DETAIL + known["detail"]) if known.get("detail") else ""
        told = element("f:Message", message)
        detail += element(
            "f:WSManFault", told, **{"xmlns:f": NAMESPACES["f"], "Code": str(known["code"]), "Machine": machine}
        )
        return element(
            "s:Fault",
            element("s:Code", element("s:Value", f"s:{known['value']}") + subcode)
            + element("s:Reason", element("s:Text", reason, **{"xml:lang": "en-US"}))
            + element("s:Detail", detail),
        )


@cache
def faults() -> dict[str, dict[str, Any]]:
    """All faults by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text())
    return found
