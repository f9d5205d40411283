"""From journal rows to the result document, from which every report is rendered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from fleet.journal import Journal
from host.errors import UsageError
from host.exit_codes import ExitCode, worst
from installer.outcome import State
from preflight.verdict import Verdict, exit_code
from report.document import SCHEMA, seal

TOOL = "siteprep"
NOT_LOOKED_AT = "The run ended before this host was looked at. Run the same command again."


def result_document(journal: Journal, run: str) -> dict[str, Any]:
    """The sealed document of a run; raises UsageError for a run the journal does not know."""
    row = journal.run(run)
    if row is None:
        raise UsageError(f"The journal {journal.name} knows no run {run}.", "Check the run's id and --journal.")
    steps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for step in journal.steps(run):
        steps[step.host].append(_step(step))
    return seal(
        {
            "schema": SCHEMA,
            "tool": {"name": TOOL, "version": row.tool_version},
            "run": {
                "id": row.id,
                "started": _time(row.started),
                "finished": _time(row.finished),
                "command": row.command,
            },
            "requirements": dict(row.requirements),
            "hosts": [_host(host, steps[host.name], row.settings["role"]) for host in journal.hosts(run)],
        }
    )


def document_exit_code(document: Mapping[str, Any]) -> ExitCode:
    """The process's exit code for a document, over all its hosts."""
    codes = []
    for host in document["hosts"]:
        codes.append(exit_code(Verdict(host["verdict"])))
        if "outcome" in host:
            codes.append(State(host["outcome"]["state"]).exit_code)
    return worst(codes)


def _host(row: Row[Any], steps: list[dict[str, Any]], role: str) -> dict[str, Any]:
    target = row.target
    host = {
        "name": row.name,
        "address": target["address"],
        "platform": target["platform"],
        "os": row.os or "",
        "role": target["role"] or role,
        "verdict": row.verdict or Verdict.UNDETERMINED.value,
        "reason": row.reason or ("" if row.verdict else NOT_LOOKED_AT),
        "collected": _time(row.collected),
        "evidence_digest": row.evidence_digest,
        "findings": [*(row.findings or ()), *(row.fleet_findings or ())],
    }
    return host if row.outcome is None else {**host, "outcome": row.outcome, "steps": steps}


def _step(row: Row[Any]) -> dict[str, Any]:
    # This machine's clock may have been set back in between.
    seconds = round(max(row.finished - row.started, 0), 3) if row.finished and row.started else None
    return {
        "name": row.name,
        "state": row.state,
        "exit_code": row.exit_code,
        "message": row.message,
        "seconds": seconds,
        "log": row.log or "",
    }


def _time(seconds: float | None) -> str | None:
    return (
        datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if seconds else None
    )
