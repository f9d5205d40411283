"""Secrets: found by reference, never shown."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

import pytest

from fleet.secrets import SecretStore
from host.errors import UsageError
from host.secret import Secret, SecretRef

CANARY = "canary-7d1f"


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r:>20}".format, lambda s: f"{s:>9}", lambda s: repr({"a": [s]})]
)
def test_a_secret_never_shows(show: object) -> None:
    assert callable(show)
    assert CANARY not in show(Secret(CANARY))


def test_a_secret_is_not_serialised() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))


@pytest.mark.parametrize("text", [CANARY, "", "env:", "env", "ENV:X", "http:x", "prompt:x"])
def test_what_is_no_reference_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="reference") as caught:
        SecretRef.parse(text)
    assert not text or text not in str(caught.value).replace("env:NAME", "")


def test_every_scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", CANARY)
    path = tmp_path / "secret"
    path.write_bytes(b"\xef\xbb\xbf" + CANARY.encode() + b"\r\n")
    for text in ("env:CANARY", f"file:{path}", f"command:cat {path}"):
        reference = SecretRef.parse(text)
        assert str(reference) == text
        assert SecretStore().resolve(reference, "password").reveal().removeprefix("\ufeff") == CANARY


def test_a_reference_is_resolved_once(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("one")
    store = SecretStore()
    reference = SecretRef.parse(f"file:{path}")
    store.resolve(reference, "password")
    path.write_text("two")
    assert store.resolve(reference, "password") == Secret("one")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("env:SITEPREP_NOT_SET", "not set"),
        ("file:/nowhere/at/all", "No such file"),
        ("command:false", "exit code 1"),
        ("command:/nowhere/at/all", "No such file"),
        ("command:echo 'open", "could not be run"),
        ("prompt", "no terminal"),
    ],
)
def test_what_cannot_be_resolved_is_told(text: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(UsageError, match=said):
        SecretStore().resolve(SecretRef.parse(text), "passphrase")


@pytest.mark.parametrize("content", [b"", b"\n", b"a\nb\n", b"\xff\xfe" + CANARY.encode()])
def test_a_secret_is_one_line_of_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        SecretStore().resolve(SecretRef.parse(f"file:{path}"), "passphrase")
    assert CANARY not in str(caught.value)
