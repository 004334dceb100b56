"""What every page of the desk shares: who is signed in, what may be posted, how pages are drawn."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from center.days import CHINA, china_day, written_day
from center.desk.acts import Act
from center.desk.errors import DeskError, DeskFault
from center.desk.people import StaffRole
from center.desk.sessions import Session, Sessions
from center.fleet.illness import spell
from center.merging import Stage
from kiosk.core.wording import identity_in_groups, phone_in_groups

HERE = Path(__file__).parent
PREFIX = "/desk"
STAGES = {
    Stage.DRAFT: "没填完",
    Stage.RECEIVED: "收到了",
    Stage.ACCEPTED: "部门已受理",
    Stage.IN_WORK: "正在办",
    Stage.NEEDS_SIGNATURE: "差签字",
    Stage.RETURNED: "退回了",
    Stage.DONE: "办好了",
    Stage.WITHDRAWN: "撤回了",
}
ROLE_WORDS = {
    StaffRole.WINDOW: "窗口",
    StaffRole.GRID: "网格员",
    StaffRole.MAINTAINER: "维护员",
    StaffRole.ADMIN: "管理员",
}
ACT_WORDS = {
    Act.SIGNED_IN: "登录",
    Act.SIGNED_OUT: "退出",
    Act.REFUSED: "码没打开",
    Act.OPENED: "打开看",
    Act.LOOKED_UP: "查了记录",
    Act.SEARCHED: "搜索",
    Act.SCANNED: "扫条子接手",
    Act.CLAIMED: "接手",
    Act.LET_GO: "放回去",
    Act.FILLED: "填了表",
    Act.HANDED_IN: "交给部门",
    Act.STATE: "改了状态",
    Act.WITHDREW: "撤回",
    Act.REOPENED: "改正重办",
    Act.NOTED: "写了话",
    Act.PRINTED: "打印",
    Act.VISIT_ORDERED: "派上门",
    Act.VISIT_DONE: "上门办好",
    Act.VISIT_RETURNED: "上门退回",
    Act.VISIT_GIVEN: "改派上门",
    Act.WATCHED: "按规则看记录",
    Act.ORDERED: "叫机器",
    Act.HELD: "停下一版",
    Act.LET_GO_ON: "让一版接着装",
    Act.NOTICE_GIVEN: "发通知",
    Act.NOTICE_WITHDRAWN: "撤回通知",
    Act.PHONE_KEPT: "登记手机",
    Act.PHONE_FORGOTTEN: "注销手机",
    Act.STICK_TAKEN_IN: "收U盘上的件",
}
SAID = {
    "saved": "存好了。",
    "ordered": "记下了，机器下一次来消息就照做，一般一分钟内。",
    "held": "停下来了。没装的机器不会再装这一版。",
    "let-go-on": "可以接着装了。",
    "notice": "发出去了，机器一分钟内就会显示。",
    "withdrawn": "撤回了，机器一分钟内就不再显示。",
    "claimed": "这一件由您接手了。",
    "let-go": "放回去了，同事可以接手。",
    "handed-in": "交给部门了，本人在机器上能查到。",
    "moved": "改好了，本人在机器上能查到。",
    "noted": "记下了。",
    "visit": "派好了，网格员的手机上能看到。",
    "visit-done": "记下了，这一趟办好了。",
    "visit-returned": "退回镇上了，镇上会再安排。",
    "given": "改派好了。",
    "reopened": "这一件重新办了。",
    "coming": "机器上已经告诉老人：有人来了。",
}
_MOST_FIELDS = 2000
_WEEKDAYS = "一二三四五六日"


class NotSignedInError(Exception):
    """Nobody is signed in; the page leads to the door."""


class Headed:
    """ASGI middleware: every answer of the desk says what a browser may do with it."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        policy = (
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; "
            "connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src blob:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
            "X-Robots-Tag": "noindex",
        }
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message["headers"])
                names = {name for name, _ in given}
                if b"cache-control" not in names:
                    given.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*given, *self._headers]}
            await send(message)

        await self._app(scope, receive, headed)


class Web:
    """The door, the guard and the painter.

    Args:
        sessions: Who is signed in.
        clock: The time.
        public_url: Where browsers reach the center; with https the cookie is bound to it.
        center: The center's name.
        trial: Whether everybody here is invented.
        longest: How long a session lasts at most.
    """

    def __init__(
        self,
        *,
        sessions: Sessions,
        clock: Callable[[], datetime],
        public_url: str,
        center: str,
        trial: bool,
        longest: timedelta,
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._public = urlsplit(public_url)
        self.secure = self._public.scheme == "https"
        self._cookie = "__Host-desk" if self.secure else "desk"
        self._longest = longest
        self._house = {"center": center, "trial": trial}
        self._templates = _templates()

    # -- who ---------------------------------------------------------------------------------------

    def session(self, request: Request) -> Session:
        """Who is signed in.

        Raises:
            NotSignedInError: Nobody.
        """
        token = request.cookies.get(self._cookie, "")
        session = self._sessions.find(token) if token else None
        if session is None:
            raise NotSignedInError
        return session

    def let_in(self, code: str, *, to: str) -> Response:
        """A new session in this browser."""
        response = RedirectResponse(to, status_code=303)
        response.set_cookie(
            self._cookie,
            self._sessions.open(code),
            max_age=int(self._longest.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def let_out(self, session: Session) -> Response:
        """This browser is out."""
        self._sessions.end(session)
        response = RedirectResponse(f"{PREFIX}/sign-in", status_code=303)
        response.delete_cookie(self._cookie, path="/", secure=self.secure, httponly=True, samesite="lax")
        return response

    # -- what may be posted ------------------------------------------------------------------------

    def same_origin(self, request: Request) -> None:
        """Only our own pages post here.

        Raises:
            DeskError: FORGED.
        """
        site = request.headers.get("sec-fetch-site", "same-origin")
        origin = request.headers.get("origin")
        hosts = {request.headers.get("host", ""), self._public.netloc}
        if site not in ("same-origin", "none") or origin is None or urlsplit(origin).netloc not in hosts:
            raise DeskError(DeskFault.FORGED)

    async def form(self, request: Request) -> FormData:
        """What was posted, whoever did; for the door.

        Raises:
            DeskError: FORGED.
        """
        self.same_origin(request)
        return await request.form(max_fields=_MOST_FIELDS, max_files=1, max_part_size=16_000_000)

    async def posted(self, request: Request, session: Session) -> FormData:
        """What a page of this very session posted.

        Raises:
            DeskError: FORGED.
        """
        form = await self.form(request)
        given = form.get("csrf", "")
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), session.csrf.encode()):
            raise DeskError(DeskFault.FORGED)
        return form

    # -- drawing -----------------------------------------------------------------------------------

    def page(
        self, template: str, session: Session | None = None, /, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page."""
        said = SAID.get(values.pop("said", ""), "")
        html = self._templates.get_template(template).render(
            **self._house,
            me=session.staff if session else None,
            csrf=session.csrf if session else "",
            said=said,
            today=china_day(self._clock()),
            **values,
        )
        return HTMLResponse(html, status_code=status)

    def refusal(self, error: DeskError, session: Session | None, *, back: str = "") -> HTMLResponse:
        """The page of a refusal: what it is, and the way out."""
        return self.page(
            "refusal.html", session, status=error.status, title=error.title, advice=error.advice, back=back
        )


@cache
def _templates() -> Environment:
    """The pages' templates, compiled before anybody asks for one: the longest takes 100 ms."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        base=PREFIX,
        version=_fingerprint(HERE / "static"),
        stages=STAGES,
        role_words=ROLE_WORDS,
        act_words=ACT_WORDS,
    )
    found.filters.update(
        span=_span,
        day=_day,
        short_day=_short_day,
        moment=_moment,
        identity=identity_in_groups,
        phone=phone_in_groups,
    )
    for name in found.list_templates():
        found.get_template(name)
    return found


def to(path: str, *, said: str = "", anchor: str = "") -> RedirectResponse:
    """After a post: the page to look at next."""
    query = f"?said={said}" if said else ""
    hash_ = f"#{anchor}" if anchor else ""
    return RedirectResponse(f"{PREFIX}{path}{query}{hash_}", status_code=303)


def inside(path: str) -> str:
    """A place within the desk to go to after the door; anything else leads to the first page."""
    parts = urlsplit(path)
    fine = (
        not parts.scheme
        and not parts.netloc
        and (parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/"))
        and "\\" not in path
        and not any(ord(character) < 33 for character in path)
    )
    return quote(parts.path, safe="/-") + (f"?{parts.query}" if parts.query else "") if fine else f"{PREFIX}/"


def texts(form: FormData) -> Mapping[str, list[str]]:
    """The written fields of a form, every value of each."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def word(form: FormData, name: str, *, longest: int = 2000) -> str:
    """One written field, without the spaces around it."""
    value = form.get(name, "")
    return value.strip()[:longest] if isinstance(value, str) else ""


def number(form: FormData, name: str) -> int:
    """One figure; -1 where there is none."""
    value = word(form, name, longest=12)
    return int(value) if value.isascii() and value.isdecimal() else -1


def _day(day: date | datetime | None) -> str:
    return written_day(china_day(day) if isinstance(day, datetime) else day)


def _short_day(day: date | None) -> str:
    return "" if day is None else f"{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def _span(seconds: int) -> str:
    return spell(timedelta(seconds=seconds)).strip()


def _moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local.hour}:{local.minute:02}"


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
