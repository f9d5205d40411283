"""Whether the options of ``siteprep push`` fit together, and what they stand for."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.push_options import Staging
from installer.push_request import Action, CsType

if TYPE_CHECKING:
    from cli.staging import PullFrom
    from host.secret import SecretRef


def check_media(action: Action, media: Path | None, manifest: Path | None) -> None:
    """A package where the action needs one, and only there."""
    if action.needs_media and media is None:
        raise typer.BadParameter(
            f"The action {action.value} needs the folder of packages. Give it with --media.", param_hint="--media"
        )
    if not action.needs_media and (media or manifest):
        hint = "--media" if media else "--manifest"
        raise typer.BadParameter(f"The action {action.value} brings no package. Leave it out.", param_hint=hint)


def check_registration(
    action: Action,
    kind: CsType,
    cs_type: CsType | None,
    cs_ip: str | None,
    passphrase: str | None,
    source_config: Path | None,
) -> None:
    """What registering with the kind of server takes, and nothing else."""
    classic = {"--cs-ip": cs_ip, "--passphrase": passphrase}
    modernized = {"--source-config": source_config}
    if not action.registers:
        _refuse({"--cs-type": cs_type, **classic, **modernized}, f"The action {action.value} registers nothing.")
    elif kind is CsType.MODERNIZED:
        _refuse(classic, "A modernized server is told by the file of --source-config.")
    else:
        _refuse(modernized, "It is for modernized servers (CSPrime).")
        for option, value in classic.items():
            if value is None:
                raise typer.BadParameter(
                    "A classic configuration server needs --cs-ip and --passphrase; a modernized one needs "
                    "--cs-type CSPrime, and --source-config once there is a file.",
                    param_hint=option,
                )


def pull_choice(stage: Staging, address: str | None, url: str | None) -> PullFrom | None:
    """Where hosts fetch packages from; None where they are sent."""
    if stage is Staging.PUSH:
        _refuse({"--pull-address": address, "--pull-url": url}, "It is for --stage pull.")
        return None
    from cli.staging import pull_from

    return pull_from(address, url)


def _refuse(options: Mapping[str, object], why: str) -> None:
    for option, value in options.items():
        if value is not None:
            raise typer.BadParameter(f"{why} Leave it out.", param_hint=option)


def server_address(cs_ip: str | None) -> str:
    """The configuration server's IPv4 address, or nothing."""
    if cs_ip is None:
        return ""
    try:
        return str(ipaddress.IPv4Address(cs_ip))
    except ValueError:
        raise typer.BadParameter(f"{cs_ip!r} is not an IPv4 address.", param_hint="--cs-ip") from None


def windows_folder(folder: str | None) -> str:
    """An install folder the Windows installer takes: absolute, printable ASCII; or nothing."""
    if folder is None:
        return ""
    if not re.fullmatch(r"[A-Za-z]:\\[ !#-)+-.0-9;=@-\[\]-{}~\\]*", folder):
        raise typer.BadParameter(
            f"{folder!r} is not an absolute path of printable ASCII characters.", param_hint="--windows-install-dir"
        )
    return folder


def passphrase_reference(passphrase: str | None) -> SecretRef | None:
    """The reference to the passphrase, or none; what was given is never repeated."""
    from host.secret import SecretRef

    if passphrase is None:
        return None
    try:
        return SecretRef.parse(passphrase)
    except ValueError as error:  # what was given may be the secret itself: it is not repeated
        raise typer.BadParameter(str(error), param_hint="--passphrase") from None
