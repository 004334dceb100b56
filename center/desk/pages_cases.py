"""A case: seen at a glance, finished with the terminal's own form, moved on, printed."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from center.days import CHINA, china_day
from center.desk.acts import Act
from center.desk.asking import Filled, fill_in, questions
from center.desk.content import SUBJECT, WITNESS, CaseForm
from center.desk.errors import DeskError, DeskFault
from center.desk.files import Told
from center.desk.grid.orders import Errand
from center.desk.rooms import Opened, Rooms
from center.desk.sessions import Session
from center.desk.sight import PRESSED, ROLES
from center.desk.web import Web, number, texts, to, word
from center.desk.work import Handle, new_message_id
from center.merging import Stage
from center.protocol import CasePerson, Consent, Established, PressedBy
from kiosk.core.fields import Fault as FieldFault
from kiosk.core.fields import identity
from kiosk.core.hours import add_working_days
from kiosk.core.identity import normalised

_MOVES = {stage.value: stage for stage in (Stage.ACCEPTED, Stage.IN_WORK, Stage.NEEDS_SIGNATURE, Stage.DONE)}
_CONSENTS = {one.value: one for one in Consent}
_PRESSED = frozenset(one.value for one in PressedBy)


def case_routes(rooms: Rooms, web: Web) -> APIRouter:
    """The pages of a case."""
    router = APIRouter()

    def show(
        session: Session, opened: Opened, *, filled: Filled | None = None, status: int = 200, **more: object
    ) -> Response:
        case, form = opened.case, opened.form
        return web.page(
            "case.html",
            session,
            status=status,
            case=case,
            sight=rooms.sights.sight(case, form, profile=opened.profile),
            asked=questions(form, filled),
            faults=len(filled.faults) if filled else 0,
            title=form.service.title,
            official=form.service.official,
            guide=form.service.guide,
            mine=case.holder == session.staff.code,
            exact=opened.exact,
            acts=rooms.acts.of_case(case.case_id),
            orders=rooms.orders.of_case(case.case_id),
            workers=rooms.orders.workers(case.township),
            place=place_of(form, opened),
            due=rooms.orders.due_from_now(),
            pressed_by=[(one.value, text) for one, text in PRESSED.items()],
            **({"said": "", "trouble": ""} | more),
        )

    @router.get("/cases/{case_id}")
    def case(request: Request, case_id: str, said: str = "") -> Response:
        session = web.session(request)
        opened = rooms.open(case_id, session.staff)
        return show(session, opened, said=said)

    @router.post("/cases/{case_id}/claim")
    async def claim(request: Request, case_id: str) -> Response:
        session, form = await _posted(request, web)
        if not session.staff.handles_cases:
            raise DeskError(DeskFault.NOT_ALLOWED)
        handle = Handle(case_id, number(form, "version"))
        await run_in_threadpool(rooms.work.claim, handle, session.staff)
        return to(f"/cases/{case_id}", said="claimed")

    @router.post("/cases/{case_id}/let-go")
    async def let_go(request: Request, case_id: str) -> Response:
        session, form = await _posted(request, web)

        handle = Handle(case_id, number(form, "version"))
        await run_in_threadpool(rooms.work.let_go, handle, session.staff)
        return to(f"/cases/{case_id}", said="let-go")

    @router.post("/cases/{case_id}/form")
    async def fill(request: Request, case_id: str) -> Response:
        session, posted = await _posted(request, web)
        return await run_in_threadpool(_fill, session, case_id, texts(posted))

    def _fill(session: Session, case_id: str, posted: Mapping[str, list[str]]) -> Response:
        who = session.staff
        opened = rooms.open(case_id, who)
        form = opened.form
        today = china_day(rooms.clock())
        filled = fill_in(form, posted, staff_id=who.code, today=today)
        people = _beside(form, posted, session, filled, today=today)
        hand_in = _one(posted, "do") == "hand-in"
        if _one(posted, "confirmed") and not filled.faults:
            form.journey.confirm(form.names)
        message = form.to_message(message_id=new_message_id(), now=rooms.clock(), people=people)
        handle = Handle(case_id, _figure(posted, "version"))
        rooms.work.save(handle, who, message, changed=len(filled.changed))
        opened = rooms.open(case_id, who)
        sight = rooms.sights.sight(opened.case, opened.form, profile=opened.profile)
        if filled.faults:
            return show(session, opened, filled=filled, status=422, trouble="有几处要再看一下，红字写明了。")
        if not hand_in:
            return to(f"/cases/{case_id}", said="saved")
        if not sight.complete or sight.unconfirmed:
            trouble = "还差：" + "；".join(one.what for one in sight.missing if one.must)
            if sight.complete:
                trouble = "您改过的还没给本人看。念给本人听，本人说对，再打上勾。"
            return show(session, opened, status=422, trouble=trouble)
        unsigned = any(part.signs and not part.signed for part in sight.parts)
        final = opened.form.to_message(
            message_id=new_message_id(), now=rooms.clock(), people=opened.case.message.people
        )
        rooms.work.hand_in(
            Handle(case_id, opened.case.version),
            who,
            final,
            stage=Stage.NEEDS_SIGNATURE if unsigned else Stage.ACCEPTED,
            promised_by=_promised(opened.form, rooms),
        )
        return to(f"/cases/{case_id}", said="handed-in")

    @router.post("/cases/{case_id}/state")
    async def move(request: Request, case_id: str) -> Response:
        session, form = await _posted(request, web)
        handle = Handle(case_id, number(form, "version"))
        state = word(form, "state", longest=20)

        def act() -> None:
            if state == Stage.RETURNED.value or state == Stage.WITHDRAWN.value:
                bring = tuple(line.strip() for line in word(form, "bring").splitlines() if line.strip())
                told = Told(word(form, "reason", longest=400), bring[:8])
                rooms.work.move(handle, session.staff, Stage(state), told=told)
            elif state in _MOVES:
                rooms.work.move(handle, session.staff, _MOVES[state])
            elif state == "reopen":
                rooms.work.reopen(handle, session.staff, reason=word(form, "reason", longest=400))
            else:
                raise DeskError(DeskFault.NOT_FOUND)

        await run_in_threadpool(act)
        return to(f"/cases/{case_id}", said="reopened" if state == "reopen" else "moved")

    @router.post("/cases/{case_id}/note")
    async def note(request: Request, case_id: str) -> Response:
        session, form = await _posted(request, web)

        def act() -> None:
            rooms.open(case_id, session.staff)
            rooms.work.note(case_id, session.staff, word(form, "text"))

        await run_in_threadpool(act)
        return to(f"/cases/{case_id}", said="noted", anchor="notes")

    @router.post("/cases/{case_id}/visit")
    async def visit(request: Request, case_id: str) -> Response:
        session, form = await _posted(request, web)

        def act() -> None:
            opened = rooms.open(case_id, session.staff)
            due = rooms.orders.due_from_now(max(0, min(60, number(form, "days"))))
            village, hamlet = word(form, "village", longest=80), word(form, "hamlet", longest=80)
            rooms.orders.give(
                by=session.staff,
                township=opened.case.township,
                village=village,
                hamlet=hamlet,
                errand=errand_of(opened, what=word(form, "what", longest=400)),
                title=opened.form.service.title,
                due_on=due,
                case_id=case_id,
                worker=word(form, "worker", longest=32),
            )

        await run_in_threadpool(act)
        return to(f"/cases/{case_id}", said="visit", anchor="visits")

    @router.get("/cases/{case_id}/receipt")
    def receipt(request: Request, case_id: str) -> Response:
        session = web.session(request)
        opened = rooms.open(case_id, session.staff)
        rooms.work.record(case_id, session.staff, Act.PRINTED, detail="回执")
        return web.page("print_receipt.html", session, **_paper(rooms, session, opened))

    @router.get("/cases/{case_id}/authority")
    def authority(request: Request, case_id: str) -> Response:
        session = web.session(request)
        opened = rooms.open(case_id, session.staff)
        rooms.work.record(case_id, session.staff, Act.PRINTED, detail="委托书")
        subject = opened.form.message.people.get(SUBJECT)
        return web.page(
            "print_authority.html",
            session,
            what=[part.title for part in opened.form.parts] or [opened.form.service.title],
            name=subject.name if subject else "",
            number=(subject.number or "") if subject else "",
            worker=session.staff.name,
            phone=session.staff.phone,
            office=rooms.settings.township(opened.case.township).office,
            receipt=opened.case.receipt,
        )

    return router


async def _posted(request: Request, web: Web):  # type: ignore[no-untyped-def]
    session = await run_in_threadpool(web.session, request)
    return session, await web.posted(request, session)


def _one(posted: Mapping[str, list[str]], name: str) -> str:
    found = posted.get(name, [""])
    return found[0].strip()


def _figure(posted: Mapping[str, list[str]], name: str) -> int:
    text = _one(posted, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1


def _beside(
    form: CaseForm, posted: Mapping[str, list[str]], session: Session, filled: Filled, *, today: object
) -> dict[str, CasePerson]:
    """Consent, papers, signatures, presence and identity; returns the people as they are now."""
    people = dict(form.message.people)
    if "has-beside" not in posted:
        return people
    for part in form.parts:
        given = _one(posted, f"consent:{part.id}")
        if given in _CONSENTS:
            form.consents[part.id] = _CONSENTS[given]
        if part.signs:
            form.signed[part.id] = bool(_one(posted, f"signed:{part.id}"))
    for paper in form.journey.paper_list(form.names):
        form.papers[paper.id] = bool(_one(posted, f"paper:{paper.id}"))
    pressed = _one(posted, "pressed-by")
    if pressed in _PRESSED:
        form.journey.pressed_by = pressed
    if _one(posted, "witness"):
        people.setdefault(WITNESS, CasePerson(name=session.staff.name, number=None, how=Established.WITNESS))
    else:
        people.pop(WITNESS, None)
    subject = people.get(SUBJECT)
    if subject is None:
        typed = normalised(_one(posted, "subject-number"))
        if typed:
            found = identity(typed, today)  # type: ignore[arg-type]
            if isinstance(found, FieldFault):
                filled.faults["subject-number"] = "身份证号不对，请对着证再看一遍。"
            else:
                name = _one(posted, "subject-name")[:100]
                people[SUBJECT] = CasePerson(name=name, number=found.value, how=Established.WITNESS)
    elif _one(posted, "seen-card") and subject.how is Established.TYPED:
        people[SUBJECT] = subject.model_copy(update={"how": Established.WITNESS})
    return people


def _promised(form: CaseForm, rooms: Rooms):  # type: ignore[no-untyped-def]
    follow = form.service.next
    days = follow.days if follow is not None else 5
    now = rooms.clock().astimezone(CHINA)
    if follow is not None and not follow.working_days:
        from datetime import timedelta

        return (now + timedelta(days=days)).date()
    return add_working_days(now.replace(tzinfo=None), days, form.release.settings.hours).date()


def place_of(form: CaseForm, opened: Opened) -> tuple[str, str]:
    """Village and group, as far as they are known."""
    if opened.profile is not None:
        return opened.profile.village, opened.profile.group
    for step in form.steps():
        answer = form.journey.answers.get(step.id)
        if step.field is not None and step.field.concept == "village" and answer is not None:
            return answer.shown, ""
    return "", ""


def errand_of(opened: Opened, *, what: str) -> Errand:
    """What the grid worker needs to know of a case, and no more."""
    form = opened.form
    subject = form.message.people.get(SUBJECT)
    shown = {
        (step.field.concept or step.field.id): answer.shown
        for step in form.steps()
        if step.field is not None and (answer := form.journey.answers.get(step.id)) is not None
    }
    phones = [
        str(answer.value)
        for step in form.steps()
        if step.field is not None
        and step.field.concept == "phone"
        and (answer := form.journey.answers.get(step.id)) is not None
        and answer.value
    ]
    address = opened.profile.address if opened.profile is not None else ""
    lines = [line.strip() for line in what.splitlines() if line.strip()]
    return Errand(
        name=subject.name if subject else "",
        number=(subject.number or "") if subject else "",
        address=address or shown.get("village", ""),
        phone=phones[0] if phones else "",
        care=shown.get("mobility", ""),
        when=shown.get("time", ""),
        what=tuple(lines or [form.service.title]),
        service=form.service.id,
    )


def _paper(rooms: Rooms, session: Session, opened: Opened) -> dict[str, Any]:
    case, form = opened.case, opened.form
    township = rooms.settings.township(case.township)
    follow = form.service.next
    subject = form.message.people.get(SUBJECT)
    return {
        "case": case,
        "title": "、".join(part.title for part in form.parts) or form.service.title,
        "name": subject.name if subject else "",
        "role": ROLES[SUBJECT],
        "next": follow.lines if follow else (),
        "signs": [sign for part in form.parts for sign in part.signs if not form.signed.get(part.id)],
        "later": [p.name for p in form.journey.paper_list(form.names) if not form.papers.get(p.id)],
        "office": township.office,
        "phone": township.phone,
        "who": session.staff.name,
        "who_phone": session.staff.phone,
    }
