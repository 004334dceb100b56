"""Time that passes only when somebody waits, a log that remembers, and a print service made of a script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from printing.cups_line import Canary
from printing.ipp import DeviceJob, DeviceSilentError
from printing.outcome import Outcome, Progress, ProgressState
from printing.queue import PrintJob, PrintQueue, Time

PDF = b"%PDF-1.4\nnothing\n%%EOF\n"


class Keeper:
    """A log that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **fields: object) -> None:
        self.events.append((event, fields))

    warning = error = info


class Hours:
    """A clock that goes on by waiting only."""

    def __init__(self) -> None:
        self.s = 100.0
        self.each: Callable[[], None] = lambda: None

    @property
    def time(self) -> Time:
        return Time(now=lambda: self.s, wait=self._wait)

    def _wait(self, event: threading.Event, seconds: float) -> None:
        self.s += seconds
        self.each()


class IPPError(Exception):
    """As pycups raises it."""


class Service:
    """A print service that says what a test tells it to, through the methods of a pycups connection."""

    def __init__(self) -> None:
        self.job: dict[str, Any] = {"job-state": 3}
        self.queue: dict[str, Any] = {
            "printer-state": 3,
            "printer-state-reasons": ["none"],
            "printer-is-accepting-jobs": True,
            "device-uri": "ipp://localhost:9/ipp/print?contimeout=5",
            "printer-info": "a4",
        }
        self.jobs: dict[int, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.fails: dict[str, Exception] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            self.calls.append(name)
            if error := self.fails.get(name):
                raise error
            return {
                "getPrinterAttributes": self.queue,
                "getJobAttributes": self.job,
                "getJobs": self.jobs,
                "printFile": 7,
                "getPPD": "",
            }.get(name)

        return called


class Gadget:
    """A printer that says what a test tells it to."""

    def __init__(self) -> None:
        self.mood: dict[str, Any] = {"printer-state": 3, "printer-state-reasons": ["none"]}
        self.known: DeviceJob | None = DeviceJob(9, ("job-completed-successfully",))
        self.silent = False
        self.asked: list[str] = []

    def state(self) -> dict[str, Any]:
        self.asked.append("state")
        if self.silent:
            raise DeviceSilentError
        return self.mood

    def job(self, name: str) -> DeviceJob | None:
        self.asked.append(name)
        if self.silent:
            raise DeviceSilentError
        return self.known


class Bird(Canary):
    """Lives until it is told not to."""

    def __init__(self) -> None:
        self.lives = True

    def alive(self) -> bool:
        return self.lives

    def renew(self) -> None:
        assert self.lives

    def close(self) -> None:
        pass


def steps(
    queue: PrintQueue, job: PrintJob, on: dict[ProgressState, Callable[[], None]] | None = None
) -> list[Any]:
    """Watches a job to its end; does something when a state comes."""
    found: list[Any] = []
    for step in queue.watch(job):
        found.append(step.state if isinstance(step, Progress) else step)
        if isinstance(step, Progress) and on and step.state in on:
            on[step.state]()
    assert isinstance(found[-1], Outcome)
    assert not any(isinstance(step, Outcome) for step in found[:-1])
    return found


def names() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"R990101-{number:04d}"


def pdf_job(folder: Path, name: str = "R-1", *, pages: int = 1) -> PrintJob:
    path = folder / f"{name}.pdf"
    path.write_bytes(PDF)
    return PrintJob(name, path, pages=pages)
