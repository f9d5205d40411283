"""The steps that change the host for good: extracting setup's media, and setup itself."""

from __future__ import annotations

from access.package_file import Tell
from installer.outcome import Outcome, State, StepResult, done
from windows.parse.answer import JobState
from windows.parse.plain import plain
from windows.parse.summary import Summary
from windows.product import product
from windows.steps.context import EXTRACT, INSTALL, SetupContext
from windows.steps.jobs import Ended, Program, run_job, unfinished
from windows.steps.look import probe

SERVER = 9
"""The number of the server itself among the installed products."""
_UNKNOWN_END = "Read %ProgramData%\\ASRSetupLogs\\ASRUnifiedSetup.log on the host, then run the same command again."


def extract(context: SetupContext, tell: Tell) -> StepResult:
    """Unpack the self-extractor into the run folder, from exactly the file with the SHA-256 that was asked for."""
    if context.bundle is None:
        return done("Setup's media were extracted before.")
    if not context.sha256:
        raise ValueError("A bundle comes with its SHA-256.")
    if _succeeded_before(context):
        return done("Setup succeeded before, so its media are not needed.")
    arguments = (*product().extract_arguments, f"/x:{context.media}")
    program = Program(context.bundle, arguments, sha256=context.sha256, media=context.media)
    present = _media(context)
    ended = run_job(
        context,
        EXTRACT,
        program,
        tell,
        seconds=context.extract_seconds,
        again=lambda state: str(state) != "finished 0" or not present,
    )
    if isinstance(ended, StepResult):
        return ended
    if ended.state.code is None:
        return _no_result(EXTRACT, ended)
    if ended.state.code != 0:
        cause = f"The self-extractor ended with exit code {ended.state.code}. {_said(ended)}".rstrip()
        outcome = Outcome.failed("extract-failed", cause, "Check the disk's free space and the downloaded file.")
        return StepResult(outcome, cause, ended.state.code)
    if not _media(context):
        return unfinished(
            "media-incomplete",
            f"The self-extractor reported success, but there is no {context.program}.",
            "Check that the file is MicrosoftAzureSiteRecoveryUnifiedSetup.exe, then run the same command again.",
        )
    return done("Setup's media were extracted.")


def install(context: SetupContext, tell: Tell) -> StepResult:
    """Run UnifiedSetup, or take the result of the one that was started before.

    An earlier run's failure is set aside and setup is started anew, and so is its success where the server has been
    removed since; this run's own is its result.
    """

    def again(state: JobState) -> bool:
        if state.code is None:
            return True
        return state.run != context.run_id and not _succeeded_before(context)

    program = Program(context.program, context.argv, mutex=product().mutex)
    ended = run_job(context, INSTALL, program, tell, seconds=context.seconds, again=again)
    if isinstance(ended, StepResult):
        return ended
    code = ended.state.code
    if code is None:
        return _no_result(INSTALL, ended)
    outcome = context.outcomes.explain(code)
    amiss = "" if outcome.state is State.DONE else _amiss(context, ended)
    earlier = ""
    if ended.state.run != context.run_id:
        earlier = f"This is the result of the earlier run {ended.state.run}; UnifiedSetup was not started again."
    message = " ".join(part for part in (outcome.cause or "UnifiedSetup succeeded.", amiss, earlier) if part)
    return StepResult(outcome, message, code)


def _succeeded_before(context: SetupContext) -> bool:
    """Whether setup succeeded and the server that it installed is still there."""
    found = probe(context)
    code = found.jobs[INSTALL].code
    return code is not None and context.outcomes.explain(code).state.succeeded and SERVER in found.products


def _media(context: SetupContext) -> bool:
    """Whether UNIFIEDSETUP.EXE lies in the run folder."""
    return context.script("media", jobs=False, NAME=product().program)[0].startswith("there\t")


def _no_result(job: str, ended: Ended) -> StepResult:
    if ended.state.word == "not-started":
        return unfinished(
            f"{job}-not-started",
            f"The host could not start the program. {_said(ended)}".rstrip(),
            "Check the path and the file, and that no policy or antivirus program holds it back; then run the same "
            "command again.",
        )
    summary = ended.progress.summary
    known = f" Setup's own summary records exit code {summary.exit_code}." if summary and summary.ended else ""
    return unfinished(
        f"{job}-vanished",
        f"The job {job} ended without a result, as after a reboot or a kill.{known}",
        f"{_UNKNOWN_END} It starts the job anew.",
    )


def _amiss(context: SetupContext, ended: Ended) -> str:
    """What setup's summary lists as failed or as a warning, or else the end of what it printed."""
    listed = _failures(ended.progress.summary)
    if listed:
        return f"It listed: {'; '.join(plain(context.mask(each)) for each in listed)}."
    return _said(ended)


def _failures(summary: Summary | None) -> list[str]:
    operations = summary.operations if summary else ()
    failed = [operation.text for operation in operations if operation.failed]
    return (failed or [operation.text for operation in operations if operation.result == "Warn"])[:20]


def _said(ended: Ended) -> str:
    """The end of what the program printed, or of its main log."""
    for name in ("output", *product().logs["told"]):
        if lines := ended.progress.last.get(name):
            return f"It said last: {' / '.join(lines)}"
    return ""
