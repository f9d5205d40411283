"""The end of a push: what the host now says of its agent, and nothing of siteprep's left behind."""

from __future__ import annotations

from access.package_file import Tell
from installer.agent_check import AgentCheck
from installer.linux_agent import LINUX
from installer.outcome import StepResult, done
from linux.collect import collect
from linux.parse.agent import AGENT_SECTIONS, parse_agent
from linux.steps.context import StepContext
from preflight.facts import Absent, Agent, Unknown


def verify(context: StepContext, _tell: Tell) -> StepResult:
    """Collect once more: the agent is the wanted one, registered, and its service runs."""
    return _check(context).registered(_found(context))


def verify_version(context: StepContext, _tell: Tell) -> StepResult:
    """Collect once more: the agent is the wanted one. It need not be registered."""
    return _check(context).installed(_found(context), "; it is not registered yet")


def verify_gone(context: StepContext, _tell: Tell) -> StepResult:
    """Collect once more: there is no agent."""
    return _check(context).gone(_found(context))


def clean_up(context: StepContext, _tell: Tell) -> StepResult:
    """Remove the run folder."""
    context.script("clean_up", jobs=True)
    return done("The run folder was removed.")


def _found(context: StepContext) -> Agent | Absent | Unknown:
    """The agent as the collector sees it now."""
    return parse_agent(collect(context.session, context.request.folder, sections=AGENT_SECTIONS))


def _check(context: StepContext) -> AgentCheck:
    return AgentCheck(
        wanted=str(context.media.package.version) if context.media else "",
        service=LINUX.service,
        missing="The installer reported success, but the host has no agent version file.",
        log=LINUX.logs,
        uninstall_log="/var/log/ua_uninstall.log",
    )
