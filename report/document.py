"""The result document ``siteprep.result/1``: what a run found and did, as plain data that JSON can carry.

Every report is rendered from it. Its schema is docs/schemas/siteprep.result-1.schema.json.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from preflight.finding import Action, Finding, Measure, Severity, Status, Waiver

Document = Mapping[str, Any]
"""A result document, or a part of one."""

SCHEMA = "siteprep.result/1"
VERDICTS = ("blocked", "unreachable", "undetermined", "ready-with-warnings", "ready")
"""Every verdict, worst first."""


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as the document's ``findings`` hold it."""
    action, waiver, measure = finding.action, finding.waiver, finding.measure
    return {
        "id": finding.id,
        "title": finding.title,
        "status": str(finding.status),
        "severity": str(finding.severity),
        "expected": finding.expected,
        "actual": finding.actual,
        "evidence": finding.evidence,
        "remedy": finding.remedy,
        "action": action and {"id": action.id, "parameters": dict(action.parameters)},
        "link": finding.link or None,
        "predicts": list(finding.predicts),
        "waiver": waiver and {"reason": waiver.reason, "owner": waiver.owner, "expires": str(waiver.expires)},
        "measure": measure and {"of": measure.of, "value": measure.value, "required": measure.required},
        "excerpt": finding.excerpt,
    }


def finding_from_json(stored: Document) -> Finding:
    """The finding that `finding_to_json` gave. KeyError or ValueError for what is none."""
    action, waiver, measure = stored["action"], stored["waiver"], stored.get("measure")
    return Finding(
        **{
            **stored,
            "status": Status(stored["status"]),
            "severity": Severity(stored["severity"]),
            "link": stored["link"] or "",
            "predicts": tuple(stored["predicts"]),
            "action": Action(**action) if action else None,
            "waiver": Waiver(**waiver) if waiver else None,
            "measure": Measure(**measure) if measure else None,
        }
    )


def seal(document: Document) -> dict[str, Any]:
    """The document with its summary counted and its digests computed; the one given stays as it is.

    Every host has a digest of its own, so that a later difference can be told by hosts.

    KeyError when a host has no verdict. ValueError when a verdict is not one of VERDICTS.
    """
    counts = Counter(host["verdict"] for host in document["hosts"])
    if unknown := counts.keys() - set(VERDICTS):
        raise ValueError(f"A result document has no verdict {sorted(map(str, unknown))[0]!r}.")
    summary = {"hosts": counts.total(), "verdicts": {verdict: counts[verdict] for verdict in VERDICTS}}
    head = {"schema": SCHEMA, "digest": ""}
    body = {name: document[name] for name in ("tool", "run", "requirements")}
    hosts = [{**host, "digest": digest(host)} for host in document["hosts"]]
    sealed = {**head, **body, "summary": summary, "hosts": hosts}
    return sealed | {"digest": digest(sealed)}


def digest(document: Document) -> str:
    """SHA-256, in hexadecimal, of a document or of one host in it: everything but its own digest, as canonical JSON.

    Canonical: UTF-8, members sorted by name, no blanks, nothing but the control characters, quotes and backslashes
    escaped. ValueError for numbers that JSON does not know (NaN, infinity).
    """
    rest = {name: value for name, value in document.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair, which a host can send inside JSON, still has to count.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def serialise(document: Document) -> str:
    """The document as indented JSON with a line end.

    Only ASCII: any terminal and any locale can take it, and what a host printed cannot steer a terminal through it.
    """
    text = json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"
