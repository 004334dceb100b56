"""What may be said to a page: its choices with all the ways to say them, and the numbers they have; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from config.services import Service
from kiosk.core.saying import ORDINALS, numbered
from kiosk.core.screens import Choice, Home, Menu, MyAffairs, Question, Row, Screen, Words
from kiosk.core.talk import Ear, Expected, Wanted

IRREVERSIBLE = frozenset(
    {"send", "done", "end", "leave", "cancel-sure", "cancel-paper", "withdraw-yes", "not-me"}
)
"""Never done after one phrase: it is shown and confirmed."""
SERVICES_FROM = (Home, Menu, MyAffairs)
"""Pages from which any service can be asked for."""
TUNING = ("slower", "faster", "louder", "softer")
AFFAIR = "affair:"
"""Rows of 您的事: what people call the service says more than the row's own words."""
NEXT = "next"
"""Whatever its words are, 下一步 says it, too: else it would be heard as 上一步."""
READ, CLEAR = "voice:read", "voice:clear"
STAFF_DOOR = "staff"
"""我是工作人员: beyond it all is silent, and 找工作人员 must never lead there."""
LONGEST = 14
"""Characters of a label that somebody would say; longer ones have other phrases."""

_ORDINAL = re.compile(r"(去掉)?第 ?(\d+|[一二三四五六七八九十]+) ?个(人)?(去掉)?")
Phrases = Callable[[str], tuple[str, ...]]
"""All the ways to say what a wording's key says."""


def ear_of(screen: Screen, services: Iterable[Service], phrases: Phrases, *, offers: bool) -> Ear:
    """What the page accepts by voice.

    Args:
        screen: The page.
        services: All that may be begun now.
        phrases: The wording's phrases, for what stands on no page.
        offers: Whether it has something to read out on request.
    """
    if screen.frame.silent:
        return Ear(screen.serial, ())
    found = [*_numbered(screen), *_plain(screen, phrases), *_spoken_only(screen, phrases, offers=offers)]
    if isinstance(screen, SERVICES_FROM):
        found += _services(services, {target for target, _ in found})
    taken: set[str] = set()
    wanted = []
    for target, said in found:
        own = tuple(dict.fromkeys(phrase for phrase in said if phrase and phrase not in taken))
        taken.update(own)
        if own:
            wanted.append(Wanted(target, own, asks_first=target in IRREVERSIBLE))
    expected = screen.expects if isinstance(screen, Question) else Expected.NOTHING
    return Ear(screen.serial, tuple(wanted), expected)


def phrases_of(choice: Choice) -> tuple[str, ...]:
    """The ways to say a choice, its label first."""
    if choice.words.private and not choice.words.spoken:
        return choice.phrases  # names and the like are chosen by their number
    labels = [label for label in (choice.words.written, choice.words.spoken) if _sayable(label)]
    return (*labels, *choice.phrases)


def _sayable(label: str) -> bool:
    if "：" in label:
        return False  # what somebody wrote stands behind it, such as a notice's title
    return 0 < len(label) <= LONGEST or label.count("，") == 0 < len(label) <= 2 * LONGEST


def ordinal(number: int) -> str:
    """第二个."""
    return f"第{ORDINALS[number]}个"


def is_ordinal(phrase: str) -> bool:
    """Whether a phrase is nothing but a number."""
    return _ORDINAL.fullmatch(phrase) is not None


def is_by_touch(screen: Screen, target: str) -> bool:
    """Whether a choice is never taken by voice: where money goes, and the door for staff."""
    if target == STAFF_DOOR:
        return True
    return isinstance(screen, Question) and screen.by_touch and target.startswith(("opt:", "known"))


def _numbered(screen: Screen) -> Iterator[tuple[str, Sequence[str]]]:
    """Rows and choices. A button that every row has says nothing by itself: the row's words go with it."""
    rows: tuple[Row, ...] = getattr(screen, "rows", ())
    actions = Counter(row.action.words.written for row in rows if row.action is not None)
    for number, one in enumerate(numbered(screen), start=1):
        choice = one.choice
        if not choice.enabled or is_by_touch(screen, choice.id):
            continue
        said = phrases_of(choice) if one.row is None else _of_row(one.row, choice, actions)
        yield choice.id, (*said, ordinal(number))


def _of_row(row: Row, choice: Choice, actions: Counter[str]) -> Sequence[str]:
    """The row's words, alone and with what its button says: 手机号, 手机号改."""
    if choice.id.startswith(AFFAIR):
        return choice.phrases
    action, label = choice.words.written, row.label.spoken
    words = (label, f"{label}{action}") if _sayable(label) else ()
    return words if actions[action] > 1 else (*words, *phrases_of(choice))


def _plain(screen: Screen, phrases: Phrases) -> Iterator[tuple[str, Sequence[str]]]:
    """The panel, the small tools, 退一位; then the bars."""
    inside = {one.choice.id for one in numbered(screen)}
    for choice in screen.body_choices:
        typed = choice.id.startswith(("key:", "part:")) and choice.id != "key:back"
        if choice.enabled and not typed and choice.id not in inside and not is_by_touch(screen, choice.id):
            yield choice.id, phrases_of(choice)
    frame = screen.frame
    for slot in (frame.primary, frame.back, frame.help, *frame.tools):
        if slot is not None and slot.enabled and not is_by_touch(screen, slot.id):
            yield slot.id, (*phrases_of(slot), *(phrases("bar.next") if slot.id == NEXT else ()))


def _spoken_only(screen: Screen, phrases: Phrases, *, offers: bool) -> Iterator[tuple[str, Sequence[str]]]:
    if offers:
        yield READ, phrases("voice.read")
    yield "voice:again", phrases("bar.again")
    if isinstance(screen, Question) and screen.expects is not Expected.NOTHING:
        yield CLEAR, phrases("voice.clear")
    for way in TUNING:
        yield f"voice:{way}", phrases(f"voice.{way}")


def _services(services: Iterable[Service], there: set[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Services that do not stand on this page; a title that does is that one's."""
    for service in services:
        target = f"service:{service.id}"
        if target not in there:
            labels = [label for label in (service.title, service.say) if _sayable(label)]
            yield target, (*labels, *service.asked_as)


def key_of(target: str) -> str:
    """The wording of what can only be said, such as 念给我听."""
    return "bar.again" if target == "voice:again" else target.replace(":", ".")


def name_of(target: str, screen: Screen, services: Iterable[Service]) -> tuple[Words, str]:
    """What a target is called, and its picture, for asking whether it is meant."""
    rows: tuple[Row, ...] = getattr(screen, "rows", ())
    for row in rows:
        if row.action is not None and row.action.id == target:
            label = row.label
            return Words(
                f"{row.action.words.written}：{label.written}", label.spoken, label.private
            ), row.icon
    around = (*screen.frame.bar, *screen.frame.tools, *screen.body_choices)
    for choice in around:
        if choice is not None and choice.id == target:
            return choice.words, choice.icon
    for service in services:
        if target == f"service:{service.id}":
            return Words(service.title, service.say or service.title), service.icon
    return Words(), ""
