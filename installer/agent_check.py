"""Whether the agent that a host reports is the one that was wanted, pure; the same on both platforms."""

from __future__ import annotations

from dataclasses import dataclass

from installer.outcome import Outcome, StepResult, done
from installer.push_plan import SUCCEEDED
from preflight.facts import Absent, Agent, Unknown


@dataclass(frozen=True, slots=True)
class AgentCheck:
    """What is held against the agent. `wanted` is its version (empty: any), `service` what must run, `missing` the
    sentence for a host without an agent; `log` and `uninstall_log` are the files that remedies name.
    """

    wanted: str
    service: str
    missing: str
    log: str
    uninstall_log: str

    def registered(self, found: Agent | Absent | Unknown) -> StepResult:
        """The agent is the wanted one, registered, and its service runs."""
        if wrong := self._wrong_agent(found):
            return wrong
        assert isinstance(found, Agent)  # noqa: S101 - anything else was wrong
        if found.configuration_status != SUCCEEDED:
            told = found.configuration_status or "unset"
            return self._wrong("not-registered", f"The agent's registration state is {told}.")
        if found.service_running is not True:
            return self._wrong("service-stopped", f"The agent's service {self.service} does not run.")
        return done(f"Agent {found.version} is registered and its service runs.")

    def installed(self, found: Agent | Absent | Unknown, more: str) -> StepResult:
        """The agent is the wanted one. It need not be registered; `more` is what else the sentence tells."""
        if wrong := self._wrong_agent(found):
            return wrong
        assert isinstance(found, Agent)  # noqa: S101 - anything else was wrong
        return done(f"Agent {found.version} is installed{more}.")

    def gone(self, found: Agent | Absent | Unknown) -> StepResult:
        """There is no agent."""
        if isinstance(found, Absent):
            return done("No agent is left on the host.")
        said = found.reason if isinstance(found, Unknown) else f"Agent {found.version} is still there."
        cause = f"The uninstaller reported success, but the agent is not gone: {said}"
        return self._wrong("agent-left", cause, self.uninstall_log)

    def _wrong_agent(self, found: Agent | Absent | Unknown) -> StepResult | None:
        if isinstance(found, Unknown):
            return self._wrong("agent-unknown", f"The agent's state could not be read: {found.reason}")
        if isinstance(found, Absent):
            return self._wrong("agent-missing", self.missing)
        if self.wanted and found.version != self.wanted:
            return self._wrong("agent-version", f"The host reports agent {found.version}, not {self.wanted}.")
        return None

    def _wrong(self, kind: str, cause: str, log: str = "") -> StepResult:
        remedy = f"Read {log or self.log} on the host, correct what it names, then run the same command again."
        return StepResult(Outcome.failed(kind, cause, remedy), cause)
