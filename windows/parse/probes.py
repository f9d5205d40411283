"""What the probes of a Windows host found."""

from __future__ import annotations

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.network import FAILED, OK, SKIPPED, UNKNOWN, Probe, Stage
from preflight.sections import unreadable
from windows.parse.records import Record, some_records

_ASK = Stage(UNKNOWN, "An earlier layer did not answer.")
_NOT_ASKED = Stage(SKIPPED, "Not asked for.")


def parse_probes(evidence: Evidence) -> tuple[Probe, ...] | Absent | Unknown:
    """One probe for each that was asked for, in its order; Absent when a whole run made none."""
    if evidence.complete and "probes" not in evidence.sections:
        return Absent()
    found = some_records(evidence, "probes")
    if isinstance(found, Unknown):
        return found
    head, *rows = found
    if "Seconds" not in head or any(not row.get("Port", "").isdecimal() or not row.get("Host") for row in rows):
        return unreadable("probes")
    return tuple(_probe(row, head["Seconds"]) for row in rows)


def _probe(row: Record, seconds: str) -> Probe:
    scheme, proxy = row.get("Scheme", ""), row.get("Proxy", "")
    proxy = "" if proxy == FAILED else proxy
    if row.get("Proxy") == FAILED:
        dns = Stage(UNKNOWN, f"The host's proxy settings could not be used: {row.get('Message', '')}")
    else:
        dns = _stage(row, "Dns", seconds)
    tcp = _stage(row, "Tcp", seconds)
    tls = _stage(row, "Tls", seconds) if scheme == "https" else _NOT_ASKED
    http = _stage(row, "Http", seconds) if scheme != "tcp" else _NOT_ASKED
    if row.get("Refused", "0") == "407":
        http = Stage(FAILED, "The proxy asks for a sign-in (407).")
    elif (refused := row.get("Refused", "")) not in ("", "0"):
        http = Stage(FAILED, f"The proxy refuses the connection ({refused}).")
    status = row.get("Status", "")
    port, number = int(row["Port"][:6]), int(status[:6]) if status.isdecimal() else 0
    return Probe(row["Host"], port, scheme, proxy, dns, tcp, tls, http, row.get("Issuer", ""), number)


def _stage(row: Record, name: str, seconds: str) -> Stage:
    said = row.get(name, "")
    if said == OK:
        return Stage(OK, row.get("Address", "") if name == "Dns" else "")
    if said == FAILED:
        issuer = row.get("Issuer", "")
        return Stage(
            FAILED, row.get("Message", "") + (f" It was issued by {issuer}." if name == "Tls" and issuer else "")
        )
    return Stage(UNKNOWN, f"The probe did not end within {seconds} seconds.") if row.get("Late") else _ASK
