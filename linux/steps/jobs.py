"""The steps that change the host for good: the agent's own programs, each a job that is started at most once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from access.package_file import Tell
from installer.linux_agent import PLATFORM, configure_arguments, install_command, upgrade_command
from installer.outcome import Outcome, State, StepResult, done
from installer.push_request import AGENT_ROLES, CsType
from linux.steps.context import QUICK, StepContext
from linux.steps.job_answer import JobAnswer

POLL_SECONDS = 5
"""How long one exec waits on the host for a job before it is asked for again; an interrupt is heeded in between."""
CONFIGURE_ACCEPTED = (0, 98)
INSTALL_ACCEPTED = (0, 98, 209)


@dataclass(frozen=True, slots=True)
class Job:
    """One of the agent's programs as a job: its name, and where it writes its log."""

    name: str
    log: str


def install(context: StepContext, tell: Tell) -> StepResult:
    """Run the installer, or take the result of the one that was started before."""
    request = context.request
    return _bring_up(context, tell, install_command(request.folder, AGENT_ROLES[context.role], request.cs_type))


def upgrade(context: StepContext, tell: Tell) -> StepResult:
    """Run the new agent's installer over the installed agent, which keeps its role, platform and registration."""
    agent = context.agent
    platform = (agent and agent.vm_platform) or PLATFORM
    cs_type = (agent and agent.cs_type) or CsType.CLASSIC.value
    return _bring_up(context, tell, upgrade_command(AGENT_ROLES[context.role], platform, cs_type))


def _bring_up(context: StepContext, tell: Tell, command: Sequence[str]) -> StepResult:
    version = str(context.package.package.version)
    accepted = " ".join(map(str, INSTALL_ACCEPTED))
    job = Job("install", "/var/log/ua_install.log")
    begun = _begin(context, job, arguments=command, VERSION=version, ACCEPTED=accepted)
    if begun[0] == "installed":
        return done(f"Agent {version} is installed already.")
    answer = _wait(context, tell, job, begun)
    if isinstance(answer, StepResult):
        return answer
    result = answer.result(context.outcomes["install"], f"Agent {version} was installed.", context.errors)
    if result.outcome.state.succeeded and answer.version != version:
        cause = (
            f"The installer ended with exit code {answer.code}, but the host reports "
            f"{f'agent {answer.version}' if answer.version else 'no agent'}, not {version}."
        )
        remedy = "Read /var/log/ua_install.log on the host, then run the same command again."
        return StepResult(Outcome.failed("not-installed", cause, remedy), cause, answer.code, answer.log)
    return result


def configure(context: StepContext, tell: Tell) -> StepResult:
    """Register the agent; what it is registered with travels on standard input only."""
    request, registration = context.request, context.registration
    if registration is None:
        raise ValueError("This step needs what the agent is registered with.")
    job = Job("configure", "/var/log/ua_install.log")
    begun = _begin(
        context,
        job,
        arguments=configure_arguments(request.cs_type, request.server, f"{context.run_folder}/configure/secret"),
        ACCEPTED=" ".join(map(str, CONFIGURE_ACCEPTED)),
        stdin=[f"{registration.secret.reveal()}\n".encode()],
    )
    if begun[0] == "configured":
        return done("The agent is registered already.")
    answer = _wait(context, tell, job, begun)
    if isinstance(answer, StepResult):
        return answer
    place = f"with {request.server}" if request.server else "with its appliance"
    return answer.result(context.outcomes["configure"], f"The agent was registered {place}.", context.errors)


def uninstall(context: StepContext, tell: Tell) -> StepResult:
    """Run the agent's own uninstaller."""
    job = Job("uninstall", "/var/log/ua_uninstall.log")
    begun = _begin(context, job)
    if begun[0] == "gone":
        return done("No agent is installed any more.")
    answer = _wait(context, tell, job, begun)
    if isinstance(answer, StepResult):
        return answer
    return answer.result(context.outcomes["uninstall"], "The agent was removed.", context.errors)


def config_input(context: StepContext, _tell: Tell) -> StepResult:
    """Ask the agent for what the appliance must be told; the host then waits for the file that is made from it."""
    lines = [line.strip() for line in context.script("config_input") if line.strip()]
    told = lines[-1].rpartition(" ")[2]  # the label stands before it or on a line of its own
    cause = f"The agent is installed and waits for its configuration file. Agent Config Input: {told}"
    remedy = (
        "Paste the Agent Config Input into the appliance's configuration manager, download the file, and run the same "
        "command again with --source-config."
    )
    outcome = Outcome(State.WAITING_FOR_CONFIG, "waiting-for-config", cause, remedy)
    return StepResult(outcome, "The host waits for its configuration file.")


def _begin(
    context: StepContext, job: Job, *, arguments: Sequence[str] = (), stdin: Sequence[bytes] = (), **variables: str
) -> list[str]:
    """Start a job unless its script finds that it need not be, and wait for it a while; what the host says of it."""
    return context.script(
        job.name,
        jobs=True,
        then=("wait",),
        arguments=arguments,
        stdin=stdin,
        deadline=QUICK,
        JOB=job.name,
        LOG=job.log,
        SECONDS_TO_WAIT=str(POLL_SECONDS),
        **variables,
    )


def _wait(context: StepContext, tell: Tell, job: Job, begun: Sequence[str]) -> JobAnswer | StepResult:
    """Wait for a job that was begun; its answer once it ended by itself, otherwise the failure."""
    started = time.monotonic()
    lines = begun[1:] or ["running"]
    while True:
        answer = JobAnswer.read(lines)
        if answer.code is not None:
            return answer
        if answer.state != "running":
            return _unfinished(
                f"{job.name}-vanished",
                f"The job {job.name} ended without a result, as after a reboot or a kill.",
                "Run the same command again; it starts the job anew.",
            )
        seconds = time.monotonic() - started
        if seconds > context.job_seconds:
            return _unfinished(
                f"{job.name}-deadline",
                f"The job {job.name} still runs after {seconds:.0f} seconds.",
                "It was left running. Run the same command again later; it takes the job's result.",
            )
        tell(f"running for {seconds:.0f} s")
        lines = context.script("wait", jobs=True, JOB=job.name, LOG=job.log, SECONDS_TO_WAIT=str(POLL_SECONDS))


def _unfinished(kind: str, cause: str, remedy: str) -> StepResult:
    return StepResult(Outcome.failed(kind, cause, remedy), cause)
