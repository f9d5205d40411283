"""How the host starts: names of devices in the boot loader's files, and Secure Boot."""

from __future__ import annotations

from collections.abc import Sequence

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.facts import LinuxFacts
from preflight.grub import may_be_mapped, named_in_defaults, named_on_kernel_lines, unstable
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "grub-device-names",
    title="Device names in the boot loader",
    reads=("grub",),
    evidence="file:/boot/grub/grub.cfg",
    expects=lambda row, context: "The kernel lines name root= and resume= by UUID, by label or by logical volume.",
    link=links.PUSH_TROUBLESHOOTING,
)
def grub_device_names(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """What the installer checks in the first boot loader file there is."""
    grub = found(facts.grub)
    if grub is None:
        return NotApplicable("There is no boot loader file where the installer looks for one.")
    return _judge(facts, row, grub.path, named_on_kernel_lines(grub.text))


@linux_check(
    "grub-defaults",
    title="Device names in the boot loader's defaults",
    reads=("default_grub",),
    evidence="file:/etc/default/grub",
    expects=lambda row, context: "/etc/default/grub names root= and resume= by UUID, by label or by logical volume.",
    link=links.PUSH_TROUBLESHOOTING,
)
def grub_defaults(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """What the next run of the boot loader's generator would write; documented, not checked by the installer."""
    defaults = found(facts.default_grub)
    if defaults is None:
        return NotApplicable("There is no file /etc/default/grub.")
    return _judge(facts, row, defaults.path, named_in_defaults(defaults.text))


@linux_check(
    "secure-boot",
    title="Secure Boot",
    reads=("secure_boot",),
    evidence="secure-boot",
    expects=lambda row, context: "Secure Boot is off.",
    link=links.SUPPORT_MATRIX,
)
def secure_boot(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The agent's driver cannot be loaded under it."""
    if known(facts.secure_boot):
        return Failed(
            "Secure Boot is on.", "Switch Secure Boot off in the firmware of the machine, then start it anew."
        )
    return Passed("Secure Boot is off, or the host does not know it.")


def _judge(facts: LinuxFacts, row: Requirement, path: str, parameters: Sequence[str]) -> Outcome:
    # Only a name that could be a logical volume's needs the device mapper's table.
    mapped = found(facts.mapped_devices) if any(map(may_be_mapped, parameters)) else None
    named = unstable(parameters, mapped or (), row.texts("mappings"))
    if not named:
        return Passed(f"{path} names no device that may be called otherwise in Azure.")
    return Failed(
        f"{path} names {', '.join(named)}.",
        "Look the UUID up with `blkid DEVICE`, write root=UUID=... or resume=UUID=... instead, "
        "and let the boot loader's configuration be generated anew.",
    )
