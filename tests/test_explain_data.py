"""The data of ``siteprep explain``: complete, in full sentences, and in step with the checks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from access.catalogue import ERROR_FILES, EXIT_CODE_PROGRAMS, load_exit_codes, load_explanations, load_requirements
from host.errors import UsageError
from host.target import Platform
from installer.explain.entry import Entry
from installer.outcome import State
from preflight.check import registered
from preflight.checks import ALL_CHECKS
from preflight.checks import windows as windows_checks
from report.links import is_web_address

CATALOGUE = load_explanations()
DATA = files("installer").joinpath("data")
AGENT = [
    0, 1, 2, 3, 10, 11, 13, 14, 15, 16, 17, 18, 19, 41, 42, 43, 44, 45, 47, 48, 50, 51, 52, 53, 54, 55, 56, 57, 62, 63,
    64, 65, 75, 76, 77, 78, 79, 90, 97, 98, 99, 100, 101, 102, 103, 118, 119, 128, 129, 130, 131, 132, 1641, 3010,
]  # fmt: skip
DOCUMENTED: dict[str, list[int]] = {
    "unified-setup": [0, 1, 2, 4, 101, 102, 103, 111, 112, 113, 115, 116, 201, 203, 3010],
    "bootstrapper": [],
    "unified-agent": AGENT,
    "agent-configurator": AGENT,
    "linux-install": [
        0, 1, 2, 11, 15, 44, 56, 76, 93, 95, 96, 97, 98, 99, 110, 111, 119, 149, 152, 153, 156, 159, 160, 161, 162,
        163, 164, 166, 167, 175, 179, 180, 208, 209,
    ],
    "linux-configurator": [0, 1, 3, 13, 14, 17, 44, 97, 98, 115, 118, 119],
    "linux-prerequisites": [0, 1, 2],
    "provider": [],
    "setupdr": [0],
    "dr-configurator": [],
    "rcm-cli": [-1, 0, 1, 2, *range(120, 150)],
    "validator": [-2, -1, 0, 1, 2, 3],
    "vss-provider": [0, 511, 512, 514, 515, 516, 517, 802, 806, 9009],
    "upgrader": [0, 1, 2, 3, 4, 5, 6, 7],
    "uninstall": [0, 1, 2],
    "msiexec": [-2147286787, 0, 1601, 1603, 1618, 1625, 1638, 1641, 1642, 3010],
    "push-install": [
        1, 2, 3, 4, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53, 54, 55,
        56, 57, 62, 63, 64, 65, 75, 76, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 102, 110, 111, 112, 115, 116, 119, 120,
        145, 147, 148, 149, 150, 151, 152, 153, 156, 158, 159, 162, 163, 164, 166, 167, 174, 176, 177, 178, 179, 180,
        189, 195, 208, 209, 1000, 1001, 1603, 1618, 1641, 1999, 2001, 2002, 2003, 2004, 2005, 3010,
    ],
}  # fmt: skip
PUSH_IDS = [
    95001, 95103, 95105, 95106, 95107, 95108, 95117, 97118, 95265, 95266, 95309, 95310, 95311, 95313, 95320, 95517,
    95518, 95519, 95520, 95521, 95522, 95523, 95524, 95525, 95572, 95573,
]  # fmt: skip
OTHER_IDS = [806, 78022, 78028, 78144, 78169, 78174, 78186, 78188, 10054, 31389, 70094, 28031, 28092, 70038, 170010]
EP = [n for n in range(851, 973) if n not in (863, 869, 893, 937, 949, 950, 951, 952)]


def entries() -> Iterator[Entry]:
    for table in CATALOGUE.tables.values():
        yield from table.codes.values()
    yield from (error.entry for error in CATALOGUE.errors)


@pytest.mark.parametrize("program", DOCUMENTED)
def test_a_table_holds_exactly_the_documented_codes(program: str) -> None:
    assert sorted(CATALOGUE.tables[program].codes) == sorted(DOCUMENTED[program])


def test_every_data_file_is_read() -> None:
    assert set(CATALOGUE.tables) == set(DOCUMENTED)
    assert {f"{name}.yaml" for name in EXIT_CODE_PROGRAMS} == {
        file.name for file in DATA.joinpath("exit_codes").iterdir()
    }
    assert {f"{name}.yaml" for name in ERROR_FILES} == {file.name for file in DATA.joinpath("errors").iterdir()}
    for program in EXIT_CODE_PROGRAMS:
        assert load_exit_codes(program).program == program


def test_the_documented_ids_are_there() -> None:
    for number in PUSH_IDS + OTHER_IDS:
        assert any(number in error.numbers for error in CATALOGUE.errors), number
    ids = {name for error in CATALOGUE.errors for name in error.ids}
    assert {name for name in ids if re.fullmatch(r"EP\d+", name)} == {
        *(f"EP{n:04}" for n in EP),
        *(f"EP{n}" for n in range(2001, 2006)),
    }


def test_no_id_stands_for_two_errors() -> None:
    count = Counter(name.lower() for error in CATALOGUE.errors for name in error.ids)
    assert [name for name, times in count.items() if times > 1] == []


def test_every_entry_speaks_in_full_sentences() -> None:
    for entry in entries():
        for text in (entry.cause, entry.remedy, *(t for other in entry.also for t in (other.cause, other.remedy))):
            assert re.match(r"[A-Z/]", text), (entry.subject, text)
            assert text.endswith("."), (entry.subject, text)
            assert len(text.split()) >= 3, (entry.subject, text)
        assert isinstance(entry.outcome, State), entry.subject
        assert len(entry.source) > 10, entry.subject
        assert is_web_address(entry.link), entry.subject


def test_every_exit_code_that_is_no_success_has_a_kind() -> None:
    for program in EXIT_CODE_PROGRAMS:
        for code, entry in load_exit_codes(program).codes.items():
            assert bool(entry.kind) == (entry.outcome is not State.DONE), (program, code)


def test_only_success_codes_count_as_success() -> None:
    done = {
        (table.program, code)
        for table in CATALOGUE.tables.values()
        for code, entry in table.codes.items()
        if entry.outcome is State.DONE
    }
    zero = {(program, 0) for program in EXIT_CODE_PROGRAMS if 0 in DOCUMENTED[program] and program != "upgrader"}
    assert done == zero | {("upgrader", 1), ("push-install", 12)}


def test_names_are_unique_in_a_table_but_for_cases_numbered_twice() -> None:
    for program in EXIT_CODE_PROGRAMS:
        table = load_exit_codes(program)
        twice = [name for name, times in Counter(entry.name for entry in table.codes.values()).items() if times > 1]
        assert twice == (["ServiceDatabaseLocked"] if program == "vss-provider" else []), program
        for code, entry in table.codes.items():
            assert entry.name in twice or table.number_of(entry.name) == code


def test_predictions_name_checks_that_exist() -> None:
    known = {check.id for check in (*ALL_CHECKS, *windows_checks.ALL_CHECKS, *registered())}
    for entry in entries():
        assert set(entry.predicted_by) <= known, entry.subject


PREDICTED = {
    (name, f"{platform}.{row}")
    for platform in Platform
    for role in load_requirements().on(platform).values()
    for row, requirement in role.rows.items()
    for name in requirement.predicts
}


@pytest.mark.parametrize(("name", "check"), sorted(each for each in PREDICTED if "unified-setup:" not in each[0]))
def test_what_a_check_predicts_names_the_check(name: str, check: str) -> None:
    program, colon, code = name.partition(":")
    found = [load_exit_codes(program).codes[int(code)]] if colon else CATALOGUE.look_up(name)
    assert found, name
    assert any(check in entry.predicted_by for entry in found), (name, check)


def test_an_exit_code_shows_the_checks_of_the_error_that_a_push_makes_of_it() -> None:
    prerequisites = load_exit_codes("linux-install").get(99)
    assert prerequisites is not None
    assert set(prerequisites.predicted_by) == {check for name, check in PREDICTED if name == "EP0915"}


def test_every_rows_keys_are_known() -> None:
    allowed = {"ids", "whole", "name", "cause", "remedy", "outcome", "like", "match", "decisive", "printed", "status",
               "predicted_by", "link", "source", "note", "assumption"}  # fmt: skip
    for name in ERROR_FILES:
        for row in yaml.safe_load(DATA.joinpath("errors", f"{name}.yaml").read_text("utf-8"))["errors"]:
            assert set(row) <= allowed, row
    allowed = {"name", "outcome", "kind", "cause", "remedy", "predicted_by", "also", "link", "source", "assumption"}
    for name in EXIT_CODE_PROGRAMS:
        for row in yaml.safe_load(DATA.joinpath("exit_codes", f"{name}.yaml").read_text("utf-8"))["codes"].values():
            assert set(row) <= allowed, row


def test_a_program_without_a_table_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unified-setup"):
        load_exit_codes("notepad")
