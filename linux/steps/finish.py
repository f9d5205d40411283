"""The end of a push: what the host now says of its agent, and nothing of siteprep's left behind."""

from __future__ import annotations

from installer.outcome import Outcome, StepResult, done
from linux.collect import collect
from linux.parse.host import parse_facts
from linux.steps.context import StepContext, Tell
from preflight.facts import Agent, Unknown


def verify(context: StepContext, _tell: Tell) -> StepResult:
    """Collect once more and compare the agent with what was wanted."""
    agent = parse_facts(collect(context.session, context.request.folder)).agent
    if isinstance(agent, Unknown):
        return _wrong("agent-unknown", f"The agent's state could not be read: {agent.reason}")
    if not isinstance(agent, Agent):
        return _wrong("agent-missing", "The installer reported success, but the host has no agent version file.")
    if agent.version != str(context.package.version):
        return _wrong("agent-version", f"The host reports agent {agent.version}, not {context.package.version}.")
    if agent.configuration_status != "Succeeded":
        return _wrong("not-registered", f"The agent's registration state is {agent.configuration_status or 'unset'}.")
    if agent.service_running is not True:
        return _wrong("service-stopped", "The agent's service vxagent does not run.")
    return done(f"Agent {agent.version} is registered and its service runs.")


def clean_up(context: StepContext, _tell: Tell) -> StepResult:
    """Remove the run folder."""
    context.script("clean_up", jobs=True)
    return done("The run folder was removed.")


def _wrong(kind: str, cause: str) -> StepResult:
    remedy = "Read /var/log/ua_install.log on the host, correct what it names, then run the same command again."
    return StepResult(Outcome.failed(kind, cause, remedy), cause)
