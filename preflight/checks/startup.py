"""What the running kernel was started with, and what the agent needs of it."""

from __future__ import annotations

from preflight import links
from preflight.check import Context, Failed, NotApplicable, Outcome, Passed, found, known
from preflight.facts import LinuxFacts
from preflight.grub import logical_volumes_named
from preflight.role_requirements import Requirement
from preflight.row_check import linux_check


@linux_check(
    "acpi",
    title="ACPI",
    reads=("cmdline", "grub"),
    evidence="file:/proc/cmdline",
    expects=lambda row, context: "The kernel's command line does not have acpi=0.",
    link=links.SUPPORT_MATRIX,
)
def acpi(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """A virtual machine in Azure does not start without ACPI."""
    if found(facts.grub) is None:
        return NotApplicable("There is no boot loader file where the installer looks for one.")
    if "acpi=0" not in known(facts.cmdline).split():
        return Passed("The kernel was started without acpi=0.")
    return Failed(
        "The kernel was started with acpi=0.",
        "Take acpi=0 out of the boot loader's configuration, have it generated anew and restart the host.",
    )


@linux_check(
    "grub-volumes",
    title="Logical volumes in the boot loader",
    reads=("grub", "default_grub"),
    evidence="file:/boot/grub/grub.cfg",
    expects=lambda row, context: "Every logical volume that the boot loader's files name is there.",
    link=links.PUSH_TROUBLESHOOTING,
)
def grub_volumes(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """rd.lvm.lv= and rd_LVM_LV= words, in the boot loader's file and in /etc/default/grub."""
    grub, defaults = found(facts.grub), found(facts.default_grub)
    if grub is None:
        return NotApplicable("There is no boot loader file where the installer looks for one.")
    named = logical_volumes_named("\n".join(file.text for file in (grub, defaults) if file))
    if not named:
        return Passed("The boot loader's files name no logical volume.")
    blocks = known(facts.block_devices)
    missing = [volume for volume in named if blocks.find(f"/dev/{volume}") is None]
    if not missing:
        return Passed(f"The volumes {', '.join(named)} are there.")
    return Failed(
        f"The boot loader's files name {', '.join(missing)}, and there is no such volume.",
        "Take the words rd.lvm.lv= or rd_LVM_LV= of these volumes out of /etc/default/grub, and have the boot loader's"
        " configuration generated anew.",
    )


@linux_check(
    "kernel-folder",
    title="Folder of the kernel's drivers",
    reads=("kernel", "kernel_folder"),
    evidence="kernel-folder",
    expects=lambda row, context: "The folder /lib/modules/KERNEL/kernel/drivers/char of the running kernel is there.",
    link=links.SUPPORT_MATRIX,
)
def kernel_folder(facts: LinuxFacts, _: Requirement, __: Context) -> Outcome:
    """The agent's driver is put there."""
    folder = f"/lib/modules/{known(facts.kernel)}/kernel/drivers/char"
    if known(facts.kernel_folder):
        return Passed(f"{folder} is there.")
    return Failed(
        f"There is no folder {folder}.",
        "Install the running kernel's modules anew, or restart the host where a newer kernel was installed.",
    )


@linux_check(
    "hyperv-drivers",
    title="Hyper-V drivers in the boot image",
    reads=("machine", "release_files"),
    evidence="boot-image",
    expects=lambda row, context: f"The boot image has {', '.join(row.texts('drivers'))} on RHEL 5 and 6.",
    link=links.SUPPORT_MATRIX,
)
def hyperv_drivers(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """Newer systems always have them."""
    token = facts.os_token(context.requirements)
    if token not in row.texts("tokens"):
        return NotApplicable("Only the packages for RHEL and CentOS 5 and 6 look into the boot image.")
    drivers = found(facts.boot_image) or ()
    missing = [name for name in row.texts("drivers") if name not in drivers]
    if not missing:
        return Passed(f"The boot image has {', '.join(drivers)}.")
    return Failed(
        f"The boot image lacks {', '.join(missing)}.",
        "Install the Hyper-V drivers and have the boot image generated anew with them (on RHEL 6"
        " `dracut -f --add-drivers 'hv_storvsc hv_netvsc hv_vmbus'`, on RHEL 5 `mkinitrd --with=hv_storvsc`).",
    )


@linux_check(
    "run-level",
    title="Run level",
    reads=("run_level",),
    evidence="run-level",
    expects=lambda row, context: f"The run level is {' or '.join(row.texts('levels'))}.",
    link=links.SUPPORT_MATRIX,
)
def run_level(facts: LinuxFacts, row: Requirement, context: Context) -> Outcome:
    """The agent's services start in these levels; a host that is shutting down has another one."""
    level = found(facts.run_level)
    if level is None:
        return Failed(
            "The host has neither systemctl nor runlevel, so the installer cannot find out its run level.",
            "Install the system's sysvinit tools, which bring runlevel.",
        )
    if level in row.texts("levels"):
        return Passed(f"The run level is {level}.")
    return Failed(f"The run level is {level}.", "Wait until the host has started, or bring it to run level 3.")
