"""The county's terminals: what is wrong first and whom to call, how releases go, what is used."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from center.days import china_day
from center.desk.acts import Act, note_act
from center.desk.errors import DeskError, DeskFault
from center.desk.fleet_view import MOST_SHOWN, rollouts, troubles, well
from center.desk.fleet_words import STEPS, TO_DO, WEIGHTS
from center.desk.people import Staff, StaffRole
from center.desk.rooms import Rooms
from center.desk.sessions import Session
from center.desk.web import Web, number, to, word
from center.fleet.fleet import Seen
from center.fleet.holds import under_way
from center.fleet.illness import Weight
from center.fleet.rooms import FleetRooms

_USE_DAYS = 30


def maintainer(web: Web, request: Request) -> Session:
    """Whoever looks after terminals.

    Raises:
        DeskError: NOT_ALLOWED.
    """
    session = web.session(request)
    if session.staff.role not in (StaffRole.MAINTAINER, StaffRole.ADMIN):
        raise DeskError(DeskFault.NOT_ALLOWED)
    return session


def fleet_routes(rooms: Rooms, web: Web, terminals: FleetRooms) -> APIRouter:
    """The pages about all terminals."""
    router = APIRouter()
    fleet, holds = terminals.fleet, terminals.holds
    places = {one.code: one for one in rooms.settings.townships}

    def theirs(session: Session) -> list[Seen]:
        return served(fleet.terminals(), session.staff)

    @router.get("/fleet")
    def overview(request: Request, said: str = "") -> Response:
        session = maintainer(web, request)
        everybody = fleet.terminals()
        seen = served(everybody, session.staff)
        wrong = troubles(seen, places)
        return web.page(
            "fleet.html",
            session,
            troubles=wrong,
            well=well(seen, places),
            most_shown=MOST_SHOWN,
            count=len(seen),
            ill=sum(one.count for one in wrong),
            silent=sum(one.count for one in wrong if one.weight is Weight.SILENT),
            rollouts=rollouts(everybody, holds.all(), now=rooms.clock()),
            their_own={one.terminal for one in seen},
            whole_county=_serves_all(session.staff),
            weights=WEIGHTS,
            to_do=TO_DO,
            said=said,
        )

    @router.get("/fleet/well")
    def those_that_are_well(request: Request, at: str = "") -> Response:
        session = maintainer(web, request)
        for there in well(theirs(session), places):
            if there.township == at:
                return web.page("fleet_well.html", session, there=there)
        return to("/fleet")  # none is well there any more: the page of all says what is wrong

    @router.get("/fleet/find")
    def find(request: Request, code: str = "") -> Response:
        session = maintainer(web, request)
        wanted = code.strip().upper()
        if any(one.terminal == wanted for one in theirs(session)):
            return to(f"/fleet/{wanted}")
        raise DeskError(DeskFault.NOT_FOUND)

    @router.post("/fleet/holds")
    async def stop(request: Request) -> Response:
        session = await run_in_threadpool(maintainer, web, request)
        form = await web.posted(request, session)
        seq, why = number(form, "seq"), word(form, "why", longest=100)
        if not why:
            raise DeskError(DeskFault.NO_REASON)

        def held() -> None:
            failed = _failed()
            if seq not in failed:  # made-up numbers would push a stopped release out of what terminals hear
                raise DeskError(DeskFault.NOT_FOUND)
            if holds.stop(seq, by=session.staff.code, why=why, failed=failed[seq]):
                _note(session.staff, Act.HELD, f"第 {seq} 版：{why}")

        await run_in_threadpool(held)
        return to("/fleet", said="held")

    @router.post("/fleet/holds/{seq}/lift")
    async def lift(request: Request, seq: int) -> Response:
        session = await run_in_threadpool(maintainer, web, request)
        await web.posted(request, session)
        if not _serves_all(session.staff):
            raise DeskError(DeskFault.NOT_WHOLE_COUNTY)

        def lifted() -> None:
            if holds.lift(seq, by=session.staff.code, failed=_failed().get(seq, 0)):
                _note(session.staff, Act.LET_GO_ON, f"第 {seq} 版")

        await run_in_threadpool(lifted)
        return to("/fleet", said="let-go-on")

    def _serves_all(who: Staff) -> bool:
        return all(who.serves(one.code) for one in rooms.settings.townships)

    def _failed() -> dict[int, int]:
        """Each release on its way, and how many terminals failed with it."""
        return {one.seq: one.failed for one in under_way(fleet.terminals(), now=rooms.clock())}

    def _note(who: Staff, act: Act, detail: str) -> None:
        with rooms.store.write() as connection:
            note_act(connection, at=rooms.clock(), who=who, act=act, township=who.area, detail=detail)

    @router.get("/fleet/use")
    def use(request: Request) -> Response:
        session = maintainer(web, request)
        since = china_day(rooms.clock()) - timedelta(days=_USE_DAYS)
        services = rooms.releases.newest().services
        titles = {id_: service.title for id_, service in services.items()}
        return web.page(
            "fleet_use.html",
            session,
            days=_USE_DAYS,
            uses=used(fleet.uses(since=since)),
            steps=STEPS,
            titles=titles,
        )

    @router.get("/fleet/terminals.csv")
    def as_csv(request: Request) -> Response:
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, fieldnames=list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows(theirs(maintainer(web, request))))
        return Response(
            "\ufeff" + sheet.getvalue(),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="terminals.csv"'},
        )

    @router.get("/fleet/terminals.json")
    def as_json(request: Request) -> Response:
        found = list(rows(theirs(maintainer(web, request))))
        return Response(json.dumps(found, ensure_ascii=False), media_type="application/json")

    return router


def served(seen: list[Seen], who: Staff) -> list[Seen]:
    """The terminals that somebody looks after."""
    theirs = {township for township in {one.township for one in seen} if who.serves(township)}
    return [one for one in seen if one.township in theirs]


COLUMNS = (
    "terminal",
    "township",
    "last_seen",
    "good",
    "trial",
    "high",
    "version",
    "disk_free_mb",
    "outbox_depth",
    "ill",
)


def rows(seen: list[Seen]) -> Iterator[dict[str, object]]:
    """The terminals as lines of a table."""
    for one in seen:
        beat = one.beat
        yield {
            "terminal": one.terminal,
            "township": one.township,
            "last_seen": one.received_at.isoformat() if one.received_at else "",
            "good": beat.releases.good if beat else "",
            "trial": beat.releases.trial if beat and beat.releases.trial is not None else "",
            "high": beat.releases.high if beat else "",
            "version": beat.version if beat else "",
            "disk_free_mb": beat.disk_free_mb if beat else "",
            "outbox_depth": beat.outbox_depth if beat else "",
            "ill": " ".join(illness.what for illness in one.illnesses),
        }


def used(uses: Mapping[str, Mapping[str, int]]) -> list[tuple[str, int, int, int, list[tuple[str, int]]]]:
    """Per service: began, finished, helped, and where people left, the most first."""
    lines = []
    for service, steps in uses.items():
        left = sorted(
            (
                (step.removeprefix("left:"), times)
                for step, times in steps.items()
                if step.startswith("left:")
            ),
            key=lambda pair: -pair[1],
        )
        lines.append(
            (service, steps.get("started", 0), steps.get("finished", 0), steps.get("helped", 0), left)
        )
    return sorted(lines, key=lambda line: -line[1])
