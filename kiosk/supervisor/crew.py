"""The processes that a supervisor starts, and what it hears of them."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from kiosk.link.logbook import LogBook
from kiosk.processes import SUPERVISED

STOP_S = 10.0
Event = Mapping[str, object]


class Running(Protocol):
    """A process that was started."""

    @property
    def code(self) -> int | None:
        """Its exit code; None as long as it runs."""
        ...

    def events(self) -> list[Event]:
        """The JSON lines that it has written since the last call."""
        ...

    def stop(self) -> None:
        """Ends it, gently at first."""
        ...


class Crew(Protocol):
    """Starts processes."""

    def terminal(self) -> Running:
        """The terminal itself: `kiosk run`."""
        ...

    def update(self) -> Running:
        """One look for a new release: `kiosk update`."""
        ...

    def check(self, number: int) -> Running:
        """Draws and judges a staged release: `kiosk check-release`."""
        ...


class Process:
    """A `kiosk` command that ends with this process; its JSON lines are heard, all of its lines passed on.

    Args:
        command: What to run.
        out: Where its lines are passed on to; None for nowhere.
        environment: More of it than this process has.
        book: Keeps the events among its lines.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        out: IO[str] | None = None,
        environment: Mapping[str, str] | None = None,
        book: LogBook | None = None,
    ) -> None:
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **(environment or {})},
        )
        self._out = out
        self._book = book
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="crew", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """See `Running`."""
        code = self._process.poll()
        if code is not None:
            self._reader.join(STOP_S)  # what it wrote last counts, too
        return code

    def events(self) -> list[Event]:
        """See `Running`."""
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return found

    def stop(self) -> None:
        """See `Running`."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(STOP_S)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                if self._out is not None:
                    self._out.write(line)
                    self._out.flush()
                if self._book is not None:
                    self._book.write(line)
                if line.startswith("{"):
                    try:
                        self._events.put(json.loads(line))
                    except ValueError:
                        continue


class RealCrew:
    """The real processes.

    Args:
        home: The terminal's data folder.
        arguments: Those of `kiosk run`.
    """

    def __init__(self, home: Path, arguments: Sequence[str] = ()) -> None:
        self._home = home
        self._arguments = arguments

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "kiosk.alongside", str(os.getpid()), *arguments]

    def terminal(self) -> Running:
        """See `Crew`."""
        command = self._command("run", "--home", str(self._home), *self._arguments)
        return Process(
            command, out=sys.stderr, environment={SUPERVISED: "yes"}, book=LogBook(self._home / "log")
        )

    def update(self) -> Running:
        """See `Crew`."""
        return Process(self._command("update", "--home", str(self._home)))

    def check(self, number: int) -> Running:
        """See `Crew`. Everything else comes first."""
        command = self._command("check-release", "--home", str(self._home), "--number", str(number))
        return Process(["nice", "-n", "10", *command], environment={"QT_QPA_PLATFORM": "offscreen"})
