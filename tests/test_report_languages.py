"""Reports in other languages: nothing untranslated, the field's own terms, and English where siteprep has no words."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_requirements
from docs.messages import texts
from host.errors import UsageError
from host.evidence import ClockMeasurement, parse_evidence
from host.target import Role
from installer.outcome import State
from lab.winrm import persona as persona_module
from preflight.finding import Severity, Status
from preflight.judge import Context, judge
from preflight.verdict import Verdict
from report.document import finding_to_json
from report.formats import FORMATS, render
from report.language import FOLDER, _, chosen_language, languages, spoken
from report.translate import TEXTS, translated
from report.words import STATES
from tests.data.results import fleet
from tests.practice import siteprep
from tests.test_document import example
from windows.parse.host import parse_facts

CHINESE = "zh_CN"
_HAN = re.compile("[\u4e00-\u9fff]")
_PLACES = re.compile(r"\{[a-z]*\}|\{\d\}")
_PHRASE = re.compile(r"\b(?:is|are|was|has|not|the|with|which|of|on|then|and|or)\b (?!\d)")
_CODE = re.compile(r"`[^`]*`|\([A-Z][\w ]+\)|\b\w+\.sh\b|port: \d+|HK\w+\\[^,;]*")


def catalogue(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def messages() -> Iterator[tuple[str, str]]:
    """Every message of the Chinese catalogue: its English and its Chinese text."""
    for message in catalogue(CHINESE):
        if message.id:
            one, told = (
                [each] if isinstance(each, str) else list(each or ("",)) for each in (message.id, message.string)
            )
            yield one[0], told[0]


def test_english_and_simplified_chinese_are_there() -> None:
    assert languages() == ["en", CHINESE]


def test_the_catalogue_has_every_text_and_no_other() -> None:
    """After a new text: python -m docs.messages, then translate it."""
    found = {text[0] for text in texts()}
    assert len(found) > 1500
    assert {text for text, _told in messages()} == found


def test_no_text_is_untranslated() -> None:
    same = {"FIPS", "FastCGI", "Perl", "PowerCLI", "Hyper-V", "BitLocker", "ACPI", "Netlogon", "Secure Boot"}
    names = re.compile(r"^[\W\d_{}a-z]*$|^(?:Windows|Server|MySQL|TLS|Debian|VMware|Virtual|\.NET|Virtual Machine)\b")
    for text, told in messages():
        assert told, text
        assert _HAN.search(told) or (told == text and (text in same or names.match(text))) or not text.isalpha(), text


def test_translations_have_the_places_of_their_texts() -> None:
    for text, told in messages():
        wanted, there = sorted(_PLACES.findall(text)), sorted(_PLACES.findall(told))
        if any(place[1:-1].isdigit() for place in there):
            there = ["{}"] * len({*there})
        assert wanted == there or ("{how}" in text and set(wanted) == set(there)), (text, told)
        if "{}" in text:
            told.format(*"abcdefgh")


def test_the_fields_own_terms_are_used() -> None:
    terms = yaml.safe_load((FOLDER / "glossary_zh_CN.yaml").read_text(encoding="utf-8"))["terms"]
    assert len(terms) > 70
    for term, chinese in terms.items():
        name = re.escape(re.sub(r" \(.*\)", "", term))
        pattern = re.compile(rf"(?<![\w-]){name}(?:s|es)?(?![\w-])", re.IGNORECASE)
        for text, told in messages():
            if pattern.search(_CODE.sub("", text)):
                assert chinese in told, (term, text, told)


def test_every_word_of_a_state_is_there() -> None:
    words = {*State, *Verdict, *Status, *Severity, *Role, "pending", "running", "waived", "interrupted"}
    assert set(STATES) == {str(word) for word in words}
    with spoken(CHINESE):
        assert all(_HAN.search(_(str(word))) for word in words)


def told_of(value: Any) -> Iterator[str]:
    """The texts of a document that are siteprep's."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in TEXTS and isinstance(member, str):
                yield member
            elif name != "waiver":
                yield from told_of(member)
    elif isinstance(value, list):
        for member in value:
            yield from told_of(member)


def test_findings_of_documented_hosts_are_told_in_chinese() -> None:
    document = fleet(60, 80)
    with spoken(CHINESE):
        told = list(told_of(translated(document)))
    assert len(told) > 10_000
    for text in {*told}:
        assert not _PHRASE.search(re.sub(r"`[^`]*`", "", text)), text


def test_findings_of_a_windows_host_are_told_in_chinese() -> None:
    """Of the stand-in's documented host, for every role."""
    persona = (Path(persona_module.__file__).with_name("persona.txt")).read_text(encoding="utf-8")
    raw = persona.replace("{nonce}", "0" * 32).replace("{clock}", "1800000000000").encode()
    facts, requirements = parse_facts(parse_evidence(raw, ClockMeasurement(1, 2))), load_requirements()
    context = Context(requirements, requirements.release, "/usr/local/ASR")
    document = {"findings": [finding_to_json(each) for role in Role for each in judge(facts, role, context)]}
    with spoken(CHINESE):
        told = {*told_of(translated(document))}
    assert len(told) > 200
    for text in told:
        assert not _PHRASE.search(re.sub(r"`[^`]*`", "", text)), text


def test_what_siteprep_does_not_say_stays_as_it_is() -> None:
    document = copy.deepcopy(example("push"))
    finding = document["hosts"][0]["findings"][0]
    finding["title"], finding["actual"] = "A check of our own", "The thing {0} is {brace} %s."
    finding["waiver"] = {"reason": "No agent is installed.", "owner": "The host", "expires": "2027-01-01"}
    before = copy.deepcopy(finding)
    with spoken(CHINESE):
        after = translated(document)["hosts"][0]["findings"][0]
    assert after == {**before, **{name: after[name] for name in ("expected", "remedy")}}


def test_values_go_to_the_right_places() -> None:
    document = copy.deepcopy(example("push"))
    finding = document["hosts"][0]["findings"][0]
    finding["actual"] = "The clock is 400 seconds ahead of that of the time servers (+- 2)."
    finding["remedy"] = "Free at least 3 GiB more on /mnt/{x}, or enlarge that file system."
    with spoken(CHINESE):
        after = translated(document)["hosts"][0]["findings"][0]
    assert after["actual"] == "时钟比时间服务器的时钟快 400 秒（误差 2）。"  # noqa: RUF001
    assert after["remedy"] == "请在 /mnt/{x} 上至少再释放 3 GiB，或扩大该文件系统。"  # noqa: RUF001


@given(st.text(max_size=300))
def test_any_text_is_told(text: str) -> None:
    document = copy.deepcopy(example("preflight"))
    finding = document["hosts"][0]["findings"][0]
    finding["actual"] = finding["remedy"] = text
    with spoken(CHINESE):
        for name in FORMATS:
            render(document, name)


def test_texts_that_nearly_fit_many_sentences_come_through() -> None:
    """What would make patterns try every way to divide a text; here there is one way only."""
    document = copy.deepcopy(example("preflight"))
    evil = [
        "{} is on is has " * 60,
        "The " * 480,
        "a, b and c or " * 140,
        "{} lies on {}, which is on " * 70,
        " is " * 500,
    ]
    findings = document["hosts"][0]["findings"]
    for finding, text in zip(findings, evil, strict=False):
        finding["actual"] = text
    with spoken(CHINESE):
        after = translated(document)["hosts"][0]["findings"]
    for finding, text in zip(after, evil, strict=False):
        assert finding["actual"].strip() == text.strip()


@pytest.mark.parametrize(
    ("given_name", "environment", "chosen"),
    [
        ("zh_CN", {}, CHINESE),
        ("zh-cn", {"LANG": "de_DE.UTF-8"}, CHINESE),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, CHINESE),
        (None, {"LANG": "zh_SG.UTF-8"}, CHINESE),
        (None, {"LANG": "zh_TW.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, CHINESE),
        (None, {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:zh_CN"}, CHINESE),
        (None, {"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language(given_name: str | None, environment: dict[str, str], chosen: str) -> None:
    assert chosen_language(given_name, environment) == chosen


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="There is no language 'tlh'") as error:
        chosen_language("tlh", {})
    assert error.value.remedy == "Choose one of: en, zh_CN."


def test_by_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(render(example("preflight"), "json"))
    done = siteprep("report", "show", path, "--lang", "zh_CN")
    assert "请按照失败" in done.stdout
    assert done.returncode == siteprep("report", "show", path).returncode == 3
    again = siteprep("report", "show", path, "--lang", "zh_CN", "--format", "json")
    assert json.loads(again.stdout) == json.loads(path.read_text())
    wrong = siteprep("report", "show", path, "--lang", "xx")
    assert (wrong.returncode, "There is no language" in wrong.stderr) == (2, True)
