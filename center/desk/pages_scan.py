"""Scanning a slip: a USB scanner, a camera, a picture; and finding a draft by the person's card."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from center.desk.acts import Act, note_act
from center.desk.board import Tab
from center.desk.errors import DeskError, DeskFault
from center.desk.rooms import Rooms
from center.desk.scanning import LARGEST_PICTURE, code_in
from center.desk.sessions import Session
from center.desk.web import PREFIX, Web, to, word
from center.desk.work import Handle
from center.handoff.faults import HandoffError, HandoffFault
from center.handoff.service import MOST_LATE
from kiosk.core.identity import parse_number
from kiosk.core.receipts import plain_receipt

LARGEST_UPLOAD = 13_000_000
_LONGEST_CODE = 4000


def scan_routes(rooms: Rooms, web: Web) -> APIRouter:
    """The scan page and what it posts."""
    router = APIRouter()

    @router.get("/scan")
    def scan(request: Request) -> Response:
        return web.page("scan.html", web.session(request))

    @router.post("/scan")
    async def scanned(request: Request) -> Response:
        """A code as text, or a picture of one; answers a page, or JSON for the page's own script."""
        session = await run_in_threadpool(web.session, request)
        form = await web.posted(request, session)
        text = word(form, "code", longest=_LONGEST_CODE)
        picture = form.get("picture")
        if not text and isinstance(picture, UploadFile):
            content = await picture.read(LARGEST_PICTURE)
            await picture.close()
            found = await run_in_threadpool(code_in, content)
            text = found or ""
        at = _when(word(form, "at", longest=40), rooms.clock())
        wants_json = "application/json" in request.headers.get("accept", "")
        if not text:
            if wants_json:
                return JSONResponse({"found": False})
            raise DeskError(DeskFault.NO_CODE)
        if not wants_json:
            return to(await run_in_threadpool(open_code, session, text, at))
        try:
            path = await run_in_threadpool(open_code, session, text, at)
        except HandoffError as error:
            return JSONResponse({"found": True, "trouble": error.plain})
        except DeskError as error:
            return JSONResponse({"found": True, "trouble": f"{error.title}。{error.advice}"})
        return JSONResponse({"found": True, "go": f"{PREFIX}{path}"})

    def open_code(session: Session, text: str, at: datetime | None) -> str:
        """Where the case of this code is, now in these hands if nobody had it."""
        who = session.staff
        receipt = plain_receipt(text)
        if receipt is not None:
            lines = rooms.board.lines(who, Tab.TODO, words=receipt) if who.handles_cases else []
            if not lines:
                raise DeskError(DeskFault.NOT_FOUND)
            return f"/cases/{lines[0].case_id}"
        try:
            opened = rooms.handoffs.open_code(text, who, scanned_at=at)
        except HandoffError as error:
            _refused(session, error.fault)
            raise
        with rooms.store.write() as connection:
            note_act(
                connection,
                at=rooms.clock(),
                who=who,
                act=Act.SCANNED,
                township=opened.township,
                case_id=opened.draft.case_id,
                detail=opened.by,
            )
        return _claimed(session, opened.draft.case_id)

    def _claimed(session: Session, case_id: str) -> str:
        case = rooms.files.open(case_id, session.staff)
        if case.holder is None and case.is_open:
            rooms.work.claim(Handle(case_id, case.version), session.staff)
        return f"/cases/{case_id}"

    def _refused(session: Session, fault: HandoffFault) -> None:
        with rooms.store.write() as connection:
            note_act(
                connection,
                at=rooms.clock(),
                who=session.staff,
                act=Act.REFUSED,
                township=session.staff.area,
                detail=fault.value,
            )

    @router.post("/card")
    async def by_card(request: Request) -> Response:
        """Drafts of the person whose card is on the desk's reader, or whose number was read from it."""
        session = await run_in_threadpool(web.session, request)
        form = await web.posted(request, session)
        number = parse_number(word(form, "number", longest=40))

        def look() -> Response:
            if not isinstance(number, str):
                return web.page(
                    "card.html", session, status=422, found=(), fault="号码不对，请对着身份证再看。"
                )
            try:
                found = rooms.handoffs.find_by_card(number, session.staff)
            except HandoffError as error:
                if error.fault is not HandoffFault.NO_DRAFT:
                    raise
                found = ()
            return web.page("card.html", session, found=found, fault="", services=_titles(found))

        return await run_in_threadpool(look)

    def _titles(found: tuple) -> dict[str, str]:  # type: ignore[type-arg]
        services = rooms.releases.newest().services
        ids = {opened.draft.service_id for opened in found}
        return {id_: services[id_].title if id_ in services else id_ for id_ in ids}

    @router.post("/drafts/{case_id}")
    async def take(request: Request, case_id: str) -> Response:
        session = await run_in_threadpool(web.session, request)
        await web.posted(request, session)

        def act() -> str:
            rooms.handoffs.take(case_id[:64], session.staff)
            return _claimed(session, case_id[:64])

        return to(await run_in_threadpool(act), said="claimed")

    return router


def _when(text: str, now: datetime) -> datetime | None:
    """When a phone without network scanned it; believed only within reason."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return at if now - MOST_LATE < at <= now else None
