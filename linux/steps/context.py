"""What a step works with, and the one way it talks to the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from access.package_file import PackageFile, Registration
from access.pull_offer import Offer
from access.throttle import Throttle
from host.errors import HostError, SessionLost
from host.secret import MASK
from host.session import Session
from host.target import Role
from installer.explain.catalogue import Catalogue
from installer.outcome import OutcomeTable
from installer.push_request import PushRequest
from linux import scripts
from preflight.facts import Agent

QUICK = 120.0
"""Seconds for a step that only looks at the host or unpacks; a slow disk is given time, a hung one is not."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """One host's push: its session and everything its steps need. Secrets are resolved, paths are local.

    `agent` is the one that the plan found there, if any; `media` and `registration` are None where no step needs them.
    With `pull` hosts fetch packages themselves.
    """

    session: Session
    run_id: str
    run_folder: str
    request: PushRequest
    role: Role
    agent: Agent | None
    media: PackageFile | None
    registration: Registration | None
    outcomes: Mapping[str, OutcomeTable]
    errors: Catalogue
    job_seconds: float
    pull: Callable[[Path], Offer] | None = None
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def package(self) -> PackageFile:
        """The package that is brought to the host."""
        if self.media is None:
            raise ValueError("This step needs a package.")
        return self.media

    def script(
        self,
        name: str,
        *,
        arguments: Sequence[str] = (),
        jobs: bool = False,
        then: Sequence[str] = (),
        stdin: Iterable[bytes] = (),
        deadline: float = QUICK,
        **variables: str,
    ) -> list[str]:
        """Run one step's script and give its lines; raises StepRefused when it says that it could not do its work."""
        text = scripts.step(
            name, arguments=arguments, jobs=jobs, then=then, RUN_FOLDER=self.run_folder, RUN_ID=self.run_id, **variables
        )
        result = self.session.run(text, stdin=stdin, deadline=deadline)
        lines = self._masked(result.text).splitlines()
        if result.exit_code is None:
            raise SessionLost(
                "script-ended",
                "Something on the host ended the step by force, as a shutdown does.",
                "Run the same command again; it goes on where it stopped.",
            )
        if result.exit_code != 0 or not lines:
            said = " ".join(self._masked(result.stderr.decode("utf-8", "replace")).split())[-500:]
            raise StepRefused(
                "step-refused",
                said or f"The host ended the step with exit code {result.exit_code} and said nothing.",
                "Correct this on the host, then run the same command again.",
            )
        return lines

    def _masked(self, text: str) -> str:
        """A program on the host may print what it was given; secrets go no further than here."""
        for secret in self.registration.hidden if self.registration else ():
            text = text.replace(secret.reveal(), MASK)
        return text


class StepRefused(HostError):
    """A step's script found that it must not or cannot do its work; the message is the host's own sentence."""
