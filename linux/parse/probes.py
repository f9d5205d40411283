"""What the probes of a Linux host found, from what curl, wget, openssl or bash said."""

from __future__ import annotations

import re
from collections.abc import Mapping

from host.evidence import Evidence
from preflight.facts import Absent, Unknown
from preflight.network import FAILED, OK, SKIPPED, UNKNOWN, Probe, Stage
from preflight.sections import text, unreadable

_MISSING = "Neither curl nor wget is on the host, nor openssl for https."
_ASK = Stage(UNKNOWN, "An earlier layer did not answer.")
_NOT_ASKED = Stage(SKIPPED, "Not asked for.")
_NOT_TRUSTED = (51, 60, 77)
_CONNECTED = (35, 52, 56, *_NOT_TRUSTED)
_TIMED_OUT = 28

Stages = tuple[Stage, Stage, Stage, Stage]
"""DNS, TCP, TLS, HTTP."""


def parse_probes(evidence: Evidence) -> tuple[Probe, ...] | Absent | Unknown:
    """One probe for each that was asked for, in its order; Absent when a whole run made none."""
    if evidence.complete and "probes" not in evidence.sections:
        return Absent()
    found = text(evidence, "probes")
    if not isinstance(found, str):
        return found
    records = [_record(part) for part in found.split("\n\n") if part.strip()]
    if not records or "seconds" not in records[0]:
        return unreadable("probes")
    by_number = {record["probe"]: record for record in records if "probe" in record}
    planned = [row.split(" ", 4) for row in records[0].get("wanted", "").split("|") if row]
    if any(len(row) != 5 or not row[3].isdecimal() for row in planned):
        return unreadable("probes")
    return tuple(
        _probe(host, int(port), scheme, by_number.get(number), records[0]["seconds"])
        for number, scheme, host, port, _ in planned
    )


def _record(part: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in part.split("\n"))
    return {name: value.strip() for name, equals, value in pairs if equals}


def _probe(host: str, port: int, scheme: str, record: Mapping[str, str] | None, seconds: str) -> Probe:
    if record is None:
        late = Stage(UNKNOWN, f"The probe did not end within {seconds} seconds.")
        return Probe(host, port, scheme, "", late, _ASK, _ASK, _ASK, "", 0)
    dns, tcp, tls, http = _stages(record, scheme)
    if scheme != "https":
        tls = _NOT_ASKED
    if scheme == "tcp":
        http = _NOT_ASKED
    issuer = record.get("issuer") or record.get("insecure-issuer", "")
    return Probe(host, port, scheme, record.get("proxy", ""), dns, tcp, tls, http, issuer, _status(record))


def _stages(record: Mapping[str, str], scheme: str) -> Stages:
    resolved = record.get("resolve", "")
    if resolved in ("2", "124"):
        why = "The name is not known." if resolved == "2" else "The name servers did not answer in time."
        return Stage(FAILED, why), _ASK, _ASK, _ASK
    dns = Stage(OK, record.get("address", "")) if resolved == "0" else Stage(UNKNOWN, "getent is not on the host.")
    if record.get("proxy"):
        dns = Stage(SKIPPED, "The proxy looks the name up.")
    match record.get("tool"):
        case "curl":
            return _by_curl(record, dns, scheme)
        case "wget":
            return _by_wget(record, dns, scheme)
        case "openssl":
            return _by_openssl(record, dns)
        case "bash":
            return _by_bash(record, dns)
        case _:
            none = Stage(UNKNOWN, _MISSING)
            return dns, none, none, none


def _by_curl(record: Mapping[str, str], dns: Stage, scheme: str) -> Stages:
    code, message = _number(record, "curl"), record.get("message", "")
    values = dict(pair.partition("=")[::2] for pair in record.get("values", "").split(" "))
    status = _status(record)
    # curl forgets when it connected where TLS came to nothing.
    connected = code in _CONNECTED or _positive(values.get("connected")) or "SSL connection timeout" in message
    if code == 5:
        return Stage(FAILED, f"The name of the proxy is not known. {message}"), _ASK, _ASK, _ASK
    if code == 6:
        return Stage(FAILED, message), _ASK, _ASK, _ASK
    if dns.state == UNKNOWN and connected:
        dns = Stage(OK, "")
    through = record.get("proxy") and (answered := _plain_number(values.get("connect"))) and answered >= 400
    if through:
        return dns, Stage(OK, "The proxy answers."), _ASK, Stage(FAILED, _refusal(answered))
    if not connected and code != 0:
        return dns, Stage(FAILED, "No answer in time." if code == _TIMED_OUT else message), _ASK, _ASK
    tcp = Stage(OK, "")
    if scheme == "http":
        return dns, tcp, _NOT_ASKED, _http(status, message)
    if code in _NOT_TRUSTED:
        return dns, tcp, Stage(FAILED, f"{message}{_from(record)}"), _ASK
    if status or _positive(values.get("secured")):
        return dns, tcp, Stage(OK, ""), _http(status, message)
    return dns, tcp, Stage(FAILED, "No answer in time." if code == _TIMED_OUT else message), _ASK


def _by_wget(record: Mapping[str, str], dns: Stage, scheme: str) -> Stages:
    code, message, status = _number(record, "wget"), record.get("message", ""), _status(record)
    if status == 407:
        return dns, Stage(OK, "The proxy answers."), _ASK, Stage(FAILED, _refusal(407))
    if status:
        return dns, Stage(OK, ""), Stage(OK, "") if scheme == "https" else _NOT_ASKED, _http(status, message)
    if re.search("unable to resolve|bad address", message):
        return Stage(FAILED, message), _ASK, _ASK, _ASK
    if code == 5 or "certificate" in message:
        return dns, Stage(OK, ""), Stage(FAILED, message), _ASK
    if code == 124 or re.search("refused|timed out|unreachable|No route", message):
        return dns, Stage(FAILED, message or "No answer in time."), _ASK, _ASK
    unclear = Stage(UNKNOWN, f"wget does not tell what failed, and curl is not on the host: {message}")
    return dns, unclear, unclear, unclear


def _by_openssl(record: Mapping[str, str], dns: Stage) -> Stages:
    if record.get("proxy-password"):
        why = Stage(UNKNOWN, "The proxy asks for a password, and neither curl nor wget is on the host.")
        return dns, why, why, why
    message, status, verified = record.get("message", ""), _status(record), record.get("verify", "")
    if re.search("refused|timed out|unreachable|No route|getaddrinfo|not known", message) or (
        not verified and not record.get("issuer")
    ):
        return dns, Stage(FAILED, message or "No answer in time."), _ASK, _ASK
    if not verified.startswith("0 "):
        return dns, Stage(OK, ""), Stage(FAILED, f"{verified or message}{_from(record)}"), _ASK
    return dns, Stage(OK, ""), Stage(OK, ""), _http(status, message)


def _by_bash(record: Mapping[str, str], dns: Stage) -> Stages:
    message, missing = record.get("message", ""), Stage(UNKNOWN, _MISSING)
    if record.get("connect") == "0":
        return (dns if dns.state == OK else Stage(OK, "")), Stage(OK, ""), missing, missing
    why = "No answer in time." if record.get("connect") in ("124", "143") else message
    return dns, Stage(FAILED, why), _ASK, _ASK


def _from(record: Mapping[str, str]) -> str:
    issuer = record.get("issuer") or record.get("insecure-issuer", "")
    return f" It was issued by {issuer}." if issuer else ""


def _http(status: int, message: str) -> Stage:
    return Stage(OK, f"HTTP {status}") if status else Stage(FAILED, message or "No answer in time.")


def _refusal(status: int) -> str:
    return "The proxy asks for a sign-in (407)." if status == 407 else f"The proxy refuses the connection ({status})."


def _status(record: Mapping[str, str]) -> int:
    values = dict(pair.partition("=")[::2] for pair in record.get("values", "").split(" "))
    return _plain_number(values.get("code") or record.get("status", ""))


def _number(record: Mapping[str, str], name: str) -> int:
    return _plain_number(record.get(name))


def _plain_number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 0


def _positive(text: str | None) -> bool:
    return bool(text and re.search("[1-9]", text))
