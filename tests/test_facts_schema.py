"""`siteprep facts` keeps to its published schema, which is made from the facts' own types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from docs import facts_schema
from host.evidence import parse_evidence
from linux.parse.host import parse_facts as parse_linux
from tests.data.documented import evidence
from tests.practice import siteprep
from windows.parse.host import parse_facts as parse_windows

SCHEMA = json.loads(facts_schema.FILE.read_text())


def valid(facts: dict[str, Any]) -> None:
    document = {"schema": "siteprep.facts/1", "host": "web01", **facts}
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(document)))


def test_the_file_is_what_the_types_say() -> None:
    assert facts_schema.FILE.read_text() == facts_schema.text(), "run python -m docs.facts_schema"


def test_facts_keep_to_it() -> None:
    valid(parse_linux(evidence()).to_json())
    valid(parse_linux(evidence(dict.fromkeys(evidence().sections, 1))).to_json())
    valid(parse_linux(evidence(dict.fromkeys(evidence().sections, 127))).to_json())
    valid(parse_windows(parse_evidence(b"")).to_json())
    with pytest.raises(jsonschema.ValidationError):
        valid({**parse_linux(evidence()).to_json(), "kernel": 5})


def test_on_the_command_line(tmp_path: Path) -> None:
    bundle = tmp_path / "b.tar.gz"
    siteprep("collect", "local", "-o", bundle)
    for arguments in (["local"], ["--from", bundle]):
        done = siteprep("facts", *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(done.stdout))
    for wrong in ([], ["local", "--from", bundle], ["no.such.host.invalid:99999"]):
        assert siteprep("facts", *wrong).returncode == 2
    unreachable = siteprep("facts", "192.0.2.1:1", "--known-hosts", tmp_path / "none")
    assert (unreachable.returncode in (2, 5), unreachable.stdout) == (True, "")
