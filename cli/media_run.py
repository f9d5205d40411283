"""From the options of ``siteprep media select`` to each host's package."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from access.catalogue import load_requirements
from access.media_folder import MediaFolder
from cli.commands import Command, bundled, reached
from cli.progress import progress
from fleet.collect import collect_hosts
from fleet.look import Look
from fleet.platforms import parse
from host.exit_codes import ExitCode
from installer.media import choose
from preflight.facts import LinuxFacts
from report.plain import plain


def select_run(
    command: Command,
    media: Path,
    names: Sequence[str],
    inventory: Path | None,
    bundles: Sequence[Path],
    install_dir: str,
) -> ExitCode:
    """Say which package each host would get."""
    folder = MediaFolder(media)
    requirements = load_requirements(str(max(package.version for package in folder.packages)))
    unreachable: dict[str, str] = {}
    if bundles:
        hosts = list(bundled(bundles).values())
    else:
        targets, open_session = reached(command, names, inventory)
        with progress() as tell:
            collected = collect_hosts(
                targets, open_session, Look(install_dir), tell, command.stop, command.workers.preflight
            )
        hosts, unreachable = collected.hosts, collected.unreachable
    missing: set[str] = set()
    undetermined = 0
    for host in hosts:
        facts = parse(host.target, host.evidence)
        token = facts.os_token(requirements) if isinstance(facts, LinuxFacts) else "Windows"
        package = choose(folder.packages, token) if isinstance(token, str) else None
        if not isinstance(token, str):
            undetermined += 1
            print(plain(f"{host.target.name}: {token.reason}"))
        elif package is None:
            missing.add(token)
            print(plain(f"{host.target.name}: no package for {token}"))
        else:
            print(plain(f"{host.target.name}: {package.file_name}"))
    for name, reason in unreachable.items():
        print(plain(f"{name}: {reason}"))
    if missing:
        print(f"Missing in {media}: packages for {', '.join(sorted(missing))}.", file=sys.stderr)
        return ExitCode.BLOCKED
    return ExitCode.UNDETERMINED if undetermined or unreachable else ExitCode.OK
