"""UnifiedSetup's grammar and steps: what must be there."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
import yaml

from access.command_grammars import load_grammar, load_setup_steps
from installer.setup_step import SETUP, SITEPREP

STEPS: dict[str, Any] = yaml.safe_load((files("installer") / "data" / "setup_steps.yaml").read_text("utf-8"))
GRAMMAR = load_grammar("unified-setup")
MODES = ("fresh-cs", "fresh-ps", "upgrade")
RETURN_CODES = {0, 1, 2, 4, 101, 102, 103, 111, 112, 113, 115, 116, 201, 203, 3010}


def test_the_twenty_parameters_are_there() -> None:
    assert set(GRAMMAR.flags) == {
        "?", "ServerMode", "InstallLocation", "MySQLCredsFilePath", "VaultCredsFilePath", "EnvType", "PSIP", "AZUREIP",
        "CSIP", "PassphraseFilePath", "SourceConfigFilePath", "ProxySettingsFilePath", "DataTransferSecurePort",
        "SkipSpaceCheck", "SkipPrereqsCheck", "SkipTLSCheck", "SkipRegistration", "AcceptThirdpartyEULA",
        "ShowThirdpartyEULA", "Upgrade",
    }  # fmt: skip
    assert len(GRAMMAR.flags) == 20


def test_the_documented_aliases_are_there() -> None:
    assert {alias.name: alias.flag for alias in GRAMMAR.aliases} == {
        "InstallDrive": "InstallLocation",
        "MySQLCredFilePath": "MySQLCredsFilePath",
        "VaultCredFilePath": "VaultCredsFilePath",
        "BypassProxy": None,
    }


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("fresh-cs", {"AcceptThirdpartyEULA", "ServerMode", "InstallLocation", "MySQLCredsFilePath",
                      "VaultCredsFilePath", "EnvType"}),
        ("fresh-ps", {"AcceptThirdpartyEULA", "ServerMode", "InstallLocation", "EnvType", "CSIP",
                      "PassphraseFilePath"}),
        ("upgrade", set()),
    ],
)  # fmt: skip
def test_the_mandatory_sets(mode: str, names: set[str]) -> None:
    assert {flag.name for flag in GRAMMAR.flags.values() if mode in flag.required_for} == names


def test_every_step_names_a_source_that_is_listed() -> None:
    for row in STEPS["steps"]:
        assert row["source"], row
        assert set(row["source"]) <= set(STEPS["sources"]), row


def test_every_condition_of_a_step_names_modes_and_parameters_that_exist() -> None:
    for step in load_setup_steps():
        for condition in (step.condition, *(clause.condition for clause in (*step.arguments, *step.checks))):
            assert set(condition.modes) <= {*MODES, "reinstall"}
            assert {*condition.given, *condition.unless, *condition.values} <= set(GRAMMAR.flags)
            assert all(value in GRAMMAR.flags[name].values for name, value in condition.values.items())


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_each_step_once(mode: str) -> None:
    count = Counter(step.id for step in load_setup_steps() if mode in step.condition.modes)
    assert count
    assert set(count.values()) == {1}


def test_steps_end_with_codes_that_exist() -> None:
    assert {step.failure for step in load_setup_steps() if step.failure is not None} <= RETURN_CODES


def test_the_steps_of_siteprep_come_first_and_have_a_limit() -> None:
    actors = [step.actor for step in load_setup_steps()]
    assert actors == sorted(actors, key=[SITEPREP, SETUP].index)
    assert all((step.timeout is not None) == (step.actor == SITEPREP) for step in load_setup_steps())


def test_sentences_are_whole() -> None:
    texts = [step.purpose for step in load_setup_steps()]
    assert [text for text in texts if not text.endswith(".") or not text[0].isupper()] == []
