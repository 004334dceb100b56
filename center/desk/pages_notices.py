"""Notices on a township's terminals: written and signed by its admin, seen by whoever looks after them."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from center.desk.acts import Act, note_act
from center.desk.errors import DeskError, DeskFault
from center.desk.notice_form import FAULTS, LEVELS, SAMPLES, Form
from center.desk.pages_fleet import maintainer
from center.desk.people import Staff, StaffRole
from center.desk.rooms import Rooms
from center.desk.sessions import Session
from center.desk.web import Web, texts, to
from center.fleet.fleet import Seen
from center.fleet.notices import Posted, TooManyNotices
from center.fleet.rooms import FleetRooms
from center.fleet.signing import TRIAL_WORDS, NoNoticeKey, TooManyTries, WrongWords
from center.settings import Township


def notice_routes(rooms: Rooms, web: Web, terminals: FleetRooms) -> APIRouter:
    """The notices' page."""
    router = APIRouter()
    notices, keys, fleet = terminals.notices, terminals.notice_keys, terminals.fleet

    def places(who: Staff) -> list[Township]:
        return [one for one in rooms.settings.townships if who.serves(one.code)]

    def draw(session: Session, form: Form | None, *, fault: str = "", said: str = "") -> Response:
        who, now = session.staff, rooms.clock()
        posted = notices.of_area(who.area)
        on = [one for one in posted if not one.is_over(now)]
        seen = fleet.terminals() if on else []
        return web.page(
            "notices.html",
            session,
            status=422 if fault else 200,
            form=form,
            fault=FAULTS.get(fault, ""),
            fault_at=fault,
            on=[(one, _reached(one, seen), who.serves(one.notice.area)) for one in on],
            over=[one for one in posted if one.is_over(now)],
            now=now,
            places=places(who),
            samples=SAMPLES,
            levels=LEVELS,
            has_key=keys.has(who.area),
            hint=TRIAL_WORDS if rooms.settings.trial else "",
            said=said,
        )

    def writes(session: Session) -> bool:
        return session.staff.role is StaffRole.ADMIN and bool(places(session.staff))

    @router.get("/notices")
    def page(request: Request, kind: str = "", said: str = "") -> Response:
        session = maintainer(web, request)
        form = None
        if writes(session):
            form = Form.blank(now=rooms.clock(), place=places(session.staff)[0], sample=SAMPLES.get(kind))
        return draw(session, form, said=said)

    @router.post("/notices")
    async def write(request: Request) -> Response:
        session = await run_in_threadpool(maintainer, web, request)
        if not writes(session):
            raise DeskError(DeskFault.NOT_ALLOWED)
        given = {name: values[0] for name, values in texts(await web.posted(request, session)).items()}
        form, words = Form.of(given), given.get("words", "")
        return await run_in_threadpool(publish, session, form, words)

    def publish(session: Session, form: Form, words: str) -> Response:
        who = session.staff
        offices = {one.code: one.office for one in places(who)}
        if len(offices) > 1:
            offices[who.area] = rooms.settings.name
        if form.area not in offices:
            return draw(session, form, fault="area")
        notice = form.notice(now=rooms.clock(), office=offices[form.area][:30])
        if isinstance(notice, str):
            return draw(session, form, fault=notice)
        try:
            notices.give(notice, keys.open(who.area, words), by=who.code)
        except WrongWords:
            return draw(session, form, fault="words")
        except TooManyTries:
            return draw(session, form, fault="wait")
        except NoNoticeKey:
            return draw(session, form, fault="no-key")
        except TooManyNotices:
            return draw(session, form, fault="too-many")
        _note(who, Act.NOTICE_GIVEN, form.area, f"{LEVELS[notice.level][0]}：{notice.title}")
        return to("/notices", said="notice")

    @router.post("/notices/{notice_id}/withdraw")
    async def withdraw(request: Request, notice_id: str) -> Response:
        session = await run_in_threadpool(maintainer, web, request)
        await web.posted(request, session)

        def gone() -> bool:
            done = notices.withdraw(notice_id, area=session.staff.area, by=session.staff.code)
            if done:
                _note(session.staff, Act.NOTICE_WITHDRAWN, session.staff.area, "")
            return done

        if not await run_in_threadpool(gone):
            raise DeskError(DeskFault.NOT_FOUND)
        return to("/notices", said="withdrawn")

    def _note(who: Staff, act: Act, township: str, detail: str) -> None:
        with rooms.store.write() as connection:
            note_act(connection, at=rooms.clock(), who=who, act=act, township=township, detail=detail)

    return router


def _reached(one: Posted, seen: list[Seen]) -> tuple[int, int]:
    """How many of its terminals have said something since it was written, and of how many."""
    there = [each for each in seen if one.notice.is_for(area=each.township, terminal=each.terminal)]
    told = [each for each in there if each.received_at and each.received_at >= one.written_at]
    return len(told), len(there)
