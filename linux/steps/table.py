"""Step names, as plans use them, and the functions that carry them out."""

from __future__ import annotations

from collections.abc import Callable

from installer.outcome import StepResult
from linux.steps.context import StepContext, Tell
from linux.steps.finish import clean_up, verify
from linux.steps.jobs import configure, install
from linux.steps.transfer import stage, unpack

STEPS: dict[str, Callable[[StepContext, Tell], StepResult]] = {
    "stage": stage,
    "unpack": unpack,
    "install": install,
    "configure": configure,
    "verify": verify,
    "clean-up": clean_up,
}
