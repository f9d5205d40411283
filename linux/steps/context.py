"""What a step works with, and the one way it talks to the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from host.errors import HostError
from host.secret import MASK, Secret
from host.session import Session
from installer.media import Package
from installer.outcome import OutcomeTable
from installer.push_plan import PushRequest
from linux import scripts

QUICK = 120.0
"""Seconds for a step that only looks at the host or unpacks; a slow disk is given time, a hung one is not."""


Tell = Callable[[str], None]
"""Takes a word on a long step's progress; it may raise to stop the step at that point."""


@dataclass(frozen=True, slots=True)
class StepContext:
    """One host's push: its session and everything its steps need. Secrets are resolved, paths are local."""

    session: Session
    run_id: str
    run_folder: str
    package: Package
    package_path: Path
    sha256: str
    request: PushRequest
    passphrase: Secret
    outcomes: Mapping[str, OutcomeTable]
    job_seconds: float

    def script(
        self,
        name: str,
        *,
        arguments: Sequence[str] = (),
        jobs: bool = False,
        stdin: Iterable[bytes] = (),
        deadline: float = QUICK,
        **variables: str,
    ) -> list[str]:
        """Run one step's script and give its lines; raises StepRefused when it says that it could not do its work."""
        text = scripts.step(
            name, arguments=arguments, jobs=jobs, RUN_FOLDER=self.run_folder, RUN_ID=self.run_id, **variables
        )
        result = self.session.run(text, stdin=stdin, deadline=deadline)
        # A program on the host may print what it was given; the passphrase goes no further than here.
        lines = result.text.replace(self.passphrase.reveal(), MASK).splitlines()
        if result.exit_code != 0 or not lines:
            stderr = result.stderr.decode("utf-8", "replace").replace(self.passphrase.reveal(), MASK)
            said = " ".join(stderr.split())[-500:]
            raise StepRefused(
                "step-refused",
                said or f"The host ended the step with exit code {result.exit_code} and said nothing.",
                "Correct this on the host, then run the same command again.",
            )
        return lines


class StepRefused(HostError):
    """A step's script found that it must not or cannot do its work; the message is the host's own sentence."""
