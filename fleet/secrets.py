"""Turning secret references into secrets, as late as possible and once per run."""

from __future__ import annotations

import getpass
import os
import shlex
import subprocess
import sys
import threading
from pathlib import Path

from host.errors import UsageError
from host.secret import PROMPT, Secret, SecretRef

COMMAND_SECONDS = 60
FILE_LIMIT = 64 * 1024


class SecretStore:
    """Resolves references and remembers the values for the run. Messages never contain a value."""

    def __init__(self) -> None:
        self._values: dict[tuple[SecretRef, str], Secret] = {}
        self._lock = threading.Lock()

    def resolve(self, reference: SecretRef, what: str) -> Secret:
        """The secret behind a reference; `what` names it for prompts and messages. Raises UsageError."""
        key = (reference, what if reference.scheme == PROMPT else "")
        with self._lock:
            if key not in self._values:
                value = _READERS[reference.scheme](reference.rest, what)
                if not value or "\n" in value or "\0" in value:
                    raise UsageError(
                        f"The {what} behind {reference} is {'empty' if not value else 'more than one line'}.",
                        "Give a reference to one line of text.",
                    )
                self._values[key] = Secret(value)
            return self._values[key]


def _environment(name: str, what: str) -> str:
    if name not in os.environ:
        raise UsageError(f"The {what} is expected in the environment variable {name}, which is not set.", "Set it.")
    return os.environ[name]


def _file(name: str, what: str) -> str:
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT)
        return data.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except OSError as error:
        raise UsageError(
            f"The {what} is expected in the file {path}, which cannot be read: {error.strerror}.",
            "Check the path and its rights.",
        ) from error
    except UnicodeDecodeError:
        raise UsageError(f"The {what} in the file {path} is not UTF-8 text.", "Save it as UTF-8.") from None


def _keyring(rest: str, what: str) -> str:
    try:
        import keyring
    except ImportError as error:
        raise UsageError(
            f"The {what} is expected in the keyring, but the module keyring is not installed.",
            "Install siteprep[keyring].",
        ) from error
    service, _, user = rest.rpartition("/")
    value = keyring.get_password(service, user) if service else None
    if value is None:
        raise UsageError(f"The {what} is not in the keyring under {rest}.", "Store it there as SERVICE/USER.")
    return str(value)


def _prompt(_rest: str, what: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(f"The {what} should be asked for, but there is no terminal.", "Use another kind of reference.")
    return getpass.getpass(f"{what[:1].upper()}{what[1:]}: ")


def _command(line: str, what: str) -> str:
    try:
        done = subprocess.run(
            shlex.split(line), stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
        if done.returncode == 0:
            return done.stdout.decode("utf-8").rstrip("\r\n")
        reason = f"ended with exit code {done.returncode}"
    except UnicodeDecodeError:
        reason = "printed something that is not UTF-8 text"
    except (OSError, ValueError) as error:
        reason = f"could not be run: {getattr(error, 'strerror', None) or error}"
    except subprocess.TimeoutExpired:
        reason = f"did not finish within {COMMAND_SECONDS} seconds"
    raise UsageError(f"The command that should print the {what} {reason}.", "Run it by hand to see why.")


_READERS = {"env": _environment, "file": _file, "keyring": _keyring, PROMPT: _prompt, "command": _command}
