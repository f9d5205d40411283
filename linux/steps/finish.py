"""The end of a push: what the host now says of its agent, and nothing of siteprep's left behind."""

from __future__ import annotations

from access.package_file import Tell
from installer.outcome import Outcome, StepResult, done
from installer.push_plan import SUCCEEDED
from linux.collect import collect
from linux.parse.agent import AGENT_SECTIONS, parse_agent
from linux.steps.context import StepContext
from preflight.facts import Absent, Agent, Unknown


def verify(context: StepContext, tell: Tell) -> StepResult:
    """Collect once more: the agent is the wanted one, registered, and its service runs."""
    agent = _agent(context)
    if not isinstance(agent, Agent):
        return agent
    if wrong := _wrong_version(context, agent):
        return wrong
    if agent.configuration_status != SUCCEEDED:
        return _wrong("not-registered", f"The agent's registration state is {agent.configuration_status or 'unset'}.")
    if agent.service_running is not True:
        return _wrong("service-stopped", "The agent's service vxagent does not run.")
    return done(f"Agent {agent.version} is registered and its service runs.")


def verify_version(context: StepContext, tell: Tell) -> StepResult:
    """Collect once more: the agent is the wanted one. It need not be registered."""
    agent = _agent(context)
    if not isinstance(agent, Agent):
        return agent
    return _wrong_version(context, agent) or done(f"Agent {agent.version} is installed; it is not registered yet.")


def verify_gone(context: StepContext, _tell: Tell) -> StepResult:
    """Collect once more: there is no agent."""
    agent = _found(context)
    if isinstance(agent, Absent):
        return done("No agent is left on the host.")
    said = agent.reason if isinstance(agent, Unknown) else f"Agent {agent.version} is still there."
    log = "/var/log/ua_uninstall.log"
    return _wrong("agent-left", f"The uninstaller reported success, but the agent is not gone: {said}", log)


def clean_up(context: StepContext, _tell: Tell) -> StepResult:
    """Remove the run folder."""
    context.script("clean_up", jobs=True)
    return done("The run folder was removed.")


def _found(context: StepContext) -> Agent | Absent | Unknown:
    """The agent as the collector sees it now."""
    return parse_agent(collect(context.session, context.request.folder, sections=AGENT_SECTIONS))


def _agent(context: StepContext) -> Agent | StepResult:
    agent = _found(context)
    if isinstance(agent, Unknown):
        return _wrong("agent-unknown", f"The agent's state could not be read: {agent.reason}")
    if isinstance(agent, Absent):
        return _wrong("agent-missing", "The installer reported success, but the host has no agent version file.")
    return agent


def _wrong_version(context: StepContext, agent: Agent) -> StepResult | None:
    if context.media is None or agent.version == str(context.media.package.version):
        return None
    return _wrong("agent-version", f"The host reports agent {agent.version}, not {context.media.package.version}.")


def _wrong(kind: str, cause: str, log: str = "/var/log/ua_install.log") -> StepResult:
    remedy = f"Read {log} on the host, correct what it names, then run the same command again."
    return StepResult(Outcome.failed(kind, cause, remedy), cause)
