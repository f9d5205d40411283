"""States of services, as the step ``services`` prints them, pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from windows.parse.answer import records
from windows.parse.plain import plain

ABSENT = "absent"
_STARTS = {"0": "boot", "1": "system", "2": "automatic", "3": "manual", "4": "disabled"}


@dataclass(frozen=True, slots=True)
class Service:
    """One service: Windows' word for its state (Running, Stopped ...) or absent, and how it starts."""

    name: str
    state: str
    start: str

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self.state == "Running"


def parse_services(lines: Iterable[str], asked: Collection[str] = ()) -> tuple[Service, ...]:
    """Read the answer; ValueError where it is cut, of another form, or silent on a service that was asked for."""
    found = []
    for kind, name, state, start in records(lines):
        if kind != "service":
            raise ValueError("This is no service.")
        found.append(Service(plain(name), plain(state), _STARTS.get(start, "unknown")))
    if set(asked) - {service.name for service in found}:
        raise ValueError("The answer tells nothing of a service.")
    return tuple(found)
