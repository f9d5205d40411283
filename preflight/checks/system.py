"""Who signs in, the operating system, its kernel and its name."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, check, found, known
from preflight.checks.roles import EITHER
from preflight.distribution import distribution, listed
from preflight.facts import LinuxFacts, Unknown
from preflight.finding import Severity
from preflight.kernels import Support, judge_kernel
from preflight.os_token import NoToken


@check(
    id="linux.root-account",
    title="Root account",
    severity=Severity.BLOCKER,
    reads=("user",),
    evidence="identity",
    expects=lambda _: "The account is root: user id 0 and the name root.",
    predicts=("95525", "95108", "EP0963", "EP0896"),
    link=links.PUSH_PREPARATION,
    roles=EITHER,
)
def root_account(facts: LinuxFacts, _: Context) -> Outcome:
    """The original wants user id 0 and the very name root."""
    user = known(facts.user)
    actual = f"The account is {user.name} with user id {user.uid}."
    if user.uid == 0 and user.name == "root":
        return Passed(actual)
    if user.uid == 0:
        return Failed(actual, "Sign in as root itself: another account with user id 0 is refused by the installer.")
    return Failed(actual, "Sign in as root, or with an account that may become root (sudo: true in the inventory).")


@check(
    id="linux.os-supported",
    title="Operating system",
    severity=Severity.BLOCKER,
    reads=("machine", "release_files"),
    evidence="file:/etc/os-release",
    expects=lambda _: "The system is a 64-bit Linux release for which there is an agent package.",
    predicts=("EP0881", "EP0921"),
    link=links.SUPPORT_MATRIX,
    roles=EITHER,
)
def os_supported(facts: LinuxFacts, context: Context) -> Outcome:
    """The original's own detection, by release files, gives the system a token."""
    token = facts.os_token(context.requirements)
    if isinstance(token, NoToken):
        return Failed(
            token.reason, "Upgrade the host to a release of the support matrix, or leave it out of the replication."
        )
    return Passed(f"{facts.os_name or 'The system'} is {known(token)} for the agent's installer.")


@check(
    id="linux.release-documented",
    title="Release in the support matrix",
    severity=Severity.WARNING,
    reads=("machine", "release_files"),
    evidence="file:/etc/os-release",
    expects=lambda context: (
        "The host runs one of: "
        + "; ".join(
            f"{name} {', '.join(releases)}"
            for name, releases in context.requirements.linux_agent.documented_releases.items()
        )
        + "."
    ),
    predicts=(),
    link=links.SUPPORT_MATRIX,
)
def release_documented(facts: LinuxFacts, context: Context) -> Outcome:
    """The installer's own detection is coarser: it takes releases that nobody says are supported."""
    if isinstance(token := facts.os_token(context.requirements), NoToken):
        return NotApplicable(token.reason)
    system = distribution(context.requirements.os_rules.distributions, known(facts.release_files))
    documented = context.requirements.linux_agent.documented_releases.get(system.name, ()) if system else ()
    if system and listed(system.release, documented):
        return Passed(f"The host runs {system}.")
    return Failed(
        f"The host runs {system or facts.os_name or 'a system without a name'}, which is none of these.",
        "Check in the support matrix whether it has been added since; otherwise move the host to a documented release.",
    )


@check(
    id="linux.kernel-supported",
    title="Kernel",
    severity=Severity.BLOCKER,
    reads=("machine", "release_files", "kernel"),
    evidence="identity",
    expects=lambda context: f"The running kernel is one that agent release {context.agent_release} supports.",
    predicts=("ASRMobilityServiceKernelNotSupported", "EP0915", "EP0904"),
    link=links.SUPPORT_MATRIX,
)
def kernel_supported(facts: LinuxFacts, context: Context) -> Outcome:
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


@check(
    id="linux.host-name",
    title="Host name",
    severity=Severity.BLOCKER,
    reads=("host_name",),
    evidence="identity",
    expects=lambda _: "The host has a name.",
    predicts=("ASRMobilityServiceHostNameNotSet", "EP0915"),
    link=links.MOBILITY_OVERVIEW,
    roles=EITHER,
)
def host_name(facts: LinuxFacts, _: Context) -> Outcome:
    """The command hostname prints something."""
    name = found(facts.host_name)
    if name is None:
        return Failed("The host has no name.", "Set one with `hostnamectl set-hostname NAME`, or in /etc/hostname.")
    return Passed(f"The host's name is {name}.")
