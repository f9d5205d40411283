"""What hosts are judged against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from host.target import Platform, Role
from preflight.requirements import Requirements
from preflight.role_requirements import Requirement
from preflight.sizing import UNTOLD, Workload


@dataclass(frozen=True, slots=True)
class SetupSettings:
    """What a server's setup is to be told, as far as the machine must bear it out; None is not told.

    `install_location` is a Windows folder, `env_type` VMware or NonVMware, `data_port` the port for replication data.
    """

    install_location: str | None = None
    env_type: str | None = None
    data_port: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What hosts are judged against: requirements, the agent's release in full, the folder the agent is to go to.

    `role` is what the host is to become, `setup` what a server's setup is to be told, and `control_server` the
    configuration server that hosts are to register with. `sizing` is what a server is to serve, and `cs_version` the
    version of the configuration server, where it was told.
    """

    requirements: Requirements
    agent_release: str
    install_dir: str
    role: Role = Role.MOBILITY_AGENT
    setup: SetupSettings = SetupSettings()
    control_server: str | None = None
    sizing: Workload = UNTOLD
    cs_version: str | None = None

    def rows(self, platform: Platform) -> Mapping[str, Requirement]:
        """What the role needs of a platform, by row. KeyError for a role that is not for that platform."""
        return self.requirements.on(platform)[self.role].rows
