"""The center's database: SQLite in one file by default, PostgreSQL by its URL.

SQLite has one writer at a time, so writers queue on a lock of this process instead of failing busy.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url

_BUSY_TIMEOUT_MS = 15_000


def sqlite_url(path: Path) -> URL:
    """The URL of a database file."""
    return URL.create("sqlite", database=str(path))


class Store:
    """Transactions on the center's database."""

    def __init__(self, url: URL | str) -> None:
        self._url = make_url(url)
        self._sqlite = self._url.get_backend_name() == "sqlite"
        # Parameters are personal data: they must not reach an error's text.
        self._engine: Engine = create_engine(self._url, hide_parameters=True, pool_pre_ping=not self._sqlite)
        self._writing = threading.Lock() if self._sqlite else nullcontext()
        if self._sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

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
                if alone_for is not None and not self._sqlite:
                    number = int.from_bytes(hashlib.sha256(alone_for.encode()).digest()[:8], signed=True)
                    connection.execute(select(func.pg_advisory_xact_lock(number)))
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only looks."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest shape."""
        config = alembic.config.Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.write() as connection:
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


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
