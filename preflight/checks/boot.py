"""How the host starts: names of devices in the boot loader's files, and Secure Boot."""

from __future__ import annotations

from collections.abc import Sequence

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, check, found, known
from preflight.facts import LinuxFacts
from preflight.finding import Severity
from preflight.grub import may_be_mapped, named_in_defaults, named_on_kernel_lines, unstable


@check(
    id="linux.grub-device-names",
    title="Device names in the boot loader",
    severity=Severity.BLOCKER,
    reads=("grub",),
    evidence="file:/boot/grub/grub.cfg",
    expects=lambda _: "The kernel lines name root= and resume= by UUID, by label or by logical volume.",
    predicts=("ASRMobilityServiceGrubDeviceNameChange", "95320", "EP0915"),
    link=links.PUSH_TROUBLESHOOTING,
)
def grub_device_names(facts: LinuxFacts, context: Context) -> Outcome:
    """What the installer checks in the first boot loader file there is."""
    grub = found(facts.grub)
    if grub is None:
        return NotApplicable("There is no boot loader file where the installer looks for one.")
    return _judge(facts, context, grub.path, named_on_kernel_lines(grub.text))


@check(
    id="linux.grub-defaults",
    title="Device names in the boot loader's defaults",
    severity=Severity.WARNING,
    reads=("default_grub",),
    evidence="file:/etc/default/grub",
    expects=lambda _: "/etc/default/grub names root= and resume= by UUID, by label or by logical volume.",
    predicts=("95320",),
    link=links.PUSH_TROUBLESHOOTING,
)
def grub_defaults(facts: LinuxFacts, context: Context) -> Outcome:
    """What the next run of the boot loader's generator would write; documented, not checked by the installer."""
    defaults = found(facts.default_grub)
    if defaults is None:
        return NotApplicable("There is no file /etc/default/grub.")
    return _judge(facts, context, defaults.path, named_in_defaults(defaults.text))


@check(
    id="linux.secure-boot",
    title="Secure Boot",
    severity=Severity.BLOCKER,
    reads=("secure_boot",),
    evidence="secure-boot",
    expects=lambda _: "Secure Boot is off.",
    predicts=("ASRMobilityServiceSecureBootEnabled", "EP0915"),
    link=links.SUPPORT_MATRIX,
)
def secure_boot(facts: LinuxFacts, _: Context) -> Outcome:
    """The agent's driver cannot be loaded under it."""
    if known(facts.secure_boot):
        return Failed(
            "Secure Boot is on.", "Switch Secure Boot off in the firmware of the machine, then start it anew."
        )
    return Passed("Secure Boot is off, or the host does not know it.")


def _judge(facts: LinuxFacts, context: Context, path: str, parameters: Sequence[str]) -> Outcome:
    # Only a name that could be a logical volume's needs the device mapper's table.
    mapped = found(facts.mapped_devices) if any(map(may_be_mapped, parameters)) else None
    named = unstable(parameters, mapped or (), context.requirements.linux_agent.bootable_mappings)
    if not named:
        return Passed(f"{path} names no device that may be called otherwise in Azure.")
    return Failed(
        f"{path} names {', '.join(named)}.",
        "Look the UUID up with `blkid DEVICE`, write root=UUID=... or resume=UUID=... instead, "
        "and let the boot loader's configuration be generated anew.",
    )
