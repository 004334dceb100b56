"""A trial center in this process, on a real loopback line, new for every villager who asks for one."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from center.app import Center, create_app
from center.connectors.trial import TrialConnector
from center.days import china_day
from center.log import Log
from center.settings import trial_settings
from kiosk.link.enroll import join
from kiosk.link.home import LinkHome

TERMINAL = "QS01"
TOWNSHIP = "990101"


class Town:
    """Serves one center at a time at one address; the terminal's own client talks to it over HTTP.

    Args:
        folder: Where centers keep their data; the caller removes it.
        clock: The center's wall clock.
        log: Takes the center's events.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], log: Log) -> None:
        self._folder = folder
        self._clock = clock
        self._log = log
        self._count = 0
        self._app: ASGIApp | None = None
        self.center: Center | None = None
        self.is_cut = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self._answer, interface="asgi3", lifespan="off", access_log=False, log_config=None
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="town", daemon=True
        )
        self._thread.start()
        self._model = folder / "model"
        self._make_model()

    def _make_model(self) -> None:
        """Sets up a center and a terminal once; the others are copies of these."""
        self._open(self._model / "center")
        assert self.center is not None
        code = self.center.enrolling.give_code(terminal=TERMINAL, township=TOWNSHIP)
        join(LinkHome(self._model / "terminal"), center_url=self.url, code=code)
        self._close()

    def fresh(self) -> Path:
        """Opens a new center; returns the data folder of a terminal that is enrolled there."""
        self._close()
        self._count += 1
        copy = self._folder / str(self._count)
        shutil.copytree(self._model, copy)
        self._open(copy / "center")
        self.is_cut = False
        return copy / "terminal"

    def close(self) -> None:
        """Ends it."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
        self._close()

    def _open(self, data: Path) -> None:
        self.center = Center(
            settings=trial_settings(self.url),
            data_dir=data,
            connectors=[TrialConnector(today=lambda: china_day(self._clock()))],
            clock=self._clock,
            log=self._log,
        )
        self._app = create_app(self.center)

    def _close(self) -> None:
        self._app = None
        if self.center is not None:
            self.center.close()
        self.center = None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None or self.is_cut:
            await Response(status_code=503)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
