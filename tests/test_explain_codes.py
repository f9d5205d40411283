"""Looking up exit codes, error IDs and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.catalogue import load_exit_codes, load_explanations
from installer.explain.numbers import parse_number
from installer.outcome import State

CATALOGUE = load_explanations()


def subjects(question: str) -> list[str]:
    answer = CATALOGUE.answer(question)
    assert answer.explained
    return [told.entry.subject for told in answer.explanations]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("unified-setup:103", "VaultRegistrationFailed"),
        ("UnifiedSetup.exe:103", "VaultRegistrationFailed"),
        ("linux-configurator:14", "InvalidPassphraseOrCSEndPoint"),
        ("agent:99", "ProductPrereqsValidationFailed"),
        ("agent-configurator:13", "AgentPointingToDifferentCS"),
        ("unified-setup: 0xBC2", "SuccessfulNeedReboot"),
        ("unified-setup:vaultregistrationfailed", "VaultRegistrationFailed"),
        ("validator:-2", "Exception"),
        ("validator:0xfffffffe", "Exception"),
        ("rcm-cli:4294967295", "UnknownError"),
        ("95107", "credentials check (Windows)"),
        ("95118", "connectivity failure"),
        ("ep0915", "AGENT_INSTALL_PREREQS_FAIL"),
        ("AGENT_INSTALL_PREREQS_FAIL", "AGENT_INSTALL_PREREQS_FAIL"),
        ("asrmobilityservicesecurebootenabled", "ASRMobilityServiceSecureBootEnabled"),
        ("0x80070005", "access denied"),
        ("-2147024891", "access denied"),
        ("2147943458", "VSS provider's service disabled"),
        ("2147221164", "VSS provider class not registered"),
        ("-2147286787", "TempDirectoryFull"),
        ("push-install:102", "AGENT_INSTALL_PASSPHRASE_NOT_FOUND"),
    ],
)
def test_a_code_is_explained(question: str, name: str) -> None:
    answer = CATALOGUE.answer(question)
    assert answer.explained
    assert answer.explanations[0].entry.name == name


def test_a_bare_number_lists_every_program_that_knows_it() -> None:
    assert (
        subjects("99")
        == ["unified-agent:99", "agent-configurator:99", "linux-install:99", "push-install:99", "EP0915"][:4]
    )
    assert subjects("806") == ["vss-provider:806", "806"]
    assert set(subjects("3010")) == {
        "unified-setup:3010", "unified-agent:3010", "agent-configurator:3010", "msiexec:3010", "push-install:3010",
    }  # fmt: skip


def test_two_meanings_are_both_told() -> None:
    role = CATALOGUE.answer("linux-install:98").explanations[0].entry
    assert "warnings" in role.cause
    assert "MS nor MT" in role.also[0].cause
    usage = CATALOGUE.answer("linux-install:0").explanations[0].entry
    assert usage.outcome is State.DONE
    assert "nothing was installed" in usage.also[0].cause


def test_codes_that_are_passed_on_are_told_beside_the_programs_own() -> None:
    assert subjects("agent-configurator:128") == ["agent-configurator:128", "rcm-cli:128"]
    assert subjects("agent-configurator:149") == ["rcm-cli:149"]
    assert subjects("linux-configurator:126") == ["rcm-cli:126"]
    assert not CATALOGUE.answer("unified-agent:149").explained
    assert not CATALOGUE.answer("agent-configurator:-1").explained


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("unified-setup:104", "103"),
        ("bootstrapper:1", "None of its exit codes is published"),
        ("unified-setup:", "Nothing is no exit code"),
        ("notepad:3", "PROGRAM:CODE"),
        ("95213", "unified-setup:103"),
        ("gibberish", "unified-setup:103"),
        ("", "unified-setup:103"),
        ("99999999999999", "unified-setup:103"),
    ],
)
def test_an_unknown_code_says_so_and_what_to_do(question: str, word: str) -> None:
    answer = CATALOGUE.answer(question)
    assert not answer.explained
    (told,) = answer.explanations
    assert not told.known
    assert word in f"{told.entry.cause} {told.entry.remedy}"


def test_the_table_of_a_program() -> None:
    table = load_exit_codes("unified-setup")
    entry = table.get(103)
    assert entry is not None
    assert (entry.name, entry.outcome) == ("VaultRegistrationFailed", State.FAILED)
    assert table.get(5) is None
    assert table.number_of("InvalidCommandLine") == 2
    with pytest.raises(KeyError):
        table.number_of("NoSuchName")


def test_outcomes_for_the_push() -> None:
    table = load_exit_codes("linux-configurator")
    assert table.explain(0).state is State.DONE
    refused = table.explain(14)
    assert (refused.state, refused.kind) == (State.FAILED, "passphrase")
    assert refused.cause.startswith("UnifiedAgentConfigurator.sh ended with exit code 14. The ")
    assert table.explain(129).state is State.RETRY_LATER
    assert table.explain(77).kind == "exit-77"


@given(st.integers(-(2**31), 2**31 - 1))
def test_all_forms_of_a_number_are_the_same_number(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(str(number & 0xFFFFFFFF)) == number
    assert parse_number(hex(number & 0xFFFFFFFF)) == number
    assert parse_number(f"0X{number & 0xFFFFFFFF:08X}") == number


@given(st.one_of(st.text(), st.from_regex(r"[a-z-]{0,12}:[0-9a-fx+-]{0,12}", fullmatch=True)))
def test_any_question_has_an_answer(question: str) -> None:
    answer = CATALOGUE.answer(question)
    assert answer.explanations
    assert answer.explained == all(told.known for told in answer.explanations)
