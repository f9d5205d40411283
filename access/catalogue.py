"""Reading siteprep's own data files: requirements, operating systems, kernels, installers' exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from access.data_files import data, data_text
from access.kernel_lists import load_kept
from host.errors import UsageError
from host.target import Platform, Role
from installer.explain.catalogue import Catalogue
from installer.explain.exit_codes import ExitCodeTable
from installer.outcome import OutcomeTable
from preflight.fleet_requirements import fleet_requirements
from preflight.kernel_update import with_lists
from preflight.kernels import KernelData
from preflight.network_requirements import network_requirements
from preflight.not_checked import NotChecked, not_checked
from preflight.own_requirements import changed, changes
from preflight.port_matrix import Direction, directions
from preflight.requirements import (
    Requirements,
    Variant,
    kernel_data,
    os_rules,
    role_platforms,
)
from preflight.role_requirements import role_requirements
from preflight.sizing import sizing_tables

EXIT_CODE_PROGRAMS = (
    "unified-setup",
    "bootstrapper",
    "unified-agent",
    "agent-configurator",
    "linux-install",
    "linux-configurator",
    "linux-prerequisites",
    "provider",
    "setupdr",
    "dr-configurator",
    "rcm-cli",
    "validator",
    "vss-provider",
    "upgrader",
    "uninstall",
    "msiexec",
)
"""Programs whose exit codes are explained, in the order in which a bare number's meanings are told."""
ERROR_FILES = (
    "push_ids",
    "push_codes",
    "agent_names",
    "runtime_ids",
    "setup_messages",
    "setup_checks",
    "vcenter_names",
)


VARIANTS = ("azure-stack",)
"""Deployments of the product with requirements of their own."""


def load_requirements(release: str | None = None, cloud: str = "public", variant: str | None = None) -> Requirements:
    """What hosts are judged by, for an agent release (default: the newest known), a cloud and one of VARIANTS.

    A release is 9.66.7643.1, or 9.66 for the newest build of it. Raises UsageError for what is no release and for a
    cloud that is not known.
    """
    general = data("preflight", "requirements.yaml")
    if cloud not in general["clouds"]:
        raise UsageError(f"There is no cloud {cloud!r}.", f"Choose one of {', '.join(general['clouds'])}.")
    kernels = _kernels()
    try:
        full_release = kernels.full_release(release)
    except ValueError:
        raise UsageError(
            f"{release!r} is no agent release.", "Write it like 9.66, or in full like 9.66.7643.1."
        ) from None
    requirements = Requirements(
        full_release,
        cloud,
        role_platforms(general["roles"]),
        os_rules(data("preflight", "os_tokens.yaml")),
        kernels,
        role_requirements(Platform.LINUX, _packaged),
        role_requirements(Platform.WINDOWS, _packaged),
        network_requirements(data("preflight", "urls.yaml"), cloud),
        sizing_tables(data("preflight", "sizing.yaml")),
        fleet_requirements(data("preflight", "fleet.yaml")),
    )
    if variant is None:
        return requirements
    own = data("preflight", "variants.yaml")[variant]
    described = Variant(variant, own["env_type"], frozenset(map(Role, own["roles"])))
    return changed(replace(requirements, variant=described), changes(own["roles"]))


def load_directions() -> tuple[Direction, ...]:
    """Which host must reach which port of which other."""
    return directions(data("preflight", "ports.yaml"))


def load_not_checked() -> tuple[NotChecked, ...]:
    """What is documented and cannot be checked, with the reasons."""
    return not_checked(data("preflight", "not_checked.yaml"))


def load_outcomes() -> dict[Platform, dict[str, OutcomeTable]]:
    """What the agent's programs mean by their exit codes, by platform and job."""
    return {
        Platform.LINUX: {
            "install": load_exit_codes("linux-install"),
            "configure": load_exit_codes("linux-configurator"),
            "uninstall": load_exit_codes("uninstall"),
        },
        Platform.WINDOWS: {
            "install": load_exit_codes("unified-agent"),
            "configure": load_exit_codes("agent-configurator"),
            "uninstall": load_exit_codes("msiexec"),
            "msi": load_exit_codes("msiexec"),
        },
    }


@cache
def load_exit_codes(program: str) -> ExitCodeTable:
    """The exit codes of one program, read once. Raises UsageError for a name that is not in EXIT_CODE_PROGRAMS."""
    if program not in EXIT_CODE_PROGRAMS:
        known = ", ".join(EXIT_CODE_PROGRAMS)
        raise UsageError(f"{program} is no program whose exit codes are known.", f"Give one of {known}.")
    return ExitCodeTable.from_data(data("installer", f"exit_codes/{program}.yaml"), load_exit_codes, _predictions())


def load_explanations() -> Catalogue:
    """Everything that siteprep can explain: exit codes, error IDs and names, and what lines of logs mean."""
    tables = {program: load_exit_codes(program) for program in EXIT_CODE_PROGRAMS}
    errors = [data("installer", f"errors/{name}.yaml") for name in ERROR_FILES]
    return Catalogue.from_data(tables, errors, _predictions())


@cache
def _predictions() -> dict[str, tuple[str, ...]]:
    """The checks that predict each error, as the requirements' rows say."""
    pairs = [
        (name, f"{platform}.{row}")
        for platform in Platform
        for role in role_requirements(platform, _packaged).values()
        for row, values in role.rows.items()
        for name in values.names
    ]
    found: dict[str, tuple[str, ...]] = {}
    for name, check in dict.fromkeys(pairs):
        found[name] = (*found.get(name, ()), check)
    return found


def _kernels() -> KernelData:
    lists = json.loads(data_text("preflight", "supported_kernels.json"))
    return with_lists(kernel_data(data("preflight", "kernel_rules.yaml"), lists), load_kept())


def _packaged(name: str) -> Any:
    return data("preflight", f"{name}.yaml")
