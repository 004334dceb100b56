"""A loopback line between the terminal and a center, which can be cut, for trials: a village's network."""

from __future__ import annotations

import contextlib
import select
import socket
import threading

_CHUNK_BYTES = 65536
_STEP_S = 0.2


class Relay:
    """Passes bytes on to `port`; while it is cut, nothing gets through, and open lines break.

    Args:
        port: The center's port on this machine.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._cut = threading.Event()
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_STEP_S)
        self._thread = threading.Thread(target=self._serve, name="relay", daemon=True)

    @property
    def url(self) -> str:
        """Where the terminal finds the center."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def is_cut(self) -> bool:
        """Whether the line is cut."""
        return self._cut.is_set()

    def start(self) -> None:
        """Begins to pass bytes on."""
        self._thread.start()

    def aim(self, port: int) -> None:
        """Passes new lines on to another port: who answers there need not be a center."""
        self._target = port

    def cut(self, *, cut: bool) -> None:
        """Cuts the line, or mends it."""
        (self._cut.set if cut else self._cut.clear)()

    def close(self) -> None:
        """Ends it."""
        self._stopped.set()
        self._thread.join(2)
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._pass, args=(near,), name="relay-line", daemon=True).start()

    def _pass(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError):
            if self._cut.is_set():
                return
            with socket.create_connection(("127.0.0.1", self._target)) as far:
                ends = {near: far, far: near}
                while not (self._stopped.is_set() or self._cut.is_set()):
                    for ready in select.select(list(ends), [], [], _STEP_S)[0]:
                        data = ready.recv(_CHUNK_BYTES)
                        if not data:
                            return
                        ends[ready].sendall(data)
