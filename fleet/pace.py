"""In which order hosts are changed, and when no further one is: canaries, batches, failures, the end of a window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from host.errors import UsageError
from installer.outcome import Outcome, State

_FAILURES = (State.FAILED, State.RETRY_LATER, State.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Pace:
    """`canary` hosts go first and must all end well; the others follow in batches of `batch` (0: all at once).

    Once `max_failures` hosts have failed, or the time is after `until`, no further host is begun. Hosts that preflight
    kept from being touched are no failures.
    """

    canary: int = 0
    batch: int = 0
    max_failures: int | None = None
    until: datetime | None = None

    def waves(self, hosts: Sequence[str]) -> Iterator[Sequence[str]]:
        """The hosts in the order they are given, wave by wave; a wave begins when the one before has ended.

        >>> list(Pace(canary=1, batch=2).waves("abcd"))
        ['a', 'bc', 'd']
        """
        if self.canary and hosts:
            yield hosts[: self.canary]
        rest = hosts[self.canary :]
        size = self.batch or len(rest)
        for start in range(0, len(rest), size or 1):
            yield rest[start : start + size]

    def why_stop(self, ended: Mapping[str, State], canaries: Sequence[str], now: datetime) -> Outcome | None:
        """Why no further host is to be begun, given how hosts ended so far; None when nothing stands in the way.

        `canaries` are the hosts that went first, once all of them have ended.
        """
        failed = sum(state in _FAILURES for state in ended.values())
        bad = sum(ended.get(host) in _FAILURES for host in canaries)
        if self.until is not None and now >= self.until:
            return _not_begun("window", f"The change window ended at {self.until:%Y-%m-%d %H:%M}.")
        if bad:
            return _not_begun("canary", f"{bad} of the {len(canaries)} hosts that went first did not end well.")
        if self.max_failures is not None and failed >= self.max_failures:
            return _not_begun("max-failures", f"{failed} hosts have failed, and the run was to stop then.")
        return None


def _not_begun(kind: str, why: str) -> Outcome:
    remedy = "Follow the remedies of hosts that failed, then run the same command again; siteprep runs resume does it."
    return Outcome(State.NOT_BEGUN, kind, f"{why} This host was not begun.", remedy)


def read_time(text: str, now: datetime) -> datetime:
    """A time as users give it: ``23:30`` is the next one by the clock of this machine, or a whole date and time.

    `now` has a time zone. Raises UsageError for anything else, and for a time that is over.
    """
    try:
        if len(text) <= 5:
            hour = datetime.strptime(text, "%H:%M").time()
            found = now.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
            return found if found > now else found + timedelta(days=1)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--until: {text!r} is no time.", "Write it like 23:30, or like 2026-03-31T23:30 or 2026-03-31T23:30+02:00."
        ) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=now.tzinfo)
    if found <= now:
        raise UsageError(f"--until: {text} is over.", "Give a time to come.")
    return found
