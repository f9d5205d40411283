"""The steps that change the host for good: installer and configurator, each a job that is started at most once."""

from __future__ import annotations

import json
import time

from installer.linux_agent import configure_command, install_command
from installer.outcome import Outcome, StepResult, done
from linux.steps.context import StepContext, Tell

POLL_SECONDS = 5
"""How long one exec waits on the host for a job before it is asked for again; an interrupt is heeded in between."""
CONFIGURE_ACCEPTED = (0, 98)
INSTALL_ACCEPTED = (0, 98, 209)


def install(context: StepContext, tell: Tell) -> StepResult:
    """Run the installer, or take the result of the one that was started before."""
    state = context.script(
        "install",
        jobs=True,
        arguments=install_command(context.request.folder),
        VERSION=str(context.package.version),
        ACCEPTED=" ".join(map(str, INSTALL_ACCEPTED)),
    )[0]
    if state == "installed":
        return done(f"Agent {context.package.version} is installed already.")
    return _result(context, tell, "install", f"Agent {context.package.version} was installed.")


def configure(context: StepContext, tell: Tell) -> StepResult:
    """Register the agent with the configuration server; the passphrase travels on standard input only."""
    passphrase_file = f"{context.run_folder}/configure/passphrase"
    state = context.script(
        "configure",
        jobs=True,
        arguments=configure_command(context.request.folder, context.request.server, passphrase_file),
        ACCEPTED=" ".join(map(str, CONFIGURE_ACCEPTED)),
        stdin=[f"{context.passphrase.reveal()}\n".encode()],
    )[0]
    if state == "configured":
        return done("The agent is registered already.")
    return _result(context, tell, "configure", f"The agent was registered with {context.request.server}.")


def _result(context: StepContext, tell: Tell, job: str, success: str) -> StepResult:
    """Wait for a job's exit code and say what it means."""
    ends = time.monotonic() + context.job_seconds
    while True:
        lines = context.script(
            "wait", jobs=True, JOB=job, SECONDS_TO_WAIT=str(POLL_SECONDS), deadline=POLL_SECONDS + 60
        )
        word, _, code = lines[0].partition(" ")
        if word == "finished" and code.isdecimal():
            outcome = context.outcomes[job].explain(int(code))
            said = "" if outcome.state.succeeded else _said(lines[1:])
            message = " ".join(part for part in (outcome.cause or success, said) if part)
            return StepResult(outcome, message, int(code))
        if word != "running":
            return _unfinished(
                f"{job}-vanished",
                f"The job {job} ended without a result, as after a reboot or a kill.",
                "Run the same command again; it starts the job anew.",
            )
        if time.monotonic() > ends:
            return _unfinished(
                f"{job}-deadline",
                f"The job {job} still runs after {context.job_seconds:.0f} seconds.",
                "It was left running. Run the same command again later; it takes the job's result.",
            )
        tell("still running")


def _unfinished(kind: str, cause: str, remedy: str) -> StepResult:
    return StepResult(Outcome.failed(kind, cause, remedy), cause)


def _said(lines: list[str]) -> str:
    """The errors the installer listed, or else the end of what it printed."""
    if "errors-json" in lines:
        at = lines.index("errors-json")
        listed = _listed_errors("\n".join(lines[at + 1 :]))
        if listed:
            return f"It listed: {'; '.join(listed)}."
        lines = lines[:at]
    last = [line.strip() for line in lines if line.strip()][-3:]
    return f"It printed last: {' / '.join(last)}" if last else ""


def _listed_errors(text: str) -> list[str]:
    """Names and messages of an InstallerErrors.json; nothing for a text that is none."""
    try:
        errors = json.loads(text)["Errors"]
        return [f"{error['error_name']} ({error['default_message']})" for error in errors][:20]
    except (ValueError, KeyError, TypeError):
        return []
