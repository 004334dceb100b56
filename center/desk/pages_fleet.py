"""The county's terminals: what is wrong first, one terminal's history, how a release goes, what is used."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from center.days import china_day
from center.desk.errors import DeskError, DeskFault
from center.desk.people import StaffRole
from center.desk.rooms import Rooms
from center.desk.sessions import Session
from center.desk.web import Web
from center.fleet.fleet import Fleet, Seen
from center.fleet.illness import PART_WORDS, Weight

_USE_DAYS = 30
CHANGES = {
    "first": "第一次来消息",
    "version": "程序换了",
    "restarted": "重新开过",
    "release": "换了一版",
    "trial": "在试用新的一版",
    "bad-release": "这一版不行，自己退回了",
    "error": "出过错",
    "self-test": "早上自检",
    **{f"part-{part.value}": words for part, words in PART_WORDS.items()},
}
HEALTH = {"works": "好的", "limited": "不大好", "broken": "坏了", "absent": "没有装"}
STEPS = {
    "identify": "认人",
    "eligibility": "看能不能办",
    "papers": "带来的东西",
    "field": "问题",
    "group": "家里人",
    "consent": "同意",
    "check": "核对",
    "send": "送出",
    "document": "打印",
    "parts": "选办哪几样",
    "urgent": "急事",
}


def fleet_routes(rooms: Rooms, web: Web, fleet: Fleet) -> APIRouter:
    """The maintainers' pages."""
    router = APIRouter()

    def maintainer(request: Request) -> Session:
        session = web.session(request)
        if session.staff.role not in (StaffRole.MAINTAINER, StaffRole.ADMIN):
            raise DeskError(DeskFault.NOT_ALLOWED)
        return session

    def theirs(session: Session) -> list[Seen]:
        return [one for one in fleet.terminals() if session.staff.serves(one.township)]

    def one_of(session: Session, terminal: str) -> Seen:
        for one in theirs(session):
            if one.terminal == terminal:
                return one
        raise DeskError(DeskFault.NOT_FOUND)

    def offices() -> Mapping[str, tuple[str, str]]:
        return {one.code: (one.office, one.phone) for one in rooms.settings.townships}

    @router.get("/fleet")
    def overview(request: Request) -> Response:
        session = maintainer(request)
        seen = theirs(session)
        newest = max((one.beat.releases.high for one in seen if one.beat), default=0)
        return web.page(
            "fleet.html",
            session,
            ill=[one for one in seen if one.illnesses],
            well=[one for one in seen if not one.illnesses],
            silent=sum(one.weight == Weight.SILENT for one in seen),
            offices=offices(),
            progress=fleet.progress(newest) if newest else None,
        )

    @router.get("/fleet/use")
    def use(request: Request) -> Response:
        session = maintainer(request)
        since = china_day(rooms.clock()) - timedelta(days=_USE_DAYS)
        return web.page(
            "fleet_use.html", session, days=_USE_DAYS, uses=used(fleet.uses(since=since)), steps=STEPS
        )

    @router.get("/fleet/terminals.csv")
    def as_csv(request: Request) -> Response:
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, fieldnames=list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows(theirs(maintainer(request))))
        return Response(
            "\ufeff" + sheet.getvalue(),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="terminals.csv"'},
        )

    @router.get("/fleet/terminals.json")
    def as_json(request: Request) -> Response:
        found = list(rows(theirs(maintainer(request))))
        return Response(json.dumps(found, ensure_ascii=False), media_type="application/json")

    @router.get("/fleet/{terminal}")
    def one(request: Request, terminal: str) -> Response:
        session = maintainer(request)
        return web.page(
            "fleet_terminal.html",
            session,
            one=one_of(session, terminal),
            history=fleet.history(terminal),
            offices=offices(),
            changes=CHANGES,
            health=HEALTH,
            parts=PART_WORDS,
        )

    return router


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
