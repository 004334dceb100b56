"""A small static web server for trials, demos and tests: what any web server does, and no more.

In earnest the public folder lies on nginx, an object store, or whatever else serves files.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit


class StaticServer:
    """Serves a folder on the loopback address, with ETags.

    Args:
        folder: What is served.
        port: Which port; a free one if 0.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder
        self.asked: list[tuple[str, int]] = []
        """Path and status of every request."""
        self._server = _Server(("127.0.0.1", port), partial(_Handler, self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="static", daemon=True
        )

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Serves from a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Stops; a second time does nothing."""
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, etag: str) -> tuple[int, bytes, str]:
        """What is answered to a request: status, body, ETag. Tests let it lie.

        Args:
            path: Below the folder.
            etag: What the client has.
        """
        file = (self.folder / path).resolve()
        if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
            return 404, b"", ""
        body = file.read_bytes()
        found = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        return (304, b"", found) if etag == found else (200, body, found)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, owner: StaticServer, *args: object) -> None:
        self._owner = owner
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        status, body, etag = self._owner.answer(path, self.headers.get("If-None-Match", ""))
        self._owner.asked.append((path, status))
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Says nothing."""
