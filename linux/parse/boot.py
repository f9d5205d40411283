"""How the host starts: boot loader files, kernel command line, Secure Boot."""

from __future__ import annotations

import re

from host.evidence import Evidence
from preflight.facts import Absent, TextFile, Unknown
from preflight.sections import answer, text, unreadable

_GRUB_FILES = ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/grub/menu.lst")
# An EFI variable as od prints it: four bytes of attributes, then the value.
_VARIABLE = re.compile(r"variable(?:\s+\d{1,3}){4}\s+([01])\s*")


def parse_grub(evidence: Evidence) -> TextFile | Absent | Unknown:
    """The first boot loader file there is, in the original's order."""
    for path in _GRUB_FILES:
        found = parse_file(evidence, path)
        if not isinstance(found, Absent):
            return found
    return Absent()


def parse_file(evidence: Evidence, path: str) -> TextFile | Absent | Unknown:
    """One file that the collector showed."""
    found = answer(evidence, f"file:{path}")
    return TextFile(path, found) if isinstance(found, str) else found


def parse_cmdline(evidence: Evidence) -> str | Unknown:
    """The running kernel's command line."""
    found = text(evidence, "file:/proc/cmdline")
    return found if isinstance(found, Unknown) else found.strip()


def parse_secure_boot(evidence: Evidence) -> bool | Unknown:
    """Whether Secure Boot is on: mokutil's word, else the EFI variable's. A host without EFI has no Secure Boot."""
    found = answer(evidence, "secure-boot")
    if isinstance(found, Absent):
        # No variable can also mean that nobody mounted the folder they are in.
        return Unknown("The host starts by EFI and shows no Secure Boot variable, and mokutil is not installed.")
    if isinstance(found, Unknown):
        return found
    if variable := _VARIABLE.fullmatch(found):
        return variable[1] == "1"
    if "SecureBoot enabled" in found:
        return True
    without = ("SecureBoot disabled", "EFI variables are not supported", "doesn't support Secure Boot", "no EFI")
    return False if any(words in found for words in without) else unreadable("secure-boot")


def parse_run_level(evidence: Evidence) -> str | Absent | Unknown:
    """The run level, one character; Absent where neither systemd nor runlevel is there."""
    found = answer(evidence, "run-level")
    if not isinstance(found, str):
        return found
    level = found.strip()
    return level if len(level) == 1 else unreadable("run-level")


def parse_boot_image(evidence: Evidence) -> tuple[str, ...] | Absent | Unknown:
    """The Hyper-V drivers in an old kernel's boot image; Absent on a newer kernel, which is not asked."""
    found = answer(evidence, "boot-image")
    if not isinstance(found, str):
        return found
    return tuple(dict.fromkeys(line for line in found.split() if line.startswith("hv_")))


def parse_kernel_folder(evidence: Evidence) -> bool | Unknown:
    """Whether the running kernel's folder of drivers is there."""
    found = text(evidence, "kernel-folder")
    if isinstance(found, Unknown):
        return found
    word = found.partition(" ")[0]
    return word == "yes" if word in ("yes", "no") else unreadable("kernel-folder")
