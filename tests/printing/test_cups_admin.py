"""What needs an administrator's right on a queue."""

from __future__ import annotations

from typing import Any, cast

from printing.cups_admin import resume_queue
from printing.cups_line import CupsLine, LineRefused


class Line:
    """Takes calls, and refuses them from one on."""

    def __init__(self, *, refuses: str = "") -> None:
        self.calls: list[str] = []
        self._refuses = refuses

    def call(self, name: str, *_args: Any, **_kwargs: Any) -> None:
        self.calls.append(name)
        if name == self._refuses:
            raise LineRefused(0x0403)


def test_a_stopped_queue_prints_and_takes_jobs_again() -> None:
    line = Line()
    assert resume_queue(cast("CupsLine", line), "a4")
    assert line.calls == ["enablePrinter", "acceptJobs"]


def test_without_the_right_it_says_so() -> None:
    assert not resume_queue(cast("CupsLine", Line(refuses="enablePrinter")), "a4")
