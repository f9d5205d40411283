"""Explaining logs, lists of errors and summaries."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import access.explain
from access.catalogue import load_explanations
from access.explain import explain_file
from installer.explain.document import as_document, as_lines
from installer.explain.entry import Answer
from installer.explain.lines import LONGEST_LINE, numbered_lines
from installer.explain.quote import LONGEST_QUOTE, quote
from installer.outcome import State

CATALOGUE = load_explanations()


def explain(path: Path, content: bytes | str) -> Answer:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return explain_file(path, CATALOGUE)


def found(answer: Answer) -> list[tuple[str, int]]:
    return [(told.entry.subject, told.places[0].line) for told in answer.explanations]


# Lines as the documents print them, each in a log of its own.
LINES = {
    "ACS50008": "SrsRestApiClientLib.AcsException: ACS50008: SAML token is invalid. Trace ID: 1921ea5b",
    "certificate_creation": "Failed to create certificate. Setup cannot proceed.",
    "load_accounts": "Failed to load Accounts. Error: IOException: Unable to read data from the transport connection",
    "os_not_supported": "The Windows version detected, 10.0.17763, is not supported.",
    "no_internet_false": "There is no internet connectivity.",
    "cannot_connect_with_settings": "Unable to connect to Azure Site Recovery Services using the given settings.",
    "already_registered": "DRA server is already registered in vault myvault.",
    "vmmid_blank": "The server vmm01 cannot be registered due to an internal error.",
    "no_compatible_product": "Setup ended: no compatible product was found on this server.",
    "appliance_msi": "Installing MicrosoftAzureAutoUpdate.msi",
    "agent_role_value": "Invalid value was specified for command line parameter Role",
    "no_valid_ip": "No Valid IP Address found for the host",
    "reason_null": "Registration failed Reason=>NULL",
    "curl_7": "[ERROR] post request: (7) - Couldn't connect to server",
    "curl_60": "post request: (60) - Peer certificate cannot be authenticated with given CA certificates",
    "curl_35": "Failed to post request: (35) - SSL connect error",
    "vm_platform": "Aborting configuration as VM_PLATFORM value is either null or not VmWare/Azure",
    "rcm_argument_null": "at FindCertificateByThumbprint: Value cannot be null. Parameter name: findValue",
    "services_do_not_stop": "Unable to stop the services. Rolling back the install changes.",
    "ps_mt_not_connected": "TCP 10.0.0.5:52739 192.0.2.40:443 SYN_SENT",
    "ASRMobilityServiceKernelNotSupported": "check failed: ASRMobilityServiceKernelNotSupported (4.4.0)",
    "ASRMobiityServiceInstallerLinuxRecommendedReboot": "ASRMobiityServiceInstallerLinuxRecommendedReboot",
    "EP0915": "job failed with EP0915",
    "95107": "Push install failed, ErrorID: 95107",
    "78186": "Error code 78186 was raised",
    "0x80070430": "CreateService returned 0x80070430",
    "IsSystemRestartPending": "IsSystemRestartPending : Failed",
}


@pytest.mark.parametrize(("subject", "line"), LINES.items(), ids=list(LINES))
def test_a_documented_line_is_found(subject: str, line: str, tmp_path: Path) -> None:
    answer = explain(tmp_path / "setup.log", f"first\nsecond\n{line}\nlast\n")
    assert found(answer) == [(subject, 3)]
    assert answer.explained
    assert answer.explanations[0].places[0].quote == line


def test_every_rule_has_a_documented_line() -> None:
    ruled = {
        error.entry.subject
        for error in CATALOGUE.errors
        if error.match and error.decisive and error.match[0][1:] != ("failed",)
    }
    assert ruled <= set(LINES)


@pytest.mark.parametrize(
    "line",
    [
        "IsSystemRestartPending : Success",
        "the value is not supported",
        "0x00000000",
        "serial 95107",
        "findValue",
        "EP09150",
    ],
)
def test_harmless_lines_tell_nothing(line: str, tmp_path: Path) -> None:
    answer = explain(tmp_path / "setup.log", f"{line}\n")
    assert not answer.explained
    assert "No line of this file" in answer.explanations[0].entry.cause


def test_the_most_decisive_comes_first_then_the_earlier(tmp_path: Path) -> None:
    lines = ["SYN_SENT", "no internet connectivity", "ErrorID 95265", "ACS50008", "Failed to create certificate"]
    answer = explain(tmp_path / "ASRUnifiedSetup.log", "\r\n".join(lines))
    assert found(answer) == [
        ("ACS50008", 4),
        ("certificate_creation", 5),
        ("no_internet_false", 2),
        ("ps_mt_not_connected", 1),
        ("95265", 3),
    ]


def test_many_places_are_counted(tmp_path: Path) -> None:
    (told,) = explain(tmp_path / "x.log", "ACS50008\n" * 1000).explanations
    assert [place.line for place in told.places] == [1, 2, 3, 4, 5]
    assert told.times == 1000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp437", "cp1252"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    text = "Größe der Datei: 10\r\nInstallation läuft\r\nACS50008: SAML token is invalid ü\r\n"
    answer = explain(tmp_path / "x.log", text.encode(encoding))
    assert found(answer) == [("ACS50008", 3)]


def test_a_file_without_line_ends_and_lines_over_piece_borders(tmp_path: Path) -> None:
    access_piece = access.explain._PIECE
    content = b"x" * (access_piece - 4) + b"\n" + b"y" * (LONGEST_LINE + 5) + b"\nACS50008\n"
    assert found(explain(tmp_path / "x.log", content)) == [("ACS50008", 3)]
    assert not explain(tmp_path / "x.log", b"z" * (3 * access_piece)).explained


def test_more_than_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access.explain, "LARGEST_FILE", 100)
    answer = explain(tmp_path / "x.log", b"ACS50008\n" + b"." * 100 + b"\nFailed to create certificate\n")
    assert found(answer) == [("ACS50008", 1)]
    assert answer.remarks == ("Only its first 64 MiB were read.",)


def errors_json(*errors: Any) -> str:
    return json.dumps({"Errors": list(errors)}, indent=1)


def listed(name: str, message: str = "m", **parameters: str) -> dict[str, Any]:
    return {"error_name": name, "error_params": parameters, "default_message": message}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["InstallerErrors.json", "whatever.txt"])
def test_a_list_of_errors(name: str, encoding: str, tmp_path: Path) -> None:
    text = errors_json(
        listed("ASRMobilityServiceFreeSpaceOnRootNotSufficient", "Too little space.", FreeSpace="1048576"),
        listed("ASRMobilityServiceSecureBootEnabled", VMName="web01"),
    )
    answer = explain(tmp_path / name, text.encode(encoding))
    assert answer.explained
    assert [told.entry.subject for told in answer.explanations] == [
        "ASRMobilityServiceFreeSpaceOnRootNotSufficient", "ASRMobilityServiceSecureBootEnabled",
    ]  # fmt: skip
    first, second = answer.explanations
    lines = text.splitlines()
    assert "FreeSpaceOnRoot" in lines[first.places[0].line - 1]
    assert "SecureBootEnabled" in lines[second.places[0].line - 1]
    assert first.details == "FreeSpace: 1048576"
    assert first.places[0].quote == "Too little space."
    assert first.entry.predicted_by == ("linux.root-space",)


def test_an_error_that_is_not_known_is_told_with_its_message(tmp_path: Path) -> None:
    answer = explain(tmp_path / "e.json", errors_json(listed("ASRMobilityServiceNew", "Something new."), {"odd": 1}, 7))
    assert not answer.explained
    assert [told.known for told in answer.explanations] == [False] * 3
    assert answer.explanations[0].places[0].quote == "Something new."


def test_an_empty_list_is_explained(tmp_path: Path) -> None:
    answer = explain(tmp_path / "e.json", errors_json())
    assert answer.explained
    assert answer.remarks == ("The file lists no errors.",)


def test_a_list_that_was_cut_is_still_read_for_names(tmp_path: Path) -> None:
    cut = errors_json(listed("ASRMobilityServiceSecureBootEnabled"))[:-20]
    assert [subject for subject, _ in found(explain(tmp_path / "e.json", cut))] == [
        "ASRMobilityServiceSecureBootEnabled"
    ]


def operation(name: str, result: str, scenario: str = "ProductPreReqChecks", **more: Any) -> dict[str, Any]:
    return {"ScenarioName": scenario, "OperationName": name, "Result": result, **more}


def test_a_summary_of_failed_checks(tmp_path: Path) -> None:
    summary = {
        "ExitCode": 4,
        "InstallStatus": "Failed",
        "OperationDetails": [
            operation("IsMachineMemoryAvailable", "Warn"),
            operation("AreCoresAvailable", "Success"),
            operation("IsSystemRestartPending", "Failed", Message="A restart is pending."),
        ],
    }
    answer = explain(tmp_path / "InstallationSummary-1.json", json.dumps(summary, indent=2))
    assert [told.entry.subject for told in answer.explanations] == [
        "IsSystemRestartPending", "IsMachineMemoryAvailable", "unified-setup:4",
    ]  # fmt: skip
    assert answer.explained
    assert answer.explanations[0].places[0].quote == "A restart is pending."


def test_a_summary_of_an_agent_and_one_of_linux(tmp_path: Path) -> None:
    linux = {"ExitCode": 98, "InstallStatus": "Warn", "OsType": "Linux", "OperationDetails": []}
    answer = explain(tmp_path / "s.json", json.dumps(linux))
    assert [told.entry.subject for told in answer.explanations] == ["linux-install:98", "linux-configurator:98"]
    failed = operation("X", "Failed", "Install", ErrorCodeName="ASRMobilityServiceInstallerWMIQueryFailure")
    named = {"ExitCode": "97", "OperationDetails": [failed]}
    answer = explain(tmp_path / "s.json", json.dumps(named))
    assert answer.explanations[0].entry.subject == "ASRMobilityServiceInstallerWMIQueryFailure"
    assert answer.explanations[1].entry.subject == "unified-agent:97"


def test_a_summary_with_what_is_not_known(tmp_path: Path) -> None:
    summary = {
        "ExitCode": 77777,
        "InstallStatus": "Failed",
        "OperationDetails": [operation("Odd", "Failed", "Install")],
    }
    answer = explain(tmp_path / "s.json", json.dumps(summary))
    assert not answer.explained
    assert [told.known for told in answer.explanations] == [False, False]


def test_a_summary_of_success(tmp_path: Path) -> None:
    answer = explain(
        tmp_path / "s.json", json.dumps({"ExitCode": 0, "InstallStatus": "Success", "OperationDetails": []})
    )
    assert answer.explained
    assert answer.explanations[0].entry.outcome is State.DONE


@pytest.mark.parametrize(
    ("name", "word"), [("none.log", "no such file"), (".", "no file"), ("pipe", "no file"), ("a\0b", "no path")]
)
def test_what_cannot_be_read_says_so(name: str, word: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    answer = explain_file(tmp_path / name, CATALOGUE)
    assert not answer.explained
    assert word in answer.explanations[0].entry.cause


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("ACS50008 DRConfigurator.exe /proxypassword hunter2 /x", "hunter2"),
        ("ACS50008 --password 'hunter2'", "hunter2"),
        ("ACS50008 cmd /CertificatePassword\thunter2", "hunter2"),
        ('ACS50008 ProxyPassword = "hunter 2; x"', "hunter"),
        ('ACS50008 {"MySQLRootPassword": "hunter2"}', "hunter2"),
        ('ACS50008 {\\"Passphrase\\":\\"hunter2\\"}', "hunter2"),
        ("ACS50008 passphrase=hunter2", "hunter2"),
        ("ACS50008 PWD=>hunter2", "hunter2"),
        ("ACS50008 <Password>hunter2</Password>", "hunter2"),
        ("ACS50008 https://x.blob.core.windows.net/c?sv=1&sig=hunter2", "hunter2"),
        ("ACS50008 Authorization: Bearer hunter2", "hunter2"),
        ("ACS50008 proxy http://bob:hunter2@proxy:8080/", "hunter2"),
        ("ACS50008 /PassphraseFilePath C:\\p.txt /password hunter2", "hunter2"),
        ("ACS50008 " + "x" * 170 + " password=hunter2", "hunter2"),
    ],
)
def test_secrets_are_masked(line: str, secret: str, tmp_path: Path) -> None:
    answer = explain(tmp_path / "x.log", line)
    (told,) = answer.explanations
    assert "ACS50008" in told.places[0].quote
    assert secret not in json.dumps(as_document([answer])) + "".join(as_lines(answer))


def test_a_secret_in_a_list_of_errors_is_masked(tmp_path: Path) -> None:
    error = listed("ASRMobilityServiceGenericError", "password=hunter2", Passphrase="hunter2")
    answer = explain(tmp_path / "e.json", errors_json(error))
    assert "hunter2" not in json.dumps(as_document([answer]))


def test_what_is_no_secret_stays() -> None:
    for line in (
        "SAML token is invalid",
        "/PassphraseFilePath C:\\p.txt",
        "The passphrase file is missing.",
        "http://proxy/",
    ):
        assert quote(line) == line


@pytest.mark.parametrize("piece", ["password", "/password ", "://a", "secret  ", "-", "token:"])
def test_quoting_a_long_hostile_line_takes_no_long_time(piece: str) -> None:
    line = piece * (LONGEST_LINE // len(piece))
    begin = time.process_time()
    quote(line)
    assert time.process_time() - begin < 2


@given(st.text())
def test_a_quote_is_short(line: str) -> None:
    assert len(quote(line)) <= LONGEST_QUOTE


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_lines_do_not_depend_on_the_pieces(pieces: list[bytes]) -> None:
    whole = b"plain text first " + b"".join(pieces)
    expected = list(numbered_lines([whole]))
    cut = list(numbered_lines([whole[:17], *pieces]))
    assert cut == expected
    assert [number for number, _ in expected] == list(range(1, whole.removesuffix(b"\n").count(b"\n") + 2))


HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Errors", "error_name", "error_params", "default_message", "ExitCode", "InstallStatus",
                             "OperationDetails", "OperationName", "Result", "ErrorCode", "ErrorCodeName", "OsType"]),
            inner | st.sampled_from(["Failed", "ASRMobilityServiceGenericError", "Linux"]),
            max_size=4,
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip


@given(HOSTILE)
@example(b"[" * 100_000)
@example(b'{"Errors":' + b"[" * 100_000)
@example(b'{"ExitCode": ' + b"9" * 5000 + b', "InstallStatus": 1}')
@example(b'{"Errors": [{"error_name": {"a": 1}, "error_params": [], "default_message": null}]}')
@example(b"\xff\xfe\x00\xd8")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_content_ends_in_a_traceback(tmp_path: Path, content: bytes) -> None:
    answer = explain(tmp_path / "hostile", content)
    assert answer.explanations or answer.remarks
    assert list(as_lines(answer))
    assert json.loads(json.dumps(as_document([answer])))["answers"]
