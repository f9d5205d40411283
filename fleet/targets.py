"""Targets as JSON, for the journal: everything but secrets, whose references are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from host.secret import SecretRef
from host.target import Platform, Role, Target, WinRm


def to_json(target: Target) -> dict[str, Any]:
    """A target as plain values."""
    return {
        "name": target.name,
        "address": target.address,
        "port": target.port,
        "platform": target.platform.value,
        "user": target.user,
        "password": str(target.password) if target.password else None,
        "key_file": target.key_file,
        "key_passphrase": str(target.key_passphrase) if target.key_passphrase else None,
        "sudo": target.sudo,
        "groups": list(target.groups),
        "role": target.role.value if target.role else None,
        "vars": dict(target.vars),
        "winrm": asdict(target.winrm) if target.winrm else None,
    }


def from_json(stored: Mapping[str, Any]) -> Target:
    """The target that `to_json` stored."""
    return Target(
        **{
            **stored,
            "platform": Platform(stored["platform"]),
            "password": SecretRef.parse(stored["password"]) if stored["password"] else None,
            "key_passphrase": SecretRef.parse(stored["key_passphrase"]) if stored.get("key_passphrase") else None,
            "groups": tuple(stored["groups"]),
            "role": Role(stored["role"]) if stored["role"] else None,
            "winrm": WinRm(**stored["winrm"]) if stored.get("winrm") else None,
        }
    )
