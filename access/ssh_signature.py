"""Signing a file with an SSH key, and checking that, by OpenSSH's own ssh-keygen."""

from __future__ import annotations

import subprocess
from pathlib import Path

from host.errors import UsageError

NAMESPACE = "siteprep"
"""What the signatures are for; one for another purpose is refused (source: ssh-keygen(1), -n)."""
_PROGRAM = "ssh-keygen"


def signature_of(path: Path) -> Path:
    """Where the signature of a file lies."""
    return path.with_name(f"{path.name}.sig")


def sign(path: Path, key: Path) -> Path:
    """Sign a file with a private key, or a public one whose private half an agent holds; give the signature's file.

    UsageError where that fails; an older signature then stays. ssh-keygen asks for a passphrase at the terminal.
    """
    own = ["-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute())]
    done = _run(own, path.read_bytes(), errors=None)
    if done.returncode or not done.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise UsageError(f"{path} was not signed with {key}.", "Read what ssh-keygen says above, and mend that.")
    signature = signature_of(path)
    part = signature.with_name(f"{signature.name}.part")
    part.write_bytes(done.stdout)
    part.replace(signature)
    return signature


def signer(path: Path, signature: Path, signers: Path) -> str | None:
    """Who signed the file, as `signers` (the format of allowed_signers) names them; None where nobody in it did.

    UsageError where one of the files cannot be read.
    """
    for each in (path, signature, signers):
        if not each.is_file():
            raise UsageError(f"There is no file {each}.", "Name the file, its signature and the file of signers.")
    files = ["-s", str(signature.absolute()), "-f", str(signers.absolute())]
    found = _run(["-Y", "find-principals", *files])
    for line in found.stdout.decode("utf-8", "replace").splitlines() if found.returncode == 0 else ():
        who = line.split(",")[0].strip()
        own = ["-Y", "verify", "-n", NAMESPACE, "-I", who, *files]
        if who and _run(own, path.read_bytes()).returncode == 0:
            return who
    return None


def _run(
    arguments: list[str], given: bytes = b"", errors: int | None = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen with that standard input; with None for `errors` they go to siteprep's own terminal."""
    try:
        return subprocess.run([_PROGRAM, *arguments], input=given, stdout=subprocess.PIPE, stderr=errors, check=False)
    except FileNotFoundError as error:
        raise UsageError(
            "There is no program ssh-keygen on this machine.", "Install OpenSSH's client, then run the command again."
        ) from error
