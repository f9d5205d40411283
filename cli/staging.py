"""Where hosts fetch packages from: siteprep itself, or a folder on the web that the user names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from access.pull_offer import Offer
from access.pull_server import PullServer
from access.throttle import Throttle
from host.errors import UsageError

_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class PullFrom:
    """`url` is the user's own folder; without it siteprep serves on `address` and `port` (0: any free one)."""

    url: str = ""
    address: str = ""
    port: int = 0

    @contextmanager
    def opened(self, throttle: Throttle) -> Iterator[Callable[[Path], Offer]]:
        """What offers a package to a host, until the block ends."""
        if self.url:
            yield lambda path: Offer(f"{self.url.rstrip('/')}/{quote(path.name)}")
            return
        server = PullServer(self.address, self.port, throttle.take)
        try:
            yield server.offer
        finally:
            server.close()


def pull_from(address: str | None, url: str | None) -> PullFrom:
    """From the options; raises UsageError unless exactly one of them tells where to fetch from."""
    if (address is None) == (url is None):
        raise UsageError(
            "--stage pull: where packages are fetched from was expected.",
            "Give this machine's address as the hosts see it with --pull-address, or your own folder with --pull-url.",
        )
    if url is not None:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.password or parts.query:
            raise UsageError("--pull-url is no plain https address.", "Write it like https://files.example.com/agents.")
        return PullFrom(url=url)
    match = _ADDRESS.fullmatch(address or "")
    if match is None or int(match["port"] or 0) > 65_535:
        raise UsageError(f"--pull-address: {address!r} is no address.", "Write it like 192.0.2.7:8443 or [2001:db8::7]")
    return PullFrom(address=match["host"].strip("[]"), port=int(match["port"] or 0))
