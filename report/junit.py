"""The result as JUnit XML, for pipelines: a suite a host, a test case a finding.

A failed blocker is a failure, an unknown one an error. What is waived or not applicable is skipped with its reason, and
so is a failed warning, which would not be seen among what passed and must not fail the pipeline. The file keeps to what
both Ant's and Jenkins' schemas allow: no attributes of all suites, no output of a single case.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from report import summary, view
from report.document import Document
from report.language import _
from report.plain import plain
from report.rows import Row, rows


def render(document: Document) -> str:
    """The file's text, in the form that Jenkins and its followers read."""
    suites: dict[str, list[Row]] = {}
    for row in rows(document):
        suites.setdefault(row.host["name"], []).append(row)
    root = Element("testsuites")
    for number, found in enumerate(suites.values()):
        _suite(root, number, document, found)
    return written(root)


def written(root: Element) -> str:
    """The file of a tree of suites."""
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, number: int, document: Document, found: list[Row]) -> None:
    host = found[0].host
    suite = SubElement(
        root,
        "testsuite",
        name=text(host["name"]),
        id=str(number),
        package=text(f"siteprep.{host['role'] or 'host'}"),
        hostname=text(host["address"] or host["name"]),
        timestamp=text((host["collected"] or document["run"]["started"])[:19]),
        time="0",
    )
    properties = SubElement(suite, "properties")
    told = {
        "tool": f"{document['tool']['name']} {document['tool']['version']}",
        "requirements": summary.requirements(document),
        "collected": host["collected"] or "",
        "verdict": host["verdict"],
        "role": host["role"] or "",
        "os": host["os"] or "",
        "outcome": view.state_of(host) or "",
    }
    for name, value in told.items():
        SubElement(properties, "property", name=name, value=text(value))
    for row in found:
        _case(suite, row)
    closed(suite, view.reason_of(host) or "")


def _case(suite: Element, row: Row) -> None:
    host, finding = row.host, row.finding
    group = f"{text(host['name'])}.{text(host['role'] or 'host')}"
    if finding is None:
        case = SubElement(suite, "testcase", name=_("The host can be judged"), classname=group, time="0")
        if row.reason:
            SubElement(case, "error", message=text(row.reason), type="unreachable").text = text(row.reason)
        return
    title = text(f"{finding['id']}: {finding['title']}")
    case = SubElement(suite, "testcase", name=title, classname=group, time="0")
    status, severity = finding["status"], finding["severity"]
    lines = [
        f"{_('Status')}: {_(status)} {_(severity)}",
        *(f"{label}: {value}" for label, value in _parts(finding).items() if value),
    ]
    told = "\n".join(text(line) for line in lines)
    said = text(finding["actual"] or finding["title"])
    if row.waived:
        SubElement(case, "skipped", message=text(row.waived)).text = told
    elif status == view.NOT_APPLICABLE:
        SubElement(case, "skipped", message=said).text = told
    elif severity == "blocker" and status == "fail":
        SubElement(case, "failure", message=said, type="blocker").text = told
    elif severity == "blocker" and status in ("unknown", "error"):
        SubElement(case, "error", message=said, type=str(status)).text = told
    elif status != "pass":
        SubElement(case, "skipped", message=text(f"{_(status)} {_(severity)}: {said}")).text = told


def _parts(finding: Document) -> dict[str, str]:
    return {
        _("Expected"): finding["expected"],
        _("Found"): finding["actual"],
        _("Remedy"): finding["remedy"],
        _("Read more"): finding["link"] or "",
        _("Predicts"): ", ".join(finding["predicts"]),
    }


def closed(suite: Element, said: str) -> None:
    """Count the cases of a suite and how they ended, and write what belongs behind them."""
    for name, tag in {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        suite.set(name, str(sum(1 for _each in suite.iter(tag))))
    SubElement(suite, "system-out").text = text(said)
    SubElement(suite, "system-err")


def text(value: object) -> str:
    """Text that XML 1.0 can carry, on one line."""
    return plain(str(value)).replace("\ufffe", "").replace("\uffff", "")
