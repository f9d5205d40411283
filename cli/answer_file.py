"""``siteprep answer-file``: check the files with credentials that the installers read, and write new ones."""

from __future__ import annotations

import os
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from host.errors import UsageError
from host.exit_codes import ExitCode
from host.secret import SecretRef

app = typer.Typer(
    help="Check the answer files of the installers, or write new ones.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="MySQL, proxy, passphrase or vault credentials file.")],
    strict: Annotated[bool, typer.Option("--strict", help="Judge exactly as the installer does.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell what a file is and whether it will be accepted. No secret in it is shown.

    Exit code: 0 accepted, 4 accepted with a warning, 2 refused.
    """
    from access.answer_file import read_answer_file
    from installer.answer_files.check import check as judge
    from installer.answer_files.kind import kind_of, name_problems
    from installer.answer_files.problem import ERROR

    data, others = read_answer_file(file)
    kind = kind_of(data, file.name)
    if kind is None:
        raise UsageError(f"{file} is none of the answer files that are known.", "Check its first line and its name.")
    found = judge(data, kind, now=time.time(), strict=strict)
    problems = (*found.problems, *others, *name_problems(kind, file.name))
    accepted = all(problem.severity != ERROR for problem in problems)
    code = ExitCode.USAGE if not accepted else ExitCode.WARNINGS if problems else ExitCode.OK
    if json:
        from dataclasses import asdict
        from json import dumps

        document = {
            "file": str(file),
            "kind": kind.value,
            "accepted": accepted,
            "details": dict(found.details),
            "problems": [asdict(problem) for problem in problems],
            "exit_code": int(code),
        }
        print(dumps(document, indent=2))
    else:
        _print(file, kind.value, problems, found.details, code)
    raise typer.Exit(code)


class Writable(StrEnum):
    """The files that can be written anew; a passphrase and a vault key come from elsewhere."""

    MYSQL = "mysql"
    PROXY = "proxy"


@app.command()
def new(
    kind: Annotated[Writable, typer.Argument(help="What to write.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    root_password: Annotated[
        str, typer.Option(metavar="REF", help="mysql: password of root, as env:, file:, keyring:, command: or prompt.")
    ] = "prompt",
    user_password: Annotated[
        str, typer.Option(metavar="REF", help="mysql: password of the application's user, as such a reference.")
    ] = "prompt",
    address: Annotated[str | None, typer.Option(metavar="URL", help="proxy: http:// and its address.")] = None,
    port: Annotated[int | None, typer.Option(help="proxy: its port.")] = None,
    user: Annotated[str | None, typer.Option(help="proxy: the user, where it wants one.")] = None,
    proxy_password: Annotated[
        str, typer.Option(metavar="REF", help="proxy: the user's password, as a reference.")
    ] = "prompt",
    force: Annotated[bool, typer.Option("--force", help="Replace FILE where it is there.")] = False,
) -> None:
    """Write an answer file that only its owner may read, from prompts or references to secrets."""
    from fleet.secrets import SecretStore
    from installer.answer_files import mysql, proxy
    from installer.answer_files.settings import written

    if output.exists() and not force:
        raise UsageError(f"{output} is there already.", "Name another file, or add --force to replace it.")
    secrets = SecretStore()

    def secret(reference: str, what: str) -> str:
        try:
            return secrets.resolve(SecretRef.parse(reference), what).reveal()
        except ValueError:
            raise UsageError(
                f"The {what} was not given as a reference.",
                "Use env:NAME, file:PATH, keyring:SERVICE/USER, command: or prompt.",
            ) from None

    if kind is Writable.MYSQL:
        layout, values = (
            mysql.LAYOUT,
            {
                "MySQLRootPassword": secret(root_password, "password of MySQL's root"),
                "MySQLUserPassword": secret(user_password, "password of MySQL's user"),
            },
        )
        data = written(layout, values)
        found = mysql.check(data, strict=True)
    else:
        given = address or _asked("--address", "Proxy address, such as http://10.0.0.8")
        chosen = user if user is not None else "" if address else _asked("--user", "Proxy user", default="")
        number = str(port) if port is not None else _asked("--port", "Proxy port")
        layout, values = (
            proxy.LAYOUT,
            {
                "ProxyAuthentication": "Yes" if chosen else "No",
                "ProxyIP": given if "://" in given else f"http://{given}",
                "ProxyPort": number,
                "ProxyUserName": chosen,
                "ProxyPassword": secret(proxy_password, "password of the proxy's user") if chosen else "",
            },
        )
        data = written(layout, values)
        found = proxy.check(data, strict=True)
    if any('"' in value or "\n" in value or "\r" in value for value in values.values()):
        raise UsageError("A value holds a quote or a line end, which the file cannot carry.", "Choose another value.")
    if not found.accepted:
        raise UsageError(" ".join(problem.message for problem in found.problems))
    _write(output, data, replace=force)
    print(f"{output.absolute()} was written; only its owner may read it.", file=sys.stderr)


def _asked(option: str, question: str, default: str | None = None) -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"{option} is missing, and there is no terminal to ask at.", f"Give {option}.")
    return str(typer.prompt(question, default=default, err=True))


def _write(path: Path, data: bytes, *, replace: bool) -> None:
    """Write whole or not at all; without `replace` a file that somebody made meanwhile is left alone."""
    place = path.with_name(f".{path.name}.{os.getpid()}.new") if replace else path
    made = False
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            made = True
            file.write(data)
        if replace:
            place.replace(path)
    except OSError as error:
        if made:
            place.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error


def _print(file: Path, kind: str, problems: tuple[Any, ...], details: Any, code: ExitCode) -> None:
    from cli.unified_setup import say

    endings = {ExitCode.OK: "accepted", ExitCode.WARNINGS: "accepted with warnings", ExitCode.USAGE: "refused"}
    say([f"{file}: a {kind} file, {endings[code]}."])
    say(f"  {name.replace('_', ' ')}: {value}" for name, value in details.items())
    for problem in problems:
        place = f"{file}:{problem.line}" if problem.line else str(file)
        say([f"{place}: {problem.severity}: {problem.message}"], sys.stderr)
