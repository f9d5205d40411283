"""Stored results: read, verified, signed; what was altered is found and named."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host.errors import UsageError
from report.document import digest, seal, serialise
from report.stored import read_result
from report.verify import verify
from tests.practice import siteprep
from tests.test_document import changed, example, places


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_text(serialise(example("push")))
    return path


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two keys, and a file of signers that names the first one."""
    folder = tmp_path_factory.mktemp("keys")
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    for name in ("auditor", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True)
    kind, key, _ = (folder / "auditor.pub").read_text().split()
    (folder / "signers").write_text(f"auditor@example.com {kind} {key}\n")
    return folder


def altered(path: Path, *, host: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text())
    document["hosts"][host]["findings"][0]["actual"] = "Everything is fine."
    path.write_text(json.dumps(document))
    return document


def test_an_untouched_file_is_verified(stored: Path) -> None:
    done = siteprep("report", "verify", stored)
    assert done.returncode == 0, done.stderr
    assert f"all digests fit, sha256:{example('push')['digest']}." in done.stdout
    assert "nothing was changed by accident" in done.stdout
    assert "--signers" in done.stdout


def test_blanks_and_order_are_no_difference(stored: Path) -> None:
    stored.write_text(json.dumps(json.loads(stored.read_text()), sort_keys=True, separators=(",", ":")))
    assert siteprep("report", "verify", stored).returncode == 0


def test_the_hosts_that_differ_are_named(stored: Path) -> None:
    altered(stored, host=1)
    document = altered(stored, host=3)
    done = siteprep("report", "verify", stored)
    assert done.returncode == 3
    for number, host in enumerate(document["hosts"]):
        assert (f"Host {host['name']}:" in done.stdout) == (number in (1, 3))
    assert "Do not rely on this file" in done.stdout


def test_every_change_is_found() -> None:
    document = example("push")
    paths = [path for path in places(document) if path[0] != "digest"]
    assert len(paths) > 300
    for path in paths:
        assert verify(changed(document, path, "changed")).differences, path


def test_a_host_less_or_in_another_place_is_found() -> None:
    document = example("push")
    less = {**document, "hosts": document["hosts"][1:]}
    assert any("summary counts 5" in line for line in verify(less).differences)
    assert verify({**document, "hosts": document["hosts"][::-1]}).differences


def test_a_forged_digest_needs_the_expected_one_or_a_signature(stored: Path, keys: Path) -> None:
    before = json.loads(stored.read_text())["digest"]
    assert siteprep("report", "sign", stored, "--key", keys / "auditor").returncode == 0
    stored.write_text(serialise(seal(altered(stored))))
    assert siteprep("report", "verify", stored).returncode == 0  # what it says it cannot find
    for own in (["--expect", before], ["--expect", f"sha256:{before.upper()}"], ["--signers", keys / "signers"]):
        done = siteprep("report", "verify", stored, *own)
        assert done.returncode == 3, own


def test_a_signature(stored: Path, keys: Path) -> None:
    unsigned = siteprep("report", "verify", stored, "--signers", keys / "signers")
    assert unsigned.returncode == 2
    assert "There is no file" in unsigned.stderr
    for _ in range(2):  # signing again writes the signature anew
        done = siteprep("report", "sign", stored, "--key", keys / "auditor")
        assert done.returncode == 0, done.stderr
    fine = siteprep("report", "verify", stored, "--signers", keys / "signers")
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "signed by auditor@example.com" in fine.stdout
    siteprep("report", "sign", stored, "--key", keys / "stranger")
    strange = siteprep("report", "verify", stored, "--signers", keys / "signers")
    assert strange.returncode == 3
    assert "is not of this file by a signer" in strange.stdout


def test_a_signature_for_another_purpose_is_none(stored: Path, keys: Path) -> None:
    line: list[str | Path] = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", keys / "auditor", stored]
    subprocess.run(line, check=True, capture_output=True)
    assert siteprep("report", "verify", stored, "--signers", keys / "signers").returncode == 3


def test_a_key_that_is_none_leaves_the_older_signature(stored: Path, keys: Path, tmp_path: Path) -> None:
    assert siteprep("report", "sign", stored, "--key", keys / "auditor").returncode == 0
    (tmp_path / "broken").write_text("no key\n")
    done = siteprep("report", "sign", stored, "--key", tmp_path / "broken")
    assert done.returncode == 2
    assert "was not signed with" in done.stderr
    assert siteprep("report", "verify", stored, "--signers", keys / "signers").returncode == 0


def test_a_digest_of_any_form_is_a_difference() -> None:
    assert verify({**example("push"), "digest": "\u2603"}).differences


def test_what_differs_is_not_signed(stored: Path, keys: Path) -> None:
    altered(stored)
    done = siteprep("report", "sign", stored, "--key", keys / "auditor")
    assert done.returncode == 2
    assert "is not signed" in done.stderr
    assert not stored.with_name("report.json.sig").exists()


def test_a_result_without_digests_of_hosts_is_still_verified() -> None:
    document = example("push")
    for host in document["hosts"]:
        del host["digest"]
    document["digest"] = digest(document)
    assert verify(document).differences == ()
    document["hosts"][0]["os"] = "other"
    (told,) = verify(document).differences
    assert "earlier version" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no result"),
        ("[]", "its schema is not siteprep.result/1"),
        ('{"schema": "siteprep.result/1"}', "the document lacks digest"),
        ('{"a": 1, "a": 2}', "a name occurs twice"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 100_000, "is no result"),
        (b"\xff\xfe{}", "it is not UTF-8 text"),
        (serialise({**example("push"), "schema": "siteprep.result/9"}), "its schema is not siteprep.result/1"),
        (serialise(changed(example("push"), ("hosts", 0, "verdict"), "fine")), "the unknown word 'fine'"),
        (serialise(changed(example("push"), ("hosts", 0, "findings", 0, "status"), None)), "has the unknown word None"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=said):
        read_result(path)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(value=_JSON, number=st.integers(min_value=0, max_value=10_000))
def test_one_wrong_member_is_refused_or_can_be_shown(
    value: object, number: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from report.formats import FORMATS, render

    document = example("push")
    paths = sorted(places(document), key=str)
    path = tmp_path_factory.mktemp("odd") / "report.json"
    path.write_text(serialise(changed(copy.deepcopy(document), paths[number % len(paths)], value)))
    try:
        read = read_result(path)
    except UsageError:
        return
    verify(read)
    for name in FORMATS:
        render(read, name)
