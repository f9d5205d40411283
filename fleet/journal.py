"""The journal: every run, every host's evidence and verdict, every step's transitions, each committed at once.

A process that is killed between two commits leaves a journal from which the run goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from fleet import tables
from fleet.journal_store import open_store

PENDING = "pending"
RUNNING = "running"


@dataclass(frozen=True, slots=True)
class NewRun:
    """What is stored of a run when it begins; `targets` maps host names to their inventory entries as JSON."""

    id: str
    kind: str
    fingerprint: str
    command: str
    settings: Mapping[str, Any]
    tool_version: str
    requirements: Mapping[str, str]
    started: float
    folder: str
    targets: Mapping[str, Mapping[str, Any]]


class Journal:
    """One journal, a SQLite file or a PostgreSQL database by its URL; `name` is what users know it by.

    Safe to use from several threads; several processes wait for each other's commits.
    """

    def __init__(self, place: str | Path) -> None:
        self._store = open_store(str(place))
        self._engine = self._store.engine
        self.name = self._store.name

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Hold a name for this process alone; entering raises UsageError when another process holds it."""
        return self._store.lock(name)

    def close(self) -> None:
        """Close it."""
        self._engine.dispose()

    def begin(self, run: NewRun) -> None:
        """Store a new run with all its hosts."""
        with self._transaction() as connection:
            connection.execute(
                insert(tables.runs).values(
                    id=run.id,
                    kind=run.kind,
                    fingerprint=run.fingerprint,
                    command=run.command,
                    settings=dict(run.settings),
                    tool_version=run.tool_version,
                    requirements=dict(run.requirements),
                    started=run.started,
                    folder=run.folder,
                )
            )
            rows = [
                {"run": run.id, "name": name, "position": position, "target": dict(target)}
                for position, (name, target) in enumerate(run.targets.items())
            ]
            connection.execute(insert(tables.hosts), rows)

    def unfinished(self, kind: str, fingerprint: str) -> str | None:
        """The newest run of the same work that was never finished."""
        runs = tables.runs
        query = (
            select(runs.c.id)
            .where(runs.c.kind == kind, runs.c.fingerprint == fingerprint, runs.c.finished.is_(None))
            .order_by(runs.c.started.desc())
        )
        with self._transaction() as connection:
            return connection.execute(query).scalars().first()

    def reopen(self, run: str, settled: Sequence[str]) -> None:
        """Forget what an interrupted run found of hosts that ended, but not in one of the settled states.

        They are looked at anew: meanwhile somebody may have mended them.
        """
        hosts, steps = tables.hosts, tables.steps
        with self._transaction() as connection:
            rows = connection.execute(select(hosts.c.name, hosts.c.outcome).where(hosts.c.run == run)).all()
            names = [row.name for row in rows if row.outcome and row.outcome["state"] not in settled]
            connection.execute(delete(steps).where(steps.c.run == run, steps.c.host.in_(names)))
            connection.execute(
                update(hosts)
                .where(hosts.c.run == run, hosts.c.name.in_(names))
                .values(
                    outcome=None,
                    verdict=None,
                    reason=None,
                    findings=None,
                    fleet_findings=None,
                    package=None,
                    run_folder=None,
                )
            )

    def finish(self, run: str, when: float) -> None:
        """Store that every host of a run reached its final state."""
        with self._transaction() as connection:
            connection.execute(update(tables.runs).where(tables.runs.c.id == run).values(finished=when))

    def update_host(self, run: str, name: str, **values: Any) -> None:
        """Store something about a host, all of it or nothing."""
        self._update(tables.hosts, {"run": run, "name": name}, values)

    def plan(self, run: str, name: str, package: str, run_folder: str, plan: Iterable[tuple[str, str]]) -> None:
        """Store a host's plan, replacing an older one: names and texts of its steps, all pending."""
        hosts, steps = tables.hosts, tables.steps
        rows = [
            {"run": run, "host": name, "position": position, "name": step, "state": PENDING, "message": text}
            for position, (step, text) in enumerate(plan)
        ]
        with self._transaction() as connection:
            connection.execute(
                update(hosts)
                .where(hosts.c.run == run, hosts.c.name == name)
                .values(package=package, run_folder=run_folder)
            )
            connection.execute(delete(steps).where(steps.c.run == run, steps.c.host == name))
            if rows:
                connection.execute(insert(steps), rows)

    def update_step(self, run: str, name: str, position: int, **values: Any) -> None:
        """Store a step's transition."""
        self._update(tables.steps, {"run": run, "host": name, "position": position}, values)

    def run(self, run: str) -> Row[Any] | None:
        """A run's row."""
        with self._transaction() as connection:
            return connection.execute(select(tables.runs).where(tables.runs.c.id == run)).first()

    def runs(self) -> Sequence[Row[Any]]:
        """All runs, the newest first."""
        with self._transaction() as connection:
            return connection.execute(select(tables.runs).order_by(tables.runs.c.started.desc())).all()

    def remove(self, runs: Sequence[str]) -> None:
        """Forget runs with all that is stored of them."""
        with self._transaction() as connection:
            for table, column in ((tables.steps, "run"), (tables.hosts, "run"), (tables.runs, "id")):
                connection.execute(delete(table).where(table.c[column].in_(runs)))

    def host(self, run: str, name: str) -> Row[Any]:
        """One host's row."""
        with self._transaction() as connection:
            return connection.execute(_ONE_HOST, {"key_run": run, "key_name": name}).one()

    def hosts(self, run: str) -> Sequence[Row[Any]]:
        """All hosts of a run in inventory order, without their evidence."""
        columns = [column for column in tables.hosts.c if column.name != "evidence"]
        query = select(*columns).where(tables.hosts.c.run == run).order_by(tables.hosts.c.position)
        with self._transaction() as connection:
            return connection.execute(query).all()

    def states(self, run: str) -> Sequence[Any]:
        """How far the hosts of a run are, in inventory order: name, verdict, outcome and run_folder, and no more."""
        hosts = tables.hosts
        query = select(hosts.c.name, hosts.c.verdict, hosts.c.outcome, hosts.c.run_folder)
        with self._transaction() as connection:
            return connection.execute(query.where(hosts.c.run == run).order_by(hosts.c.position)).all()

    def steps(self, run: str, host: str | None = None) -> Sequence[Row[Any]]:
        """The steps of one host, or of all hosts of a run, in order."""
        steps = tables.steps
        query = select(steps).where(steps.c.run == run).order_by(steps.c.host, steps.c.position)
        with self._transaction() as connection:
            return connection.execute(query if host is None else query.where(steps.c.host == host)).all()

    def _update(self, table: Table, keys: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        given = {f"key_{name}": value for name, value in keys.items()}
        given |= {f"new_{name}": value for name, value in _storable(values).items()}
        with self._transaction() as connection:
            connection.execute(_update_statement(table, tuple(keys), tuple(values)), given)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._store.guard, self._engine.begin() as connection:
            yield connection


@cache
def _update_statement(table: Table, keys: tuple[str, ...], columns: tuple[str, ...]) -> Update:
    """Built once for each set of columns: thousands of hosts have a dozen of them each."""
    where = [table.c[name] == bindparam(f"key_{name}") for name in keys]
    return update(table).where(*where).values({table.c[name]: bindparam(f"new_{name}") for name in columns})


_ONE_HOST = select(tables.hosts).where(
    tables.hosts.c.run == bindparam("key_run"), tables.hosts.c.name == bindparam("key_name")
)


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Text as every database takes it: PostgreSQL knows no NUL, and a host's output may hold one."""
    return {
        name: value.replace("\0", "\ufffd").encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in values.items()
    }
