"""What the host now says of its agent."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from access.package_file import Tell
from installer.agent_check import AgentCheck
from installer.outcome import StepResult, done
from installer.push_plan import SUCCEEDED
from installer.windows_agent import LOGS, SERVICES, UNINSTALL_LOG, WINDOWS
from preflight.facts import Absent, Agent, Unknown
from preflight.windows_agent import agent_from
from windows.agent.context import AgentContext
from windows.parse.answer import records
from windows.parse.plain import plain
from windows.steps.context import read

_KEYS = (
    r"HKLM:\SOFTWARE\Wow6432Node\InMage Systems\Installed Products\5",
    r"HKLM:\SOFTWARE\InMage Systems\Installed Products\5",
)
_VALUES = (
    *("Version", "Build_Version", "InstallDirectory", "Platform", "AgentConfigurationStatus", "Reboot_Required"),
    "PostInstallActions",
)
_CONFIGURATION = (r"agent\Application Data\etc\drscout.conf", r"Application Data\etc\drscout.conf")
JOBS = ("extract", "install", "upgrade", "configure", "uninstall")


def look_at_agent(context: AgentContext) -> Agent | Absent | Unknown:
    """The agent as registry, configuration and service tell now."""
    return read(parse_agent_answer, _asked(context))


def was_completed(context: AgentContext) -> bool:
    """Whether the installer came to its end; it notes the version before it has done all (PostInstallActions)."""
    noted = [line.split("\t") for line in _asked(context) if line.startswith("product\tPostInstallActions\t")]
    return all(read(lambda fields: _text(fields[2]), fields) == SUCCEEDED for fields in noted)


def _asked(context: AgentContext) -> list[str]:
    return context.script("agent", jobs=False, KEYS=_KEYS, VALUES=_VALUES, FILES=_CONFIGURATION, SERVICE=SERVICES[0])


def parse_agent_answer(lines: Iterable[str]) -> Agent | Absent | Unknown:
    """Read the answer of ``agent``; ValueError for another form."""
    product: dict[str, str] = {}
    configuration: dict[str, str] = {}
    running = False
    for kind, *fields in records(lines):
        if kind == "product":
            name, value = fields
            product[name] = _text(value)
        elif kind == "line":
            key, _, value = _text(*fields).partition("=")
            configuration[key.strip()] = value.strip().strip('"')
        elif kind == "service":
            (state,) = fields
            running = state == "Running"
    return agent_from(product, configuration, running) if product else Absent()


def verify(context: AgentContext, _tell: Tell) -> StepResult:
    """The agent is the wanted one, registered, and its service runs."""
    return _check(context).registered(look_at_agent(context))


def verify_version(context: AgentContext, _tell: Tell) -> StepResult:
    """The agent is the wanted one. It need not be registered."""
    return _check(context).installed(look_at_agent(context), "")


def verify_gone(context: AgentContext, _tell: Tell) -> StepResult:
    """There is no agent."""
    return _check(context).gone(look_at_agent(context))


def clean_up(context: AgentContext, _tell: Tell) -> StepResult:
    """Remove the run folder with package, extracted files and what the agent was registered with."""
    context.script("remove", JOBS=list(JOBS))
    return done("The run folder was removed.")


def _check(context: AgentContext) -> AgentCheck:
    return AgentCheck(
        wanted=str(context.media.package.version) if context.media else "",
        service=WINDOWS.service,
        missing="The installer reported success, but the registry names no agent.",
        log=WINDOWS.logs,
        uninstall_log=rf"{LOGS}\{UNINSTALL_LOG}",
    )


def _text(value: str) -> str:
    return plain(base64.b64decode(value, validate=True).decode("utf-8", "replace"))
