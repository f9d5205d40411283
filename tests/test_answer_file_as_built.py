"""The answer files where the published readers are stricter, looser or odder than their documents."""

from __future__ import annotations

import base64
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.answer_file import read_answer_file
from host.errors import UsageError
from installer.answer_files.check import check
from installer.answer_files.der import key_work
from installer.answer_files.kind import Kind
from installer.answer_files.problem import AnswerFile

MYSQL = '[MySQLCredentials]\r\nMySQLRootPassword = "Root_pass1"\r\nMySQLUserPassword = "User_pass1"\r\n'
PROXY = (
    '[ProxySettings]\r\nProxyAuthentication = "Yes"\r\nProxyIP = "http://10.0.0.8"\r\nProxyPort = "8080"\r\n'
    'ProxyUserName = "proxyuser"\r\nProxyPassword = "Proxy_pass1"\r\n'
)
PASSPHRASE = "itUx70I47uxDuUVY"


def judged(text: str | bytes, kind: Kind, *, strict: bool = False) -> AnswerFile:
    return check(text if isinstance(text, bytes) else text.encode(), kind, now=0, strict=strict)


def codes(found: AnswerFile) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("MySQLRoot", " MySQLRoot"),
        ('pass1"\r\nMySQLUser', 'pass1" \r\nMySQLUser'),
        ("]", "] "),
        (" = ", "\u00a0= "),
    ],
)
def test_blanks_that_only_siteprep_takes(old: str, new: str) -> None:
    text = MYSQL.replace(old, new, 1)
    found = judged(text, Kind.MYSQL)
    assert (found.accepted, codes(found), found.corrected) == (True, ["blanks"], MYSQL.encode())
    assert not judged(text, Kind.MYSQL, strict=True).accepted


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + PASSPHRASE.encode(), PASSPHRASE.encode("utf-16")])
def test_a_mark_would_be_a_part_of_the_passphrase(data: bytes) -> None:
    found = judged(data, Kind.PASSPHRASE)
    assert (found.accepted, codes(found), found.corrected) == (True, ["byte-order-mark"], PASSPHRASE.encode())
    assert not judged(data, Kind.PASSPHRASE, strict=True).accepted


@pytest.mark.parametrize("text", [f"{PASSPHRASE} x", f"{PASSPHRASE}\r\nx"])
def test_only_the_first_word_of_a_passphrase_file_is_read(text: str) -> None:
    for strict in (False, True):
        found = judged(text, Kind.PASSPHRASE, strict=strict)
        assert (found.accepted, codes(found)) == (True, ["several-words"])


@pytest.mark.parametrize("password", ["ab=cd", 'ab"cd'])
def test_a_proxy_password_that_would_be_cut(password: str) -> None:
    found = judged(PROXY.replace("Proxy_pass1", password), Kind.PROXY, strict=True)
    assert (found.accepted, codes(found)) == (True, ["cut-value"])


def test_a_proxy_password_of_which_nothing_would_be_left() -> None:
    assert not judged(PROXY.replace("Proxy_pass1", "=abcd"), Kind.PROXY).accepted


@given(
    st.text("QXZJ79@/:#?%", min_size=6, max_size=16),
    st.sampled_from(["http://me:{}@10.0.0.8", "me:{}@10.0.0.8", "http:/me:{}@10.0.0.8"]),
)
def test_a_password_in_the_address_is_never_shown(secret: str, address: str) -> None:
    for strict in (False, True):
        found = judged(PROXY.replace("http://10.0.0.8", address.format(secret)), Kind.PROXY, strict=strict)
        shown = str(dict(found.details)) + str([problem.message for problem in found.problems])
        assert not [piece for start in range(len(secret) - 3) if (piece := secret[start : start + 4]) in shown]
        assert "Proxy_pass1" not in repr(found)


def test_a_file_of_something_else_is_not_told_line_by_line() -> None:
    assert len(judged("x\n" * 10_000, Kind.MYSQL).problems) < 20


def tlv(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes([tag, 0x82]) + len(body).to_bytes(2) + body


def test_a_key_that_asks_for_endless_work_is_not_opened() -> None:
    octets, number = tlv(0x04, b"salt"), tlv(0x02, (2**31 - 1).to_bytes(4))
    digest = tlv(0x30, tlv(0x30, tlv(0x06, b"\x60\x86\x48\x01\x65\x03\x04\x02\x01")), tlv(0x04, bytes(32)))
    data = tlv(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
    store = tlv(0x30, tlv(0x02, b"\x03"), tlv(0x30, data, tlv(0xA0, tlv(0x04, b"\x30\x00"))))
    store = tlv(0x30, store[4:], tlv(0x30, digest, octets, number))
    assert key_work(store) == 2**31 - 1
    text = f"<RSVaultAsrCreds><ManagementCert>{base64.b64encode(store).decode()}</ManagementCert></RSVaultAsrCreds>"
    began = time.process_time()
    assert "certificate" in codes(judged(text, Kind.VAULT))
    assert time.process_time() - began < 5  # of its own: opening it would take the better part of an hour


@given(st.binary(max_size=300))
def test_any_bytes_are_der_or_not(data: bytes) -> None:
    with suppress(ValueError):
        assert key_work(data) >= 0


def test_a_host_name_tells_the_cloud() -> None:
    host = "<AcsNamespace><HostName>x.accesscontrol.chinacloudapi.cn</HostName></AcsNamespace>"
    assert judged(f"<ASRVaultCreds>{host}</ASRVaultCreds>", Kind.VAULT).details["cloud"] == "china"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path / "a\0b"):
        with pytest.raises(UsageError):
            read_answer_file(path)
