"""Who signs in, the operating system, its kernel and its name."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.checks.roles import EITHER
from preflight.distribution import distribution, listed
from preflight.facts import LinuxFacts, Unknown
from preflight.kernels import Support, judge_kernel
from preflight.os_token import NoToken
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "root-account",
    title="Root account",
    reads=("user",),
    evidence="identity",
    expects=lambda row, context: "The account is root: user id 0 and the name root.",
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def root_account(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The original wants user id 0 and the very name root."""
    user = known(facts.user)
    actual = f"The account is {user.name} with user id {user.uid}."
    if user.uid == 0 and user.name == "root":
        return Passed(actual)
    if user.uid == 0:
        return Failed(actual, "Sign in as root itself: another account with user id 0 is refused by the installer.")
    return Failed(actual, "Sign in as root, or with an account that may become root (sudo: true in the inventory).")


@linux_check(
    "os-supported",
    title="Operating system",
    reads=("machine", "release_files"),
    evidence="file:/etc/os-release",
    expects=lambda row, context: "The system is a 64-bit Linux release for which there is an agent package.",
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def os_supported(facts: LinuxFacts, _: Requirement, context: Context) -> Outcome:
    """The original's own detection, by release files, gives the system a token."""
    token = facts.os_token(context.requirements)
    if isinstance(token, NoToken):
        return Failed(
            token.reason, "Upgrade the host to a release of the support matrix, or leave it out of the replication."
        )
    return Passed(f"{facts.os_name or 'The system'} is {known(token)} for the agent's installer.")


@linux_check(
    "release-documented",
    title="Release in the support matrix",
    reads=("machine", "release_files"),
    evidence="file:/etc/os-release",
    expects=lambda row, context: (
        "The host runs one of: "
        + "; ".join(f"{name} {', '.join(releases)}" for name, releases in row.values["releases"].items())
        + "."
    ),
    link=links.SUPPORT_MATRIX,
)
def release_documented(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The installer's own detection is coarser: it takes releases that nobody says are supported."""
    if isinstance(token := facts.os_token(context.requirements), NoToken):
        return NotApplicable(token.reason)
    system = distribution(context.requirements.os_rules.distributions, known(facts.release_files))
    documented = row.values["releases"].get(system.name, ()) if system else ()
    if system and listed(system.release, documented):
        return Passed(f"The host runs {system}.")
    return Failed(
        f"The host runs {system or facts.os_name or 'a system without a name'}, which is none of these.",
        "Check in the support matrix whether it has been added since; otherwise move the host to a documented release.",
    )


@linux_check(
    "kernel-supported",
    title="Kernel",
    reads=("machine", "release_files", "kernel"),
    evidence="identity",
    expects=lambda row, context: f"The running kernel is one that agent release {context.agent_release} supports.",
    link=links.SUPPORT_MATRIX,
)
def kernel_supported(facts: LinuxFacts, _: Requirement, context: Context) -> Outcome:
    """By the published list of the agent release, or by the pattern for systems without one."""
    kernel = known(facts.kernel)
    token = facts.os_token(context.requirements)
    if isinstance(token, NoToken):
        return NotApplicable("Kernels are judged by the operating system's token, and this system has none.")
    token = known(token)
    judgement = judge_kernel(context.requirements.kernels, token, kernel, context.agent_release)
    match judgement.support:
        case Support.SUPPORTED:
            return Passed(f"The kernel {kernel} is supported on {token}.")
        case Support.UNDECIDED:
            return Unknown(judgement.reason)
        case Support.UNSUPPORTED:
            return Failed(
                judgement.reason,
                "Boot a kernel that this agent release supports, or use an agent release that supports this one.",
            )


@linux_check(
    "host-name",
    title="Host name",
    reads=("host_name",),
    evidence="identity",
    expects=lambda row, context: "The host has a name.",
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def host_name(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The command hostname prints something."""
    name = found(facts.host_name)
    if name is None:
        return Failed("The host has no name.", "Set one with `hostnamectl set-hostname NAME`, or in /etc/hostname.")
    return Passed(f"The host's name is {name}.")
