"""Putting the center together."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from center.api import make_router
from center.auth import Authenticator
from center.casework import Casework
from center.connectors.port import Connector
from center.desk.app import make_desk
from center.desk.pages_scan import LARGEST_UPLOAD
from center.desk.rooms import make_rooms
from center.documents import Documents
from center.enrolling import Enrolling
from center.erasing import Erasing
from center.errors import CenterError
from center.fleet.alerts import Alerts, ways_of
from center.fleet.fleet import Fleet
from center.fleet.fresh import Fresh
from center.fleet.holds import Holds
from center.fleet.notices import Notices
from center.fleet.orders import Orders
from center.fleet.rooms import FleetRooms
from center.fleet.signing import NoticeKeys, command_key
from center.fleet.watching import FleetWatch
from center.handoff.calls import Calls
from center.handoff.service import HandoffService
from center.intake import Intake
from center.keys import Keyring
from center.limits import Limits
from center.log import CenterEvent, Log
from center.lookups import Lookups
from center.pages import STATIC, Pages
from center.protocol import (
    DocumentRequest,
    EnrollRequest,
    Envelope,
    ErrorCode,
    ErrorReply,
    HandoffRequest,
    LookupRequest,
    ProgressRequest,
    RatingRequest,
)
from center.releases import Releases
from center.settings import CenterSettings
from center.stick import Stick
from center.store import Store, sqlite_url

_KEYS = frozenset(
    name
    for model in (
        LookupRequest,
        DocumentRequest,
        ProgressRequest,
        EnrollRequest,
        Envelope,
        HandoffRequest,
        RatingRequest,
    )
    for name in model.model_fields
) | {"case_id", "message_id", "code"}


class Center:
    """The rooms of a running center; the interface and the command line share them."""

    def __init__(
        self,
        *,
        settings: CenterSettings,
        data_dir: Path,
        connectors: Sequence[Connector],
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.settings = settings
        self.clock = clock
        self.log = log
        self.store = Store(settings.database_url or sqlite_url(data_dir / "center.sqlite"))
        self.store.upgrade()
        self.keyring = Keyring(data_dir / "keys")
        store, keyring = self.store, self.keyring
        self.enrolling = Enrolling(store=store, keyring=keyring, settings=settings, clock=clock, log=log)
        self.casework = Casework(store=store, keyring=keyring, settings=settings, clock=clock)
        self.lookups = Lookups(
            store=store,
            keyring=keyring,
            settings=settings,
            connectors=connectors,
            casework=self.casework,
            clock=clock,
            log=log,
        )
        self.documents = Documents(
            store=store, keyring=keyring, settings=settings, lookups=self.lookups, clock=clock, log=log
        )
        self.intake = Intake(store=store, keyring=keyring, settings=settings, clock=clock, log=log)
        self.releases = Releases(data_dir / "releases")
        self.handoffs = HandoffService(
            store=store,
            keyring=keyring,
            intake=self.intake,
            releases=self.releases,
            clock=clock,
            log=log,
        )
        self.calls = Calls(store=store, clock=clock)
        self.holds = Holds(store=store, clock=clock, log=log)
        self.notices = Notices(store=store, clock=clock, log=log)
        self.notice_keys = NoticeKeys(data_dir / "fleet", trial=settings.trial, clock=clock)
        self.orders = Orders(
            store=store, key=command_key(data_dir / "fleet", trial=settings.trial), clock=clock, log=log
        )
        self.fleet = Fleet(
            store=store,
            clock=clock,
            newest=Fresh(self.releases.highest),
            every=timedelta(seconds=settings.fleet.beat_every_s),
            held=self.holds.held,
            notices=self.notices.for_terminal,
        )
        self.fleet_rooms = FleetRooms(
            fleet=self.fleet,
            holds=self.holds,
            orders=self.orders,
            notices=self.notices,
            notice_keys=self.notice_keys,
        )
        self.fleet_watch = FleetWatch(
            fleet=self.fleet,
            holds=self.holds,
            alerts=Alerts(ways=ways_of(settings.fleet.alerts), log=log),
            every_s=settings.fleet.look_every_s,
            log=log,
        )
        self.desk = make_rooms(
            settings=settings,
            clock=clock,
            store=store,
            keyring=keyring,
            lookups=self.lookups,
            data_dir=data_dir,
            releases=self.releases,
            handoffs=self.handoffs,
            calls=self.calls,
        )
        self.stick = Stick(
            store=store,
            intake=self.intake,
            folder=data_dir / "exports",
            clock=clock,
            look_at=self.desk.asked.look_at,
        )
        self.erasing = Erasing(
            store=store,
            settings=settings,
            clock=clock,
            forget_exports=self.stick.forget_before,
            log=log,
        )

    def close(self) -> None:
        """Let go of threads and connections."""
        self.lookups.close()
        self.store.close()


def create_app(center: Center) -> FastAPI:
    """The center's interface over HTTP; closing it closes the center."""
    stop = threading.Event()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        eraser = threading.Thread(target=center.erasing.run_until, args=(stop,), name="erasing")
        watch = threading.Thread(target=center.fleet_watch.run_until, args=(stop,), name="fleet")
        for thread in (eraser, watch):
            thread.start()
        center.log.info(CenterEvent.STARTED, trial=center.settings.trial)
        yield
        stop.set()
        center.desk.closing.set()
        for thread in (eraser, watch):
            thread.join()
        center.close()
        center.log.info(CenterEvent.STOPPED)

    app = FastAPI(title="便民服务中心", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(
        Limits,
        max_body_bytes=center.settings.max_body_bytes,
        log=center.log,
        roomier={"/desk/scan": LARGEST_UPLOAD, "/desk/unlock/read": LARGEST_UPLOAD},
    )
    app.state.closing = center.desk.closing
    app.mount("/static", StaticFiles(directory=STATIC))
    app.mount("/desk", make_desk(center.desk, fleet=center.fleet_rooms))
    app.include_router(
        make_router(
            settings=center.settings,
            clock=center.clock,
            authenticator=Authenticator(
                store=center.store,
                clock=center.clock,
                tolerance=timedelta(hours=center.settings.clock_tolerance_h),
                log=center.log,
            ),
            enrolling=center.enrolling,
            lookups=center.lookups,
            documents=center.documents,
            intake=center.intake,
            casework=center.casework,
            handoffs=center.handoffs,
            calls=center.calls,
            fleet=center.fleet,
            orders=center.orders,
            township=center.desk.township,
            asked=center.desk.asked,
            pages=Pages(center.settings),
        )
    )

    @app.exception_handler(CenterError)
    async def refused(_request: Request, error: CenterError) -> JSONResponse:
        center.log.info(CenterEvent.REQUEST_REFUSED, code=error.code.value)
        headers = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
        return _reply(ErrorReply(code=error.code, center_time=error.center_time), error.status, headers)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        center.log.info(CenterEvent.REQUEST_REFUSED, code=ErrorCode.MALFORMED.value)
        fields = [".".join(_step(step) for step in fault["loc"][1:]) for fault in error.errors()]
        return _reply(ErrorReply(code=ErrorCode.MALFORMED, fields=fields[:20]), 422)

    @app.exception_handler(HTTPException)
    async def no_such_route(_request: Request, error: HTTPException) -> JSONResponse:
        known = error.status_code in (404, 405)
        code = ErrorCode.NOT_FOUND if known else ErrorCode.MALFORMED
        return _reply(ErrorReply(code=code), error.status_code if known else 422, dict(error.headers or {}))

    return app


def _step(step: object) -> str:
    """A step of a fault's place; a key that somebody made up may itself be personal."""
    return str(step) if isinstance(step, int) or str(step) in _KEYS else "?"


def _reply(reply: ErrorReply, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(reply.model_dump(mode="json"), status_code=status, headers=headers)
