"""The device's end of an emulated serial line: a pty behind a path that stays the same.

Bytes take their time as on a wire. Pulling the plug hangs up on whoever has the line open and takes the path
away; plugging in again puts a new pty behind the same path.
"""

import contextlib
import os
import select
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

_BITS_PER_BYTE = 10  # a start bit, eight of data, a stop bit
_CHUNK_BYTES = 64  # what a USB serial adapter hands over at once
_UNREAD_WAIT_S = 1.0


class PtyLine:
    """Runs a device in a thread of its own.

    Args:
        path: The symbolic link at which the line is found; its folder must exist.
        on_bytes: Called in the line's thread with what came in; may call `send` and `pause`.
        baud: Of the wire.
        pace: 1.0 takes real time, 0 takes none, 2.0 is half as fast.
    """

    def __init__(
        self, path: Path, *, on_bytes: Callable[[bytes], None], baud: int = 115_200, pace: float = 1.0
    ) -> None:
        self.path = path
        self._on_bytes = on_bytes
        self._byte_s = pace * _BITS_PER_BYTE / baud
        self._pace = pace
        self._master: int | None = None
        self._slave: int | None = None
        self._wanted = False
        self._stopping = False
        self._ended = False
        self._interrupt = threading.Event()
        self._changed = threading.Condition()
        self._jobs: list[Callable[[], None]] = []
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name=f"pty-{path.name}", daemon=True)

    def start(self) -> None:
        """Plug the device in and begin to run it; once."""
        self._thread.start()
        self.plug()

    def stop(self) -> None:
        """End, and take the path away; once, after `start`."""
        self._stopping = True
        self._interrupt.set()
        os.write(self._wake_write, b"x")
        self._thread.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def plug(self) -> None:
        """Put the line at its path; returns when it is there."""
        self._want(True)

    def unplug(self) -> None:
        """Hang up and take the path away, also in the middle of an answer; returns when it is gone."""
        self._want(False)

    def post(self, job: Callable[[], None]) -> None:
        """Have `job` run in the line's thread."""
        with self._changed:
            self._jobs.append(job)
        os.write(self._wake_write, b"x")

    def pause(self, seconds: float) -> bool:
        """Let (paced) time pass; False if the plug was pulled meanwhile. In the line's thread only."""
        return not self._interrupt.wait(seconds * self._pace)

    def send(self, data: bytes, *, before_last: Callable[[], None] | None = None) -> bool:
        """Write as fast as the wire; False if the plug was pulled meanwhile. In the line's thread only.

        Args:
            data: What to write.
            before_last: Called when the last bytes have travelled, just before they can be read.
        """
        began = time.monotonic()
        for at in range(0, len(data), _CHUNK_BYTES):
            chunk = data[at : at + _CHUNK_BYTES]
            arrives = began + (at + len(chunk)) * self._byte_s
            if self._interrupt.wait(max(0.0, arrives - time.monotonic())):
                return False
            if before_last is not None and at + len(chunk) == len(data):
                before_last()
            if not self._put(chunk):
                return False
        return True

    def _put(self, chunk: bytes) -> bool:
        """Write to the pty; what nobody reads is lost, as on a wire."""
        gives_up = time.monotonic() + _UNREAD_WAIT_S
        while chunk and self._master is not None:
            try:
                chunk = chunk[os.write(self._master, chunk) :]
            except BlockingIOError:
                select.select([], [self._master], [], 0.05)
                if time.monotonic() >= gives_up or self._interrupt.is_set():
                    return False
        return not chunk

    def _want(self, plugged: bool) -> None:
        with self._changed:
            self._wanted = plugged
            if not plugged:
                self._interrupt.set()
            os.write(self._wake_write, b"x")
            self._changed.wait_for(lambda: (self._master is not None) is plugged or self._ended)
            if plugged and self._master is None:
                raise OSError(f"no line could be put at {self.path.name}")

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._follow_plug()
                for job in self._take_jobs():
                    job()
                watched = [self._wake_read] if self._master is None else [self._wake_read, self._master]
                readable, _, _ = select.select(watched, [], [])
                if self._wake_read in readable:
                    os.read(self._wake_read, 64)
                if self._master is not None and self._master in readable:
                    self._on_bytes(self._received(self._master))
        finally:
            with self._changed:
                self._hang_up()
                self._ended = True
                self._changed.notify_all()

    def _take_jobs(self) -> list[Callable[[], None]]:
        with self._changed:
            jobs, self._jobs = self._jobs, []
        return jobs

    def _received(self, master: int) -> bytes:
        try:
            return os.read(master, 4096)
        except OSError:
            return b""

    def _follow_plug(self) -> None:
        with self._changed:
            if not self._wanted:
                self._hang_up()
            elif not self._stopping:
                self._interrupt.clear()
                if self._master is None:
                    self._pick_up()
            self._changed.notify_all()

    def _pick_up(self) -> None:
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        fresh = self.path.with_name(f".{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(slave))
        fresh.replace(self.path)
        # Held open, so that the program at the other end may close the line and open it again.
        self._master, self._slave = master, slave

    def _hang_up(self) -> None:
        for descriptor in (self._slave, self._master):
            if descriptor is not None:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        if self._master is not None:
            self.path.unlink(missing_ok=True)
        self._master = self._slave = None


class OnPtyLine:
    """What every emulated device can: it is plugged in, pulled out and taken away.

    Args:
        line: Where it is found.
    """

    def __init__(self, line: PtyLine) -> None:
        self._line = line

    @property
    def path(self) -> Path:
        """The line's path, the same after a replug."""
        return self._line.path

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Plug it in; once."""
        self._line.start()

    def stop(self) -> None:
        """Take it away for good."""
        self._line.stop()

    def unplug(self) -> None:
        """Pull the plug."""
        self._line.unplug()

    def replug(self) -> None:
        """Plug it in again."""
        self._line.plug()
