"""Each rule of the audit can fail, and does not without a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF

from kiosk.core.screens import (
    Choice,
    Display,
    Entry,
    EntryPart,
    Frame,
    Home,
    Message,
    Question,
    Screen,
    TextSize,
    Words,
)
from ui import audit_rules, audit_words
from ui.audit_rules import BarKeeper, Rule, Shown
from ui.measure import Measured, TargetItem, TextItem

pytestmark = pytest.mark.usefixtures("qapp")

MM = 0.25
WINDOW = QRectF(0, 0, 1920, 1080)


def mm(left: float, top: float, width: float, height: float) -> QRectF:
    return QRectF(left / MM, top / MM, width / MM, height / MM)


def text(
    words: str = "您要办什么？",
    *,
    rect: QRectF | None = None,
    part: QRectF | None = None,
    ink_mm: float = 7.3,
    lines: int = 1,
    spacing: float = 1.2,
) -> TextItem:
    place = rect if rect is not None else mm(20, 40, 60, 9)
    return TextItem(
        text=words,
        owner="Heading",
        rect=place,
        box=place,
        part=part if part is not None else place,
        ink_mm=ink_mm,
        kind="title",
        lines=lines,
        spacing=spacing,
        widest=6,
        colour="#1B1F24",
        enabled=True,
    )


def target(
    name: str = "next",
    *,
    rect: QRectF | None = None,
    filled: bool = False,
    band: str = "page",
    words: str = "下一步",
) -> TargetItem:
    place = rect if rect is not None else mm(20, 100, 60, 22)
    return TargetItem(name, place, words, "", True, filled, band, False)


HELP = Choice("help", Words.of("找人帮我"), icon="account-group")
NEXT = Choice("next", Words.of("下一步"))


def screen(*, frame: Frame | None = None, **changes: object) -> Screen:
    around = frame or Frame(Words.of("示例镇"), Words("不收钱"), help=HELP)
    plain = Message(serial=1, frame=around, title=Words.of("您要办什么？"))
    return replace(plain, **changes)  # type: ignore[arg-type]


def shown(
    texts: Sequence[TextItem] = (),
    targets: Sequence[TargetItem] = (),
    *,
    of: Screen | None = None,
    spare_px: int = 0,
    top_px: int = 0,
) -> Shown:
    measured = Measured(tuple(texts), tuple(targets), WINDOW, mm(0, 20, 480, 200), spare_px, MM)
    return Shown(of or screen(), measured, top_px)


def rules(rule: Rule, page: Shown) -> list[str]:
    return [finding.what for finding in rule(page)]


@pytest.mark.parametrize(
    ("size", "good", "bad"),
    [(TextSize.STANDARD, 4.9, 4.6), (TextSize.ELDER, 7.3, 7.0), (TextSize.EXTRA_LARGE, 8.6, 8.2)],
)
def test_ink(size: TextSize, good: float, bad: float) -> None:
    frame = replace(screen().frame, display=Display(text_size=size))
    of = screen(frame=frame)
    assert not rules(audit_rules.ink, shown([text(ink_mm=good)], of=of))
    assert rules(audit_rules.ink, shown([text(ink_mm=bad)], of=of))


@pytest.mark.parametrize(("width", "height"), [(19.5, 40), (40, 19.5)])
def test_targets(width: float, height: float) -> None:
    assert not rules(audit_rules.targets, shown(targets=[target(rect=mm(0, 0, 20, 20))]))
    assert rules(audit_rules.targets, shown(targets=[target(rect=mm(0, 0, width, height))]))


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (mm(66, 0, 20, 20), False),
        (mm(65, 0, 20, 20), True),
        (mm(0, 25, 60, 20), True),
        (mm(64, 24, 20, 20), True),
        (mm(65, 25, 20, 20), False),
        (mm(10, 5, 20, 20), True),
    ],
)
def test_gaps(other: QRectF, near: bool) -> None:
    page = shown(targets=[target("a", rect=mm(0, 0, 60, 20)), target("b", rect=other)])
    assert bool(rules(audit_rules.gaps, page)) is near


def test_a_text_without_room_is_cut() -> None:
    rect = mm(20, 40, 60, 9)
    assert not rules(audit_rules.nothing_cut, shown([text(rect=rect)]))
    assert rules(audit_rules.nothing_cut, shown([text(rect=rect, part=mm(20, 40, 50, 9))]))
    assert rules(audit_rules.nothing_cut, shown([text(rect=rect, part=mm(20, 40, 60, 7))]))


def test_a_page_that_is_too_full_is_told() -> None:
    assert not rules(audit_rules.nothing_cut, shown(spare_px=0))
    assert rules(audit_rules.nothing_cut, shown(spare_px=-8))


def test_texts_on_one_another() -> None:
    one, other = text(rect=mm(20, 40, 60, 9)), text("别的", rect=mm(70, 44, 60, 9))
    assert rules(audit_rules.nothing_covered, shown([one, other]))
    apart = replace(other, rect=mm(20, 50, 60, 9))
    assert not rules(audit_rules.nothing_covered, shown([one, apart]))


def test_a_text_under_a_target() -> None:
    button = target("next", rect=mm(60, 35, 40, 22))
    row = text(rect=mm(20, 40, 60, 9))
    own = replace(row, owner="next", rect=mm(65, 40, 30, 9), part=button.rect)
    assert rules(audit_rules.nothing_covered, shown([row], [button]))
    assert not rules(audit_rules.nothing_covered, shown([own], [button]))


def test_outside() -> None:
    assert not rules(audit_rules.inside, shown([text()], [target()]))
    assert rules(audit_rules.inside, shown([text(rect=mm(450, 40, 60, 9))]))
    assert rules(audit_rules.inside, shown(targets=[target(rect=mm(0, 260, 60, 22))]))


def test_in_the_low_position_nothing_stands_high() -> None:
    assert rules(audit_rules.inside, shown([text()], top_px=400))
    assert not rules(audit_rules.inside, shown([text()], top_px=100))


def test_lines_are_short() -> None:
    assert not rules(audit_rules.lines, shown([text("一" * 40)]))
    assert rules(audit_rules.lines, shown([text("一" * 41)]))
    assert not rules(audit_rules.lines, shown([text("023-0000 0105 " * 5)]))


@pytest.mark.parametrize(
    ("count", "spacing", "bad"),
    [(2, 1.2, False), (2, 1.1, True), (3, 1.2, True), (3, 1.5, False), (1, 1.0, False)],
)
def test_lines_keep_their_distance(count: int, spacing: float, bad: bool) -> None:
    words = "\n".join(["一行"] * count)
    page = shown([text(words, lines=count, spacing=spacing)])
    assert bool(rules(audit_rules.lines, page)) is bad


def framed(*, filled: bool) -> Screen:
    return screen(frame=replace(screen().frame, primary=NEXT, primary_filled=filled))


def test_only_slot_five_is_filled() -> None:
    slot = target("next", filled=True, band="bar")
    assert not rules(audit_rules.primary, shown(targets=[slot], of=framed(filled=True)))
    assert rules(audit_rules.primary, shown(targets=[target("go", filled=True)], of=framed(filled=False)))
    assert rules(
        audit_rules.primary, shown(targets=[slot, target("go", filled=True)], of=framed(filled=True))
    )
    assert rules(audit_rules.primary, shown(targets=[target(filled=True)], of=framed(filled=True)))
    assert rules(audit_rules.primary, shown(targets=[target(band="bar")], of=framed(filled=True)))


def test_somebody_can_be_called_from_every_page() -> None:
    frame = screen().frame
    alone = replace(frame, help=None)
    assert not rules(audit_rules.helped, shown())
    assert rules(audit_rules.helped, shown(of=screen(frame=alone)))
    assert rules(
        audit_rules.helped, shown(of=screen(frame=replace(frame, help=replace(HELP, enabled=False))))
    )
    assert not rules(audit_rules.helped, shown(of=screen(frame=replace(alone, silent=True))))


def test_every_target_has_a_name() -> None:
    assert not rules(audit_rules.named, shown(targets=[target()]))
    assert rules(audit_rules.named, shown(targets=[target(words=" ")]))


# -- the bar


def barred(*rects: QRectF, swap: bool = False) -> Shown:
    names = ("back", "again", "speak", "help", "next")
    choices = [Choice(name, Words.of(name)) for name in names]
    frame = replace(screen().frame, **dict(zip(audit_rules.SLOTS, choices, strict=True)))  # type: ignore[arg-type]
    order = [*names[1::-1], *names[2:]] if swap else names
    found = [target(name, rect=rect, band="bar", words=name) for name, rect in zip(order, rects, strict=True)]
    return shown(targets=found, of=screen(frame=frame))


SLOTS = [mm(10 + 70 * number, 240, 60, 22) for number in range(5)]


def test_the_bar_stands_still() -> None:
    bar = BarKeeper()
    assert not list(bar.look("home/open", barred(*SLOTS)))
    assert not list(bar.look("aside/help", barred(*SLOTS)))
    moved = list(bar.look("aside/see", barred(*SLOTS[:3], SLOTS[3].translated(4, 0), SLOTS[4])))
    assert [finding.what for finding in moved] == ["slot 4 (help) stands elsewhere than on home/open"]


def test_the_bar_is_in_its_order() -> None:
    assert list(BarKeeper().look("home/open", barred(*SLOTS, swap=True)))


def test_the_bar_is_whole_and_holds_nothing_else() -> None:
    page = barred(*SLOTS)
    short = replace(page, measured=replace(page.measured, targets=page.measured.targets[:4]))
    assert list(BarKeeper().look("home/open", short))
    stray = target("stray", rect=mm(400, 240, 30, 22), band="bar")
    more = replace(page, measured=replace(page.measured, targets=(*page.measured.targets, stray)))
    assert list(BarKeeper().look("home/open", more))


# -- words


def words_shown(of: Screen, *written: str, targets: Sequence[TargetItem] = ()) -> Shown:
    around = ("示例镇", "不收钱", "找人帮我")
    buttons = [target("help", band="bar"), *targets]
    return shown([text(one) for one in (*around, *written)], buttons, of=of)


def test_what_is_written_is_drawn() -> None:
    page = screen(lead=Words.of("点一下就行"))
    assert not rules(audit_words.drawn, words_shown(page, "您要办\n什么？", "点一下就行"))
    assert rules(audit_words.drawn, words_shown(page, "您要办什么？"))
    assert rules(audit_words.drawn, words_shown(page, "您要办什么？", "点一下就…"))


def test_sentences_may_stand_apart_but_none_may_be_missing() -> None:
    page = screen(lead=Words.of("先停了。补办以后补给您"))
    assert not rules(audit_words.drawn, words_shown(page, "您要办什么？", "先停了。", "补办以后\n补给您"))
    assert rules(audit_words.drawn, words_shown(page, "您要办什么？", "先停了。"))


def test_a_choice_can_be_pressed() -> None:
    page = screen(choices=(Choice("ask", Words.of("找人问问")),))
    assert rules(audit_words.drawn, words_shown(page, "您要办什么？", "找人问问"))
    assert not rules(
        audit_words.drawn, words_shown(page, "您要办什么？", "找人问问", targets=[target("ask")])
    )


def test_what_was_keyed_is_drawn() -> None:
    entry = Entry((EntryPart("part:0", "199 0000", "", 13, active=True),))
    page = Question(serial=1, frame=screen().frame, title=Words.of("手机号"), entry=entry)
    assert not rules(audit_words.drawn, words_shown(page, "手机号", "199 0000"))
    assert rules(audit_words.drawn, words_shown(page, "手机号", "199 00"))


@pytest.mark.parametrize(
    ("words", "silent"),
    [
        (Words.of("写的就是说的"), False),
        (Words("只写不说"), True),
        (Words.hidden("1285.60 元"), False),
        (Words("＊＊＊"), False),
    ],
)
def test_what_is_shown_is_said(words: Words, silent: bool) -> None:
    assert bool(rules(audit_words.spoken, shown(of=screen(lead=words)))) is silent


def test_staff_pages_say_nothing() -> None:
    frame = replace(screen().frame, silent=True)
    quiet = Message(serial=1, frame=frame, title=Words("开锁"))
    assert not rules(audit_words.spoken, shown(of=quiet))
    assert rules(audit_words.spoken, shown(of=replace(quiet, title=Words.of("开锁"))))


def test_the_first_page_is_silent_before_the_first_touch() -> None:
    idle = Home(serial=1, frame=screen().frame, title=Words("放上身份证，看您的钱"))
    touched = replace(idle, frame=replace(idle.frame, tools=(Choice("done", Words.of("办完了")),)))
    assert not rules(audit_words.spoken, shown(of=idle))
    assert rules(audit_words.spoken, shown(of=touched))
