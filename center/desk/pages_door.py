"""In and out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from center.desk.accounts import Refusal, Refused, refusal_words
from center.desk.acts import Act, note_act
from center.desk.people import Staff, StaffRole
from center.desk.rooms import Rooms
from center.desk.web import PREFIX, NotSignedInError, Web, inside, word

FIRST_PAGE = {
    StaffRole.WINDOW: f"{PREFIX}/queue",
    StaffRole.ADMIN: f"{PREFIX}/queue",
    StaffRole.GRID: f"{PREFIX}/visits",
    StaffRole.MAINTAINER: f"{PREFIX}/fleet",
}


def door_routes(rooms: Rooms, web: Web) -> APIRouter:
    """Signing in and out."""
    router = APIRouter()

    def record(who: Staff, act: Act) -> None:
        with rooms.store.write() as connection:
            note_act(connection, at=rooms.clock(), who=who, act=act, township=who.area)

    @router.get("/")
    def first(request: Request) -> Response:
        return RedirectResponse(FIRST_PAGE[web.session(request).staff.role], status_code=303)

    @router.get("/sign-in")
    def door(request: Request, next_: Annotated[str, Query(alias="next", max_length=300)] = "") -> Response:
        try:
            web.session(request)
        except NotSignedInError:
            return web.page("sign_in.html", next=next_, code="", fault="", needs_code=False)
        return RedirectResponse(f"{PREFIX}/", status_code=303)

    @router.post("/sign-in")
    async def knock(request: Request) -> Response:
        form = await web.form(request)
        code, after = word(form, "code", longest=32), word(form, "next", longest=300)
        password = form.get("password", "")
        answer = await run_in_threadpool(
            rooms.accounts.sign_in,
            code=code,
            password=password if isinstance(password, str) else "",
            totp=word(form, "totp", longest=8),
        )
        if isinstance(answer, Refused):
            return web.page(
                "sign_in.html",
                status=429 if answer.why is Refusal.LOCKED else 403,
                next=after,
                code=code,
                fault=refusal_words(answer),
                needs_code=answer.why is Refusal.NEEDS_CODE or bool(word(form, "totp")),
            )
        await run_in_threadpool(record, answer, Act.SIGNED_IN)
        target = inside(after) if after else FIRST_PAGE[answer.role]
        return await run_in_threadpool(web.let_in, answer.code, to=target)

    @router.post("/sign-out")
    async def leave(request: Request) -> Response:
        session = await run_in_threadpool(web.session, request)
        await web.posted(request, session)
        await run_in_threadpool(record, session.staff, Act.SIGNED_OUT)
        return await run_in_threadpool(web.let_out, session)

    return router
