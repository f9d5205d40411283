"""The data file: complete, consistent in itself, and sourced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml

from access.setup_grammar import load_setup_grammar
from host.exit_codes import ExitCode
from installer.outcome import OutcomeTable, State

DATA: dict[str, Any] = yaml.safe_load((files("installer") / "data" / "unified_setup.yaml").read_text("utf-8"))
GRAMMAR = load_setup_grammar()
MODES = {mode.name for mode in GRAMMAR.modes}
RUNNING_MODES = ("fresh-cs", "fresh-ps", "upgrade")


def rows() -> list[dict[str, Any]]:
    parts = [DATA[part] for part in ("modes", "flags", "aliases", "deferred", "steps")]
    return [row for part in parts for row in part] + list(DATA["return_codes"].values())


def conditions(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from conditions(part)
    elif isinstance(value, list):
        for part in value:
            yield from conditions(part)


def test_the_twenty_parameters_are_there() -> None:
    assert set(GRAMMAR.flags) == {
        "?", "ServerMode", "InstallLocation", "MySQLCredsFilePath", "VaultCredsFilePath", "EnvType", "PSIP", "AZUREIP",
        "CSIP", "PassphraseFilePath", "SourceConfigFilePath", "ProxySettingsFilePath", "DataTransferSecurePort",
        "SkipSpaceCheck", "SkipPrereqsCheck", "SkipTLSCheck", "SkipRegistration", "AcceptThirdpartyEULA",
        "ShowThirdpartyEULA", "Upgrade",
    }  # fmt: skip
    assert len(GRAMMAR.flags) == 20


def test_every_row_names_a_source_that_is_listed() -> None:
    for row in rows():
        assert row["source"], row
        assert set(row["source"]) <= set(DATA["sources"]), row


def test_conditions_name_modes_and_parameters_that_exist() -> None:
    for row in conditions([DATA["flags"], DATA["deferred"], DATA["steps"]]):
        for key in ("modes", "required_for", "ignored_for"):
            assert set(row.get(key, ())) <= MODES, row
        for key in ("given", "unless", "not_with", "values"):
            named = row.get(key, ())
            if not (key == "values" and isinstance(named, list)):
                assert set(named) <= set(GRAMMAR.flags), row
        for name, value in row["values"].items() if isinstance(row.get("values"), dict) else ():
            assert value in GRAMMAR.flags[name].values  # compared as they stand


def test_modes_aliases_and_rules_name_parameters_that_exist() -> None:
    assert {mode.flag for mode in GRAMMAR.modes} <= set(GRAMMAR.flags)
    assert {alias.flag for alias in GRAMMAR.aliases if alias.flag} <= set(GRAMMAR.flags)
    assert {rule.parameter for rule in GRAMMAR.deferred if rule.parameter} <= set(GRAMMAR.flags)


def test_steps_end_with_codes_that_are_listed() -> None:
    assert {step.failure for step in GRAMMAR.steps if step.failure is not None} <= set(GRAMMAR.return_codes)


@pytest.mark.parametrize("mode", RUNNING_MODES)
def test_a_mode_has_each_step_once(mode: str) -> None:
    count = Counter(step.id for step in GRAMMAR.steps if mode in step.condition.modes)
    assert count
    assert set(count.values()) == {1}


def test_the_return_codes_are_the_known_ones() -> None:
    assert sorted(GRAMMAR.return_codes) == [0, 1, 2, 4, 101, 102, 103, 111, 112, 113, 115, 116, 201, 203, 3010]
    assert GRAMMAR.return_code("InvalidCommandLine") == 2
    with pytest.raises(KeyError):
        GRAMMAR.return_code("NoSuchName")


def test_the_return_codes_explain_themselves() -> None:
    table = OutcomeTable(GRAMMAR.program, GRAMMAR.return_codes)
    assert table.explain(0).state is State.DONE
    reboot = table.explain(3010)
    assert reboot.state is State.DONE_REBOOT_REQUIRED
    assert reboot.state.exit_code is ExitCode.WARNINGS
    for code in GRAMMAR.return_codes:
        if code not in (0, 3010):
            outcome = table.explain(code)
            assert outcome.state is State.FAILED
            assert outcome.remedy.endswith(".")
            assert f"exit code {code}" in outcome.cause


def test_sentences_are_whole() -> None:
    texts = [flag.meaning for flag in GRAMMAR.flags.values()]
    texts += [rule.message for rule in GRAMMAR.deferred] + [step.purpose for step in GRAMMAR.steps]
    assert [text for text in texts if not text.endswith(".") or not text[0].isupper()] == []
