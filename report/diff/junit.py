"""A comparison as JUnit XML: a suite a host, a test case a change; what fails newly fails."""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from report.diff.compare import NEWLY_FAILING
from report.diff.rows import Change, changes, sides, summary, word
from report.document import Document
from report.junit import closed, text, written


def render(document: Document) -> str:
    """The file's text. As in the result's own JUnit, only a blocker makes a pipeline fail."""
    root = Element("testsuites")
    for number, (name, found) in enumerate(groupby(changes(document), key=lambda each: each.host["name"])):
        started = document["new"]["started"][:19]
        about = {"name": text(name), "id": str(number), "package": "siteprep.diff", "hostname": text(name)}
        suite = SubElement(root, "testsuite", about, timestamp=text(started), time="0")
        properties = SubElement(suite, "properties")
        for label, value in (*sides(document).items(), ("summary", summary(document))):
            SubElement(properties, "property", name=label.lower(), value=text(value))
        for each in found:
            _case(suite, each)
        closed(suite, "")
    return written(root)


def _case(suite: Element, each: Change) -> None:
    name = text(f"{each.check}: {each.title}" if each.check else each.title)
    case = SubElement(suite, "testcase", name=name, classname=text(each.host["name"]), time="0")
    told = text(f"{word(each.change)}: {each.before} -> {each.now} {each.remedy}")
    now = (each.finding or {}).get("new") or {}
    if each.change == NEWLY_FAILING and now.get("severity") == "blocker":
        kind = "failure" if now["status"] == "fail" else "error"
        SubElement(case, kind, message=text(each.now), type=each.change).text = told
    else:
        SubElement(case, "skipped", message=told).text = told
