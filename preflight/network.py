"""What a host found out by reaching for addresses: facts of probes, and what a probe asks for."""

from __future__ import annotations

from dataclasses import dataclass

OK = "ok"
FAILED = "failed"
UNKNOWN = "unknown"
SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One address to reach: `scheme` is https, http or tcp; `path` is empty for tcp."""

    scheme: str
    host: str
    port: int
    path: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.scheme == "tcp" else f"{self.scheme}://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Stage:
    """How far one layer came: ok, failed, unknown (no tool could tell) or skipped (not asked); `detail` says more."""

    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of one probe. `proxy` (its password masked) is empty where the host goes there directly.

    Through a proxy, DNS and TCP are those of the proxy. `issuer` is empty where no tool told it;
    `http_status` is 0 where there was no answer.
    """

    host: str
    port: int
    scheme: str
    proxy: str
    dns: Stage
    tcp: Stage
    tls: Stage
    http: Stage
    issuer: str
    http_status: int

    @property
    def reachable(self) -> bool | None:
        """Whether the address can be used; None where that could not be found out."""
        asked = [stage for stage in (self.dns, self.tcp, self.tls, self.http) if stage.state != SKIPPED]
        if any(stage.state == FAILED for stage in asked):
            return False
        last = asked[-1] if asked else None
        return True if last is not None and last.state == OK and self.tls.state != UNKNOWN else None

    @property
    def told(self) -> str:
        """The outcome in a sentence's part: the first layer that failed or is unknown, or how it was reached."""
        way = f" through the proxy {self.proxy}" if self.proxy else ""
        for state in (FAILED, UNKNOWN):
            for name, stage in (("DNS", self.dns), ("TCP", self.tcp), ("TLS", self.tls), ("HTTP", self.http)):
                if stage.state == state:
                    return f"{self.host}:{self.port}{way}: {name} {state}: {stage.detail}"
        answer = f"HTTP {self.http_status}" if self.http_status else "connected"
        issued = f", certificate issued by {self.issuer}" if self.issuer else ""
        return f"{self.host}:{self.port}{way}: {answer}{issued}"
