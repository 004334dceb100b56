"""The desk as a web application of its own, mounted under /desk: its faults are pages, not JSON."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from center.desk.errors import DeskError, DeskFault
from center.desk.pages_cases import case_routes
from center.desk.pages_door import door_routes
from center.desk.pages_fleet import fleet_routes
from center.desk.pages_grid import grid_routes
from center.desk.pages_notices import notice_routes
from center.desk.pages_queue import queue_routes
from center.desk.pages_scan import scan_routes
from center.desk.pages_terminal import terminal_routes
from center.desk.pages_township import township_routes
from center.desk.pages_unlock import unlock_routes
from center.desk.rooms import Rooms
from center.desk.sessions import Session
from center.desk.web import HERE, PREFIX, Headed, NotSignedInError, Web
from center.fleet.rooms import FleetRooms
from center.handoff.faults import HandoffError, HandoffFault


class _Static(StaticFiles):
    """Pictures, styles and scripts: their addresses carry a version, so they may be kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def make_desk(rooms: Rooms, *, fleet: FleetRooms) -> FastAPI:
    """The desk over its rooms, and the terminals' own pages beside it."""
    web = Web(
        sessions=rooms.sessions,
        clock=rooms.clock,
        public_url=rooms.settings.public_url,
        center=rooms.settings.name,
        trial=rooms.settings.trial,
        longest=timedelta(hours=rooms.settings.desk.longest_h),
    )
    desk = FastAPI(title="窗口", openapi_url=None, docs_url=None, redoc_url=None)
    desk.add_middleware(Headed, secure=web.secure)
    desk.mount("/static", _Static(directory=HERE / "static"))
    for routes in (
        door_routes,
        queue_routes,
        case_routes,
        scan_routes,
        grid_routes,
        township_routes,
        unlock_routes,
    ):
        desk.include_router(routes(rooms, web))
    for terminals in (fleet_routes, terminal_routes, notice_routes):
        desk.include_router(terminals(rooms, web, fleet))

    @desk.get("/sw.js")
    def worker() -> FileResponse:
        """The scan page's helper without a network; it must lie above what it looks after."""
        return FileResponse(
            HERE / "static" / "sw.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"}
        )

    async def whose(request: Request) -> Session | None:
        try:
            return await run_in_threadpool(web.session, request)
        except NotSignedInError:
            return None

    @desk.exception_handler(NotSignedInError)
    async def to_the_door(request: Request, _error: NotSignedInError) -> Response:
        here = request.url.path if request.method == "GET" else f"{PREFIX}/"
        return RedirectResponse(f"{PREFIX}/sign-in?next={here}", status_code=303)

    @desk.exception_handler(DeskError)
    async def refused(request: Request, error: DeskError) -> Response:
        return web.refusal(error, await whose(request), back=_back(request))

    @desk.exception_handler(HandoffError)
    async def not_opened(request: Request, error: HandoffError) -> Response:
        taken = error.fault in (HandoffFault.TAKEN, HandoffFault.CLOSED)
        return web.page(
            "refusal.html",
            await whose(request),
            status=409 if taken else 422,
            title="已经有人接手" if error.fault is HandoffFault.TAKEN else "这个码打不开",
            advice=error.plain,
            back=f"{PREFIX}/scan",
        )

    @desk.exception_handler(HTTPException)
    async def no_page(request: Request, error: HTTPException) -> Response:
        fault = DeskFault.NOT_FOUND if error.status_code in (404, 405) else DeskFault.FORGED
        return web.refusal(DeskError(fault), await whose(request), back=_back(request))

    @desk.exception_handler(RequestValidationError)
    async def malformed(request: Request, _error: RequestValidationError) -> Response:
        return web.refusal(DeskError(DeskFault.NOT_FOUND), await whose(request), back=_back(request))

    @desk.exception_handler(Exception)
    async def broken(request: Request, _error: Exception) -> Response:
        """The outermost layer writes down where; the page says what to do."""
        return web.page(
            "refusal.html",
            None,
            status=500,
            title="这一页出了点问题",
            advice="不是您的错，填过的都还在。请回去再点一次；还不行，打电话告诉维护员。",
            back=_back(request),
        )

    return desk


def _back(request: Request) -> str:
    """Where the refused person came from, as far as it is one of the desk's own places."""
    parts = request.url.path.removeprefix(PREFIX).strip("/").split("/")
    kept = parts[:2] if parts[0] in ("cases", "visits") else parts[:1]
    return f"{PREFIX}/" + "/".join(kept if request.method == "POST" else [])
