"""The vault registration key (.VaultCredentials), in both of its XML shapes.

Shapes: RSVaultAsrCreds (sign-in through Entra ID) and ASRVaultCreds (older, through ACS), by the public types of
Azure's provider for Terraform and of Azure PowerShell. The original's own reader is a closed library; that the four
values below are needed, which it is known to use, is an assumption.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from installer.answer_files.der import key_work
from installer.answer_files.kind import Kind
from installer.answer_files.problem import ERROR, WARNING, AnswerFile, FileProblem

VALID_DAYS = 5
MOST_ROUNDS = 3_000_000  # Windows and OpenSSL ask for some 2,000; a key that asks for many more only keeps us busy
SHAPES = ("RSVaultAsrCreds", "ASRVaultCreds")
# Where each fact stands, by the elements' local names; the two shapes differ.
_FACTS = {
    "subscription": ("SubscriptionId",),
    "resource_group": ("ResourceGroup", "ResourceGroupName"),
    "vault": ("ResourceName",),
    "resource_id": ("ResourceId",),
    "region": ("Location",),
    "site": ("SiteName",),
    "version": ("Version",),
}
_NEEDED = ("SubscriptionId", "ResourceName", "ManagementCert", "ChannelIntegrityKey")
# Sources of the suffixes: azure-docs, the URL lists per cloud of Site Recovery's requirements.
_CLOUDS = {
    "china": (".chinacloudapi.cn", ".azure.cn", ".microsoftonline.cn", ".windowsazure.cn"),
    "usgov": (".usgovcloudapi.net", ".microsoftonline.us", ".azure.us", ".windowsazure.us"),
    "public": (".azure.com", ".microsoftonline.com", ".windows.net", ".windowsazure.com"),
}
_HOST = re.compile(r"(?:https?://)?([^/:\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself, times in seconds since 1970."""

    subject: str
    issuer: str
    not_before: float
    not_after: float


def check(data: bytes, *, now: float) -> AnswerFile:
    """Judge a file."""
    root = _parsed(data)
    if isinstance(root, FileProblem):
        return AnswerFile(Kind.VAULT, (root,))
    shape = _local(root)
    if shape not in SHAPES:
        message = f"The file's root element is none of {' and '.join(SHAPES)}, so it is no vault registration key."
        return AnswerFile(Kind.VAULT, (FileProblem("root", 1, ERROR, f"{message} Download it from the portal anew."),))
    values = {_local(element): (element.text or "").strip() for element in root.iter() if not len(element)}
    problems = [_missing(name) for name in _NEEDED if not values.get(name)]
    details = _details(shape, values)
    if values.get("ManagementCert"):
        found = _certificate(values["ManagementCert"])
        if found is None:
            message = "The management certificate in it cannot be read here, so whether it has expired is unknown."
            problems.append(FileProblem("certificate", None, WARNING, message))
        else:
            details |= _certificate_details(found, now)
            problems += _expiry(found, now)
    return AnswerFile(Kind.VAULT, tuple(problems), details)


def _parsed(data: bytes) -> Element | FileProblem:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line = error.position[0] if error.position else None
        message = "The file is no well-formed XML there. Download it from the portal anew and do not edit it."
        return FileProblem("xml", line, ERROR, message)
    except DefusedXmlException:
        message = "The file declares a document type or entities, which a vault registration key never does."
        return FileProblem("xml-declarations", None, ERROR, f"{message} Download it from the portal anew.")
    except (ValueError, LookupError):
        message = "The file's XML has an encoding that is not known. Download it from the portal anew."
        return FileProblem("xml-encoding", 1, ERROR, message)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _missing(name: str) -> FileProblem:
    return FileProblem(
        "missing-element", None, ERROR, f"The element {name} is missing or empty. Download the file anew."
    )


def _details(shape: str, values: Mapping[str, str]) -> dict[str, Any]:
    details: dict[str, Any] = {"shape": shape}
    for fact, names in _FACTS.items():
        if text := next((values[name] for name in names if values.get(name)), ""):
            details[fact] = text[:300]
    if cloud := _cloud(values):
        details["cloud"] = cloud
    if state := values.get("PrivateEndpointStateForSiteRecovery"):
        details["private_endpoint"] = "yes" if state.lower() == "enabled" else "no"
    return details


def _cloud(values: Mapping[str, str]) -> str | None:
    """The cloud by the hosts that the file names; None where they tell none."""
    for name in ("ArmManagementEndpoint", "AadAuthority", "AcsNamespace", "HostName"):
        match = _HOST.match(values.get(name, ""))
        host = "." + (match[1] if match else "").lower().strip(".")
        for cloud, suffixes in _CLOUDS.items():
            if host.endswith(suffixes):
                return cloud
    return None


def _certificate(text: str) -> Certificate | None:
    """The certificate in base64, bare or with its key; None where it cannot be read."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        found = x509.load_der_x509_certificate(raw)
    except ValueError:
        try:
            if key_work(raw) > MOST_ROUNDS:
                return None
            keyed = pkcs12.load_pkcs12(raw, None)
        except Exception:  # noqa: BLE001 - hostile bytes make the library raise more than it documents
            return None
        if keyed.cert is None:
            return None
        found = keyed.cert.certificate
    try:
        return Certificate(
            found.subject.rfc4514_string()[:300],
            found.issuer.rfc4514_string()[:300],
            found.not_valid_before_utc.timestamp(),
            found.not_valid_after_utc.timestamp(),
        )
    except (ValueError, OverflowError):
        return None


def _certificate_details(found: Certificate, now: float) -> dict[str, Any]:
    return {
        "certificate_subject": found.subject,
        "certificate_issuer": found.issuer,
        "certificate_not_before": _time(found.not_before),
        "certificate_not_after": _time(found.not_after),
        "expired": now > found.not_after,
    }


def _expiry(found: Certificate, now: float) -> list[FileProblem]:
    if now > found.not_after:
        message = f"The certificate in it expired on {_time(found.not_after)}: a key is valid for {VALID_DAYS} days."
        return [FileProblem("expired", None, ERROR, f"{message} Download a new one from the portal.")]
    if now < found.not_before:
        message = f"The certificate in it is valid from {_time(found.not_before)} on. Check this machine's clock."
        return [FileProblem("not-yet-valid", None, WARNING, message)]
    return []


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
