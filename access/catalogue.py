"""Reading siteprep's own data files: requirements, operating systems, kernels, installers' exit codes."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from host.errors import UsageError
from installer.outcome import OutcomeTable
from preflight.kernels import KernelData
from preflight.requirements import (
    Requirements,
    kernel_data,
    linux_agent_requirements,
    os_rules,
    role_platforms,
)

# libyaml's loader is about ten times as fast; a PyYAML built without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_requirements(release: str | None = None, cloud: str = "public") -> Requirements:
    """What hosts are judged by, for an agent release (default: the newest known) and a cloud.

    A release is 9.66.7643.1, or 9.66 for the newest build of it. Raises UsageError for what is no release and for a
    cloud that is not known.
    """
    data = _yaml("preflight", "requirements.yaml")
    if cloud not in data["clouds"]:
        raise UsageError(f"There is no cloud {cloud!r}.", f"Choose one of {', '.join(data['clouds'])}.")
    kernels = _kernels()
    try:
        full_release = kernels.full_release(release)
    except ValueError:
        raise UsageError(
            f"{release!r} is no agent release.", "Write it like 9.66, or in full like 9.66.7643.1."
        ) from None
    return Requirements(
        full_release,
        cloud,
        role_platforms(data["roles"]),
        os_rules(_yaml("preflight", "os_tokens.yaml")),
        kernels,
        linux_agent_requirements(data["linux"]["mobility-agent"]),
    )


def load_outcomes() -> tuple[dict[str, OutcomeTable], float]:
    """What the agent's programs mean by their exit codes, by program, and the seconds one of them may take."""
    data = _yaml("installer", "linux_agent.yaml")
    tables = {program: OutcomeTable(program, data[program]) for program in ("install", "configure")}
    return tables, float(data["limits"]["job_seconds"]["value"])


def _kernels() -> KernelData:
    lists = json.loads(_text("preflight", "supported_kernels.json"))
    return kernel_data(_yaml("preflight", "kernel_rules.yaml"), lists)


@cache
def _yaml(package: str, name: str) -> Any:
    return yaml.load(_text(package, name), _LOADER)  # noqa: S506 - one of the two safe loaders


def _text(package: str, name: str) -> str:
    return files(package).joinpath("data", name).read_text(encoding="utf-8")
