"""Step names, as plans use them, and the functions that carry them out."""

from __future__ import annotations

from collections.abc import Callable

from access.package_file import Tell
from installer.outcome import StepResult
from linux.steps.context import StepContext
from linux.steps.finish import clean_up, verify, verify_gone, verify_version
from linux.steps.jobs import config_input, configure, install, uninstall, upgrade
from linux.steps.transfer import stage, unpack

STEPS: dict[str, Callable[[StepContext, Tell], StepResult]] = {
    "stage": stage,
    "unpack": unpack,
    "install": install,
    "upgrade": upgrade,
    "configure": configure,
    "uninstall": uninstall,
    "verify": verify,
    "verify-version": verify_version,
    "verify-gone": verify_gone,
    "config-input": config_input,
    "clean-up": clean_up,
}
