"""JUnit and SARIF, looked at by others: the schema of Jenkins' xUnit plug-in, Ant's, and Microsoft's SARIF validator.

They are not siteprep's to hand out: .ci/run fetches what registries have and names the places.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]

from report.diff.compare import compare
from report.formats import render
from report.language import spoken
from tests.data.results import fleet
from tests.test_document import example
from tests.test_report_formats import HOSTILE, hostile

SCHEMAS = [Path(each) for each in os.environ.get("SITEPREP_JUNIT_XSD", "").split(os.pathsep) if each]
VALIDATOR = os.environ.get("SITEPREP_SARIF_VALIDATOR", "")


def documents() -> dict[str, dict[str, Any]]:
    preflight, push = example("preflight"), example("push")
    strange = {f"hostile {number}": hostile(text) for number, text in enumerate(HOSTILE)}
    return {"preflight": preflight, "push": push, "diff": compare(preflight, push), "fleet": fleet(40), **strange}


@pytest.mark.skipif(not SCHEMAS, reason="SITEPREP_JUNIT_XSD is not set")
@pytest.mark.parametrize("name", documents())
def test_junit_keeps_to_the_schemas(name: str) -> None:
    for path in SCHEMAS:
        schema = etree.XMLSchema(etree.parse(path))
        for language in ("en", "zh_CN"):
            with spoken(language):
                told = etree.fromstring(render(documents()[name], "junit").encode())
            assert schema.validate(told), [str(error) for error in schema.error_log][:5]


@pytest.mark.skipif(not VALIDATOR, reason="SITEPREP_SARIF_VALIDATOR is not set")
@pytest.mark.parametrize("name", ["preflight", "push", "diff", "fleet", "hostile 5"])
def test_sarif_is_valid(name: str, tmp_path: Path) -> None:
    """Schema and rules, but for notes, and for the address of a page about the tool (SARIF2005), which it has not."""
    log, found = tmp_path / "report.sarif", tmp_path / "found.sarif"
    log.write_text(render(documents()[name], "sarif"))
    line: list[str | Path] = [VALIDATOR, "validate", log, "--output", found, "--level", "Error;Warning"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment, timeout=120)
    (run,) = json.loads(found.read_text("utf-8-sig"))["runs"]
    wrong = [
        (each["ruleId"], each["message"])
        for each in run.get("results", ())
        if each.get("level") != "note" and each["ruleId"] != "SARIF2005"
    ]
    assert wrong == [], done.stdout
    assert run["invocations"][0]["executionSuccessful"], done.stdout
