"""Evidence bundles: what collectors printed, carried from where it was collected to where it is judged.

A bundle is a gzipped tar file: ``bundle.json`` names the hosts, the clock measured while collecting and the SHA-256 of
each host's evidence, which lies beside it as ``evidence/NUMBER.txt``. It is read without being unpacked. The bare
output of a collector script is read as a bundle of one host, of which no clock is known.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host.errors import UsageError
from host.evidence import ClockMeasurement, Evidence, OwnClock, parse_evidence
from host.session import OUTPUT_LIMIT
from host.target import Platform, Role, Target
from host.version import __version__
from preflight.fleet_host import FLEET_VARS

SCHEMA = "siteprep.bundle/1"
MANIFEST = "bundle.json"
HOSTS_LIMIT = 10_000
MANIFEST_LIMIT = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BundledHost:
    """One host's evidence, when it was collected (seconds since 1970) and for which target."""

    target: Target
    evidence: Evidence
    collected: float | None


def write_bundle(path: Path, hosts: Sequence[BundledHost]) -> None:
    """Write a bundle that only its owner may read, whole or not at all; raises UsageError when it cannot be written."""
    rows = []
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
            for number, host in enumerate(hosts):
                rows.append(_row(host, name := f"evidence/{number}.txt"))
                _add(archive, name, host.evidence.raw)
            manifest = {"schema": SCHEMA, "tool": {"name": "siteprep", "version": __version__}, "hosts": rows}
            _add(archive, MANIFEST, json.dumps(manifest, indent=1).encode())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"The bundle {path} cannot be written: {error.strerror}.", "Name another file.") from error


def read_bundle(path: Path) -> list[BundledHost]:
    """The hosts of a bundle, or the one host of a collector's bare output. Raises UsageError for anything else."""
    try:
        with path.open("rb") as file:
            if file.read(2) == b"\x1f\x8b":
                file.seek(0)
                return _read_archive(path, file)
            file.seek(0)
            return [_read_bare(path, file.read(OUTPUT_LIMIT + 1))]
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Name a bundle or a collector's output."
        ) from error


def _read_archive(path: Path, file: io.BufferedReader) -> list[BundledHost]:
    contents: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=file, mode="r:gz") as archive:
            for member in archive:
                limit = MANIFEST_LIMIT if member.name == MANIFEST else OUTPUT_LIMIT
                if not member.isreg() or member.size > limit or len(contents) > HOSTS_LIMIT:
                    raise _damaged(path, f"{member.name!r} is no part of one")
                source = archive.extractfile(member)
                contents[member.name] = source.read() if source else b""
        manifest = json.loads(contents.pop(MANIFEST))
        if manifest["schema"] != SCHEMA:
            raise _damaged(path, f"it has the format {manifest['schema']!r}, and {SCHEMA} is read")
        return [_host(path, row, contents) for row in manifest["hosts"]]
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path, "it is cut off or something in it is missing") from error


def _read_bare(path: Path, raw: bytes) -> BundledHost:
    if len(raw) > OUTPUT_LIMIT:
        raise _damaged(path, f"it is larger than {OUTPUT_LIMIT // 1024 // 1024} MiB")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):  # PowerShell's > writes UTF-16
        raw = raw.decode("utf-16", "replace").encode()
    evidence = parse_evidence(raw)
    if not evidence.sections:
        raise _damaged(path, "it has no section of a collector's output")
    platform = Platform.WINDOWS if "registry" in evidence.sections else Platform.LINUX
    return BundledHost(Target(path.stem, path.stem, platform=platform), evidence, None)


def _host(path: Path, row: dict[str, Any], contents: dict[str, bytes]) -> BundledHost:
    raw = contents[row["evidence"]]
    if hashlib.sha256(raw).hexdigest() != row["sha256"]:
        raise _damaged(path, f"the evidence of {row['name']!r} is not what was collected")
    clock = ClockMeasurement(float(row["clock"][0]), float(row["clock"][1])) if row["clock"] else None
    own = OwnClock(float(row["own_clock"][0]), float(row["own_clock"][1])) if row.get("own_clock") else None
    role = Role(row["role"]) if row["role"] else None
    target = Target(
        str(row["name"]),
        str(row["address"]),
        platform=Platform(row["platform"]),
        role=role,
        vars={name: str(value) for name, value in dict(row.get("vars", {})).items()},
    )
    return BundledHost(target, parse_evidence(raw, clock, own), float(row["collected"]))


def _row(host: BundledHost, name: str) -> dict[str, Any]:
    clock, own = host.evidence.clock, host.evidence.own_clock
    return {
        "name": host.target.name,
        "address": host.target.address,
        "platform": host.target.platform.value,
        "role": host.target.role.value if host.target.role else None,
        "collected": host.collected,
        "clock": [clock.sent, clock.received] if clock else None,
        "own_clock": [own.offset_seconds, own.uncertainty_seconds] if own else None,
        "evidence": name,
        "sha256": host.evidence.digest,
        "vars": {name: str(value) for name, value in host.target.vars.items() if name in FLEET_VARS},
    }


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, int(time.time())
    archive.addfile(member, io.BytesIO(data))


def _damaged(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} is no evidence bundle: {why}.", "Collect again with siteprep collect, or copy it again.")
