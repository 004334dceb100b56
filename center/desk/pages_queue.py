"""The queue: what waits, live; search; calls from terminals."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from center.desk.acts import Act, note_act
from center.desk.board import Tab
from center.desk.errors import DeskError, DeskFault
from center.desk.live import Marks, changes
from center.desk.people import Staff
from center.desk.rooms import Rooms
from center.desk.sessions import Session
from center.desk.web import Web, to, word
from center.handoff.api import Call


def queue_routes(rooms: Rooms, web: Web) -> APIRouter:
    """The queue's pages."""
    router = APIRouter()
    marks = Marks(rooms.board.mark)

    def handler(request: Request) -> Session:
        return queue_session(web, request)

    def calls(who: Staff) -> tuple[Call, ...]:
        return rooms.calls.calls(who)

    def state(who: Staff) -> str:
        return marks.mark(who.area) + "".join(call.call_id for call in calls(who))

    @router.get("/queue")
    def queue(
        request: Request,
        tab: Tab = Tab.TODO,
        q: Annotated[str, Query(max_length=60)] = "",
        said: str = "",
        part: str = "",
    ) -> Response:
        session = handler(request)
        who = session.staff
        if q.strip():
            with rooms.store.write() as connection:
                note_act(connection, at=rooms.clock(), who=who, act=Act.SEARCHED, township=who.area)
        free, mine = rooms.board.counts(who)
        return web.page(
            "queue_list.html" if part == "list" else "queue.html",
            session,
            lines=rooms.board.lines(who, tab, words=q),
            tab=tab.value,
            q=q.strip(),
            free=free,
            mine=mine,
            calls=calls(who),
            mark=state(who),
            said=said,
        )

    @router.get("/live")
    async def live(request: Request) -> Response:
        session = await run_in_threadpool(handler, request)
        known = request.headers.get("last-event-id", request.query_params.get("mark", ""))[:400]
        return StreamingResponse(
            changes(lambda: state(session.staff), known=known, closing=rooms.closing),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    @router.post("/calls/{call_id}")
    async def coming(request: Request, call_id: str) -> Response:
        session = await run_in_threadpool(handler, request)
        await web.posted(request, session)
        first = await run_in_threadpool(rooms.calls.answer_call, call_id[:64], session.staff)
        return to("/queue", said="coming" if first else "")

    @router.post("/find")
    async def find(request: Request) -> Response:
        """Search by post: an identity number never stands in an address."""
        session = await run_in_threadpool(handler, request)
        form = await web.posted(request, session)
        words = word(form, "q", longest=60)
        who = session.staff

        def look() -> Response:
            with rooms.store.write() as connection:
                note_act(connection, at=rooms.clock(), who=who, act=Act.SEARCHED, township=who.area)
            free, mine = rooms.board.counts(who)
            return web.page(
                "queue.html",
                session,
                lines=rooms.board.lines(who, words=words),
                tab=Tab.TODO.value,
                q=words,
                free=free,
                mine=mine,
                calls=calls(who),
                mark="",
                said="",
            )

        return await run_in_threadpool(look)

    return router


def queue_session(web: Web, request: Request) -> Session:
    """The session of somebody who handles cases.

    Raises:
        NotSignedInError: Nobody is signed in.
        DeskError: NOT_ALLOWED.
    """
    session = web.session(request)
    if not session.staff.handles_cases:
        raise DeskError(DeskFault.NOT_ALLOWED)
    return session
