"""`siteprep selftest`: a Wine host is tried out, and the transcript names nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.evidence import parse_evidence
from host.redact import Redactor
from tests.wine_host import WineHost
from tests.wine_winrm import WineBackend, give_picture, picture_settings
from tests.winrm_lab import ROOT, winrm_lab
from windows.parse.host import parse_facts

PICTURE = ROOT / "tests" / "data" / "hosts" / "windows-server-2019" / "host"


@pytest.mark.wine
@pytest.mark.slow
def test_a_host_is_tried_and_named_nowhere(new_wine_host: Callable[..., WineHost], tmp_path: Path) -> None:
    host = new_wine_host()
    give_picture(host, PICTURE)
    before = sorted(path for path in host.path("C:\\").glob("*/*"))
    with winrm_lab(tmp_path / "lab", WineBackend(host, picture_settings(PICTURE))) as lab:
        done = lab.siteprep_only("selftest", "win01", "--output", "told.json", "--record", "picture")
    told = json.loads((lab.folder / "told.json").read_text())
    trials = {each["name"]: each["passed"] for each in told["trials"]}
    for name in (
        "connect",
        "text",
        "exit-codes",
        "errors",
        "input",
        "output",
        "patience",
        "powershell",
        "rights",
        "mutex",
    ):
        assert trials[name] is True, told
    assert trials["signature"] is False  # Wine cannot tell
    assert trials["share"] is None
    assert done.returncode == 3, done.stderr
    recorded = (lab.folder / "picture" / "collector.txt").read_text()
    facts = parse_facts(parse_evidence(recorded.encode()))
    assert facts.os_name == "Microsoft Windows Server 2019 Standard"
    for text in (recorded, (lab.folder / "told.json").read_text()):
        lowered = text.lower()
        assert not [name for name in ("winhost", "win01", "10.0.0.5", "s-1-5-21-1-2-3-500") if name in lowered]
    assert (lab.folder / "picture" / "expected.yaml").read_text().startswith("mobility-agent:\n  verdict:")
    after = sorted(path for path in host.path("C:\\").glob("*/*"))
    assert [path for path in after if path not in before and "jobs" not in path.parts] == []


def test_stand_ins_are_stable_and_addresses_stay_addresses() -> None:
    redact = Redactor()
    redact.add("host", "db01")
    redact.add("host", "db01.example.com")
    redact.add("user", "a")  # too short to be told from other letters
    text = (
        "DB01 db01.example.com db011 10.1.2.3 10.1.2.4 10.1.2.3 127.0.0.1 255.255.255.0 fe80::1%3 00-11-22-33-44-55 a"
    )
    assert redact.text(text) == (
        "host-1 host-2 db011 192.0.2.1 192.0.2.2 192.0.2.1 127.0.0.1 255.255.255.0 2001:db8::1 00:00:5E:00:53:01 a"
    )
    assert redact.text("S-1-5-21-11-22-33-500 S-1-5-32-544") == "S-1-5-21-1-1-1-500 S-1-5-32-544"


@given(st.text(alphabet="abcxyz019.-_", min_size=3, max_size=12), st.text(max_size=30))
def test_what_was_added_is_not_there_any_more(name: str, around: str) -> None:
    redact = Redactor()
    redact.add("host", f"q{name}q")
    assert f"q{name}q" not in redact.text(f"{around} Q{name}Q q{name}q {around}")


@given(st.integers(0, 255), st.integers(0, 255), st.integers(1, 254))
def test_private_addresses_never_stay(b: int, c: int, d: int) -> None:
    address = f"10.{b}.{c}.{d}"
    assert address not in Redactor().text(f"at {address}, port 80")
