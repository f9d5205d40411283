"""The SSH server's settings that the original's push installation needs.

They are warnings: siteprep itself may sign in by key, and the agent works without them.
"""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, Outcome, Passed, found
from preflight.checks.roles import EITHER
from preflight.facts import LinuxFacts, Sshd, Unknown
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check

_NO_SERVER = Failed(
    "The host has no SSH server.", "Install the package openssh-server and start the service if you push by SSH."
)


@linux_check(
    "ssh-password",
    title="SSH password sign-in",
    reads=("sshd",),
    evidence="sshd",
    expects=lambda row, context: _expected("PasswordAuthentication", row),
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def ssh_password(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The original's push knows passwords only."""
    return _setting(facts, "PasswordAuthentication", row)


@linux_check(
    "ssh-root-login",
    title="SSH sign-in as root",
    reads=("sshd",),
    evidence="sshd",
    expects=lambda row, context: _expected("PermitRootLogin", row),
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def ssh_root_login(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The original's push signs in as root with a password."""
    return _setting(facts, "PermitRootLogin", row)


@linux_check(
    "ssh-sftp",
    title="SFTP subsystem",
    reads=("sshd",),
    evidence="sshd",
    expects=lambda row, context: "The SSH server offers the subsystem sftp.",
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def ssh_sftp(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The original's push copies the agent by SFTP."""
    sshd = found(facts.sshd)
    if sshd is None:
        return _NO_SERVER
    subsystems = sshd.settings.get("subsystem", ())
    if any(line.split()[:1] == ["sftp"] for line in subsystems):
        return Passed(f"The subsystem sftp is offered ({_where(sshd)}).")
    return Failed(
        f"No subsystem sftp is offered ({_where(sshd)}).",
        "Take the comment sign off the line `Subsystem sftp` in /etc/ssh/sshd_config, then restart the SSH server.",
    )


def _expected(keyword: str, row: Requirement) -> str:
    return f"The SSH server's setting {keyword} is {row.text('wanted')}, as the original's push installation needs it."


def _setting(facts: LinuxFacts, keyword: str, row: Requirement) -> Outcome:
    sshd = found(facts.sshd)
    if sshd is None:
        return _NO_SERVER
    spelled_out = sshd.settings.get(keyword.lower())
    value = spelled_out[0].lower() if spelled_out else row.values.get("default")
    if value is None or (sshd.effective and not spelled_out):
        return Unknown(f"{keyword} is not told ({_where(sshd)}), and its default depends on the server's version.")
    actual = f"{keyword} is {value} ({_where(sshd) if spelled_out else 'the default'})."
    if value == row.text("wanted"):
        return Passed(actual)
    return Failed(
        actual,
        f"To push with the original, set `{keyword} {row.text('wanted')}` in /etc/ssh/sshd_config and restart the SSH "
        "server; a push with siteprep and a key needs no change.",
    )


def _where(sshd: Sshd) -> str:
    return "by the server's own account" if sshd.effective else "by the configuration files"
