"""Whatever happens, in whatever order: there is a way on, nothing happens twice, a log can be replayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.effects import Effect, Issue, Keep, LookUp
from kiosk.core.events import (
    CardFault,
    CardSeen,
    CaseMoved,
    CaseState,
    Device,
    Event,
    Failed,
    Failure,
    Finished,
    Issued,
    Kept,
    LeftCardSeen,
    LookedUp,
    PaperMoved,
    Pressed,
    Queued,
    Result,
    Scanned,
)
from kiosk.core.screens import (
    Capacity,
    Check,
    Document,
    Eligibility,
    Ending,
    Menu,
    MyAffairs,
    PagedList,
    Papers,
    PaperState,
    Progress,
    Question,
    Receipt,
    Screen,
    Settings,
    TextSize,
    Working,
)
from kiosk.core.screens import Result as ResultScreen
from tests.core.builders import (
    AMOUNT,
    CAPACITIES,
    ELDER,
    MONDAY,
    OTHER,
    VISIT_ID,
    YOUNG,
    Walk,
    choices,
    facts,
    replay,
    small_release,
    texts,
)

EXAMPLES = settings(max_examples=40)
BESIDE = {"done", "help", "see", "hear", "again", "speak", "back", "howto"}
CARDS = (ELDER, YOUNG, OTHER)
DATASETS: tuple[Callable[[], dict[str, Any]], ...] = (
    facts,
    lambda: facts(pension=None, cases=None),
    lambda: facts(profile={"local_registration": False, "accounts": None}, pension={"payments": "nonsense"}),
    dict,
)


@dataclass(frozen=True)
class Chance:
    """One thing that may happen: which kind, and two numbers that choose among what is there then."""

    kind: str
    pick: int
    also: int
    after_s: float


CHANCES = st.lists(
    st.builds(
        Chance,
        kind=st.sampled_from(
            ["press"] * 12
            + ["forward"] * 12
            + ["fill"] * 5
            + ["answer"] * 9
            + ["aside", "touch", "card", "card", "fail", "seen", "left", "scan", "junk", "stale"]
            + ["paper", "paper", "case", "device", "wait", "wait"]
        ),
        pick=st.integers(0, 10_000),
        also=st.integers(0, 10_000),
        after_s=st.sampled_from([0.0, 0.2, 1.0, 4.0, 11.0, 40.0]),
    ),
    max_size=70,
)
BEGINNINGS = st.fixed_dictionaries(
    {
        "clock_trusted": st.sampled_from([True, True, False]),
        "broken": st.frozensets(st.sampled_from(list(Device)), max_size=1),
        "trial_printer": st.booleans(),
        "local": st.sampled_from([MONDAY, MONDAY.replace(hour=22), MONDAY.replace(hour=23, minute=59)]),
        "speaks": st.booleans(),
    }
)


def result_for(effect: Effect, pick: int, also: int) -> Result:
    """An answer to an effect: mostly a good one, now and then a failure or nonsense."""
    if also % 9 == 0:
        return Failed(list(Failure)[pick % len(Failure)])
    if also % 23 == 1:
        return Queued("job-of-nobody")
    match effect:
        case LookUp():
            return LookedUp(DATASETS[pick % len(DATASETS)]() if also % 5 == 2 else facts())
        case Issue():
            rows = [{"label": f"行{n}", "value": f"{AMOUNT} 元"} for n in range(pick % 7)]
            return Issued({"title": "证明", "rows": rows, "sample": bool(pick % 2)})
        case Keep():
            return Kept(effect.case.case_id, "QS01-000123-7")
        case _:
            return Queued(f"job-{effect.id}")


def happen(walk: Walk, chance: Chance) -> None:
    """Lets one thing happen."""
    walk.at_s += chance.after_s
    pick, at_s, screen = chance.pick, walk.at_s, walk.screen
    match chance.kind:
        case "forward" if screen.frame.primary is not None:
            walk.do(Pressed(at_s, screen.serial, screen.frame.primary.id))
        case "fill" if isinstance(screen, Question) and screen.entry is not None:
            fill(walk, chance.also)
        case "press" | "forward" | "fill":
            there = sorted(screen.targets - BESIDE) or sorted(screen.targets) or ["none"]
            walk.do(Pressed(at_s, screen.serial, there[pick % len(there)]))
        case "aside":
            there = sorted(screen.targets & BESIDE) or ["none"]
            walk.do(Pressed(at_s, screen.serial, there[pick % len(there)]))
        case "junk":
            junk = ("x", "", "key:", "part:9", "opt:", "affair:", "case:x", "start:x", "remove:7", "list:3")
            walk.do(Pressed(at_s, screen.serial, junk[pick % len(junk)]))
        case "stale":
            there = sorted(screen.targets) or ["none"]
            walk.do(Pressed(at_s, screen.serial + (-1, 1)[chance.also % 2], there[pick % len(there)]))
        case "touch":
            walk.touch()
        case "card":
            walk.lay(CARDS[pick % len(CARDS)])
        case "fail":
            walk.fail_card(list(CardFault)[pick % len(CardFault)])
        case "seen":
            walk.do(CardSeen(at_s))
        case "left":
            walk.do(LeftCardSeen(at_s))
        case "scan":
            walk.do(Scanned(at_s, "QS01-000007-4"))
        case "answer" if walk.open:
            effect = walk.open.pop(pick % len(walk.open))
            result = result_for(effect, pick, chance.also)
            walk.do(Finished(at_s, effect.visit_id, effect.id, result))
        case "paper":
            jobs = [*walk.visit.outstanding.papers, "job-of-nobody"]
            state = list(PaperState)[chance.also % len(PaperState)]
            reason = ("", "no-paper", "odd", "cancelled")[pick % 4]
            walk.do(PaperMoved(at_s, jobs[pick % len(jobs)], state, reason, may_repeat=bool(pick % 2)))
        case "case":
            cases = [*walk.visit.outstanding.cases, "nobody"]
            walk.do(CaseMoved(at_s, cases[pick % len(cases)], list(CaseState)[chance.also % len(CaseState)]))
        case "device":
            walk.device(list(Device)[pick % len(Device)], works=bool(chance.also % 2))
        case "wait":
            walk.wait((5, 31, 61, 200, 700)[pick % 5])


def fill(walk: Walk, pick: int) -> None:
    """Keys something that will do into the boxes, and goes on."""
    screen = walk.shows(Question)
    assert screen.entry is not None
    widths = [box.width for box in screen.entry.boxes]
    texts_ = {13: "13800138000", 20: CARDS[pick % len(CARDS)].number, 4: "1950"}
    for box, width in enumerate(widths):
        if f"part:{box}" in walk.screen.targets:
            walk.press(f"part:{box}")
        for key in ("back",) * 20 + tuple(texts_.get(width, "12")):
            if f"key:{key}" in walk.screen.targets:
                walk.press(f"key:{key}")
    if "next" in walk.screen.targets:
        walk.press("next")


def way_on(screen: Screen) -> bool:
    """Whether something besides help and settings can be pressed."""
    frame = screen.frame
    return bool(frame.primary or frame.back or any(choice.enabled for choice in screen.body_choices))


def fits(screen: Screen, fit: Capacity) -> bool:
    """Whether the page shows no more than it may."""
    match screen:
        case Menu(choices=shown):
            return len(shown) <= fit.tiles
        case Question(choices=shown) | Settings(choices=shown):
            return len(shown) <= fit.choices
        case MyAffairs(rows=rows):
            return len(rows) <= fit.affairs
        case Check(rows=rows) | Papers(rows=rows):
            return len(rows) <= fit.checks
        case ResultScreen(rows=rows) | Progress(rows=rows):
            return len(rows) <= fit.details
        case PagedList(rows=rows):
            return len(rows) <= max(fit.rows, fit.affairs)
        case Eligibility(rows=rows) | Document(rows=rows) | Receipt(rows=rows):
            return len(rows) <= fit.rows
        case _:
            return True


ENTRANCES = st.sampled_from([None, *small_release().services])


def entered(entrance: str | None, **began: Any) -> Walk:
    """A visit on its first page, or in the middle of a service."""
    walk = Walk(**began)
    service = walk.release.services.get(entrance or "")
    in_menu = any(service and service.id in tile.services for tile in walk.release.menus.tiles)
    if service is not None and in_menu and not walk.visit.missing_device(service):
        walk.enter(service.id)
    return walk


def judge(walk: Walk) -> None:
    """What is true of every page."""
    screen = walk.screen
    kind = f"{type(screen).__name__} {screen.title.written!r}"
    assert screen.title.written, kind
    ids = Counter(choice.id for choice in choices(screen))
    assert not [id_ for id_, count in ids.items() if count > 1], (kind, ids)
    assert not screen.frame.primary_filled or screen.frame.primary is not None, kind
    assert fits(screen, walk.visit.capacity), kind
    if walk.visit.hides_money:
        assert not any(AMOUNT in text for text in texts(screen)), kind
    if way_on(screen):
        return
    assert isinstance(screen, (Working, Ending, Document)), kind
    assert walk.visit.wake_at_s is not None, kind
    assert walk.visit.wake_at_s <= walk.at_s + 10, kind


@EXAMPLES
@given(CHANCES, BEGINNINGS, ENTRANCES)
def test_whatever_happens_there_is_a_way_on_and_nothing_happens_twice(
    chances: list[Chance], beginning: dict[str, Any], entrance: str | None
) -> None:
    walk = entered(entrance, **beginning)
    for chance in chances:
        serial, effects, events = walk.screen.serial, len(walk.effects), len(walk.log)
        happen(walk, chance)
        judge(walk)
        assert walk.screen.serial >= serial
        once_a_press(walk.effects[effects:], walk.log[events:])
        pressed_again(walk, serial)
    assert len({effect.id for effect in walk.effects}) == len(walk.effects)
    assert {effect.visit_id for effect in walk.effects} <= {VISIT_ID}
    again = replay(walk.release, walk.first, walk.log)
    assert again[-1] == walk.screen
    assert again == replay(walk.release, walk.first, walk.log)


def once_a_press(effects: list[Effect], events: list[Event]) -> None:
    """A case is kept by a press only, each time by another one, and each part with its own yes."""
    kept = [effect for effect in effects if isinstance(effect, Keep)]
    assert all(part.consent for effect in kept for part in effect.case.parts)
    assert len(kept) <= len([event for event in events if isinstance(event, Pressed)])


def pressed_again(walk: Walk, serial: int) -> None:
    """A press that led to another page changes nothing when it comes a second time."""
    event = walk.log[-1] if walk.log else None
    if isinstance(event, Pressed) and event.serial == serial != walk.screen.serial:
        before = walk.screen
        assert walk.do(event) == []
        assert walk.screen == before


@EXAMPLES
@given(CHANCES, st.sampled_from([1, 2, 6]), ENTRANCES)
def test_it_fits_on_any_screen(chances: list[Chance], most: int, entrance: str | None) -> None:
    fit = Capacity(max(2, most), max(2, most), most, most, most, most, most)
    walk = entered(entrance, capacities={(size, low): fit for size in TextSize for low in (False, True)})
    for chance in chances:
        happen(walk, chance)
        judge(walk)


@EXAMPLES
@given(CHANCES)
def test_when_the_text_grows_the_pages_hold_less_and_nothing_is_lost(chances: list[Chance]) -> None:
    capacities = {**CAPACITIES, (TextSize.EXTRA_LARGE, False): Capacity(2, 2, 1, 1, 1, 2, 1)}
    walk = Walk(capacities=capacities).arrive()
    for number, chance in enumerate(chances):
        if number % 7 == 3:
            walk.visit.show({"text_size": list(TextSize)[chance.also % 3]})
            walk.touch()
        happen(walk, chance)
        judge(walk)
