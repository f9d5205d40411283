"""What of a host's findings stops the original's silent setup, and with which exit code: pure.

Only a failure that the original is known to refuse stops. What could not be found out does not: the original looks for
itself, and its word is better than a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from preflight.finding import Finding, Severity, Status
from preflight.role_requirements import RoleRequirements, SetupMode, Stop, Switch

ROLE_PLATFORM = "common.role-platform"
NO_SUCH_ROLE_HERE = 4
"""The original's own check of the operating system is what a host fails on which the role cannot be set up at all."""


@dataclass(frozen=True, slots=True)
class SetupStop:
    """`stops`: findings with the exit code each ends setup with, in the original's order, so that the first decides.

    `warnings`: what else is not as it should be or could not be found out; setup goes on with it.
    """

    stops: tuple[tuple[Finding, int], ...]
    warnings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int | None:
        """What the original would end with; None where it goes on."""
        return self.stops[0][1] if self.stops else None


def setup_stop(
    findings: Sequence[Finding],
    requirements: RoleRequirements,
    *,
    mode: SetupMode,
    skip_prereqs: bool,
    skip_space: bool,
    skip_tls: bool,
) -> SetupStop:
    """Divide a host's findings for a setup of this mode with these switches.

    A finding under a waiver stops nothing. The role on the wrong platform comes first, and no switch lifts it.
    """
    given = {Switch.SKIP_PREREQS: skip_prereqs, Switch.SKIP_SPACE: skip_space, Switch.SKIP_TLS: skip_tls}
    switches = frozenset(switch for switch, is_given in given.items() if is_given)
    steps = {
        step.name: order
        for order, step in enumerate(requirements.steps)
        if mode in step.modes and not step.lifted_by & switches
    }
    rows = list(requirements.rows)
    stops: list[tuple[int, int, Finding, int]] = []
    warnings: list[Finding] = []
    for finding in findings:
        row = finding.id.removeprefix("windows.")
        if finding.status in (Status.PASS, Status.NOT_APPLICABLE) or finding.severity is Severity.INFO:
            continue
        if finding.status is not Status.FAIL or finding.waiver is not None:
            warnings.append(finding)
        elif finding.id == ROLE_PLATFORM:
            stops.append((-1, -1, finding, NO_SUCH_ROLE_HERE))
        elif row not in requirements.rows:
            warnings.append(finding)
        elif stop := _first(requirements.rows[row].stops, steps, switches):
            stops.append((steps[stop.step], rows.index(row), finding, stop.code))
        else:
            warnings.append(finding)
    stops.sort(key=lambda each: each[:2])
    return SetupStop(tuple((finding, code) for *_, finding, code in stops), tuple(warnings))


def _first(stops: Sequence[Stop], steps: dict[str, int], switches: frozenset[Switch]) -> Stop | None:
    """The stop that counts: of a step that is taken, not lifted, and more than a warning."""
    return next(
        (stop for stop in stops if stop.step in steps and not stop.lifted_by & switches and not stop.warns), None
    )
