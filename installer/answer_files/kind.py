"""The four kinds of answer file, and how one is told from another."""

from __future__ import annotations

from enum import StrEnum

from installer.answer_files.problem import ERROR, FileProblem
from installer.answer_files.text import decoded


class Kind(StrEnum):
    """What an answer file tells the installer."""

    MYSQL = "mysql"
    PROXY = "proxy"
    PASSPHRASE = "passphrase"
    VAULT = "vault"


def kind_of(data: bytes, name: str) -> Kind | None:
    """What a file is, by its content before its name; None where neither tells."""
    text = decoded(data).text.lstrip()
    lowered = text[:4096].lower()
    if lowered.startswith("<"):
        return Kind.VAULT if "asrvaultcreds" in lowered or "vaultasrcreds" in lowered else _by_name(name)
    if "[mysqlcredentials]" in lowered:
        return Kind.MYSQL
    if "[proxysettings]" in lowered:
        return Kind.PROXY
    by_name = _by_name(name)
    if by_name:
        return by_name
    words = text.split()
    return Kind.PASSPHRASE if len(words) == 1 and words[0].isprintable() else None


def name_problems(kind: Kind, name: str) -> list[FileProblem]:
    """What the programs hold against a file's name: they take a vault key by its ending."""
    if kind is not Kind.VAULT or name.lower().endswith(".vaultcredentials"):
        return []
    message = "A vault registration key is only taken when its name ends in .VaultCredentials. Rename the file."
    return [FileProblem("name", None, ERROR, message)]


def _by_name(name: str) -> Kind | None:
    lowered = name.lower()
    if lowered.endswith(".vaultcredentials"):
        return Kind.VAULT
    if lowered.endswith(".passphrase") or "passphrase" in lowered:
        return Kind.PASSPHRASE
    if "mysql" in lowered:
        return Kind.MYSQL
    return Kind.PROXY if "proxy" in lowered else None
