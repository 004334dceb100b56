"""One terminal: what is wrong, whom to call, what it was told to do, and what changed on it."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from center.desk.acts import Act, note_act
from center.desk.errors import DeskError, DeskFault
from center.desk.fleet_words import CHANGES, HEALTH, ORDERS, TO_DO, TO_SEE_TO, came_of, spelled
from center.desk.pages_fleet import maintainer
from center.desk.rooms import Rooms
from center.desk.sessions import Session
from center.desk.web import Web, to, word
from center.fleet.fleet import Seen
from center.fleet.illness import PART_WORDS, reason_words
from center.fleet.orders import Order, Outcome
from center.fleet.rooms import FleetRooms
from center.protocol.fleet import CommandKind


def terminal_routes(rooms: Rooms, web: Web, terminals: FleetRooms) -> APIRouter:
    """The pages about one terminal."""
    router = APIRouter()
    fleet, orders = terminals.fleet, terminals.orders
    places = {one.code: one for one in rooms.settings.townships}

    def one_of(session: Session, terminal: str) -> Seen:
        for one in fleet.terminals():
            if one.terminal == terminal and session.staff.serves(one.township):
                return one
        raise DeskError(DeskFault.NOT_FOUND)

    @router.get("/fleet/{terminal}")
    def one(request: Request, terminal: str, said: str = "") -> Response:
        session = maintainer(web, request)
        found = one_of(session, terminal)
        given = orders.of(terminal)
        closed = _is_closed(found, given)
        return web.page(
            "fleet_terminal.html",
            session,
            one=found,
            place=places.get(found.township),
            history=[(at, what, spelled(what, detail)) for at, what, detail in fleet.history(terminal)],
            given=given,
            offered=_offered(closed=closed) if orders.ready else [],
            ready=orders.ready,
            closed=closed,
            changes=CHANGES,
            health=HEALTH,
            parts=PART_WORDS,
            why=reason_words,
            orders=ORDERS,
            came_of=came_of,
            to_see_to=TO_SEE_TO,
            to_do=TO_DO,
            said=said,
        )

    @router.post("/fleet/{terminal}/orders")
    async def order(request: Request, terminal: str) -> Response:
        session = await run_in_threadpool(maintainer, web, request)
        form = await web.posted(request, session)
        wanted = word(form, "kind", longest=20)
        if wanted not in {kind.value for kind in CommandKind}:
            raise DeskError(DeskFault.NOT_FOUND)
        if not orders.ready:
            raise DeskError(DeskFault.NO_COMMAND_KEY)
        kind = CommandKind(wanted)

        def give() -> None:
            found = one_of(session, terminal)
            orders.give(terminal, kind, by=session.staff.code)
            with rooms.store.write() as connection:
                note_act(
                    connection,
                    at=rooms.clock(),
                    who=session.staff,
                    act=Act.ORDERED,
                    township=found.township,
                    detail=f"{terminal} {ORDERS[kind][0]}",
                )

        await run_in_threadpool(give)
        return to(f"/fleet/{terminal}", said="ordered", anchor="h-orders")

    @router.get("/fleet/{terminal}/logs/{command_id}")
    def log(request: Request, terminal: str, command_id: str) -> Response:
        one_of(maintainer(web, request), terminal)
        found = orders.log(terminal, command_id)
        if found is None:
            raise DeskError(DeskFault.NOT_FOUND)
        return Response(
            found,
            media_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{terminal}.log"'},
        )

    return router


def _is_closed(found: Seen, given: list[Order]) -> bool:
    """What the terminal says; where it does not say, what the last order of the kind did."""
    if found.beat is not None and found.beat.closed is not None:
        return found.beat.closed
    for order in given:
        if order.outcome is Outcome.DONE and order.kind in (CommandKind.CLOSE, CommandKind.OPEN):
            return order.kind is CommandKind.CLOSE
    return False


def _offered(*, closed: bool) -> list[CommandKind]:
    """What can be ordered now: opening only what is closed."""
    kinds = [CommandKind.SELF_TEST, CommandKind.COLLECT_LOG, CommandKind.RESTART]
    return [*kinds, CommandKind.OPEN if closed else CommandKind.CLOSE]
