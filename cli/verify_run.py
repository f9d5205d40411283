"""What ``siteprep report verify`` looks at and tells."""

from __future__ import annotations

from pathlib import Path

from host.exit_codes import ExitCode
from report.plain import plain
from report.stored import read_result
from report.verify import verify


def verify_run(file: Path, expected: str, signers: Path | None) -> ExitCode:
    """Check digests, and the signature where signers are named; say what that shows."""
    found = verify(read_result(file), expected)
    for line in found.differences:
        print(f"{file}: {plain(line)}")
    if found.differences:
        print("Do not rely on this file: take the result from the journal again, with siteprep report show RUN.")
        return ExitCode.BLOCKED
    print(f"{file}: all digests fit, sha256:{found.digest}.")
    if signers:
        from access.ssh_signature import signature_of, signer

        who = signer(file, signature_of(file), signers)
        if who is None:
            print(f"The signature {signature_of(file)} is not of this file by a signer of {signers}.")
            print("Do not rely on this file: ask who signed it, and for the file as it was signed.")
            return ExitCode.BLOCKED
        print(f"It was signed by {plain(who)}, so nobody else changed it since.")
    elif expected:
        print("It is the expected digest, so nothing was changed since that was noted, by accident or on purpose.")
    else:
        print(
            "This shows that nothing was changed by accident. Somebody who changes a file on purpose can give it "
            "fitting "
            "digests: against that, sign it (siteprep report sign) and check with --signers, or keep the digest "
            "elsewhere "
            "and check with --expect."
        )
    return ExitCode.OK
