"""Options that several commands share, as annotated types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from host.target import Role

if TYPE_CHECKING:
    from preflight.sizing import Workload


class Format(StrEnum):
    """How a result is written."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    CSV = "csv"
    SARIF = "sarif"


Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TARGET]...",
        help="Hosts: names from the inventory, [user@]host[:port], or local. Default: the whole inventory.",
        show_default=False,
    ),
]
Inventory = Annotated[
    Path | None,
    typer.Option("--inventory", "-i", metavar="FILE", help="File that lists the hosts: YAML, CSV or Ansible's."),
]
Limit = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="PATTERN",
        help="Only these hosts and groups: names, wildcards, !not, &and, @FILE; may be repeated.",
    ),
]
Retry = Annotated[
    str | None,
    typer.Option("--retry", metavar="RUN", help="Only hosts that did not end well in that run; last is the newest."),
]
RoleOption = Annotated[
    Role, typer.Option("--role", help="What the hosts are to become, where the inventory does not say.")
]
InstallDir = Annotated[str, typer.Option("--install-dir", metavar="DIR", help="Install folder on the hosts.")]
FormatOption = Annotated[
    list[Format] | None,
    typer.Option(
        "--format", "-f", help="How to write the result; may be repeated.  [default: table]", show_default=False
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PLACE",
        help="Write the result to this file instead of standard output; several formats go into this folder.",
    ),
]
KnownHosts = Annotated[Path, typer.Option("--known-hosts", metavar="FILE", help="File of host keys that are trusted.")]
SshConfigFile = Annotated[
    Path,
    typer.Option("--ssh-config", metavar="FILE", help="SSH configuration: aliases, ports, users, keys, jump hosts."),
]
AcceptNewHostKeys = Annotated[
    bool, typer.Option("--accept-new-host-keys", help="Trust hosts seen for the first time and remember their keys.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="At the terminal, only the summary.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="At the terminal, every finding of every host.")]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="LANGUAGE",
        help="The report's language: en or zh_CN.  [default: the locale's]",
        show_default=False,
    ),
]
Redact = Annotated[
    bool, typer.Option("--redact", help="Replace host names, addresses and accounts by stand-ins, to show it outside.")
]
JournalOption = Annotated[
    str | None,
    typer.Option(
        "--journal",
        metavar="PLACE",
        envvar="SITEPREP_JOURNAL",
        help="Where runs are remembered: a file, or postgresql://USER:REFERENCE@HOST/DATABASE."
        "  [default: journal.db in the user's state folder]",
        show_default=False,
    ),
]

WorkersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--workers",
        metavar="PHASE=N",
        help="Hosts at once: connect=32, preflight=32, transfer=8, install=64; may be repeated.",
    ),
]
TimeoutOption = Annotated[
    list[str] | None,
    typer.Option(
        "--timeout",
        metavar="PHASE=SECONDS",
        help="Longest time: connect=15, job=1800 for one installer, host=7200 for all of a host; may be repeated.",
    ),
]
TriesOption = Annotated[
    int,
    typer.Option("--connect-tries", min=1, max=20, metavar="N", help="How often a host that does not answer is tried."),
]
JsonEvents = Annotated[
    bool, typer.Option("--json-events", help="Tell the progress on standard error as one JSON object a line.")
]
CheckAccess = Annotated[
    bool, typer.Option("--check-access", help="Only sign in and become root on every host, and leave again.")
]
DEFAULT_TRIES = 2


class Cloud(StrEnum):
    """The clouds that requirements are known for."""

    PUBLIC = "public"
    CHINA = "china"
    USGOV = "usgov"


class Variant(StrEnum):
    """Deployments with requirements of their own."""

    AZURE_STACK = "azure-stack"


VariantOption = Annotated[
    Variant | None,
    typer.Option("--variant", help="A deployment with requirements of its own, such as a server on Azure Stack."),
]
OwnRequirements = Annotated[
    Path | None,
    typer.Option("--requirements", metavar="FILE", help="YAML file of requirements that differ from siteprep's."),
]
CloudOption = Annotated[Cloud, typer.Option("--cloud", help="The Azure cloud, which decides the addresses to reach.")]
ProbeHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--probe-host",
        metavar="NAME",
        help="A name to probe for the wildcard it fits, such as myaccount.blob.core.windows.net; may be repeated.",
    ),
]
ServerOption = Annotated[
    str | None,
    typer.Option("--cs-ip", metavar="ADDRESS", help="Configuration server that the hosts must reach to register."),
]
TimeServers = Annotated[
    list[str] | None,
    typer.Option(
        "--time-server",
        metavar="HOST",
        help="NTP server to compare clocks with; may be repeated.  [default: the documented public ones]",
        show_default=False,
    ),
]
Machines = Annotated[
    int | None,
    typer.Option("--machines", min=1, metavar="N", help="How many machines a configuration or process server serves."),
]
Churn = Annotated[
    str | None,
    typer.Option("--churn", metavar="SIZE", help="How much data changes on them in a day: 300GB/day or 1.5TB/day."),
]
ServerVersion = Annotated[
    str | None,
    typer.Option("--cs-version", metavar="VERSION", help="Version of the hosts' configuration server, such as 9.66."),
]

DEFAULT_SSH_CONFIG = Path("~/.ssh/config")
DEFAULT_KNOWN_HOSTS = Path("~/.ssh/known_hosts")
DEFAULT_INSTALL_DIR = "/usr/local/ASR"


def journal_place(given: str | None) -> str:
    """The journal's file or URL: the one given, or journal.db in the user's state folder."""
    if given is not None:
        return given
    from platformdirs import user_state_path

    return str(user_state_path("siteprep", appauthor=False) / "journal.db")


def check_host_names(names: Sequence[str], option: str) -> tuple[str, ...]:
    """Names or addresses of hosts without scheme, port or path."""
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?", name):
            raise typer.BadParameter(f"{name!r} is no host's name or address.", param_hint=option)
    return tuple(names)


def workload(machines: int | None, churn: str | None) -> Workload:
    """What a server is to serve, as the options tell it."""
    from preflight.sizing import Workload, churn_gb_per_day

    try:
        return Workload(machines, None if churn is None else churn_gb_per_day(churn))
    except ValueError:
        raise typer.BadParameter(
            f"{churn!r} is not an amount of changed data a day. Write it like 300GB/day or 1.5TB/day.",
            param_hint="--churn",
        ) from None


def check_server_version(version: str | None) -> str | None:
    """A version of at least two numbers, or none."""
    if version is not None and not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){1,3}", version):
        raise typer.BadParameter(
            f"{version!r} is no version. Write it like 9.66, or in full like 9.66.7643.1.", param_hint="--cs-version"
        )
    return version


def check_install_dir(folder: str) -> str:
    """An install folder the Linux installer takes: absolute, on one line."""
    if not folder.startswith("/") or any(character in folder for character in "\n\r\0"):
        raise typer.BadParameter(f"{folder!r} is not an absolute path.", param_hint="--install-dir")
    return folder
