"""Grid workers' phone pages: small, by due date, one person's things together."""

from itertools import groupby

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from center.days import china_day
from center.desk.acts import Act, note_act
from center.desk.board import Tab
from center.desk.errors import DeskError, DeskFault
from center.desk.grid.orders import Order, OrderState, Outcome
from center.desk.people import StaffRole
from center.desk.rooms import Rooms
from center.desk.web import Web, number, to, word

ORDER_WORDS = {OrderState.OPEN: "要去", OrderState.DONE: "办好了", OrderState.RETURNED: "退回镇上了"}


def grid_routes(rooms: Rooms, web: Web) -> APIRouter:
    """The visits' pages."""
    router = APIRouter()

    @router.get("/visits")
    def visits(request: Request, said: str = "") -> Response:
        session = web.session(request)
        who = session.staff
        if who.role is StaffRole.MAINTAINER:
            raise DeskError(DeskFault.NOT_ALLOWED)
        all_ = rooms.orders.of_area(who.area) if who.handles_cases else rooms.orders.of_worker(who)
        today = china_day(rooms.clock())
        return web.page(
            "visits.html",
            session,
            people=together([o for o in all_ if o.state is OrderState.OPEN]),
            returned=[o for o in all_ if o.state is OrderState.RETURNED],
            done=[o for o in all_ if o.state is OrderState.DONE],
            overdue=sum(o.overdue(today) for o in all_),
            held=[] if who.handles_cases else rooms.board.lines(who, Tab.MINE),
            unassigned=sum(o.worker is None and o.state is OrderState.OPEN for o in all_),
            said=said,
        )

    @router.get("/visits/{order_id}")
    def visit(request: Request, order_id: str, said: str = "") -> Response:
        session = web.session(request)
        order = rooms.orders.open(order_id, session.staff)
        return web.page(
            "visit.html",
            session,
            order=order,
            state=ORDER_WORDS[order.state],
            others=[o for o in _beside(order) if o.order_id != order.order_id],
            workers=rooms.orders.workers(order.township) if session.staff.handles_cases else [],
            opens=_title(order),
            office=rooms.settings.township(order.township),
            said=said,
        )

    def _beside(order: Order) -> list[Order]:
        if order.person is None or order.worker is None:
            return []
        worker = rooms.accounts.names([order.worker]).get(order.worker)
        found = rooms.orders.of_worker(worker) if worker is not None else []
        return [o for o in found if o.person == order.person and o.state is OrderState.OPEN]

    def _title(order: Order) -> str:
        service = rooms.releases.newest().services.get(order.errand.service)
        return service.title if service is not None and service.consent is not None else ""

    @router.get("/visits/{order_id}/authority")
    def authority(request: Request, order_id: str) -> Response:
        session = web.session(request)
        order = rooms.orders.open(order_id, session.staff)
        with rooms.store.write() as connection:
            note_act(
                connection,
                at=rooms.clock(),
                who=session.staff,
                act=Act.PRINTED,
                township=order.township,
                case_id=order.case_id,
                detail="委托书",
            )
        return web.page(
            "print_authority.html",
            session,
            what=[_title(order) or order.title],
            name=order.errand.name,
            number=order.errand.number,
            worker=order.worker_name,
            phone=order.worker_phone,
            office=rooms.settings.township(order.township).office,
            receipt="",
        )

    @router.post("/visits/{order_id}/outcome")
    async def outcome(request: Request, order_id: str) -> Response:
        session = await run_in_threadpool(web.session, request)
        form = await web.posted(request, session)
        done = word(form, "do", longest=12) == "done"
        state = OrderState.DONE if done else OrderState.RETURNED
        found = Outcome(
            said=word(form, "said", longest=1000),
            authority=bool(word(form, "authority")),
            consent=bool(word(form, "consent")),
            witness=word(form, "witness", longest=80),
        )
        await run_in_threadpool(
            rooms.orders.finish,
            order_id,
            session.staff,
            version=number(form, "version"),
            state=state,
            outcome=found,
        )
        return to("/visits", said="visit-done" if done else "visit-returned")

    @router.post("/visits/{order_id}/case")
    async def begin(request: Request, order_id: str) -> Response:
        """The service that the visit was for, with what is known filled in."""
        session = await run_in_threadpool(web.session, request)
        await web.posted(request, session)

        def act() -> str:
            order = rooms.orders.open(order_id, session.staff)
            return rooms.opening.from_visit(order, session.staff)

        return to(f"/cases/{await run_in_threadpool(act)}")

    @router.post("/visits/{order_id}/give")
    async def give(request: Request, order_id: str) -> Response:
        session = await run_in_threadpool(web.session, request)
        form = await web.posted(request, session)
        await run_in_threadpool(
            rooms.orders.hand_to,
            order_id,
            session.staff,
            version=number(form, "version"),
            worker=word(form, "worker", longest=32),
            due_on=rooms.orders.due_from_now(max(0, min(60, number(form, "days")))),
        )
        return to(f"/visits/{order_id}", said="given")

    return router


def together(orders: list[Order]) -> list[list[Order]]:
    """One person's visits as one, in the order of the earliest due day."""

    def key(order: Order) -> str:
        return order.person or order.order_id

    groups = [list(some) for _, some in groupby(sorted(orders, key=key), key=key)]
    return sorted(groups, key=lambda some: min(order.due_on for order in some))
