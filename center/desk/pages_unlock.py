"""The phone page that answers a terminal's lock, and registering the phone for it.

The answer is made on the phone, without the center; only registering, and reading a picture where the
browser has no decoder of its own, need it.
"""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from center.desk.accounts import Refusal, Refused, refusal_words
from center.desk.errors import DeskError
from center.desk.rooms import Rooms
from center.desk.scanning import LARGEST_PICTURE, code_in
from center.desk.web import Web, word


def unlock_routes(rooms: Rooms, web: Web) -> APIRouter:
    """The page and what it posts; its script wants JSON."""
    router = APIRouter()

    @router.get("/unlock")
    def unlock(request: Request) -> Response:
        session = web.session(request)
        mine = [one.check for one in rooms.phones.everybody() if one.who.code == session.staff.code]
        return web.page(
            "unlock.html",
            session,
            terminals=rooms.phones.terminals(session.staff),
            check=mine[0] if mine else "",
        )

    @router.post("/unlock/phone")
    async def register(request: Request) -> Response:
        """Keep this phone's public keys; the password is asked again, as a phone may lie about open."""
        session = await run_in_threadpool(web.session, request)
        form = await web.posted(request, session)
        password = form.get("password", "")
        sign_key, agree_key = word(form, "sign_key", longest=64), word(form, "agree_key", longest=64)

        def keep() -> Response:
            known = rooms.accounts.sign_in(
                code=session.staff.code,
                password=password if isinstance(password, str) else "",
                totp=word(form, "totp", longest=8),
            )
            if isinstance(known, Refused):
                needs_code = known.why is Refusal.NEEDS_CODE
                return JSONResponse({"trouble": refusal_words(known), "needs_code": needs_code})
            try:
                phone = rooms.phones.register(known, sign_key=sign_key, agree_key=agree_key)
            except DeskError as error:
                return JSONResponse({"trouble": f"{error.title}。{error.advice}"})
            return JSONResponse({"check": phone.check})

        return await run_in_threadpool(keep)

    @router.post("/unlock/forget")
    async def forget(request: Request) -> Response:
        session = await run_in_threadpool(web.session, request)
        await web.posted(request, session)
        await run_in_threadpool(rooms.phones.forget, session.staff)
        return JSONResponse({"forgotten": True})

    @router.post("/unlock/read")
    async def read(request: Request) -> Response:
        """What a picture says, for a browser that can't read codes; it is opened by nobody here."""
        session = await run_in_threadpool(web.session, request)
        form = await web.posted(request, session)
        picture = form.get("picture")
        content = b""
        if isinstance(picture, UploadFile):
            content = await picture.read(LARGEST_PICTURE)
            await picture.close()
        return JSONResponse({"text": await run_in_threadpool(code_in, content) or ""})

    return router
