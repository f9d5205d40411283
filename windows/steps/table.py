"""Step names, as plans use them, and the functions that carry them out."""

from __future__ import annotations

from collections.abc import Callable

from access.package_file import Tell
from installer.outcome import StepResult
from windows.steps.context import SetupContext
from windows.steps.files import clean_up, put_answers
from windows.steps.look import verify_services
from windows.steps.setup import extract, install
from windows.steps.stage import stage

STEPS: dict[str, Callable[[SetupContext, Tell], StepResult]] = {
    "stage": stage,
    "extract": extract,
    "answer-files": put_answers,
    "setup": install,
    "verify-services": verify_services,
    "clean-up": clean_up,
}
