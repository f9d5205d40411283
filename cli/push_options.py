"""The options of ``siteprep push`` that no other command has, as annotated types."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from installer.push_request import Action, CsType


class Staging(StrEnum):
    """How packages come to hosts."""

    PUSH = "push"
    PULL = "pull"


ActionOption = Annotated[Action, typer.Option("--action", help="What to do with the agent.")]
Media = Annotated[Path | None, typer.Option("--media", metavar="DIR", help="Folder of Microsoft-ASR_UA_* packages.")]
Manifest = Annotated[
    Path | None,
    typer.Option("--manifest", metavar="FILE", help="The SHA-256 that packages must have, as sha256sum writes it."),
]
CsTypeOption = Annotated[
    CsType | None,
    typer.Option("--cs-type", help="The generation of the server: classic CSLegacy, modernized CSPrime."),
]
CsIp = Annotated[
    str | None, typer.Option("--cs-ip", metavar="IP", help="Address of the configuration server (classic).")
]
PassphraseOption = Annotated[
    str | None,
    typer.Option(
        "--passphrase",
        metavar="REF",
        help="Where its passphrase is: env:NAME, file:PATH, keyring:SERVICE/USER, command:LINE or prompt.",
    ),
]
SourceConfig = Annotated[
    Path | None,
    typer.Option(
        "--source-config",
        metavar="PATH",
        help="The file made by the appliance (modernized): one for one host, or a folder of HOST.json.",
    ),
]
Canary = Annotated[
    int,
    typer.Option("--canary", min=0, metavar="N", help="Hosts to change first; all must end well.", show_default=False),
]
Batch = Annotated[
    int,
    typer.Option("--batch", min=0, metavar="N", help="The others so many at a time, or all.", show_default=False),
]
MaxFailures = Annotated[
    int | None,
    typer.Option("--max-failures", min=1, metavar="N", help="Begin no host once so many failed."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Begin no host after that time, such as 23:30."),
]
Bandwidth = Annotated[
    str | None,
    typer.Option("--bandwidth", metavar="RATE", help="Send all hosts together not more than that, such as 20MB/s."),
]
Stage = Annotated[Staging, typer.Option("--stage", help="Whether packages are sent to the hosts or fetched by them.")]
PullAddress = Annotated[
    str | None,
    typer.Option("--pull-address", metavar="ADDRESS[:PORT]", help="Where siteprep offers packages to be fetched."),
]
PullUrl = Annotated[
    str | None, typer.Option("--pull-url", metavar="URL", help="Your own https folder that holds the packages.")
]
AllowUnsigned = Annotated[
    bool, typer.Option("--allow-unsigned", help="Let packages for Windows pass that carry no valid signature.")
]
WindowsFolder = Annotated[
    str | None,
    typer.Option(
        "--windows-install-dir",
        metavar="DIR",
        help="Install folder on Windows hosts.  [default: the installer's own]",
        show_default=False,
    ),
]
BreakLocks = Annotated[
    bool, typer.Option("--break-locks", help="Take over the locks that other pushers left on the hosts.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before many hosts are changed.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the hosts and show each one's plan only.")]
