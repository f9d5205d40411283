"""Files that were looked for, siteprep's own run folders and the host's shares."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.sections import unreadable
from windows.parse.records import flag, records, some_records


def parse_files(evidence: Evidence) -> Mapping[str, bool] | Unknown:
    """Path, with variables as in ``%SystemRoot%``, and whether something is there."""
    rows = some_records(evidence, "files")
    if isinstance(rows, Unknown):
        return rows
    found = {row["Path"]: there for row in rows if row.get("Path") and isinstance(there := flag(row, "Present"), bool)}
    return MappingProxyType(found) if found else unreadable("files")


def parse_jobs(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The names of the run folders that siteprep left on the host; none where it never worked."""
    rows = records(evidence, "jobs")
    if isinstance(rows, Absent):
        return ()
    return rows if isinstance(rows, Unknown) else tuple(row["Job"] for row in rows if row.get("Job"))


def parse_shares(evidence: Evidence) -> tuple[str, ...] | Unknown:
    """The names of the folders shared over the network."""
    rows = some_records(evidence, "shares")
    return rows if isinstance(rows, Unknown) else tuple(row["Name"] for row in rows if row.get("Name"))
