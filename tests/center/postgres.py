"""A PostgreSQL of the tests' own: a folder, a socket in it, and nothing that anybody else could reach."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from center.store import Store
from center.tables import metadata

MIGRATED = "migrated"
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=60",
    "listen_addresses=",
)


class Cluster:
    """Runs from `start` to `stop`; each database is a copy of one that went through every migration."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
        self._numbers = count(1)
        self._free: list[str] = []
        self._data = self.folder / "data"
        self._server: subprocess.Popen[bytes] | None = None
        nowhere = subprocess.DEVNULL
        self._quietly: dict[str, Any] = {
            "cwd": self.folder,
            "stdin": nowhere,
            "stdout": nowhere,
            "stderr": nowhere,
        }
        if os.geteuid() == 0:  # it refuses to be run by an administrator
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._quietly |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def start(self) -> None:
        self._run(
            "initdb", "--auth=trust", "--username=kiosk", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        options = [part for setting in FAST for part in ("-c", setting)]
        # The kernel ends it if we are killed; nothing of ours stays behind.
        guard = ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []
        self._server = subprocess.Popen(
            [*guard, _bin() / "postgres", "-D", self._data, "-k", self.folder, *options], **self._quietly
        )
        self._wait()
        self._tell(f"CREATE DATABASE {MIGRATED}")
        store = Store(self.url(MIGRATED))
        store.upgrade()
        store.close()

    def stop(self) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(60)
        shutil.rmtree(self.folder)

    def _wait(self) -> None:
        """Until it answers."""
        deadline, pause = time.monotonic() + 60, threading.Event()
        while True:
            try:
                return self._tell("SELECT 1")
            except OperationalError:
                assert time.monotonic() < deadline, "PostgreSQL did not start"
            pause.wait(0.05)

    def url(self, name: str) -> URL:
        return URL.create("postgresql+psycopg", "kiosk", database=name, query={"host": str(self.folder)})

    @contextmanager
    def lend(self) -> Iterator[URL]:
        """A database with all its tables and nothing in them; used again by whoever comes next."""
        if self._free:
            name = self._free.pop()
            self._tell(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE", name)
        else:
            name = f"x{next(self._numbers)}"
            self._tell(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}")
        yield self.url(name)
        self.cut(name)
        self._free.append(name)

    def bare(self) -> URL:
        """A database without any table."""
        name = f"bare{next(self._numbers)}"
        self._tell(f"CREATE DATABASE {name}")
        return self.url(name)

    def cut(self, name: str) -> None:
        """Ends every connection to a database, as a restarted server does."""
        self._tell(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    def _tell(self, statement: str, name: str = "postgres") -> None:
        engine = create_engine(self.url(name), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [_bin() / program, f"--pgdata={self._data}", *arguments], timeout=60, check=True, **self._quietly
        )


def _bin() -> Path:
    """Debian keeps the server's programs off the path, one folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = found[-1] if found else Path(shutil.which("initdb") or "")
    assert there.name == "initdb", "PostgreSQL is missing; scripts/packages.txt names it"
    return there.parent
