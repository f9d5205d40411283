"""The result as JUnit XML, for pipelines: a suite a host, a test case a finding.

A failed blocker is a failure, an unknown one an error; what is waived or not applicable is skipped with its reason.
Failed warnings pass and say so in their output, so that a pipeline ends as siteprep's exit code does.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from report import view
from report.document import Document
from report.plain import plain
from report.rows import Row, rows


def render(document: Document) -> str:
    """The file's text, in the form that Jenkins and its followers read."""
    suites: dict[str, list[Row]] = {}
    for row in rows(document):
        suites.setdefault(row.host["name"], []).append(row)
    root = Element("testsuites", name=_text(f"siteprep {document['run']['id']}"))
    for number, found in enumerate(suites.values()):
        _suite(root, number, document, found)
    _count(root, list(root))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, number: int, document: Document, found: list[Row]) -> None:
    host = found[0].host
    suite = SubElement(
        root,
        "testsuite",
        name=_text(host["name"]),
        id=str(number),
        hostname=_text(host["address"] or host["name"]),
        timestamp=_text((host["collected"] or document["run"]["started"])[:19]),
        time="0",
    )
    properties = SubElement(suite, "properties")
    told = {
        "tool": f"{document['tool']['name']} {document['tool']['version']}",
        "requirements": f"{document['requirements']['release']} {document['requirements']['cloud']}",
        "collected": host["collected"] or "",
        "verdict": host["verdict"],
        "role": host["role"] or "",
        "os": host["os"] or "",
        "outcome": view.state_of(host) or "",
    }
    for name, value in told.items():
        SubElement(properties, "property", name=name, value=_text(value))
    for row in found:
        _case(suite, row)
    _count(suite, [suite])


def _case(suite: Element, row: Row) -> None:
    host, finding = row.host, row.finding
    group = f"{_text(host['name'])}.{_text(host['role'] or 'host')}"
    if finding is None:
        case = SubElement(suite, "testcase", name="the host can be judged", classname=group, time="0")
        if row.reason:
            SubElement(case, "error", message=_text(row.reason), type="unreachable").text = _text(row.reason)
        return
    title = _text(f"{finding['id']}: {finding['title']}")
    case = SubElement(suite, "testcase", name=title, classname=group, time="0")
    status, severity = finding["status"], finding["severity"]
    lines = [
        f"Status: {status} {severity}",
        *(f"{word.capitalize()}: {finding[word]}" for word in ("expected", "actual", "remedy") if finding[word]),
        *([f"See: {finding['link']}"] if finding["link"] else []),
        *([f"Predicts: {', '.join(finding['predicts'])}"] if finding["predicts"] else []),
    ]
    told = "\n".join(_text(line) for line in lines)
    if row.waived:
        SubElement(case, "skipped", message=_text(row.waived))
    elif status == view.NOT_APPLICABLE:
        SubElement(case, "skipped", message=_text(finding["actual"] or "not applicable"))
    elif severity == "blocker" and status == "fail":
        SubElement(case, "failure", message=_text(finding["actual"]), type="blocker").text = told
        return
    elif severity == "blocker" and status in ("unknown", "error"):
        SubElement(case, "error", message=_text(finding["actual"]), type=str(status)).text = told
        return
    if status != "pass":
        SubElement(case, "system-out").text = told


def _count(element: Element, within: list[Element]) -> None:
    counted = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for name, tag in counted.items():
        element.set(name, str(sum(1 for each in within for _ in each.iter(tag))))


def _text(value: object) -> str:
    """Text that XML 1.0 can carry, on one line."""
    return plain(str(value)).replace("\ufffe", "").replace("\uffff", "")
