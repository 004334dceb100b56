"""A small county of its own: services of every kind, people who do not exist, and somebody who walks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from stdnum.cn import ric

import config
from config.release import Release
from config.services import Menus, Service
from config.settings import Settings
from config.wording import Wording
from kiosk.core.effects import Effect, Keep, LookUp, Say, Sound
from kiosk.core.events import (
    Began,
    CardFailed,
    CardFault,
    CardRead,
    CaseMoved,
    CaseState,
    DatasetReply,
    Device,
    DeviceChanged,
    Event,
    Finished,
    Kept,
    LookedUp,
    PaperMoved,
    Pressed,
    Queued,
    Result,
    SpeechEnded,
    Touched,
    Woke,
)
from kiosk.core.identity import IdCard, Sex
from kiosk.core.screens import Capacity, Choice, PaperState, Screen, TextSize, Words
from kiosk.core.visit import Visit

E = TypeVar("E", bound=Effect)
S = TypeVar("S", bound=Screen)
JOB = "job-1"
RECEIPT = "QS01-000123-7"

COUNTY = Path(__file__).with_name("county.yaml")
MONDAY = datetime(2026, 6, 8, 10, 0)  # noqa: DTZ001 - a terminal thinks in local time
VISIT_ID = "00000000-0000-4000-8000-000000000001"
OFFICE = {"name": "民政窗口", "window": "5号窗口", "phone": "023-0000 0105"}
BASIS = {"rule": "示例县示例文号", "valid_until": "2027-12-31"}
CONSENT = {"lines": ["要看您的年龄和户口", "只拿来办这件事"], "posted": "您的名字、哪个村，贴5天"}
NEXT = {"lines": ["村上先核实"], "days": 15}


@cache
def county() -> dict[str, Any]:
    """The services and tiles of the small county, as their file says."""
    found: dict[str, Any] = yaml.safe_load(COUNTY.read_text(encoding="utf-8"))
    return found


def service(id_: str, kind: str, title: str, **more: Any) -> dict[str, Any]:
    """A service file's content, with what every one of them has."""
    sent: dict[str, Any] = {"consent": CONSENT, "next": NEXT} if kind == "declare" else {}
    return {
        "id": id_,
        "kind": kind,
        "title": title,
        "official": title,
        "detail": "说明一句",
        "icon": "cash",
        "asked_as": [f"{title}一", f"{title}二", f"{title}三"],
        "basis": BASIS,
        "office": OFFICE,
        **sent,
        **({"next": NEXT} if kind == "bundle" else {}),
        **more,
    }


def own(service_id: str, **changes: Any) -> dict[str, Any]:
    """One of the county's services, changed."""
    found = next(one for one in county()["services"] if one["id"] == service_id)
    rest = {key: value for key, value in found.items() if key not in ("id", "kind", "title")}
    return service(found["id"], found["kind"], found["title"], **{**rest, **changes})


@cache
def shipped_wording() -> Wording:
    """The wording that every terminal has."""
    file = Path(config.__file__).with_name("defaults") / "wording.yaml"
    return Wording.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def release(*more: dict[str, Any], settings: Settings | None = None) -> Release:
    """The small county; `more` adds services, or takes the place of those with the same id."""
    ids = [one["id"] for one in county()["services"]]
    services = {one["id"]: Service.model_validate(one) for one in (*map(own, ids), *more)}
    return Release(
        seq=7,
        services=services,
        menus=Menus.model_validate({"tiles": county()["tiles"]}),
        wording=shipped_wording(),
        settings=settings or Settings(),
        words={"paying": "正在领"},
    )


@cache
def small_release() -> Release:
    """The small county as it is."""
    return release()


# -- people ---------------------------------------------------------------------------------------


def number_of(birth: date, order: int) -> str:
    """A sound number in an area where nobody lives."""
    digits = f"990155{birth:%Y%m%d}{order:03d}"
    return digits + str(ric.calc_check_digit(digits + "0"))


def card_of(name: str, birth: date, order: int, *, sex: Sex = "M", valid_to: date | None = None) -> IdCard:
    """A card of somebody who does not exist."""
    return IdCard(
        name=name,
        number=number_of(birth, order),
        sex=sex,
        ethnic="汉",
        birth=birth,
        address="示例县示例镇清水村9组",
        authority="示例县公安局",
        valid_from=date(2010, 1, 1),
        valid_to=valid_to,
    )


ELDER = card_of("示例·赵𬭎𠮷", date(1943, 4, 6), 31)
YOUNG = card_of("示例·钱䶮", date(1971, 9, 2), 52, sex="F")
OTHER = card_of("示例·孙㛃", date(1950, 1, 3), 76)
AMOUNT = "1379.24"
PROFILE_PHONE = "19977665544"

FACTS: Mapping[str, Mapping[str, Any]] = {
    "profile": {
        "name": "示例·赵𬭎𠮷",
        "village": "qingshui",
        "phone": PROFILE_PHONE,
        "local_registration": True,
        "accounts": [
            {"id": "a1", "bank": "示例农商银行", "tail": "6213"},
            {"id": "a2", "bank": "示例邮储", "tail": "0041"},
        ],
    },
    "pension": {
        "status": "paying",
        "monthly": AMOUNT,
        "certified_until": "2026-06-20",
        "payments": [{"month": f"2026-{n:02d}", "amount": f"{1370 + n}.24"} for n in range(1, 13)],
    },
    "cases": {
        "items": [
            {"case_id": "00000000-0000-4000-8000-0000000000c1", "receipt": "QS01-000007-4",
             "service": "allowance", "title": "老人补贴", "state": "received", "holder": "民政窗口",
             "phone": "023-0000 0105", "promised_by": "2026-07-01", "reason": None, "bring": ["户口本"],
             "timeline": [{"on": "2026-06-01", "what": "收到", "who": "中心"}], "can_withdraw": True},
            {"case_id": "00000000-0000-4000-8000-0000000000c2", "receipt": "QS01-000008-8",
             "service": "household", "title": "家里人", "state": "accepted", "holder": "社保窗口",
             "phone": "023-0000 0103", "promised_by": None, "reason": None, "bring": [], "timeline": [],
             "can_withdraw": False},
        ]
    },
}  # fmt: skip


def facts(**changes: Mapping[str, Any] | None) -> dict[str, DatasetReply]:
    """What the center knows of the elder, with some of it changed; a dataset of ``None`` is left out."""
    merged = {
        name: {**data, **(changes.get(name) or {})}
        for name, data in FACTS.items()
        if name not in changes or changes[name] is not None
    }
    return {name: DatasetReply(date(2026, 6, 7), data) for name, data in merged.items()}


# -- walking --------------------------------------------------------------------------------------

CAPACITY = Capacity(tiles=4, choices=4, rows=4, affairs=3, checks=3, paragraphs=4)
CAPACITIES = {(size, low): CAPACITY for size in TextSize for low in (False, True)}


def began(**changes: Any) -> Began:
    """The beginning of a visit on a Monday morning."""
    basis = Began(
        at_s=100.0,
        visit_id=VISIT_ID,
        serial=1,
        local=MONDAY,
        capacities=CAPACITIES,
        speaks=True,
        listens=True,
    )
    return dataclasses.replace(basis, **changes)


class Walk:
    """One visit, its events, what it asked the voice for, and the effects that wait for an answer.

    Args:
        release: The county; the small one if None.
        hears_out: Whether whatever is said has been said when the next thing happens.
        changes: Of the first event.
    """

    def __init__(self, release: Release | None = None, *, hears_out: bool = True, **changes: Any) -> None:
        self.hears_out = hears_out
        self.release = release or small_release()
        self.first = began(**changes)
        self.visit = Visit(self.release, self.first)
        self.at_s = self.first.at_s
        self.log: list[Event] = []
        self.effects: list[Effect] = []
        self.open: list[Effect] = []
        self.sounds: list[Sound] = []

    @property
    def screen(self) -> Screen:
        """What is seen now."""
        return self.visit.screen

    def shows(self, kind: type[S]) -> S:
        """The page, which has to be of this kind."""
        screen = self.screen
        assert isinstance(screen, kind), f"{type(screen).__name__}: {screen.title.written}"
        return screen

    def do(self, event: Event) -> list[Effect]:
        """Something happens."""
        self.log.append(event)
        found = self.visit.handle(event)
        self.sounds += [effect for effect in found if isinstance(effect, Sound)]
        for effect in found:
            if isinstance(effect, Say) and self.hears_out:
                self.do(SpeechEnded(self.at_s, effect.speech.number, whole=True))
        others: list[Effect] = [effect for effect in found if not isinstance(effect, Sound)]
        self.effects += others
        self.open += others
        return others

    # -- the person

    def touch(self) -> None:
        """A finger comes down."""
        self.do(Touched(self.at_s))

    def press(self, *targets: str) -> Walk:
        """Presses targets one after another, by id or by their words; each has to be there."""
        for target in targets:
            id_ = self._find(target)
            assert id_ in self.screen.targets, f"no {target!r} among {sorted(self.screen.targets)}"
            self.do(Pressed(self.at_s, self.screen.serial, id_))
        return self

    def _find(self, target: str) -> str:
        if target in self.screen.targets:
            return target
        found = [choice.id for choice in choices(self.screen) if choice.words.written == target]
        return found[0] if found else target

    def key(self, text: str) -> Walk:
        """Keys characters into the active box, then 下一步."""
        for character in text:
            self.press(f"key:{character}")
        return self.press("next")

    def lay(self, card: IdCard) -> Walk:
        """Lays a card."""
        self.do(CardRead(self.at_s, card))
        return self

    def fail_card(self, fault: CardFault = CardFault.READ_AGAIN) -> Walk:
        """A card that is not read."""
        self.do(CardFailed(self.at_s, fault))
        return self

    def wait(self, seconds: float) -> Walk:
        """Lets time pass; the visit is woken whenever it wanted to be."""
        until = self.at_s + seconds
        for _ in range(5000):
            due = self.visit.wake_at_s
            if due is None or due > until:
                break
            self.at_s = max(self.at_s, due)
            self.do(Woke(self.at_s))
        else:
            raise AssertionError("it wants to be woken without end")
        self.at_s = until
        return self

    # -- the outside

    def pending(self, kind: type[E]) -> E:
        """The latest effect of a kind that was not answered."""
        return next(effect for effect in reversed(self.open) if isinstance(effect, kind))

    def answer(self, kind: type[Effect], result: Result) -> Walk:
        """An effect ends."""
        effect = self.pending(kind)
        self.open.remove(effect)
        self.do(Finished(self.at_s, effect.visit_id, effect.id, result))
        return self

    def know(self, **changes: Mapping[str, Any] | None) -> Walk:
        """The center answers."""
        return self.answer(LookUp, LookedUp(facts(**changes)))

    def arrive(self, card: IdCard = ELDER, **changes: Mapping[str, Any] | None) -> Walk:
        """The card is laid, and the center knows the person."""
        return self.lay(card).know(**changes)

    def start(self, service_id: str) -> Walk:
        """Begins a service as any page would."""
        self.visit.start(service_id)
        self.touch()
        return self

    def enter(self, service_id: str, card: IdCard = ELDER) -> Walk:
        """The same by events alone: the card, 办别的事, the tile, the service."""
        self.arrive(card)
        tile = next(tile for tile in self.release.menus.tiles if service_id in tile.services)
        wanted = ["other", f"tile:{tile.id}", *([f"service:{service_id}"] if len(tile.services) > 1 else [])]
        for target in wanted:
            while target not in self.screen.targets:
                self.press("more")
            self.press(target)
        return self

    def kept(self, receipt: str = RECEIPT) -> Walk:
        """The case lies in the outbox."""
        return self.answer(Keep, Kept(self.pending(Keep).case.case_id, receipt))

    def case(self, case_id: str, state: CaseState) -> Walk:
        """News of a case."""
        self.do(CaseMoved(self.at_s, case_id, state))
        return self

    def queued(self, kind: type[Effect], job_id: str = JOB) -> Walk:
        """A paper is on its way."""
        return self.answer(kind, Queued(job_id))

    def paper(self, state: PaperState, reason: str = "", job_id: str = JOB, **more: Any) -> Walk:
        """News of a paper."""
        self.do(PaperMoved(self.at_s, job_id, state, reason, **more))
        return self

    def device(self, device: Device, *, works: bool) -> Walk:
        """A part breaks, or comes back."""
        self.do(DeviceChanged(self.at_s, device, works))
        return self


def choices(screen: Screen) -> Iterator[Choice]:
    """All that can be pressed, bars and tools included."""
    around = (*screen.frame.bar, *screen.frame.tools, *screen.body_choices)
    return (choice for choice in around if choice is not None)


def texts(thing: Any) -> list[str]:
    """Every text of a screen: written, spoken, private; ids are left out."""
    found: list[str] = []
    if isinstance(thing, Words):
        found += [thing.written, thing.spoken, thing.private]
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            found += texts(getattr(thing, field.name))
    elif isinstance(thing, (tuple, list)):
        for item in thing:
            found += texts(item)
    return [text for text in found if text]


def title(walk: Walk) -> str:
    """What stands at the top of the page."""
    return walk.screen.title.written


def written(screen: Screen) -> str:
    """All of a screen's written words."""
    return "\n".join(_written(screen))


def _written(thing: Any) -> Iterator[str]:
    if isinstance(thing, Words):
        yield thing.written
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from _written(getattr(thing, field.name))
            value = getattr(thing, field.name)
            if field.name == "text" and isinstance(value, str):
                yield value
    elif isinstance(thing, (tuple, list)):
        for item in thing:
            yield from _written(item)


def replay(release: Release, first: Began, log: list[Event]) -> list[Screen]:
    """The screens that a log of events gives."""
    visit = Visit(release, first)
    screens = [visit.screen]
    for event in log:
        visit.handle(event)
        screens.append(visit.screen)
    return screens
