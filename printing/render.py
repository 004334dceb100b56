"""The parent's side of drawing: a helper process that is kept, watched and, if it dies, started again.

This module imports nothing that draws, so that the screen process stays small.
"""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from kiosk.log import Log, LogEvent
from kiosk.processes import environment, put_an_end_to
from printing.errors import RenderFailed
from printing.folder import PaperFolder
from printing.outcome import Reason
from printing.papers import Paper, Stock, to_json

_FAULTS = {
    "missing": Reason.MISSING_CHARACTERS,
    "refused": Reason.REFUSED_CONTENT,
    "fonts": Reason.FONTS_MISSING,
    "fault": Reason.RENDER_FAULT,
}
_PIPE_BYTES = 1 << 20
HELPER = (sys.executable, "-m", "printing.render_helper")


@dataclass(frozen=True)
class Rendered:
    """A finished PDF in the private folder.

    Attributes:
        path: the file (0600); whoever took it removes it.
        pages: how many pages.
        width_mm: the width of the first page.
        height_mm: its height.
    """

    path: Path
    pages: int
    width_mm: int
    height_mm: int


class Renderer:
    """Draws papers in a helper process.

    Calls are answered one after another and may come from any thread.

    Args:
        folder: where the PDF files go.
        log: where events go.
        deadline_s: how long one paper may take; the first one may take `first_deadline_s`.
        first_deadline_s: allows for loading the fonts.
        command: how the helper is started; tests put a faulty one here.
    """

    def __init__(
        self,
        folder: PaperFolder,
        *,
        log: Log,
        deadline_s: float = 10.0,
        first_deadline_s: float = 30.0,
        command: Sequence[str] = HELPER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self._log = log
        self._deadline_s = deadline_s
        self._first_deadline_s = first_deadline_s
        self._command = tuple(command)
        self._clock = clock
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._fresh = True
        self._buffer = b""
        self._numbers = count(1)

    def warm(self) -> None:
        """Starts the helper and loads all fonts, so that the first paper comes quickly.

        Raises:
            RenderFailed: the helper does not come up (fonts missing, for instance).
        """
        self._ask({"op": "warm"})

    def render(self, paper: Paper, *, stock: Stock = Stock.A4) -> Rendered:
        """Draws a paper into a file.

        Raises:
            RenderFailed: with the reason, and for MISSING_CHARACTERS the characters.
        """
        path = self.folder.path / f"{next(self._numbers):06d}.pdf"
        try:
            reply = self._ask(
                {"op": "render", "paper": to_json(paper), "stock": stock.value, "path": str(path)}
            )
        except RenderFailed:
            path.unlink(missing_ok=True)
            raise
        return Rendered(path, reply["pages"], reply["width_mm"], reply["height_mm"])

    @property
    def helper_pid(self) -> int | None:
        """The helper's process id; None when none runs."""
        process = self._process
        return process.pid if process else None

    def close(self) -> None:
        """Ends the helper."""
        with self._lock:
            self._end()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            process = self._process if self._process and self._process.poll() is None else self._start()
            number = next(self._numbers)
            limit = self._clock() + (self._first_deadline_s if self._fresh else self._deadline_s)
            line = json.dumps({"id": number} | request).encode() + b"\n"
            if len(line) > _PIPE_BYTES:  # a helper that hangs would make the writing hang too
                raise RenderFailed(Reason.RENDER_FAULT)
            assert process.stdin is not None
            try:
                process.stdin.write(line)
                process.stdin.flush()
                reply = self._read(process, limit)
                if reply.get("id") != number:
                    raise ValueError("an answer to another question")
            except TimeoutError as error:
                self._end()
                self._say("timeout")
                raise RenderFailed(Reason.RENDER_TIMEOUT) from error
            except (OSError, EOFError, ValueError) as error:
                self._end()
                self._say("crashed")
                raise RenderFailed(Reason.RENDER_CRASHED) from error
            self._fresh = False
        if not reply["ok"]:
            reason = _FAULTS.get(reply["fault"], Reason.RENDER_FAULT)
            self._say(reason.value, error=reply.get("kind"))
            raise RenderFailed(reason, missing=tuple(reply.get("missing", ())))
        return reply

    def _read(self, process: subprocess.Popen[bytes], limit: float) -> dict[str, Any]:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                if not selector.select(max(0.0, limit - self._clock())):
                    raise TimeoutError
                piece = os.read(process.stdout.fileno(), 65536)
                if not piece:
                    raise EOFError
                self._buffer += piece
        line, self._buffer = self._buffer.split(b"\n", 1)
        reply = json.loads(line)
        if not isinstance(reply, dict):
            raise ValueError("not an answer")
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        self._end()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=_PIPE_BYTES,
            env=environment(),
        )
        self._fresh = True
        self._buffer = b""
        self._log.info(LogEvent.HELPER_STARTED, helper="render")
        return self._process

    def _say(self, outcome: str, **fields: object) -> None:
        self._log.warning(LogEvent.HELPER_FINISHED, helper="render", outcome=outcome, **fields)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            put_an_end_to(process)
