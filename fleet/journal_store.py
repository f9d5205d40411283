"""Where a journal lies: a SQLite file of the user's alone, or a PostgreSQL database by its URL."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from fleet.migrations.apply import migrate
from fleet.secrets import SecretStore
from host.errors import UsageError
from host.secret import SecretRef

_POSTGRES = ("postgresql", "postgresql+psycopg")
_CONNECT_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Store:
    """An open journal: what users know it by, its engine, what guards a transaction, and how a name is locked.

    `guard` is held around each transaction; `lock` gives a context that holds a name for this process alone. The
    system or the database lets go of it however this process ends. Entering it raises UsageError when another holds it.
    """

    name: str
    engine: Engine
    guard: AbstractContextManager[Any]
    lock: Callable[[str], AbstractContextManager[None]]


def open_store(place: str) -> Store:
    """Open a journal, making it or bringing it up to date first. Raises UsageError with the reason."""
    return _postgres(place) if "://" in place else _sqlite(Path(place))


def _sqlite(path: Path) -> Store:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        # One connection behind a lock: SQLite has one writer anyway.
        engine = create_engine(
            f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": 30}
        )
        event.listen(engine, "connect", _configure)
        with FileLock(_lock_path(path, "schema"), mode=0o600):
            migrate(engine, str(path))
    except (OSError, SQLAlchemyError) as error:
        raise UsageError(
            f"The journal {path} cannot be opened: {_reason(error)}.",
            "Name a writable place with --journal, or move the damaged file away.",
        ) from error
    return Store(str(path), engine, threading.Lock(), lambda name: _file_lock(path, name))


def _configure(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # a killed process loses nothing; steps are safe to repeat
    connection.execute("PRAGMA foreign_keys=ON")


def _lock_path(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}.{name[:16]}.lock")


@contextmanager
def _file_lock(path: Path, name: str) -> Iterator[None]:
    lock = FileLock(_lock_path(path, name), mode=0o600, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise _held() from error
    try:
        yield
    finally:
        lock.release()


def _postgres(place: str) -> Store:
    url = _url(place)
    name = url.set(drivername="postgresql").render_as_string(hide_password=True)
    try:
        import psycopg  # noqa: F401 - an optional extra
    except ImportError as error:
        raise UsageError(
            "A journal in PostgreSQL needs the module psycopg.", "Install siteprep[postgres], or name a file."
        ) from error
    try:
        engine = create_engine(url, pool_size=8, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_SECONDS})
        with _advisory_lock(engine, "schema", wait=True):
            migrate(engine, name)
    except SQLAlchemyError as error:
        raise UsageError(
            f"The journal {name} cannot be opened: {_reason(error)}.",
            "Check that the server runs, and the user, password and database of --journal.",
        ) from error
    return Store(name, engine, nullcontext(), lambda wanted: _advisory_lock(engine, wanted, wait=False))


@contextmanager
def _advisory_lock(engine: Engine, name: str, *, wait: bool) -> Iterator[None]:
    """A lock that the server takes back when the connection ends."""
    function = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    key = {"key": f"siteprep {name}"}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        got = connection.execute(text(f"SELECT {function}(hashtextextended(:key, 0))"), key).scalar()
        if not wait and not got:
            raise _held()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:key, 0))"), key)


def _url(place: str) -> URL:
    """The database's URL with its password in place of the reference to it. No message repeats what was given."""
    remedy = "Write it like postgresql://USER:REFERENCE@HOST/DATABASE, with env:NAME or file:PATH as the reference."
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise UsageError("The journal's URL cannot be read.", remedy) from None
    if url.drivername not in _POSTGRES:
        raise UsageError(f"A journal cannot lie in {url.drivername}.", remedy)
    url = url.set(drivername="postgresql+psycopg")
    if not url.password:
        return url
    try:
        reference = SecretRef.parse(str(url.password))
    except ValueError:
        raise UsageError("The password in the journal's URL is written out.", remedy) from None
    return url.set(password=SecretStore().resolve(reference, "journal's password").reveal())


def _held() -> UsageError:
    return UsageError(
        "Another siteprep process is doing the same work on the same hosts.",
        "Wait until it has ended, then run the same command again; it will do only what is left.",
    )


def _reason(error: BaseException) -> str:
    told = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
    return " ".join(str(told).split()).rstrip(".")
