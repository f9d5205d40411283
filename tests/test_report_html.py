"""The HTML page: valid, self-contained, accessible, and not to be talked into anything by a host."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from report.document import seal
from report.html import render

_EXAMPLES = Path(__file__).parents[1] / "docs/schemas/examples"
_VOID = {"meta", "link", "br", "hr", "img", "input"}
_HOSTILE = (
    """</td></style><script>alert(1)</script><img src=x onerror=alert(1)>"' onmouseover='alert(1)" {{ 7*7 }} """
    "{% raw %} &lt; \x00\x1b[31m\u202e javascript:alert(1)"
)


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_text("utf-8"))
    return loaded


class Page(HTMLParser):
    """A page, read strictly: every element that opens has to close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.style = self.script = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.style += data
        elif self._open and self._open[-1] == "script":
            self.script += data
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, *tags: str) -> list[tuple[str, dict[str, str]]]:
        return [element for element in self.elements if element[0] in tags]


def replaced(value: Any, by: str) -> Any:
    if isinstance(value, dict):
        return {name: replaced(member, by) for name, member in value.items()}
    if isinstance(value, list):
        return [replaced(member, by) for member in value]
    return by if isinstance(value, str) else value


@pytest.fixture(params=["preflight", "push", "empty", "hostile", "bare"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(documents()[request.param]))


def documents() -> dict[str, dict[str, Any]]:
    preflight, push = example("preflight"), example("push")
    bare = [{**host, "findings": [], "reason": None} for host in preflight["hosts"]]
    return {
        "preflight": preflight,
        "push": push,
        "empty": seal({**preflight, "hosts": []}),
        "hostile": {**push, "hosts": replaced(push["hosts"], _HOSTILE), "run": replaced(push["run"], _HOSTILE)},
        "bare": seal({**preflight, "hosts": bare}),
    }


def test_landmarks_and_headings(page: Page) -> None:
    assert [len(page.all(tag)) for tag in ("main", "h1", "title")] == [1, 1, 1]
    assert page.all("html")[0][1] == {"lang": "en"}
    assert page.all("header")
    assert page.all("footer")
    levels = [int(tag[1]) for tag, _ in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_references_lead_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    anchors = [attributes["href"][1:] for _, attributes in page.all("a") if attributes["href"].startswith("#")]
    labelled = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    labels = [label for each in labelled for label in each.split()]
    assert anchors
    assert {*anchors, *labels} <= set(ids)


def test_table_headers_have_a_scope(page: Page) -> None:
    assert all(attributes.get("scope") in ("col", "row") for _, attributes in page.all("th"))


def test_nothing_is_loaded_or_run(page: Page) -> None:
    assert not page.all("link", "img", "iframe", "object", "embed", "form", "base", "use", "image")
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style", "src", "srcset", "action"})
    assert [attributes for _, attributes in page.all("script")] == [{}]
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_the_policy_allows_this_style_sheet_and_this_script_alone(page: Page) -> None:
    policy = next(
        attributes["content"]
        for _, attributes in page.all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    style_hash = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    script_hash = base64.b64encode(hashlib.sha256(page.script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert [tag for tag, _ in page.elements].count("style") == 1
    assert "prefers-color-scheme: dark" in page.style
    assert "@media print" in page.style


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_everything_that_was_found_is_on_the_page(name: str) -> None:
    document = example(name)
    text = Page(render(document)).text
    for value in (*document["run"].values(), document["tool"]["version"], document["digest"]):
        assert value in text
    for host in document["hosts"]:
        steps = host.get("steps", ())
        told = [host["name"], host["verdict"], host["reason"], host["collected"], host["evidence_digest"]]
        told += [*host.get("outcome", {}).values(), *(step["name"] for step in steps)]
        told += [step["message"] for step in steps]
        for finding in host["findings"]:
            told += [finding["title"], finding["status"], finding["severity"], finding["actual"], finding["remedy"]]
            told += list((finding["waiver"] or {}).values())
        assert [value for value in told if value and value not in text] == []


def test_worst_hosts_come_first() -> None:
    text = render(example("push"))
    names = re.findall(r'<h3 id="host-\d+">([^.]+)', text)
    assert names == ["web-03", "app-01", "old-01", "web-02", "web-01"]


def test_an_unreachable_host_always_has_a_reason() -> None:
    document = example("preflight")
    for host in document["hosts"]:
        host["reason"] = None
    assert Page(render(document)).text.count("No reason was recorded.") == 1


def test_an_empty_fleet_says_so() -> None:
    text = Page(render(documents()["empty"])).text
    assert "0 hosts: nothing was examined." in text
    assert "No host was examined." in text


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_hostile_hosts_add_no_element(name: str) -> None:
    document = example(name)
    tame = {**document, "hosts": replaced(document["hosts"], "tame")}
    wild = {**document, "hosts": replaced(document["hosts"], _HOSTILE)}
    tags = [tag for tag, _ in Page(render(tame)).elements]
    page = Page(render(wild))
    assert [tag for tag, _ in page.elements] == tags
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7*7 }} {% raw %} &lt; javascript:alert(1)" in page.text


def test_each_field_of_a_host_is_escaped() -> None:
    """One field after the other, so that no field hides behind another."""
    document = example("push")
    host = document["hosts"][2]
    fields = [(host, name) for name, value in host.items() if isinstance(value, str)]
    for part in (host["findings"][6], host["outcome"], host["steps"][3]):
        fields += [(part, name) for name, value in part.items() if isinstance(value, str)]
    assert len(fields) > 20
    for part, name in fields:
        kept, part[name] = part[name], _HOSTILE
        text = render(document)
        assert text.count("<script") == 1, name
        assert "<img" not in text, name
        assert not {"\x00", "\x1b", "\u202e"} & set(text), name
        Page(text)
        part[name] = kept


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://learn.microsoft.com/azure/site-recovery/?a=1&b=2", True),
        ("javascript:alert(1)", False),
        ("data:text/html,hello", False),
        ("https://learn.microsoft.com@evil.example/", False),
        ('https://learn.microsoft.com/"onclick="alert(1)', True),
    ],
)
def test_only_web_addresses_become_links(address: str, linked: bool) -> None:
    document = example("preflight")
    document["hosts"][2]["findings"][0]["link"] = address
    page = Page(render(document))
    targets = [attributes["href"] for _, attributes in page.all("a")]
    assert (address in targets) == linked
    assert address in page.text
    assert all(set(attributes) <= {"href", "rel", "class"} for _, attributes in page.all("a"))
