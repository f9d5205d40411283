"""What the steps of a push work with on a Windows host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from access.package_file import PackageFile, Registration
from host.target import Role
from installer.explain.catalogue import Catalogue
from installer.outcome import OutcomeTable
from installer.push_request import PushRequest
from installer.windows_agent import LOGS
from preflight.facts import Agent
from windows.steps.context import JobLogs, StagingContext, inside

_JOB_LOGS = {
    "install": ("ASRUnifiedAgentInstaller.log", "WrapperUnifiedAgent.log", "UnifiedAgentMSIInstall.log"),
    "upgrade": ("ASRUnifiedAgentInstaller.log", "WrapperUnifiedAgent.log", "UnifiedAgentMSIInstall.log"),
    "configure": ("ASRUnifiedAgentConfigurator.log",),
    "uninstall": ("UnifiedAgentMSIUninstall.log",),
}
"""The logs of each job in LOGS, the one that tells the progress first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentContext(StagingContext):
    """One host's push. `agent` is the one that the plan found there, if any; `media` and `registration` are None where
    no step needs them.
    """

    request: PushRequest
    role: Role
    agent: Agent | None
    media: PackageFile | None
    registration: Registration | None
    outcomes: Mapping[str, OutcomeTable]
    errors: Catalogue
    job_seconds: float
    allow_unsigned: bool = False

    @property
    def package(self) -> PackageFile:
        """The package that is brought to the host."""
        if self.media is None:
            raise ValueError("This step needs a package.")
        return self.media

    @property
    def file(self) -> PackageFile:
        """What is staged."""
        return self.package

    @property
    def extracted(self) -> str:
        """The folder that the package is extracted into."""
        return inside(self.run_folder, "media")

    def logs(self, job: str) -> JobLogs | None:
        """The logs of the agent's own programs."""
        names = _JOB_LOGS.get(job)
        return JobLogs(LOGS, names, names[:1]) if names else None
