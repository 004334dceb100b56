"""The center's database: SQLite in one file by default, PostgreSQL by its URL.

SQLite has one writer at a time, so writers queue on a lock of this process instead of failing busy, and
small pieces of work that wait are written in one transaction.
PostgreSQL has many, of several processes; what must not meet itself names what it wants to be alone for.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import alembic.command
import alembic.config
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, InvalidRequestError

T = TypeVar("T")
_BUSY_TIMEOUT_MS = 15_000
_WRITERS = 4
"""So many small pieces of work are written at once where the database has many writers."""
_PER_CONNECTION = {
    "connect_timeout": 10,
    # Said to be kept is on the disk, whatever the server's own settings; nobody waits for ever for another.
    "options": f"-c synchronous_commit=on -c lock_timeout={_BUSY_TIMEOUT_MS} "
    f"-c idle_in_transaction_session_timeout={4 * _BUSY_TIMEOUT_MS}",
}
_QUOTES_VALUES = ("22", "23")
"""The kinds of errors, by the first digits of their code, whose text repeats what was to be written."""


def sqlite_url(path: Path) -> URL:
    """The URL of a database file."""
    return URL.create("sqlite", database=str(path))


def database_url(text: str) -> URL:
    """The address of a database as maintainers write it.

    Raises:
        ValueError: It is none, or of a kind that the center was not made for.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("not the address of a database; write postgresql://USER@HOST/NAME") from error
    match url.get_backend_name():
        case "sqlite":
            return url
        case "postgresql":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"{other} is not known; the center keeps its data in sqlite or postgresql")


class _Job(Generic[T]):
    """A piece of work that is written with others."""

    def __init__(self, work: Callable[[Connection], T]) -> None:
        self._work = work
        self._value: T | None = None
        self.error: BaseException | None = None
        self.future: Future[T] = Future()

    def do(self, connection: Connection) -> None:
        """Does it; whatever goes wrong goes wrong for all."""
        try:
            self._value = self._work(connection)
        except Exception as error:
            self.error = error
            raise

    def try_to_do(self, connection: Connection) -> None:
        """Does it; what goes wrong stays with this job."""
        self.error = None
        try:
            with connection.begin_nested():
                self._value = self._work(connection)
        except Exception as error:
            self.error = error

    def tell(self, error: BaseException | None) -> None:
        """The transaction as a whole is over: it failed, or everything is on the disk."""
        wrong = error or self.error
        if wrong is not None:
            self.future.set_exception(wrong)
        else:
            self.future.set_result(cast("T", self._value))


class Store:
    """Transactions on the center's database."""

    def __init__(self, url: URL | str) -> None:
        self._url = database_url(url) if isinstance(url, str) else url
        self._sqlite = self._url.get_backend_name() == "sqlite"
        # Parameters are personal data: they must not reach an error's text.
        self._engine: Engine = create_engine(
            self._url,
            hide_parameters=True,
            pool_pre_ping=not self._sqlite,
            connect_args={} if self._sqlite else _PER_CONNECTION,
        )
        self._queue: list[_Job[Any]] = []
        self._queue_lock = threading.Lock()
        self._writers = ThreadPoolExecutor(1 if self._sqlite else _WRITERS, thread_name_prefix="writer")
        self._writing = threading.Lock() if self._sqlite else nullcontext()
        if self._sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        else:
            event.listen(self._engine, "handle_error", _quote_nobody)

    @property
    def url(self) -> URL:
        """Where the database is; a password in it shows only where it is used."""
        return self._url

    @contextmanager
    def write(self, *, alone_for: str | None = None) -> Iterator[Connection]:
        """One transaction that changes something; rolled back when an exception leaves it.

        Args:
            alone_for: What no other transaction with the same word may be at work on meanwhile, such as
                a case. SQLite has one writer anyway; PostgreSQL holds a lock of that name until the end.
        """
        with self._writing, self._engine.connect() as connection:
            connection = connection.execution_options(kiosk_write=True)
            with connection.begin():
                if alone_for is not None:
                    self.be_alone(connection, alone_for)
                yield connection

    def be_alone(self, connection: Connection, what: str) -> None:
        """From here to the end of a transaction that writes, no other one is at work on `what`."""
        if not self._sqlite:
            number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
            connection.execute(select(func.pg_advisory_xact_lock(number)))

    def soon(self, work: Callable[[Connection], T], *, alone_for: str | None = None) -> Future[T]:
        """Does a small piece of work in one transaction with whatever else waits to be written.

        A commit waits for the disk; a thousand terminals that say something every few seconds share it, and
        no thread waits for each of them.

        Args:
            work: Changes something in the database and nothing else, as it may have to be done again; an
                exception takes back its own changes and nobody else's.
            alone_for: As with `write`.

        Returns:
            What comes of it; when it is there, the work is on the disk, as with `write`.
        """
        if not self._sqlite:
            return self._writers.submit(self._write_one, work, alone_for)
        job = _Job(work)
        with self._queue_lock:
            self._queue.append(job)
        self._writers.submit(self._write_queue)
        return job.future

    def _write_one(self, work: Callable[[Connection], T], alone_for: str | None) -> T:
        with self.write(alone_for=alone_for) as connection:
            return work(connection)

    def _write_queue(self) -> None:
        """Writes for everybody who has come until it is its turn."""
        with self._writing:
            with self._queue_lock:
                waiting, self._queue = self._queue, []
            jobs = [job for job in waiting if job.future.set_running_or_notify_cancel()]
            if not jobs:
                return
            # Mostly all goes well, and keeping them apart takes longer than their work.
            wrong = self._written(jobs, _Job.do)
            if any(job.error is not None for job in jobs):
                wrong = self._written(jobs, _Job.try_to_do)
        for job in jobs:
            job.tell(wrong)

    def _written(
        self, jobs: list[_Job[Any]], do: Callable[[_Job[Any], Connection], None]
    ) -> BaseException | None:
        """One transaction with all of it; returns what ended it, and then nothing of it was written."""
        try:
            with self._engine.connect() as connection:
                connection = connection.execution_options(kiosk_write=True)
                with connection.begin():
                    for job in jobs:
                        do(job, connection)
                        if _is_taken_back(connection):
                            raise job.error or InvalidRequestError("the database ended the transaction")
        except BaseException as error:  # whatever ends it: nobody may believe that it was written
            return error
        return None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only looks."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest shape."""
        config = alembic.config.Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.write(alone_for="upgrade") as connection:
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")

    def close(self) -> None:
        """Let go of all connections, and of the threads that write."""
        self._writers.shutdown()
        self._engine.dispose()


def _is_taken_back(connection: Connection) -> bool:
    """Whether SQLite ended the transaction by itself, as it does on a full disk: committing says nothing."""
    return not cast("sqlite3.Connection", connection.connection.dbapi_connection).in_transaction


def _quote_nobody(context: ExceptionContext) -> None:
    """PostgreSQL repeats the values that it refuses; only what they were refused by may go on."""
    error, told = context.original_exception, context.sqlalchemy_exception
    code = getattr(error, "sqlstate", None) or ""
    if told is None or not code.startswith(_QUOTES_VALUES):
        return
    by = getattr(getattr(error, "diag", None), "constraint_name", None) or ""
    error.args = told.args = (f"{type(error).__name__} {code} {by}".rstrip(),)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # this module says BEGIN itself
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("kiosk_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
