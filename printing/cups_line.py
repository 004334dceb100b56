"""One line to a print service or printer, that never hangs: each call has a time limit.

libcups has no such limit of its own, and keeps its settings per thread. So the connection lives on a thread;
when a call does not come back in time the thread is left behind and the next call starts another.
"""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from queue import SimpleQueue
from typing import Any

NOT_FOUND = 0x0406
_NOT_FOUND_OR_GONE = (0x0500, 0x0502)
NOT_ACCEPTING = 0x0506


class LineError(Exception):
    """A call brought no answer that can be used."""


class LineGone(LineError):
    """Nobody answers, or not in time."""


class LineRefused(LineError):
    """The other side answered with an IPP status.

    Attributes:
        status: the IPP status code.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"0x{status:04x}")
        self.status = status


Connect = Callable[[], Any]


class Canary:
    """A connection that only lives: when it dies the service was restarted, however quickly.

    A service that was killed and comes back takes up its jobs as if nothing had happened, and prints them
    again.

    Args:
        host: where the service is; a path for a Unix socket.
        port: its port.
        timeout_s: how long connecting may take.

    Raises:
        LineGone: nobody is there.
    """

    renew_s = 60.0  # services close connections that have been silent for some minutes

    def __init__(self, host: str, port: int, *, timeout_s: float) -> None:
        self._host, self._port, self._timeout_s = host, port, timeout_s
        self._socket = self._open()

    def alive(self) -> bool:
        """Whether the service is still the same."""
        try:
            return self._socket.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def renew(self) -> None:
        """Replaces a connection that is about to be too old."""
        old, self._socket = self._socket, self._open()
        old.close()

    def close(self) -> None:
        """Lets it go."""
        self._socket.close()

    def _open(self) -> socket.socket:
        try:
            if self._host.startswith("/"):
                made = socket.socket(socket.AF_UNIX)
                made.connect(self._host)
            else:
                made = socket.create_connection((self._host, self._port), timeout=self._timeout_s)
        except OSError as error:
            raise LineGone from error
        made.setblocking(False)
        return made


def connector(host: str, port: int, user: str) -> Connect:
    """How a connection of pycups is made; pycups is loaded on the first use."""

    def connect() -> Any:
        import cups

        # libcups keeps these per thread. Printing a file goes by them and not by the connection.
        cups.setUser(user)
        cups.setServer(host)
        cups.setPort(port)
        return cups.Connection(host=host, port=port)

    return connect


class CupsLine:
    """Calls methods of a pycups connection by name, each within a time limit.

    Args:
        connect: makes a connection; runs on the line's own thread.
        timeout_s: the limit of one call.
    """

    def __init__(self, connect: Connect, *, timeout_s: float) -> None:
        self._connect = connect
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Calls a method of the connection.

        After a failure the connection is dropped: a print service that was restarted needs a new one.

        Raises:
            LineGone: no answer, or not in time.
            LineRefused: an IPP error status.
        """
        with self._lock:
            worker = self._worker = self._worker or _Worker(self._connect)
            future = worker.post(method, args, kwargs)
            try:
                return future.result(self._timeout_s)
            except FutureTimeoutError as error:
                self._drop()
                raise LineGone from error
            except LineRefused as error:
                if error.status in _NOT_FOUND_OR_GONE:  # also what a dead service looks like
                    self._drop()
                raise
            except LineGone:
                self._drop()
                raise

    def close(self) -> None:
        """Lets the connection go."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._worker:
            self._worker.stop()
        self._worker = None


_Call = tuple[str, tuple[Any, ...], dict[str, Any], "Future[Any]"]


class _Worker:
    """The thread that a connection lives on."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        threading.Thread(target=self._run, name="cups-line", daemon=True).start()

    def post(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        self._calls.put((method, args, kwargs, future))
        return future

    def stop(self) -> None:
        self._calls.put(None)

    def _run(self) -> None:
        connection: Any = None
        while (call := self._calls.get()) is not None:
            method, args, kwargs, future = call
            try:
                connection = connection or self._connect()
                future.set_result(getattr(connection, method)(*args, **kwargs))
            except Exception as error:
                # pycups raises IPPError(status, message), HTTPError(status) and RuntimeError; messages stay
                # here.
                status = error.args[0] if error.args else None
                is_ipp = type(error).__name__ == "IPPError" and isinstance(status, int)
                future.set_exception(LineRefused(status) if is_ipp and status else LineGone())
