"""What a look at a host takes: the collector, the addresses to probe from there, the collecting machine's own clock."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from access.ntp import own_clock
from fleet import platforms
from host.evidence import Evidence, OwnClock
from host.session import Session
from host.target import Role, Target
from preflight.facts import ClockOffset
from preflight.network_requirements import NetworkRequirements


class TimeServers:
    """Asks time servers once, in the background from the beginning, so that nobody waits for them."""

    def __init__(self, servers: Sequence[str]) -> None:
        self._found: OwnClock | None = None
        self._thread = threading.Thread(target=self._ask, args=(tuple(servers),), daemon=True)
        self._thread.start()

    def own_clock(self) -> OwnClock | None:
        """How far this machine's clock is off; None when no server could be asked, or they disagree."""
        self._thread.join()
        return self._found

    def _ask(self, servers: tuple[str, ...]) -> None:
        found = own_clock(servers)
        if isinstance(found, ClockOffset):
            self._found = OwnClock(found.offset_seconds, found.uncertainty_seconds)


@dataclass(frozen=True, slots=True)
class Probing:
    """What a host of a role must reach: `names` stand for wildcards, `server` is its configuration server."""

    network: NetworkRequirements
    role: Role
    names: tuple[str, ...] = ()
    server: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How every host of a run is looked at. Without `probing` no address is probed."""

    install_dir: str
    probing: Probing | None = None
    time_servers: TimeServers | None = None

    def collect(self, target: Target, session: Session) -> Evidence:
        """Run the collector over an open session; raises what `platforms.collect` raises."""
        probing = self.probing
        wanted = probing.network.probes(target.role or probing.role, probing.names, probing.server) if probing else ()
        evidence = platforms.collect(target, session, self.install_dir, wanted)
        if not session.own_clock:  # it is this machine
            from access.own_sections import with_own_sections

            evidence = with_own_sections(evidence, target.platform, self.install_dir)
        return replace(evidence, own_clock=self.time_servers.own_clock()) if self.time_servers else evidence
