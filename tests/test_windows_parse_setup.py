"""What a host says of its setup is read without trust."""

from __future__ import annotations

import base64
import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.facts import Unknown
from windows.parse.answer import JobState, exit_code, parse_followed, records
from windows.parse.log_lines import LogLines
from windows.parse.plain import plain
from windows.parse.probe import parse_probe
from windows.parse.services import parse_services
from windows.parse.summary import MAX_OPERATIONS, Summary, parse_summary

DOCUMENT = {
    "StartTime": "2026-01-05T10:00:00.0000000Z",
    "EndTime": "2026-01-05T11:00:00.0000000Z",
    "ExitCode": 3010,
    "InstallType": "New",
    "InstallStatus": "Failed",
    "InstallRole": "CS",
    "OperationDetails": [
        {"ScenarioName": "ProductPreReqChecks", "OperationName": "AreCoresAvailable", "Result": "Warn", "ErrorCode": 7},
        {
            "OperationName": "InstallTp",
            "Result": "Failed",
            "ErrorCodeName": "TpFailed",
            "Message": "Not\r\nso",
            "Causes": None,
        },
    ],
}
TEXT = json.dumps(DOCUMENT, ensure_ascii=False, indent=2)


@pytest.mark.parametrize(
    "data",
    [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("utf-16"), codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")],
)
def test_a_summary_is_read_in_every_encoding(data: bytes) -> None:
    summary = parse_summary(data)
    assert isinstance(summary, Summary)
    assert (summary.exit_code, summary.status, summary.install_type, summary.role) == (3010, "Failed", "New", "CS")
    assert [each.text for each in summary.operations] == [
        "AreCoresAvailable: Warn - 7",
        "InstallTp: Failed - TpFailed - Not so",
    ]
    assert [each.failed for each in summary.operations] == [False, True]


@given(st.integers(0, len(TEXT.encode()) - 1))
def test_half_a_summary_is_not_readable_now(length: int) -> None:
    found = parse_summary(TEXT.encode()[:length])
    assert isinstance(found, Unknown)
    assert "not readable now" in found.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda kids: (
        st.lists(kids, max_size=3)
        | st.dictionaries(st.sampled_from([*DOCUMENT, "OperationName", "Result"]), kids, max_size=4)
    ),
)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_summary_breaks_the_reader(data: bytes) -> None:
    found = parse_summary(data)
    if isinstance(found, Summary):
        assert all(each.text.isprintable() for each in found.operations)


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"ExitCode": ' + b"9" * 5000 + b"}"])
def test_a_bomb_is_not_readable(data: bytes) -> None:
    assert isinstance(parse_summary(data), Unknown)


@pytest.mark.parametrize(
    ("value", "code"), [("0", 0), (-1, -1), (2**40, None), ("x", None), (True, None), (1.5, None), ([1], None)]
)
def test_an_exit_code_has_32_bits(value: object, code: int | None) -> None:
    summary = parse_summary(json.dumps({"ExitCode": value}).encode())
    assert isinstance(summary, Summary)
    assert summary.exit_code == code


def test_operations_are_limited() -> None:
    summary = parse_summary(json.dumps({"OperationDetails": [{"OperationName": "a"}, 5, None] * 2000}).encode())
    assert isinstance(summary, Summary)
    assert len(summary.operations) <= MAX_OPERATIONS


LINES = st.lists(
    st.text(st.characters(exclude_characters="\n\r\ufeff\ufffe\0", exclude_categories=["Cs"]), max_size=20),
    min_size=1,
    max_size=8,
)


@given(LINES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.lists(st.integers(1, 12), max_size=30))
def test_log_lines_do_not_depend_on_the_cuts(lines: list[str], encoding: str, cuts: list[int]) -> None:
    data = "".join(f"{line}\r\n" for line in lines).encode(encoding)
    log, found, at = LogLines(), [], 0
    # the first piece shows the encoding: a host never cuts within the first two bytes of a longer file
    for cut in [2, *cuts, len(data)]:
        piece = data[at : at + cut]
        if piece:
            found += log.feed(at, piece)
        at += len(piece)
    expected = "".join(f"{line}\r\n" for line in lines)
    if encoding == "utf-8" and expected[1:2] == "\0":
        return
    assert found == lines
    assert log.offset == len(data)


def test_a_log_that_begins_anew_is_read_anew() -> None:
    log = LogLines()
    assert log.feed(0, b"one\ntwo") == ["one"]
    assert log.feed(0, b"three\n") == ["three"]
    assert log.end() == []
    assert log.feed(500, b"x" * 200_000) == []
    assert [len(line) for line in log.end()] == [65536]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_followed_job_is_read() -> None:
    found = parse_followed(
        ["state\tfinished 3010\trun-1", f"text\ta.log\t12\t{b64('hello')}", f"summary\ts.json\t{b64('{}')}", "end"]
    )
    assert found.state == JobState("finished", 3010, "run-1")
    assert str(found.state) == "finished 3010"
    assert [(piece.name, piece.offset, piece.data) for piece in found.pieces] == [("a.log", 12, b"hello")]
    assert found.summary == b"{}"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["state\trunning\tr"],
        ["end"],
        ["state\tfinished\tr", "end"],
        ["state\tfinished 30 10\tr", "end"],
        ["state\tfinished 99999999999\tr", "end"],
        ["state\tfinished ٣\tr", "end"],
        ["state\trunning", "end"],
        ["state\tdone\tr", "end"],
        ["state\trunning\tr", "text\ta.log\t-1\tQQ==", "end"],
        ["state\trunning\tr", "text\ta.log\t1\tnot base64", "end"],
        ["state\trunning\tr", "text\ta.log", "end"],
        ["state\trunning\tr", "summary", "end"],
    ],
)
def test_an_answer_of_another_form_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_followed(lines)


FIELD = st.sampled_from(
    ["state", "text", "summary", "job", "file", "product", "dotnet", "service", "running", "QQ==", "9"]
)


@given(st.lists(st.lists(FIELD | st.text(max_size=9), max_size=5).map("\t".join), max_size=6))
def test_hostile_answers_raise_value_error_only(lines: list[str]) -> None:
    for parse in (parse_followed, parse_probe, parse_services, records):
        try:
            parse([*lines, "end"])
        except ValueError:
            continue


@given(st.integers(-(2**31), 2**32 - 1))
def test_every_32_bit_code_is_read(code: int) -> None:
    assert exit_code(str(code)) == code


def test_a_probe_is_read() -> None:
    probe = parse_probe(
        [
            "job\tinstall\trunning\tr1",
            "file\tanswers\ta.txt\t12",
            f"product\t9\tVersion\t{b64('9.62')}",
            "dotnet\t461808",
            "end",
        ]
    )
    assert probe.jobs == {"install": JobState("running", None, "r1")}
    assert (probe.files, probe.products, probe.dotnet_release) == (
        {"answers/a.txt": 12},
        {9: {"Version": "9.62"}},
        461808,
    )


def test_services_are_read() -> None:
    first, second = parse_services(["service\tInMage PushInstall\tRunning\t2", "service\tdra\tabsent\t", "end"])
    assert (first.running, first.start) == (True, "automatic")
    assert (second.running, second.state, second.start) == (False, "absent", "unknown")


@given(st.text())
def test_plain_text_is_one_short_printable_line(text: str) -> None:
    line = plain(text)
    assert len(line) <= 400
    assert line.isprintable()
