"""How the township does, in counts; and who did what."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from center.desk.errors import DeskError, DeskFault
from center.desk.people import StaffRole
from center.desk.rooms import Rooms
from center.desk.web import Web


def township_routes(rooms: Rooms, web: Web) -> APIRouter:
    """The township's pages."""
    router = APIRouter()

    @router.get("/township")
    def township(request: Request) -> Response:
        session = web.session(request)
        if not session.staff.sees_township:
            raise DeskError(DeskFault.NOT_ALLOWED)
        names = [one.name for one in rooms.settings.townships if session.staff.serves(one.code)]
        return web.page(
            "township.html",
            session,
            counts=rooms.township.counts(session.staff.area),
            words=rooms.township.words_of(session.staff),
            names=names,
            stops=rooms.stops.of_area(session.staff.area),
        )

    @router.get("/record")
    def record(request: Request) -> Response:
        session = web.session(request)
        if session.staff.role not in (StaffRole.ADMIN, StaffRole.MAINTAINER):
            raise DeskError(DeskFault.NOT_ALLOWED)
        return web.page(
            "record.html",
            session,
            acts=rooms.acts.of_area(session.staff.area),
            people=rooms.accounts.everybody(area=session.staff.area),
        )

    return router
