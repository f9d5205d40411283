"""Answer files on the host: written before setup, removed whatever comes of it."""

from __future__ import annotations

import hashlib
import re

from access.package_file import Tell
from host.errors import UsageError
from installer.outcome import StepResult, done
from windows.steps.context import JOBS, HostContext, SetupContext, inside


def put_answers(context: SetupContext, tell: Tell) -> StepResult:
    """Write each answer file into the run folder; the contents travel on standard input only."""
    for name, content in context.answers.items():
        tell(f"writing {name}")
        put(context, name, content.reveal().encode())
    return done("The answer files are on the host, for administrators only.")


def put(context: HostContext, name: str, content: bytes) -> str:
    """Write one file, verified by length and SHA-256 there, and give its path."""
    path = answer_path(context.run_folder, name)
    sha256 = hashlib.sha256(content).hexdigest()
    context.script("put", jobs=False, stdin=[content], NAME=name, LENGTH=len(content), SHA256=sha256)
    return path


def answer_path(run_folder: str, name: str) -> str:
    """Where an answer file lies on the host, as setup's arguments name it. Raises UsageError for an unfit name."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}(\.[A-Za-z0-9_-]{1,20}){0,3}", name):
        raise UsageError(f"{name} is no name for an answer file.", "Use letters, digits, dots and hyphens.")
    return inside(run_folder, "answers", name)


def clean_up(context: SetupContext, _tell: Tell) -> StepResult:
    """Remove answer files and media; results and logs stay. Raises StepRefused while a job that may need them runs."""
    context.script("clean_up", JOBS=list(JOBS), STAGED=context.staged.name if context.staged else "")
    return done("The answer files and the extracted media were removed; results and logs stay.")
