"""The answer files: every rule, both XML shapes, hostile content, and that no secret in a file is ever told."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installer.answer_files.check import check
from installer.answer_files.kind import Kind, kind_of
from installer.answer_files.problem import AnswerFile
from tests.practice import siteprep
from tests.vault_files import certificate, vault

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MYSQL = '[MySQLCredentials]\nMySQLRootPassword = "Root_pass1"\nMySQLUserPassword = "User_pass1"\n'
PROXY = (
    '[ProxySettings]\nProxyAuthentication = "Yes"\nProxyIP = "http://10.0.0.8"\nProxyPort = "8080"\n'
    'ProxyUserName = "proxyuser"\nProxyPassword = "Proxy_pass1"\n'
)
DOCUMENTED_PROXY = (
    '* [ProxySettings]\n* ProxyAuthentication = "Yes/No"\n* Proxy IP = "IP Address"\n* ProxyPort = "Port"\n'
    '* ProxyUserName="UserName"\n* ProxyPassword="Password"\n'
)


def judged(text: str | bytes, kind: Kind, *, strict: bool = False) -> AnswerFile:
    data = text.encode() if isinstance(text, str) else text
    return check(data, kind, now=NOW.timestamp(), strict=strict)


def told(found: AnswerFile, severity: str = "error") -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in found.problems if problem.severity == severity]


def test_what_the_program_takes_is_taken_as_it_is() -> None:
    for text, kind in ((MYSQL, Kind.MYSQL), (PROXY, Kind.PROXY), ("itUx70I47uxDuUVY\n", Kind.PASSPHRASE)):
        marked = text if kind is Kind.PASSPHRASE else "\ufeff" + text  # there the mark is taken for a part of it
        for data in (text, text.replace("\n", "\r\n"), marked, text.replace(" = ", "\t=")):
            for strict in (False, True):
                found = judged(data, kind, strict=strict)
                assert (found.problems, found.corrected) == ((), None)


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("Short_1", ["password-length"]),
        ("Much_too_long_1_1", ["password-length"]),
        ("NoDigits_", ["password-digit"]),
        ("1234567_", ["password-letter"]),
        ("NoSymbol1", ["password-symbol"]),
        ("Has_blank 1", ["password-forbidden"]),
        ("Has_dash-1", ["password-forbidden"]),
        ("a", ["password-length", "password-digit", "password-symbol"]),
        ("Back`tick_1", []),
    ],
)
def test_password_rules_all_at_once(password: str, codes: list[str]) -> None:
    found = judged(MYSQL.replace("Root_pass1", password), Kind.MYSQL)
    assert [code for code, _ in told(found)] == codes
    assert all(line == 2 for _, line in told(found))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", [("section", None), ("missing-key", None), ("missing-key", None)]),
        (MYSQL.replace("[MySQLCredentials]", "[MySQL]"), [("section", 1), ("line", 1)]),
        (MYSQL + 'MySQLRootPassword = "Root_pass1"\n', [("duplicate-key", 4)]),
        (MYSQL + 'Extra = "x"\n', [("unknown-key", 4)]),
        (MYSQL + "nonsense\n", [("line", 4)]),
        (MYSQL.replace('"Root_pass1"', "Root_pass1"), [("quotes", 2)]),
        (MYSQL.replace('"Root_pass1"', "\u201cRoot_pass1\u201d"), [("quotes", 2)]),
        ("\n".join([MYSQL.split("\n")[0], *reversed(MYSQL.strip().split("\n")[1:])]), [("order", None)]),
        (MYSQL.encode() + b"\xff\xfe", [("not-text", None), ("line", 4)]),
    ],
)
def test_layout_rules(text: str, codes: list[tuple[str, int | None]]) -> None:
    found = judged(text, Kind.MYSQL)
    assert told(found) == codes
    assert found.corrected is None


def test_a_stray_character_of_the_documents_is_corrected() -> None:
    text = MYSQL.replace('"Root_pass1"', '"Root_pass1>"')
    assert told(judged(text, Kind.MYSQL)) == [("password-forbidden", 2)]  # inside the quotes it is part of the password
    text = MYSQL.replace('"Root_pass1"', '"Root_pass1">')
    found = judged(text, Kind.MYSQL)
    assert (told(found), told(found, "warning")) == ([], [("stray-character", 2)])
    assert found.corrected == MYSQL.replace("\n", "\r\n").encode()
    assert told(judged(text, Kind.MYSQL, strict=True)) == [("stray-character", 2)]


def test_utf_16_is_told_and_corrected() -> None:
    found = judged(MYSQL.encode("utf-16"), Kind.MYSQL)
    assert told(found, "warning") == [("utf-16", None)]
    assert found.corrected == MYSQL.replace("\n", "\r\n").encode()


def test_the_documented_proxy_file_is_corrected() -> None:
    text = DOCUMENTED_PROXY.replace("Yes/No", "Yes").replace("IP Address", "10.0.0.8").replace('"Port"', '"8080"')
    found = judged(text, Kind.PROXY)
    assert told(found) == []
    assert {code for code, _ in told(found, "warning")} == {"bullet", "key-spelling", "proxy-scheme"}
    assert found.corrected is not None
    again = judged(found.corrected, Kind.PROXY, strict=True)
    assert again.problems == ()
    assert not judged(text, Kind.PROXY, strict=True).accepted
    assert found.details == {"address": "http://10.0.0.8", "port": "8080", "authentication": "yes"}


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('"Yes"', '"yes"', ["proxy-authentication"]),
        ("http://10.0.0.8", "https://10.0.0.8", ["proxy-address"]),
        ("http://10.0.0.8", "http://", ["proxy-address"]),
        ("8080", "0", ["proxy-port"]),
        ("8080", "65536", ["proxy-port"]),
        ("8080", "80a", ["proxy-port"]),
        ("proxyuser", "", ["proxy-credentials"]),
        ("Proxy_pass1", " ", ["proxy-credentials"]),
    ],
)
def test_proxy_rules(old: str, new: str, codes: list[str]) -> None:
    assert [code for code, _ in told(judged(PROXY.replace(old, new), Kind.PROXY))] == codes


def test_an_empty_port_passes_and_is_warned_of() -> None:
    found = judged(PROXY.replace("8080", ""), Kind.PROXY, strict=True)
    assert (found.accepted, told(found, "warning")) == (True, [("proxy-port-empty", 4)])


def test_user_and_password_in_a_proxy_address_are_not_shown() -> None:
    found = judged(PROXY.replace("http://10", "http://me:hunter2@10"), Kind.PROXY)
    assert found.details["address"] == "http://10.0.0.8"


@pytest.mark.parametrize(
    ("text", "codes"),
    [("", ["empty"]), ("a\nb\n", []), ("a\x07b\n", ["control-characters"]), (" a", [])],
)
def test_passphrase_rules(text: str, codes: list[str]) -> None:
    assert [code for code, _ in told(judged(text, Kind.PASSPHRASE))] == codes


@pytest.mark.parametrize("with_key", [False, True])
def test_a_vault_file_is_told_whole(with_key: bool) -> None:
    found = judged(vault(certificate(NOW + timedelta(days=2), with_key=with_key)), Kind.VAULT)
    assert found.problems == ()
    assert found.details == {
        "shape": "RSVaultAsrCreds",
        "subscription": "sub-1",
        "resource_group": "rg",
        "vault": "vault",
        "resource_id": "1",
        "region": "westeurope",
        "version": "2.0",
        "cloud": "public",
        "private_endpoint": "no",
        "certificate_subject": "CN=CB_vault-1-06-2026-vaultcredentials",
        "certificate_issuer": "CN=CB_vault-1-06-2026-vaultcredentials",
        "certificate_not_before": "2026-05-29T00:00:00Z",
        "certificate_not_after": "2026-06-03T00:00:00Z",
        "expired": False,
    }


def test_the_older_shape_and_its_cloud() -> None:
    found = judged(vault(certificate(NOW + timedelta(days=2)), shape="ASRVaultCreds"), Kind.VAULT)
    assert found.problems == ()
    assert (found.details["shape"], found.details["cloud"]) == ("ASRVaultCreds", "china")


def test_five_days_are_over() -> None:
    found = judged(vault(certificate(NOW - timedelta(seconds=1))), Kind.VAULT)
    assert (told(found), found.details["expired"]) == ([("expired", None)], True)
    early = judged(vault(certificate(NOW + timedelta(days=6))), Kind.VAULT)
    assert (early.accepted, told(early, "warning")) == (True, [("not-yet-valid", None)])


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("<RSVaultAsrCreds>\n<a>\n</b></RSVaultAsrCreds>", "xml", 3),
        ("", "xml", 1),
        ("<Other/>", "root", 1),
        ("<RSVaultAsrCreds/>", "missing-element", None),
        ('<!DOCTYPE x [<!ENTITY a "b">]><RSVaultAsrCreds>&a;</RSVaultAsrCreds>', "xml-declarations", None),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><RSVaultAsrCreds/>', "xml-declarations", None),
        ('<?xml version="1.0" encoding="no-such"?><RSVaultAsrCreds/>', "xml-encoding", 1),
        ("<a>" * 100_000, "xml", 1),
    ],
)
def test_xml_that_is_refused(text: str, code: str, line: int | None) -> None:
    assert (code, line) in told(judged(text, Kind.VAULT))


@pytest.mark.parametrize("cert", ["not base64!", "QUJD", ""])
def test_a_certificate_that_cannot_be_read(cert: str) -> None:
    found = judged(vault(cert), Kind.VAULT)
    codes = [problem.code for problem in found.problems]
    assert codes == (["certificate"] if cert else ["missing-element"])
    assert "expired" not in found.details


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (MYSQL, "x", Kind.MYSQL),
        (PROXY, "x", Kind.PROXY),
        (DOCUMENTED_PROXY, "x", Kind.PROXY),
        (vault("QUJD"), "x", Kind.VAULT),
        ("<broken", "v.VaultCredentials", Kind.VAULT),
        ("itUx70I47uxDuUVY", "x", Kind.PASSPHRASE),
        ("two words", "MobSvc.passphrase", Kind.PASSPHRASE),
        ("two words", "x", None),
        ("", "x", None),
    ],
)
def test_what_a_file_is(text: str, name: str, kind: Kind | None) -> None:
    assert kind_of(text.encode(), name) is kind


LINES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from([*MYSQL.split("\n"), *PROXY.split("\n"), *DOCUMENTED_PROXY.split("\n")]),
        st.builds(lambda key, value: f'{key}= "{value}', st.sampled_from(["ProxyIP", "MySQLRootPassword"]), st.text()),
    ),
    max_size=9,
).map("\n".join)
SECRETS = st.text(alphabet="ABCDEFGHJKabcdefghjk23456789~^&*", min_size=6, max_size=20)


@given(st.one_of(st.binary(max_size=200), LINES.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_no_bytes_raise(data: bytes) -> None:
    for kind in Kind:
        for strict in (False, True):
            found = judged(data, kind, strict=strict)
            if found.corrected is not None:
                assert judged(found.corrected, kind, strict=True).accepted
    kind_of(data, "x")


@given(SECRETS, st.sampled_from([MYSQL, PROXY, DOCUMENTED_PROXY, "PASS", vault("QUJD")]), st.booleans())
def test_no_secret_is_told(secret: str, text: str, quoted: bool) -> None:
    for known in ("Root_pass1", "Proxy_pass1", '"Password"', "PASS", "integritysecret"):
        text = text.replace(known, f'"{secret}"' if known.startswith('"') else secret)
    if not quoted:
        text = text.replace(f'"{secret}"', secret)
    for kind in Kind:
        found = judged(text, kind)
        shown = json.dumps([problem.message for problem in found.problems] + [str(found.details)])
        pieces = {secret[start : start + 5] for start in range(len(secret) - 4)}
        assert not [piece for piece in pieces if piece in shown]


def test_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "mysql.txt"
    environment = {"ROOT_PW": "Root_pass1", "USER_PW": "User_pass1"}
    options = ("--root-password", "env:ROOT_PW", "--user-password", "env:USER_PW", "--output", path)
    made = siteprep("answer-file", "new", "mysql", *options, env=environment)
    assert made.returncode == 0
    assert path.read_bytes() == MYSQL.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = siteprep("answer-file", "new", "mysql", *options, env=environment)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    assert siteprep("answer-file", "check", path).returncode == 0
    path.chmod(0o644)
    warned = siteprep("answer-file", "check", path, "--json")
    document = json.loads(warned.stdout)
    assert (warned.returncode, document["exit_code"]) == (4, 4)
    assert [problem["code"] for problem in document["problems"]] == ["readable-by-others"]
    assert "Root_pass1" not in warned.stdout + warned.stderr + made.stdout + made.stderr
    path.write_text(MYSQL.replace("Root_pass1", "short"))
    refused = siteprep("answer-file", "check", path)
    assert refused.returncode == 2
    assert f"{path}:2: error: " in refused.stderr


def test_a_bad_value_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "proxy.txt"
    options = ("--address", "https://10.0.0.8", "--port", "8080", "--user", "", "--output", path)
    refused = siteprep("answer-file", "new", "proxy", *options)
    assert (refused.returncode, path.exists()) == (2, False)
    plain = siteprep("answer-file", "new", "mysql", "--root-password", "hunter2plain", "--output", path)
    assert plain.returncode == 2
    assert "hunter2plain" not in plain.stderr
    made = siteprep(
        "answer-file", "new", "proxy", "--address", "10.0.0.8", "--port", "8080", "--user", "", "--output", path
    )
    assert (made.returncode, check(path.read_bytes(), Kind.PROXY, now=0, strict=True).problems) == (0, ())


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path, Path("/dev/null")):
        assert siteprep("answer-file", "check", path).returncode == 2


def test_a_vault_key_under_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.xml"
    path.write_text(vault(certificate(datetime.now(UTC) + timedelta(days=2))))
    path.chmod(0o600)
    refused = siteprep("answer-file", "check", path)
    assert (refused.returncode, ".VaultCredentials" in refused.stderr) == (2, True)
    assert siteprep("answer-file", "check", path.rename(tmp_path / "key.VaultCredentials")).returncode == 0


def test_what_cannot_be_asked_for_is_named(tmp_path: Path) -> None:
    refused = siteprep("answer-file", "new", "proxy", "--output", tmp_path / "proxy.txt")
    assert (refused.returncode, "--address" in refused.stderr, refused.stdout) == (2, True, "")
