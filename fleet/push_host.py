"""One host of a push, and what carries out its steps on its platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from access.host_lock import host_lock
from access.package_file import PackageFile, Registration
from access.pull_offer import Offer
from access.share import ShareOpener
from access.throttle import Throttle
from fleet.gates import Gate
from fleet.limits import Workers
from fleet.push_choice import agent_of
from fleet.steps import Perform
from host.session import Session
from host.target import Platform, Role, Target
from installer.explain.catalogue import Catalogue
from installer.outcome import OutcomeTable, StepResult
from installer.push_request import PushRequest
from preflight.facts import Agent, LinuxFacts
from preflight.windows_facts import WindowsFacts


@dataclass(frozen=True, slots=True)
class PushLimits:
    """What bounds a push: hosts at once, the gate before copying, the seconds an installer may take, the line.

    With `pull` hosts fetch packages themselves; `share` opens the administrative share of Windows hosts.
    `allow_unsigned` lets a package pass that Windows finds no valid signature on.
    """

    workers: Workers
    transfer: Gate
    job_seconds: float
    throttle: Throttle
    pull: Callable[[Path], Offer] | None = None
    share: ShareOpener | None = None
    allow_unsigned: bool = False


@dataclass(frozen=True, slots=True)
class HostPush:
    """Everything that a host's steps need. `outcomes` are those of the platform's programs, by job."""

    name: str
    session: Session
    run: str
    run_folder: str
    facts: LinuxFacts | WindowsFacts
    role: Role
    request: PushRequest
    media: PackageFile | None
    registration: Registration | None
    outcomes: Mapping[str, OutcomeTable]
    errors: Catalogue
    limits: PushLimits
    break_locks: bool

    @property
    def agent(self) -> Agent | None:
        """The agent that the plan found there, if any."""
        found = agent_of(self.facts)
        return found if isinstance(found, Agent) else None


@contextmanager
def performing(target: Target, push: HostPush) -> Iterator[Perform]:
    """What carries out a host's steps while its lock is held. Raises Locked, SessionLost and other HostErrors."""
    opened = _windows(target, push) if target.platform is Platform.WINDOWS else _linux(push)
    with opened as steps:

        def perform(step: str, say: Callable[[str], None]) -> StepResult:
            with push.limits.transfer.passed() if step == "stage" else nullcontext():
                return steps(step, say)

        yield perform


@contextmanager
def _linux(push: HostPush) -> Iterator[Perform]:
    from linux.steps.context import StepContext
    from linux.steps.lock import asked
    from linux.steps.table import STEPS

    context = StepContext(
        session=push.session,
        run_id=push.run,
        run_folder=push.run_folder,
        request=push.request,
        role=push.role,
        agent=push.agent,
        media=push.media,
        registration=push.registration,
        outcomes=push.outcomes,
        errors=push.errors,
        job_seconds=push.limits.job_seconds,
        throttle=push.limits.throttle,
        pull=push.limits.pull,
    )
    with host_lock(asked(push.session), push.name, push.run, break_it=push.break_locks):
        yield lambda step, say: STEPS[step](context, say)


@contextmanager
def _windows(target: Target, push: HostPush) -> Iterator[Perform]:
    from windows.agent.context import AgentContext
    from windows.agent.lock import asked
    from windows.agent.table import STEPS
    from windows.steps.context import open_run_folder

    folder = open_run_folder(push.session, push.run_folder.rpartition("\\")[2])
    context = AgentContext(
        session=push.session,
        run_id=push.run,
        run_folder=folder,
        target=target,
        request=push.request,
        role=push.role,
        agent=push.agent,
        media=push.media,
        registration=push.registration,
        outcomes=push.outcomes,
        errors=push.errors,
        job_seconds=push.limits.job_seconds,
        throttle=push.limits.throttle,
        pull=push.limits.pull,
        share=push.limits.share,
        allow_unsigned=push.limits.allow_unsigned,
        secrets=push.registration.hidden if push.registration else (),
    )
    with host_lock(asked(push.session), push.name, push.run, break_it=push.break_locks):
        yield lambda step, say: STEPS[step](context, say)
