"""Step names, as plans use them, and the functions that carry them out."""

from __future__ import annotations

from collections.abc import Callable

from access.package_file import Tell
from installer.outcome import StepResult
from windows.agent.context import AgentContext
from windows.agent.install import config_input, configure, extract, install, uninstall, upgrade
from windows.agent.look import clean_up, verify, verify_gone, verify_version
from windows.agent.signature import signature
from windows.steps.stage import stage

STEPS: dict[str, Callable[[AgentContext, Tell], StepResult]] = {
    "stage": stage,
    "signature": signature,
    "unpack": extract,
    "install": install,
    "upgrade": upgrade,
    "configure": configure,
    "config-input": config_input,
    "uninstall": uninstall,
    "verify": verify,
    "verify-version": verify_version,
    "verify-gone": verify_gone,
    "clean-up": clean_up,
}
