"""The result document as one HTML page that needs nothing else: no script, no remote load, one inline style sheet."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from report import view
from report.document import Document
from report.links import is_web_address
from report.plain import plain


def render(document: Document) -> str:
    """The page. Every value is stripped of controls and escaped; only web addresses become links."""
    loader = PackageLoader("templates", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_shown, trim_blocks=True, lstrip_blocks=True
    )
    environment.tests["web_address"] = is_web_address
    style = loader.get_source(environment, "report.css")[0]
    return environment.get_template("report.html.j2").render(
        document=document,
        hosts=view.by_concern(document["hosts"]),
        pushed=any(map(view.state_of, document["hosts"])),
        style=Markup(style),  # noqa: S704 - siteprep's own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
        view=view,
    )


def _shown(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
