"""What a host is told that fetches a package itself."""

from __future__ import annotations

from dataclasses import dataclass

from host.secret import Secret


@dataclass(frozen=True, slots=True)
class Offer:
    """What a host needs to fetch one file: its address, and for siteprep's own server the certificate and the token."""

    url: str
    certificate: str = ""
    token: Secret | None = None
