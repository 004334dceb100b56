"""A thread that looks at a device when it is due, can be woken and stops at once."""

import threading
from collections.abc import Callable


class PollThread:
    """Runs `step` again and again, each time when the last one asked for.

    Args:
        name: The thread's name.
        step: Looks once and returns how many seconds to wait; it must not raise.
        finish: Runs last, in the same thread.
    """

    def __init__(self, name: str, *, step: Callable[[], float], finish: Callable[[], None]) -> None:
        self._step = step
        self._finish = finish
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def wake(self) -> None:
        """Look now, without waiting for the time that was asked for."""
        self._wake.set()

    def stop(self) -> None:
        """Ask the thread to end; `join` waits for it."""
        self._stopping.set()
        self._wake.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; whether it came."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                wait_s = self._step()
                self._wake.wait(max(0.0, wait_s))
                self._wake.clear()
        finally:
            self._finish()
