"""The result document as one HTML page that needs nothing else: one style sheet, one small script, no remote load."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report import summary, view
from report.charts import charts
from report.document import Document
from report.language import _, ngettext, spoken_language
from report.links import is_web_address
from report.page import page_of
from report.plain import plain


def render(document: Document) -> str:
    """The page. Every value is stripped of controls and escaped; only web addresses become links."""
    hosts = document["hosts"]
    return filled(
        "report",
        f"{_('siteprep report')}, {document['run']['id']}",
        script=True,
        document=document,
        page=page_of(document),
        charts=charts(document),
        pushed=any(map(view.state_of, hosts)),
        roles=sorted({host["role"] for host in hosts if host["role"]}),
        summary=summary,
        view=view,
    )


def filled(name: str, header: str, *, script: bool = False, **values: Any) -> str:
    """A template of the page, filled; `header` stands on every printed sheet. The policy allows what is in it alone."""
    environment = _environment()
    style = _own("page.css").replace("HEADER", _css_text(header))
    code = _own("page.js") if script else ""
    return environment.get_template(f"page/{name}.html.j2").render(
        language=spoken_language().replace("_", "-"),
        style=Markup(style),  # noqa: S704 - siteprep's own file
        style_hash=_hash(style),
        script=Markup(code),  # noqa: S704 - siteprep's own file
        script_hash=_hash(code),
        **values,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["web_address"] = is_web_address
    environment.globals.update(_=_, ngettext=ngettext)
    return environment


@cache
def _own(name: str) -> str:
    environment = _environment()
    if environment.loader is None:
        raise ValueError("The templates have a loader.")
    return environment.loader.get_source(environment, f"page/{name}")[0]


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _css_text(text: str) -> str:
    """What may stand in a string of a style sheet."""
    return re.sub(r"[^\w ,.:-]", "", plain(text))[:120]


def _shown(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value
