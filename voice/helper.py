"""A helper process that is kept, watched and, if it dies or hangs, started again."""

from __future__ import annotations

import os
import random
import selectors
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import IO, Final

from kiosk.log import Log, LogEvent
from kiosk.processes import environment, put_an_end_to
from voice.wire import Frame, Header, WireError, pack, unpack

_LEAST_REST_S: Final = 0.2
_MOST_REST_S: Final = 10.0


class Trouble(StrEnum):
    """Why a helper did not answer."""

    CRASHED = "crashed"
    TIMEOUT = "timeout"
    NONSENSE = "nonsense"
    FAULT = "fault"
    RESTING = "resting"
    CLOSED = "closed"


class HelperFailed(Exception):
    """A helper did not answer; the next question starts it anew.

    Attributes:
        reason: Why.
        fault: FAULT: the type of the exception in the helper, which goes on running.
    """

    def __init__(self, reason: Trouble, fault: str = "") -> None:
        super().__init__(f"{reason} {fault}".rstrip())
        self.reason = reason
        self.fault = fault


class HelperProcess:
    """Asks a process of its own, one question at a time; may be called from any thread.

    Args:
        command: How it is started.
        name: What it is called in the log.
        log: Where its starts and ends are told, never what it was asked.
        start_s: What the first question of a fresh process may take on top of its own time (loading a model).
        clock: Monotonic seconds.
        pause: Waits so many seconds; tests put their own here.
        chance: A number from 0 to 1; the rest before a new start is spread by it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        name: str,
        log: Log,
        start_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._command = tuple(command)
        self._name = name
        self._log = log
        self._start_s = start_s
        self._clock = clock
        self._pause = pause
        self._chance = chance
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pieces = bytearray()
        self._fresh = True
        self._failures = 0
        self._rests_until = 0.0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's id; None when none runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def start(self) -> None:
        """Starts it now, so that the first question finds it warm; does nothing where it runs.

        Raises:
            HelperFailed: It rests after a failure, or cannot be started.
        """
        with self._lock:
            self._running(limit=self._clock())

    def ask(self, header: Header, payload: bytes = b"", *, timeout_s: float) -> Frame:
        """Asks and waits for the answer.

        After failures the process rests before it is started anew (0.2 s, doubling up to 10 s, spread by
        chance). A question waits for the end of a rest if its own time allows.

        Args:
            header: The question.
            payload: Sound that belongs to it.
            timeout_s: How long it may take; then the process is ended.

        Returns:
            The answer, whose header says ``"ok": true``.

        Raises:
            HelperFailed: No answer came about.
        """
        with self._lock:
            limit = self._clock() + timeout_s
            process = self._running(limit=limit)
            if self._fresh:
                limit += self._start_s
            try:
                reply = self._exchange(process, pack(Frame(header, payload)), limit)
            except TimeoutError as error:
                raise self._failed(Trouble.TIMEOUT) from error
            except WireError as error:
                raise self._failed(Trouble.NONSENSE) from error
            except (OSError, EOFError) as error:
                raise self._failed(Trouble.CRASHED) from error
            self._fresh = False
            self._failures = 0
        if not reply.header.get("ok"):
            fault = str(reply.header.get("fault", ""))
            self._log.warning(LogEvent.HELPER_FINISHED, helper=self._name, outcome="fault", error=fault)
            raise HelperFailed(Trouble.FAULT, fault)
        return reply

    def close(self) -> None:
        """Ends it for good."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()  # a question that is under way ends with it
        with self._lock:
            self._end()

    def _running(self, *, limit: float) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is not None:
            self._failed(Trouble.CRASHED)
            process = None
        if self._closed:
            raise HelperFailed(Trouble.CLOSED)
        if process is not None:
            return process
        rest_s = self._rests_until - self._clock()
        if rest_s > 0:
            if self._clock() + rest_s > limit:
                raise HelperFailed(Trouble.RESTING)
            self._pause(rest_s)
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(),
            )
        except OSError as error:
            raise self._failed(Trouble.CRASHED) from error
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        os.set_blocking(process.stdin.fileno(), False)
        os.set_blocking(process.stdout.fileno(), False)
        threading.Thread(target=_swallow, args=(process.stderr,), name=self._name, daemon=True).start()
        self._process = process
        self._pieces = bytearray()
        self._fresh = True
        self._log.info(LogEvent.HELPER_STARTED, helper=self._name, failures=self._failures)
        return process

    def _exchange(self, process: subprocess.Popen[bytes], question: bytes, limit: float) -> Frame:
        assert process.stdin is not None
        assert process.stdout is not None
        into, out_of = process.stdin.fileno(), process.stdout.fileno()
        rest = memoryview(question)
        with selectors.DefaultSelector() as selector:
            selector.register(into, selectors.EVENT_WRITE)
            selector.register(out_of, selectors.EVENT_READ)
            while (frame := unpack(self._pieces)) is None:
                ready = selector.select(max(0.0, limit - self._clock()))
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    if key.fd == into:
                        rest = rest[os.write(into, rest) :]
                        if not rest:
                            selector.unregister(into)
                    else:
                        piece = os.read(out_of, 1 << 16)
                        if not piece:
                            raise EOFError
                        self._pieces += piece
        if rest or self._pieces:
            raise WireError("an answer to no question")
        return frame

    def _failed(self, reason: Trouble) -> HelperFailed:
        self._end()
        if self._closed:
            return HelperFailed(Trouble.CLOSED)
        most_s = min(_MOST_REST_S, _LEAST_REST_S * 2**self._failures)
        self._failures = min(self._failures + 1, 16)
        self._rests_until = self._clock() + most_s * (0.5 + 0.5 * self._chance())
        self._log.warning(LogEvent.HELPER_FINISHED, helper=self._name, outcome=reason.value)
        return HelperFailed(reason)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            put_an_end_to(process)


def _swallow(stderr: IO[bytes]) -> None:
    """Reads away what a process complains of: it may quote what was said."""
    with stderr:
        while stderr.read1(1 << 16):  # type: ignore[attr-defined]
            pass
