"""A case at a glance: what is done, what is missing, who must sign, what to look at twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from center.desk.content import SUBJECT, WITNESS, CaseForm, established
from center.desk.files import CaseFile, Files
from center.protocol import Account, CaseMessage, Consent, PressedBy, Profile
from center.store import Store
from center.tables import lookups
from config.services import FieldKind, Role, Service
from kiosk.core.journey import StepKind
from kiosk.core.wording import fill

MANY_PEOPLE = 8
_AROUND = timedelta(minutes=60)
_PAYEE = "account"
PRESSED = {
    PressedBy.SELF: "本人按的",
    PressedBy.FAMILY: "家里人帮着按的",
    PressedBy.NEIGHBOR: "邻居帮着按的",
    PressedBy.STAFF: "工作人员帮着按的",
}
ROLES = {
    Role.SUBJECT.value: "办事的人",
    Role.OPERATOR.value: "帮忙的人",
    Role.WITNESS.value: "见证的人",
    Role.DECEASED.value: "去世的人",
    Role.CHILD.value: "娃娃",
    Role.RELATIVE.value: "家里人",
}
_CARE = frozenset({"mobility", "hearing", "language", "dialect", "contact_way", "contact"})


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who takes part."""

    role: str
    name: str = field(repr=False)
    number: str = field(repr=False)
    how: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that still lacks; `must` stands in the way of handing it in."""

    what: str
    must: bool = True


@dataclass(frozen=True, slots=True)
class PartSight:
    """A part of the case: consent, signatures, presence."""

    service: str
    title: str
    consent: Consent
    lines: tuple[str, ...]
    posted: str
    signs: tuple[str, ...]
    signed: bool
    needs_witness: bool


@dataclass(frozen=True, slots=True)
class PaperSight:
    """A paper, and whether it is there."""

    id: str
    name: str
    detail: str
    brought: bool
    must: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What the page shows above the form."""

    people: tuple[Who, ...]
    pressed: str
    answered: int
    asked: int
    missing: tuple[Missing, ...]
    parts: tuple[PartSight, ...]
    papers: tuple[PaperSight, ...]
    flags: tuple[str, ...]
    care: tuple[str, ...]
    doubts: tuple[str, ...]
    notes: str
    witnessed: bool
    unconfirmed: int

    @property
    def complete(self) -> bool:
        """Whether nothing stands in the way of handing it in."""
        return not any(one.must for one in self.missing)


class Sights:
    """Makes them."""

    def __init__(self, *, store: Store, files: Files, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._files = files
        self._clock = clock

    def sight(self, case: CaseFile, form: CaseForm, *, profile: Profile | None = None) -> Sight:
        """How the case stands now."""
        message = form.message
        steps = [step for step in form.steps() if step.kind is StepKind.FIELD]
        answers = form.journey.answers
        open_ = [step for step in steps if step.id not in answers]
        parts = tuple(self._part(form, part) for part in form.parts if part.consent or part.signs)
        papers = tuple(
            PaperSight(p.id, p.name, p.detail, form.papers.get(p.id, False), not p.without)
            for p in form.journey.paper_list(form.names)
        )
        unconfirmed = sum(
            1 for step in steps if (a := answers.get(step.id)) is not None and a.by_staff and not a.confirmed
        )
        return Sight(
            people=tuple(_people(message)),
            pressed=PRESSED[message.pressed_by],
            answered=len(steps) - len(open_),
            asked=len(steps),
            missing=tuple(
                _missing(
                    [step.field.label for step in open_ if step.field is not None],
                    parts,
                    papers,
                    witnessed=WITNESS in message.people,
                    message=message,
                )
            ),
            parts=parts,
            papers=papers,
            flags=tuple(self._flags(case, form, profile)),
            care=tuple(_care(form)),
            doubts=tuple(dict.fromkeys(one.rule.why for one in form.doubts)),
            notes=message.notes,
            witnessed=WITNESS in message.people,
            unconfirmed=unconfirmed,
        )

    @staticmethod
    def _part(form: CaseForm, part: Service) -> PartSight:
        consent = part.consent
        lines = tuple(fill(line, form.names) or line for line in consent.lines) if consent else ()
        return PartSight(
            service=part.id,
            title=part.title,
            consent=form.consents.get(part.id, Consent.NOT_ASKED),
            lines=lines,
            posted=consent.posted if consent else "",
            signs=tuple(part.signs),
            signed=form.signed.get(part.id, False) if part.signs else True,
            needs_witness=part.presence == "witness",
        )

    def _flags(self, case: CaseFile, form: CaseForm, profile: Profile | None) -> Iterable[str]:
        accounts = [
            (step.id, answer)
            for step in form.steps()
            if step.field is not None
            and (step.field.concept or step.field.id) == _PAYEE
            and (answer := form.journey.answers.get(step.id)) is not None
        ]
        for _key, answer in accounts:
            if (
                profile is not None
                and answer.value is not None
                and not _is_own(profile.accounts, answer.value)
            ):
                yield "收钱的折子不在本人名下的折子里，请核对是不是本人的"
            if answer.by_staff:
                yield "收钱的折子是工作人员改的，请两个人核对"
        if accounts and self._account_changed(case, form.message):
            yield "收钱的折子刚刚改过，请当面问本人是不是自己要改"
        people = self._people_around(case)
        if people >= MANY_PEOPLE:
            yield f"这台机器前后一小时有{people}个人的身份办事，请问清是不是本人来的"
        if case.twice:
            yield f"同一个人同一件事已经有一张单子：{case.twice}"
        subject = form.message.people.get(SUBJECT)
        if subject is None:
            yield "还不知道是给谁办的，请先看身份证"

    def _account_changed(self, case: CaseFile, message: CaseMessage) -> bool:
        seen = {
            str(answer.value)
            for version in (*self._files.versions(case.case_id), message)
            for answer in version.answers
            if answer.concept == _PAYEE and answer.value is not None
        }
        return len(seen) > 1

    def _people_around(self, case: CaseFile) -> int:
        with self._store.read() as connection:
            return (
                connection.scalar(
                    select(func.count(lookups.c.person.distinct())).where(
                        lookups.c.terminal == case.terminal,
                        lookups.c.person != "",
                        lookups.c.at > case.created_at - _AROUND,
                        lookups.c.at < case.created_at + _AROUND,
                    )
                )
                or 0
            )


def _is_own(accounts: list[Account], value: object) -> bool:
    return any(value == account.id for account in accounts)


def _people(message: CaseMessage) -> Iterable[Who]:
    for role, person in message.people.items():
        yield Who(
            ROLES.get(role, role),
            person.name or "（没读到姓名）",
            person.number or "",
            established(person.how),
        )


def _missing(
    open_labels: Iterable[str],
    parts: Iterable[PartSight],
    papers: Iterable[PaperSight],
    *,
    witnessed: bool,
    message: CaseMessage,
) -> Iterable[Missing]:
    if SUBJECT not in message.people:
        yield Missing("看本人的身份证")
    for label in open_labels:
        yield Missing(f"没填：{label}")
    for part in parts:
        if part.lines and part.consent is not Consent.GIVEN:
            yield Missing(f"没问同意：{part.title}")
    for paper in papers:
        if not paper.brought:
            yield Missing(f"没带：{paper.name}" + ("" if paper.must else "（可以后补）"), must=paper.must)
    for part in parts:
        if part.signs and not part.signed:
            yield Missing("没签字：" + "、".join(part.signs), must=False)
        if part.needs_witness and not witnessed:
            yield Missing(f"没见证：{part.title}要当面见到本人")


def _care(form: CaseForm) -> Iterable[str]:
    for step in form.steps():
        answer = form.journey.answers.get(step.id)
        asked = step.field
        if asked is None or answer is None or asked.kind is FieldKind.GROUP:
            continue
        if asked.id in _CARE or (asked.concept or "") in _CARE:
            yield f"{asked.label}：{answer.shown}"
        elif (asked.concept or asked.id) == "phone" and answer.value is None:
            yield f"手机号：{answer.shown}"
