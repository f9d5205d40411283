"""The run of ``siteprep setup``: from a judged line to UnifiedSetup's exit code."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from access.catalogue import load_exit_codes, load_requirements
from access.command_grammars import load_setup_steps
from access.named_files import named_files, secrets_in
from access.package_file import LocalFile
from access.setup_media import BUNDLE, SetupMedia, find_setup_media
from cli.entry import INTERRUPTED
from cli.setup_progress import SetupProgress
from fleet.assess import Assessor
from fleet.document import result_document
from fleet.engine import Stop
from fleet.journal import Journal
from fleet.look import Look, Probing
from fleet.run import RunRequest, each_host, execute
from fleet.secrets import SecretStore
from fleet.select import local_target, windows_target
from fleet.sessions import admin_shares, local_sessions, remote_windows
from fleet.setup import PASSPHRASE, Remote, SetupUnit, setup_exit_code
from host.errors import UsageError
from host.exit_codes import ExitCode
from host.secret import Secret
from host.target import Role
from installer.command_line.parsed import Parsed
from installer.outcome import State
from installer.setup_line import SetupLine
from installer.setup_plan import plan
from installer.setup_step import SITEPREP
from preflight.context import Context, SetupSettings
from report.plain import plain


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """siteprep's own options for a setup; without a `cloud` no address is probed."""

    media: Path | None
    cloud: str | None
    strict_preflight: bool
    passphrase_out: Path | None
    journal: str
    on: str | None = None
    inventory: Path | None = None


def setup_run(parsed: Parsed, options: SetupOptions) -> int:
    """Set the machine up; the result is UnifiedSetup's code, 5 or 130 for what it has no code for."""
    media = find_setup_media(options.media)
    if options.passphrase_out is not None:
        _refuse_existing(options.passphrase_out)
    target = windows_target(options.on, options.inventory) if options.on else local_target()
    replaced = {name: Secret(look.corrected.decode()) for name, look in parsed.looks.items() if look.corrected}
    if options.on:
        replaced = named_files(parsed) | replaced
    secrets = SecretStore()
    line = SetupLine(parsed, replaced, secrets_in(parsed))
    steps = {step.id: step for step in plan(parsed, load_setup_steps()) if step.actor == SITEPREP and not step.skipped}
    requirements = load_requirements(None, options.cloud or "public")
    role = line.role or Role.PROCESS_SERVER
    server = _text(parsed, "CSIP") if options.cloud else None
    context = Context(requirements, requirements.release, "", setup=_settings(parsed), control_server=server)
    look = Look("", Probing(requirements.network, role, (), server) if options.cloud else None)
    stop = Stop()
    request = RunRequest(
        kind="setup",
        targets=[target],
        settings={"role": role.value, "line": line.identity(media.identity)},
        requirements=requirements.to_json(),
        command=shlex.join(["siteprep", *sys.argv[1:]]),
        resumable=True,
    )
    tell = SetupProgress()
    with closing(Journal(options.journal)) as journal:

        def make_unit(run: str) -> Callable[[str], None]:
            return SetupUnit(
                assessor=Assessor(journal, run, context, role, tell, look),
                open_session=remote_windows(secrets) if options.on else local_sessions(),
                line=line,
                media=media,
                plan=steps,
                outcomes=load_exit_codes("unified-setup"),
                strict_preflight=options.strict_preflight,
                keep_passphrase=_keeper(options.passphrase_out),
                stop=stop,
                remote=_remote(media, secrets) if options.on else None,
            ).process_host

        try:
            run, crashed = execute(request, journal, tell, each_host(make_unit, at_once=1, stop=stop))
        except KeyboardInterrupt:
            print(INTERRUPTED, file=sys.stderr)
            print("UnifiedSetup goes on if it was started; the same command follows it again.", file=sys.stderr)
            return ExitCode.INTERRUPTED
        document = result_document(journal, run)
    for error in crashed.values():
        raise error
    return _report(document)


def _report(document: dict[str, Any]) -> int:
    (host,) = document["hosts"]
    for step in host["steps"]:
        if step["name"] == PASSPHRASE and step["state"] == State.DONE:
            print(plain(step["message"]))
    outcome = host["outcome"]
    for text in (outcome["cause"], outcome["remedy"]):
        if text:
            print(plain(text))
    code = setup_exit_code(document)
    print(f"Exit code: {code}")
    return code


def _settings(parsed: Parsed) -> SetupSettings:
    port = _text(parsed, "DataTransferSecurePort") or ""
    return SetupSettings(
        install_location=_text(parsed, "InstallLocation"),
        env_type=_text(parsed, "EnvType"),
        data_port=int(port) if port.isdecimal() else None,
    )


def _remote(media: SetupMedia, secrets: SecretStore) -> Remote:
    if media.bundle is None:
        raise UsageError(
            "For another machine --media must be the self-extractor, and this is the folder it was extracted into.",
            f"Name {BUNDLE} with --media.",
        )
    path = Path(media.bundle)
    return Remote(LocalFile(path, path.stat().st_size, media.sha256), admin_shares(secrets))


def _text(parsed: Parsed, name: str) -> str | None:
    value = parsed.settings.get(name)
    return value if isinstance(value, str) else None


def _keeper(path: Path | None) -> Callable[[Secret], Path] | None:
    if path is None:
        return None

    def keep(passphrase: Secret) -> Path:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(passphrase.reveal() + "\n")
        return path.absolute()

    return keep


def _refuse_existing(path: Path) -> None:
    if path.exists() or not path.absolute().parent.is_dir():
        raise UsageError(
            f"The passphrase cannot be written to {path}.",
            "Name a new file in an existing folder.",
        )
