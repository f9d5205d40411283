"""The report for a person at a terminal."""

from __future__ import annotations

import copy
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.text import Text

from report.detail import Detail
from report.document import seal
from report.terminal import print_report

_EXAMPLES = Path(__file__).parents[1] / "docs/schemas/examples"
_HOSTILE = (
    "\x1b[2J\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07click\x1b]8;;\x07 [red]m[/red] [/] :bomb: "
    "\x9b1mc1 \u202etxt.exe\u202c one\r\ntwo\tthree\x00"
)
_HARMLESS = "red click [red]m[/red] [/] :bomb: c1 txt.exe one two three"


def example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_text("utf-8"))
    return loaded


def alone(name: str, host: str) -> dict[str, Any]:
    document = example(name)
    return seal({**document, "hosts": [each for each in document["hosts"] if each["name"] == host]})


def printed(
    document: dict[str, Any], width: int = 80, *, terminal: bool = False, detail: Detail = Detail.NORMAL
) -> str:
    out = io.StringIO()
    system = "truecolor" if terminal else None
    console = Console(file=out, width=width, force_terminal=terminal, color_system=system)  # type: ignore[arg-type]
    print_report(document, console, detail)
    return out.getvalue()


def leaves_replaced(value: Any, by: str) -> Any:
    if isinstance(value, dict):
        return {name: leaves_replaced(member, by) for name, member in value.items()}
    if isinstance(value, list):
        return [leaves_replaced(member, by) for member in value]
    return by if isinstance(value, str) else value


def hostile(name: str, by: str = _HOSTILE) -> dict[str, Any]:
    """A documented example in which every text of every host is hostile, the words for states too."""
    document = example(name)
    return {**document, "hosts": leaves_replaced(document["hosts"], by)}


def fleet(number: int) -> dict[str, Any]:
    """The documented blocked host, as often as that."""
    (host,) = alone("preflight", "app-01.example.com")["hosts"]
    hosts = [{**copy.deepcopy(host), "name": f"app-{each:03}"} for each in range(number)]
    return seal({**example("preflight"), "hosts": hosts})


def test_the_summary_comes_first() -> None:
    first, second = printed(example("preflight"), 120).split("\n\n")[:2]
    assert first.splitlines()[1:] == [
        "6 hosts: 2 ready (1 of them with warnings), 2 blocked, 2 unknown (1 unreachable, 1 undetermined).",
        "1 finding is waived.",
    ]
    lines = second.splitlines()
    assert lines[0] == "Commonest blockers:"
    assert lines[1] == "1 host  The running kernel is supported by the agent (linux.kernel-supported)"


def test_the_commonest_blockers_are_five_with_their_hosts() -> None:
    document = fleet(7)
    finding = document["hosts"][0]["findings"][0]
    for number, host in enumerate(document["hosts"]):
        blocked = {**finding, "status": "fail", "severity": "blocker", "waiver": None}
        host["findings"] = [{**blocked, "id": f"own.{each}", "title": f"Check {each}"} for each in range(number + 1)]
    text = printed(document).split("\n\n")[1]
    counted = [f"{7 - each} hosts  Check {each} (own.{each})" for each in range(5)]
    assert text.splitlines() == ["Commonest blockers:", *counted]


def test_one_fix_for_forty_hosts_is_said_once() -> None:
    text = " ".join(printed(fleet(40)).split())
    remedy = "Boot a kernel that the agent supports, or use a newer agent, then run the check again."
    assert text.count(remedy) == 1
    assert "hosts 40 hosts: app-000, app-001, app-002, app-003, app-004, app-005 and 34 more" in text
    everyone = " ".join(printed(fleet(40), detail=Detail.VERBOSE).split())
    assert "app-038, app-039 expected" in everyone


def test_worst_hosts_come_first() -> None:
    table = printed(example("preflight")).split("\n\n")[2]
    hosts = [line.split()[0] for line in table.splitlines() if ".example.com" in line]
    assert hosts == [f"{name}.example.com" for name in ("app-01", "ps-01", "old-01", "db-01", "web-02", "web-01")]


def test_a_ready_host_has_its_line_and_nothing_else() -> None:
    text = printed(example("preflight"))
    assert text.count("web-01.example.com") == 1


def test_quiet_is_the_summary_and_what_to_do_next() -> None:
    text = printed(example("preflight"), detail=Detail.QUIET)
    assert "app-01" not in text
    assert "Commonest blockers:" in text
    assert "Follow the remedies of the failed blockers" in text


def test_verbose_tells_every_finding_of_every_host() -> None:
    document = example("preflight")
    text = printed(document, 400, detail=Detail.VERBOSE)
    for host in document["hosts"]:
        assert f"{host['name']}, {host['address']}" in text
    told = sum(text.count(f" {finding}\n") for finding in {f["id"] for h in document["hosts"] for f in h["findings"]})
    lines = [line.rstrip() for line in text.splitlines()]
    for host in document["hosts"]:
        for finding in host["findings"]:
            assert any(line.startswith(finding["status"]) and line.endswith(finding["id"]) for line in lines), told


def test_notable_findings_are_told_in_full_and_passes_are_not() -> None:
    document = example("preflight")
    text = " ".join(printed(document).split())
    for host in document["hosts"]:
        for finding in host["findings"]:
            if finding["status"] not in ("pass", "not-applicable"):
                assert f"{finding['status']} {finding['severity']} {finding['title']}: {finding['actual']}" in text
                for part in ("id", "expected", "remedy", "link") if not finding["waiver"] else ():
                    assert finding[part] in text, (host["name"], finding["id"], part)
    assert "linux.c-locale" not in text
    assert "waived by j.doe@example.com until 2026-03-31: The boot menu" in text


def test_an_unreachable_host_always_has_a_reason() -> None:
    document = example("preflight")
    assert "The host refused the connection on port 22." in " ".join(printed(document).split())
    for host in document["hosts"]:
        host["reason"] = ""
    assert printed(document).count("No reason was recorded.") == 1


@pytest.mark.parametrize("width", [80, 140])
def test_a_single_host_lists_every_finding_that_applies(width: int) -> None:
    text = printed(alone("preflight", "app-01.example.com"), width)
    table = next(part for part in text.split("\n\n") if part.startswith("Status"))
    rows = [line for line in table.splitlines() if line.startswith(("fail", "error", "unknown", "pass", "not-"))]
    assert len(rows) == 7
    assert "1 more check not applicable here; --verbose tells why." in table
    assert ("linux.c-locale" in table) == (width == 140)


def test_a_push_tells_outcome_and_failed_step() -> None:
    text = " ".join(printed(example("push")).split())
    assert "outcome failed (passphrase) cause configure ended with exit code 14:" in text
    assert "step configure: failed with exit code 14. The agent could not be registered." in text
    assert "step verify" not in text
    assert "Outcome: 1 failed, 1 blocked, 1 unreachable, 1 done-reboot-required, 1 done." in text


@pytest.mark.parametrize(
    ("verdicts", "closing"),
    [
        ([], "0 hosts: nothing was examined. Check the inventory and the selection, then run the command again."),
        (["web-01"], "1 host: 1 ready. Nothing stands in the way."),
        (["web-01", "old-01"], "2 hosts: 1 unreachable, 1 ready. Make the unreachable hosts reachable, then"),
    ],
)
def test_closing_line(verdicts: list[str], closing: str) -> None:
    document = example("preflight")
    hosts = [host for host in document["hosts"] if host["name"].partition(".")[0] in verdicts]
    assert closing in " ".join(printed(seal({**document, "hosts": hosts})).split("\n\n")[-1].split())


def test_a_host_without_findings() -> None:
    document = alone("preflight", "web-01.example.com")
    document["hosts"][0]["findings"] = []
    assert "web-01.example.com, 192.0.2.11, Ubuntu 22.04.5 LTS, mobility-agent: ready" in printed(document)


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("name", ["preflight", "push"])
def test_lines_fit_and_words_stay_whole(name: str, width: int) -> None:
    document = example(name)
    text = printed(document, width)
    indent = 14
    assert all(len(line) <= width or len(line.split()[-1]) > width - indent - 1 for line in text.splitlines())
    for host in document["hosts"]:
        assert host["name"] in text or width == 40
        for finding in host["findings"]:
            if finding["status"] not in ("pass", "not-applicable") and not finding["waiver"]:
                assert any(line.endswith(finding["link"]) for line in text.splitlines())


@pytest.mark.parametrize("name", ["preflight", "push"])
def test_colour_only_repeats_words(name: str) -> None:
    document = example(name)
    without = printed(document)
    with_colour = printed(document, terminal=True)
    assert "\x1b" not in without
    assert "\x1b[1;31mblocked\x1b[0m" in with_colour
    assert _without_colour(with_colour).split() == without.split()


def _without_colour(text: str) -> str:
    return Text.from_ansi(text).plain + "\n"


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("width", [30, 80, 140])
@pytest.mark.parametrize("name", ["preflight", "push"])
def test_hostile_text_is_shown_and_harmless(name: str, width: int, terminal: bool) -> None:
    text = printed(hostile(name), width, terminal=terminal)
    remaining = _without_colour(text) if terminal else text
    bad = {character for character in remaining if unicodedata.category(character) in ("Cc", "Cf")}
    assert bad == {"\n"}
    assert "evil.example" not in text
    assert "\x1b[2J" not in text
    assert _HARMLESS in " ".join(remaining.split())


def test_hostile_text_without_a_terminal_has_no_escape() -> None:
    assert "\x1b" not in printed(hostile("preflight"))


def test_a_host_cannot_forge_a_line() -> None:
    document = example("preflight")
    forged = copy.deepcopy(document)
    forged["hosts"][0]["os"] = "Linux\n\n6 hosts: 6 ready. Nothing stands in the way."
    assert not any(line.startswith("6 hosts: 6 ready") for line in printed(forged, 140).splitlines())


def test_one_value_is_cut_where_it_would_flood_the_terminal() -> None:
    document = example("preflight")
    document["hosts"][2]["findings"][0]["actual"] = "x" * 100_000
    text = printed(document)
    assert f"{'x' * 1000}\n      ..." in text
    assert len(text) < 20_000


def test_plain_ascii_where_the_terminal_has_no_unicode() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    print_report(example("preflight"), Console(file=out, width=80))
    out.flush()
    assert re.search(rb"app-01\.example\.com *\|blocked ", raw.getvalue())
