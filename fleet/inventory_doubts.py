"""What is doubtful in an inventory that can be read: nothing is connected to, and no secret is looked at."""

from __future__ import annotations

import os
import stat
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from host.secret import SecretRef
from host.target import Platform, Target


def doubts(targets: Sequence[Target]) -> list[str]:
    """Sentences, each once: hosts of one address, keys and secrets that are not where they are said to be."""
    return list(dict.fromkeys([*_shared(targets), *(doubt for target in targets for doubt in _of(target))]))


def _shared(targets: Sequence[Target]) -> Iterator[str]:
    by_address: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for target in targets:
        by_address[target.address.lower(), target.port].append(target.name)
    for (address, port), names in by_address.items():
        if len(names) > 1:
            place = f"{address}, port {port}" if port else address
            yield f"{', '.join(names)} have one address ({place}): are they one machine?"


def _of(target: Target) -> Iterator[str]:
    if target.platform is Platform.WINDOWS:
        yield f"{target.name} is a Windows host, and this version of siteprep signs in to Linux hosts only."
    if target.key_file and not Path(target.key_file).is_file():
        yield f"{target.name}: there is no key file {target.key_file}."
    for reference, what in ((target.password, "password"), (target.key_passphrase, "passphrase")):
        if reference is not None:
            yield from (f"{target.name}: {doubt}" for doubt in _secret(reference, what))


def _secret(reference: SecretRef, what: str) -> Iterator[str]:
    if reference.scheme == "env" and reference.rest not in os.environ:
        yield f"the environment variable {reference.rest} for the {what} is not set here."
    if reference.scheme == "file":
        path = Path(reference.rest).expanduser()
        if not path.is_file():
            yield f"there is no file {path} with the {what}."
        elif sys.platform != "win32" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            yield f"the file {path} with the {what} can be read by others; run chmod 600 on it."
