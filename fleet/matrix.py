"""Trying the documented ways between hosts: listeners where a service is not there yet, then a probe of every way."""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field

from access.ports import Listeners, reach
from fleet import platforms
from fleet.engine import Stop, work_through
from fleet.events import HostFinished, HostStarted, Listener
from fleet.limits import Workers
from fleet.sessions import OpenSession
from host.errors import HostError
from host.session import Session
from host.target import Platform, Target
from linux import listening
from preflight.facts import Absent, Unknown
from preflight.network import Probe, Wanted
from preflight.port_matrix import SITEPREP, Result, Way, judged, settled

AT_ONCE = 64
"""Ways that one source tries at a time."""
SECONDS_OF_A_HOST = 30
"""What a source takes at most for AT_ONCE ways."""
INSTALL_DIR = "/usr/local/ASR"


@dataclass
class Matrix:
    """One look at all ways. `here` names the host that this machine is, where it is one of them."""

    targets: Mapping[str, Target]
    open_session: OpenSession
    here: str | None
    tell: Listener
    stop: Stop
    _token: str = field(default_factory=lambda: secrets.token_hex(8))
    _listening: set[tuple[str, int]] = field(default_factory=set)
    _own: set[tuple[str, int]] = field(default_factory=set)
    _processes: dict[str, list[int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, ways: Sequence[Way]) -> tuple[Result, ...]:
        """Every way with its outcome, in the ways' order. Listeners are ended on every path out.

        A listener that cannot be ended, because its host is not reached any more, ends itself.
        """
        by_source: dict[str, list[Way]] = defaultdict(list)
        wanted: dict[str, list[int]] = defaultdict(list)
        for way in ways:
            by_source[way.source].append(way)
            if way.listener and way.port not in wanted[way.destination]:
                wanted[way.destination].append(way.port)
        own_ports = wanted.pop(self.here, []) if self.here else []
        seconds = 60 + SECONDS_OF_A_HOST * sum(-(-len(each) // AT_ONCE) for each in by_source.values())
        probes: dict[Way, Probe | str] = {}

        def start(name: str) -> None:
            self._start(name, wanted[name], seconds)

        def probe(name: str) -> None:
            probes.update(self._probe(name, by_source[name]))

        with Listeners(own_ports) as here:
            self._note(self.here or "", here.served, here.started)
            try:
                self._each(wanted, start, "listens", self.stop)
                self._each(by_source, probe, "probed", self.stop)
            finally:
                self._each(self._processes, self._end, "cleared", Stop())  # also for one who asked to stop
        return settled(self._judged(way, probes.get(way, "The probe did not come to its end.")) for way in ways)

    def _each(self, names: Mapping[str, object], process: Callable[[str], None], word: str, stop: Stop) -> None:
        def guarded(name: str) -> None:
            self.tell(HostStarted(name))
            process(name)
            self.tell(HostFinished(name, word))

        for error in work_through(list(names), guarded, at_once=Workers().preflight, stop=stop).values():
            raise error

    def _start(self, name: str, ports: Sequence[int], seconds: int) -> None:
        """Listen on a destination; a host that cannot be signed in to is only probed."""
        target = self.targets[name]
        if target.platform is not Platform.LINUX:
            return
        with suppress(HostError), closing(self.open_session(target)) as session:
            found = listening.start(session, self._token, seconds, ports)
            with self._lock:
                self._processes[name] = list(found.started.values())
            self._note(name, found.served, found.started)

    def _note(self, name: str, served: Iterable[int], started: Iterable[int]) -> None:
        own = {(name, port) for port in started}
        with self._lock:
            self._listening |= own | {(name, port) for port in served}
            self._own |= own

    def _end(self, name: str) -> None:
        with suppress(HostError), closing(self.open_session(self.targets[name])) as session:
            listening.stop(session, self._token, self._processes[name])

    def _probe(self, source: str, ways: Sequence[Way]) -> dict[Way, Probe | str]:
        if source in (SITEPREP, self.here):
            with ThreadPoolExecutor(AT_ONCE) as pool:
                return dict(zip(ways, pool.map(lambda way: reach(way.address, way.port), ways), strict=True))
        try:
            with closing(self.open_session(self.targets[source])) as session:
                found: dict[Way, Probe | str] = {}
                for at in range(0, len(ways), AT_ONCE):
                    found |= self._by_host(self.targets[source], session, ways[at : at + AT_ONCE])
                return found
        except HostError as error:
            return dict.fromkeys(ways, str(error))

    def _by_host(self, target: Target, session: Session, ways: Sequence[Way]) -> dict[Way, Probe | str]:
        wanted = [Wanted("tcp", way.address, way.port) for way in ways]
        evidence = platforms.collect(target, session, INSTALL_DIR, wanted)
        probes = platforms.parse(target, evidence).probes
        if isinstance(probes, Absent | Unknown):
            why = probes.reason if isinstance(probes, Unknown) else "The host made no probes."
            return dict.fromkeys(ways, why)
        return dict(zip(ways, probes, strict=True))

    def _judged(self, way: Way, probe: Probe | str) -> Result:
        place = (way.destination, way.port)
        return judged(way, probe, listens=place in self._listening, own_listener=place in self._own)
