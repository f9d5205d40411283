"""The steps that change a Windows host for good: the agent's own programs, each a job that is started at most once."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from access.package_file import Tell
from host.errors import HostError
from installer.job_result import job_result, listed_errors
from installer.outcome import Outcome, State, StepResult, done
from installer.push_plan import SUCCEEDED
from installer.push_request import AGENT_ROLES, CsType
from installer.windows_agent import (
    CONFIGURATION_CLI,
    CONFIGURATOR,
    ERRORS,
    INSTALLER,
    LOGS,
    UNINSTALL_LOG,
    configure_command,
    install_command,
    uninstall_arguments,
    upgrade_command,
)
from preflight.facts import Absent, Agent
from windows.agent.context import AgentContext
from windows.agent.look import look_at_agent, was_completed
from windows.parse.answer import JobState, records
from windows.parse.plain import plain
from windows.steps.context import StepRefused, inside, read
from windows.steps.files import answer_path, put
from windows.steps.jobs import Ended, Program, Progress, look, run_job, unfinished

SECRET = "registration"
"""The name of the file with what the agent is registered with; it lies in the run folder's answers."""
MUTEX = "Microsoft Azure Site Recovery Unified Agent"
"""Held by a running installer (source: AzMigrate-Hydration @8344a7f9, UnifiedAgentInstaller)."""
ERROR_CODES = (97, 98, 99)
"""Exit codes that say: the errors are listed in InstallerErrors.json."""
MSI_CODES = range(1601, 1655)
"""Windows Installer's own codes, which the agent's installer may pass on."""
ALREADY_RUNNING = "InstallationAlreadyRunning"
"""How the names of listed errors end when another installation held up the installer."""
_WAITS = (15.0, 30.0, 60.0, 120.0)
"""Seconds until a program that another one held up is started again; the last one repeats."""
_LOG_END = 8000
_EXTRACT_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    log: str
    codes: str
    success: str


def extract(context: AgentContext, tell: Tell) -> StepResult:
    """Unpack the package, from exactly the file with the SHA-256 that was verified."""
    program = Program(
        context.file_path, ("/q", f"/x:{context.extracted}"), sha256=context.package.sha256, media=context.extracted
    )

    def again(state: JobState) -> bool:
        return str(state) != "finished 0" or not _extracted(context)

    ended = run_job(context, "extract", program, tell, seconds=_EXTRACT_SECONDS, again=again)
    if isinstance(ended, StepResult):
        return ended
    if ended.state.code != 0:
        return _no_success(_Job("extract", "", "", ""), ended)
    if not _extracted(context):
        return unfinished(
            "media-incomplete",
            f"The self-extractor reported success, but it holds no {INSTALLER}.",
            "Check that the file is the agent's package as Microsoft publishes it, then run the same command again.",
        )
    return done("The package was unpacked.")


def install(context: AgentContext, tell: Tell) -> StepResult:
    """Run the installer, or take the result of the one that was started before."""
    return _bring_up(context, tell, "install", install_command(context.request, AGENT_ROLES[context.role]))


def upgrade(context: AgentContext, tell: Tell) -> StepResult:
    """Run the new agent's installer over the installed agent, which keeps its role, platform and registration."""
    agent = context.agent
    cs_type = (agent and agent.cs_type) or CsType.CLASSIC.value
    command = upgrade_command(AGENT_ROLES[context.role], (agent and agent.vm_platform) or "", cs_type)
    return _bring_up(context, tell, "upgrade", command)


def configure(context: AgentContext, tell: Tell) -> StepResult:
    """Register the agent; what it is registered with travels on standard input only, and its file is removed after."""
    registration = context.registration
    if registration is None:
        raise ValueError("This step needs what the agent is registered with.")
    agent = look_at_agent(context)
    if not isinstance(agent, Agent):
        return unfinished("agent-missing", "There is no agent that could be registered.", "Install it first.")
    if agent.configuration_status == SUCCEEDED:
        return done("The agent is registered already.")
    secret = answer_path(context.run_folder, SECRET)
    _, *arguments = configure_command(context.request, secret)
    program = Program(inside(_agent_folder(agent), CONFIGURATOR), tuple(arguments))
    place = f"with {context.request.server}" if context.request.server else "with its appliance"
    job = _Job("configure", "ASRUnifiedAgentConfigurator.log", "configure", f"The agent was registered {place}.")
    try:
        put(context, SECRET, f"{registration.secret.reveal()}\n".encode())
        return _run(context, job, program, tell)
    finally:
        _remove_secret(context)


def uninstall(context: AgentContext, tell: Tell) -> StepResult:
    """Let Windows Installer remove the agent."""
    if isinstance(look_at_agent(context), Absent):
        return done("No agent is installed any more.")
    (system,) = context.script("system_folder", jobs=False)
    log = context.script("expand", jobs=False, TEXT=rf"{LOGS}\{UNINSTALL_LOG}")[0].strip()
    program = Program(inside(system.strip(), "msiexec.exe"), tuple(uninstall_arguments(log)))
    return _run(context, _Job("uninstall", UNINSTALL_LOG, "uninstall", "The agent was removed."), program, tell)


def config_input(context: AgentContext, _tell: Tell) -> StepResult:
    """Ask the agent for what the appliance must be told; the host then waits for the file that is made from it."""
    agent = look_at_agent(context)
    if not isinstance(agent, Agent):
        return unfinished("agent-missing", "There is no agent that could be asked.", "Install it first.")
    lines = context.script("config_input", jobs=False, FOLDER=agent.install_dir, PROGRAM=CONFIGURATION_CLI)
    words = " ".join(lines).split()
    cause = f"The agent is installed and waits for its configuration file. Agent Config Input: {plain(words[-1])}"
    remedy = (
        "Paste the Agent Config Input into the appliance's configuration manager, download the file, and run the same "
        "command again with --source-config."
    )
    outcome = Outcome(State.WAITING_FOR_CONFIG, "waiting-for-config", cause, remedy)
    return StepResult(outcome, "The host waits for its configuration file.")


def _bring_up(context: AgentContext, tell: Tell, name: str, command: Sequence[str]) -> StepResult:
    version = str(context.package.package.version)
    agent = look_at_agent(context)
    if isinstance(agent, Agent) and agent.version == version and _nothing_left(context, name):
        return done(f"Agent {version} is installed already.")
    program = Program(inside(context.extracted, INSTALLER), tuple(command[1:]), mutex=MUTEX)
    job = _Job(name, "ASRUnifiedAgentInstaller.log", "install", f"Agent {version} was installed.")
    result = _run(context, job, program, tell)
    if not result.outcome.state.succeeded:
        return result
    agent = look_at_agent(context)
    if isinstance(agent, Agent) and agent.version == version:
        return result
    there = f"agent {agent.version}" if isinstance(agent, Agent) else "no agent"
    cause = f"The installer ended with exit code {result.exit_code}, but the host reports {there}, not {version}."
    remedy = rf"Read {LOGS}\{job.log} on the host, then run the same command again."
    return StepResult(Outcome.failed("not-installed", cause, remedy), cause, result.exit_code, result.log)


def _nothing_left(context: AgentContext, job: str) -> bool:
    """Whether the installer came to its end, and not in this very run, which is to take its result."""
    state = look(context, job, Progress()).state
    own = state.code is not None and state.run == context.run_id
    return state.word != "running" and not own and was_completed(context)


def _run(context: AgentContext, job: _Job, program: Program, tell: Tell) -> StepResult:
    """Run a program; where another one holds it up, wait and start it again, as long as the job may take."""
    ends = time.monotonic() + context.job_seconds
    tries = 0
    while True:
        first = tries == 0

        def again(state: JobState, first: bool = first) -> bool:
            """An earlier run's end is set aside, and so is one that another installation caused."""
            return not first or state.code is None or state.run != context.run_id

        seconds = max(1.0, ends - time.monotonic())
        try:
            ended = run_job(context, job.name, program, tell, seconds=seconds, again=again)
        except StepRefused as error:
            if "Another setup" not in error.message:
                raise
            result = StepResult(
                Outcome(State.RETRY_LATER, "already-running", error.message, error.remedy), error.message
            )
        else:
            if isinstance(ended, StepResult):
                return ended
            if ended.state.code is None:
                return _no_success(job, ended)
            result = _result(context, job, ended)
        wait = _WAITS[min(tries, len(_WAITS) - 1)]
        if result.outcome.state is not State.RETRY_LATER or time.monotonic() + wait > ends:
            return result
        tries += 1
        tell(f"another installation runs on the host; trying again in {wait:.0f} s")
        _pause(wait, tell)


def _pause(seconds: float, tell: Tell) -> None:
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        time.sleep(min(left, 5.0))
        tell(f"waiting for another installation to end, {max(left - 5, 0):.0f} s left")


def _result(context: AgentContext, job: _Job, ended: Ended) -> StepResult:
    code = ended.state.code or 0
    files = [rf"{LOGS}\{job.log}"]
    if code in ERROR_CODES:
        files.append(rf"{LOGS}\{ERRORS}")
    told = read(parse_tails, context.script("tail", jobs=False, FILES=files, LIMIT=256 * 1024))
    log = context.mask(_named(told, job.log))[-_LOG_END:]
    errors = context.mask(_named(told, ERRORS))
    said = [line for name in ("output", job.log) for line in ended.progress.last.get(name, [])]
    codes = "msi" if code in MSI_CODES else job.codes
    result = job_result(
        code, context.outcomes[codes], job.success, errors=errors, catalogue=context.errors, said=said, log=log
    )
    if any(each.entry.name.endswith(ALREADY_RUNNING) for each in listed_errors(errors, context.errors)):
        held_up = Outcome(State.RETRY_LATER, "already-running", result.outcome.cause, result.outcome.remedy)
        return StepResult(held_up, result.message, code, log)
    return result


def parse_tails(lines: Iterable[str]) -> dict[str, str]:
    """Read the answer of ``tail``: texts by path; ValueError for another form."""
    found: dict[str, str] = {}
    for kind, path, data in records(lines):
        if kind != "file":
            raise ValueError("This is no file.")
        raw = base64.b64decode(data, validate=True)
        encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        found[plain(path)] = raw.decode(encoding, "replace")
    return found


def _named(told: dict[str, str], name: str) -> str:
    return next((text for path, text in told.items() if path.lower().endswith(name.lower())), "")


def _no_success(job: _Job, ended: Ended) -> StepResult:
    said = " / ".join(ended.progress.last.get("output", []))
    last = f" It said: {said}" if said else ""
    if ended.state.code is not None:
        cause = f"The job {job.name} ended with exit code {ended.state.code}.{last}"
        remedy = "Check the disk's free space and the package, then run the same command again."
        return StepResult(Outcome.failed(f"{job.name}-failed", cause, remedy), cause, ended.state.code)
    if ended.state.word == "not-started":
        return unfinished(
            f"{job.name}-not-started",
            f"The host could not start the program.{last}",
            "Check that no policy or antivirus program holds it back; then run the same command again.",
        )
    return unfinished(
        f"{job.name}-vanished",
        f"The job {job.name} ended without a result, as after a reboot or a kill.",
        "Run the same command again; it starts the job anew.",
    )


def _extracted(context: AgentContext) -> bool:
    return context.script("media", jobs=False, NAME=INSTALLER)[0].startswith("there\t")


def _remove_secret(context: AgentContext) -> None:
    """Take the file away while the job that read it may still run: it is removed on every way out."""
    with suppress(HostError):  # what went wrong before counts; the next run removes it
        context.script("forget", jobs=False, NAME=SECRET)


def _agent_folder(agent: Agent) -> str:
    folder = agent.install_dir.rstrip("\\")
    return folder if folder.lower().endswith(r"\agent") else inside(folder, "agent")
