"""Pressing, keys, faults: what the window does with hands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QEventPoint, QInputDevice, QPointingDevice, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import ui.flow
from kiosk.core.screens import (
    CardState,
    Display,
    Home,
    Identify,
    Question,
    Result,
    Screen,
    TextSize,
    Theme,
    Words,
)
from tests.conftest import Logged
from tests.core.wiping import strings
from tests.ui.conftest import DESK, Clock, MakeWindow, example
from tests.ui.render import SCREENS
from tests.ui.screens_fixture import examples
from ui.capacity import capacities
from ui.kit import Kit
from ui.measure import measure
from ui.pages.page import Page
from ui.pages.safe import SafePage
from ui.parts.part import Part, Target
from ui.window import Window


def named(window: Window, name: str) -> Target:
    """A target by its accessible name, as a reader finds it."""
    found = [target for target in window.targets() if target.accessibleName() == name]
    assert len(found) == 1, name
    return found[0]


def tap(window: Window, target: Target) -> None:
    """As a mouse would: at the target's place, through the window system."""
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=target.on_window().center())


def key_click(window: Window, key: Qt.Key) -> None:
    QTest.keyClick(window, key)


class Heard:
    """What a window told."""

    def __init__(self, window: Window) -> None:
        self.pressed: list[tuple[int, str]] = []
        self.touched = 0
        window.pressed.connect(lambda serial, target: self.pressed.append((serial, target)))
        window.touched.connect(self._touch)

    def _touch(self) -> None:
        self.touched += 1


@pytest.fixture(name="heard")
def _heard(window: Window, clock: Clock) -> Heard:
    window.show_screen(example("home"))
    clock.wait(1.0)
    return Heard(window)


def test_a_press_by_name_is_told_once(window: Window, heard: Heard) -> None:
    tap(window, named(window, "养老钱"))
    assert heard.pressed == [(1, "pension")]
    assert heard.touched == 1


def test_a_double_tap_is_one_press(window: Window, heard: Heard, clock: Clock) -> None:
    target = named(window, "养老钱")
    tap(window, target)
    clock.wait(0.2)
    tap(window, target)
    QTest.mouseDClick(target, Qt.MouseButton.LeftButton)
    assert heard.pressed == [(1, "pension")]
    assert heard.touched >= 2


def test_held_is_once_and_acts_on_release(window: Window, heard: Heard, clock: Clock) -> None:
    target = named(window, "打证明")
    QTest.mousePress(target, Qt.MouseButton.LeftButton)
    assert target.held
    assert heard.pressed == []
    clock.wait(5.0)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton)
    assert heard.pressed == [(1, "print")]
    assert not target.held


def test_a_slip_to_another_target_presses_neither(window: Window, heard: Heard) -> None:
    first, other = named(window, "养老钱"), named(window, "反映问题")
    QTest.mousePress(first, Qt.MouseButton.LeftButton)
    place = window.mapFromGlobal(other.mapToGlobal(other.rect().center()))
    QTest.mouseMove(window, place)
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=place)
    assert heard.pressed == []
    assert not first.held


def test_nothing_is_pressed_right_after_a_page_change(window: Window, heard: Heard, clock: Clock) -> None:
    window.show_screen(example("menu"))
    tap(window, named(window, "上一步"))
    assert heard.pressed == []
    clock.wait(0.5)
    tap(window, named(window, "上一步"))
    assert heard.pressed == [(3, "back")]


def test_a_finger_that_was_down_at_the_change_presses_nothing(
    window: Window, heard: Heard, clock: Clock
) -> None:
    bar = named(window, "还有别的")
    QTest.mousePress(bar, Qt.MouseButton.LeftButton)
    window.show_screen(example("menu"))
    clock.wait(1.0)
    QTest.mouseRelease(named(window, "还有 3 样"), Qt.MouseButton.LeftButton)
    assert heard.pressed == []


def test_a_disabled_target_is_touched_but_not_pressed(window: Window, heard: Heard, clock: Clock) -> None:
    window.show_screen(example("menu"))
    clock.wait(1.0)
    tap(window, named(window, "医保参保凭证"))
    assert heard.pressed == []
    assert heard.touched == 1


def test_the_other_mouse_buttons_do_nothing(window: Window, heard: Heard) -> None:
    QTest.mouseClick(named(window, "养老钱"), Qt.MouseButton.RightButton)
    assert heard.pressed == []


def test_digits_may_repeat_on_the_keypad(window: Window, heard: Heard, clock: Clock) -> None:
    window.show_screen(example("question-phone"))
    clock.wait(1.0)
    for _ in range(3):
        tap(window, named(window, "8"))
        clock.wait(0.15)
    assert heard.pressed == [(10, "key:8")] * 3


# -- touch


class Fingers:
    """Sends touches to a window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.device = QPointingDevice(
            "panel", 1, QInputDevice.DeviceType.TouchScreen, QPointingDevice.PointerType.Finger,
            QInputDevice.Capability.Position, 10, 0,
        )  # fmt: skip

    def send(self, kind: QEvent.Type, *points: tuple[int, QEventPoint.State, QPointF]) -> None:
        made = [
            QEventPoint(number, state, QPointF(self.window.mapToGlobal(place.toPoint())), QPointF())
            for number, state, place in points
        ]
        placed = []
        for (number, state, place), _ in zip(points, made, strict=True):
            placed.append(
                QEventPoint(number, state, place, QPointF(self.window.mapToGlobal(place.toPoint())))
            )
        event = QTouchEvent(kind, self.device, Qt.KeyboardModifier.NoModifier, placed)
        self.window.event(event)

    def tap(self, place: QPointF) -> None:
        self.send(QEvent.Type.TouchBegin, (0, QEventPoint.State.Pressed, place))
        self.send(QEvent.Type.TouchEnd, (0, QEventPoint.State.Released, place))


def middle(target: Target) -> QPointF:
    return QPointF(target.on_window().center())


def test_a_touch_presses_by_its_place(window: Window, heard: Heard) -> None:
    Fingers(window).tap(middle(named(window, "养老钱")))
    assert heard.pressed == [(1, "pension")]
    assert heard.touched == 1


def test_a_second_finger_presses_nothing(window: Window, heard: Heard) -> None:
    fingers = Fingers(window)
    one, other = middle(named(window, "养老钱")), middle(named(window, "反映问题"))
    fingers.send(QEvent.Type.TouchBegin, (0, QEventPoint.State.Pressed, one))
    fingers.send(
        QEvent.Type.TouchUpdate,
        (0, QEventPoint.State.Stationary, one),
        (1, QEventPoint.State.Pressed, other),
    )
    fingers.send(
        QEvent.Type.TouchUpdate,
        (0, QEventPoint.State.Stationary, one),
        (1, QEventPoint.State.Released, other),
    )
    assert heard.pressed == []
    fingers.send(QEvent.Type.TouchEnd, (0, QEventPoint.State.Released, one))
    assert heard.pressed == [(1, "pension")]


def test_a_cancelled_touch_presses_nothing(window: Window, heard: Heard) -> None:
    fingers = Fingers(window)
    place = middle(named(window, "养老钱"))
    fingers.send(QEvent.Type.TouchBegin, (0, QEventPoint.State.Pressed, place))
    fingers.send(QEvent.Type.TouchCancel)
    fingers.send(QEvent.Type.TouchEnd, (0, QEventPoint.State.Released, place))
    assert heard.pressed == []


def test_a_finger_a_little_beside_still_hits(window: Window, heard: Heard) -> None:
    rect = named(window, "养老钱").on_window()
    beside = QPointF(rect.left() - DESK.px(2.0), rect.center().y())
    Fingers(window).tap(beside)
    assert heard.pressed == [(1, "pension")]


# -- keys


def test_the_help_key_presses_help(window: Window, heard: Heard) -> None:
    key_click(window, Qt.Key.Key_F1)
    assert heard.pressed == [(1, "help")]
    assert heard.touched == 1


def test_a_held_key_is_one_press(window: Window, heard: Heard) -> None:
    key_click(window, Qt.Key.Key_Down)
    key_click(window, Qt.Key.Key_Return)
    for _ in range(5):
        QTest.sendKeyEvent(
            QTest.KeyAction.Press, window, Qt.Key.Key_Return, "", Qt.KeyboardModifier.NoModifier
        )
    assert len(heard.pressed) == 1


def test_other_keys_do_nothing(window: Window, heard: Heard) -> None:
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_A, Qt.Key.Key_Space):
        key_click(window, key)
    assert heard.pressed == []


@pytest.mark.whole
@pytest.mark.parametrize("name", ["21", "32", "15"])
def test_six_keys_reach_every_target_of_every_page(name: str, make_window: MakeWindow, clock: Clock) -> None:
    geometry = SCREENS[name]
    window = make_window(geometry)
    for page, screen in examples(capacities(geometry)[TextSize.ELDER, False], Display()):
        window.show_screen(screen)
        clock.wait(1.0)
        heard = Heard(window)
        key_click(window, Qt.Key.Key_Down)
        for _ in window.targets():
            key_click(window, Qt.Key.Key_Enter)
            clock.wait(1.0)
            key_click(window, Qt.Key.Key_Right)
        assert {target for _, target in heard.pressed} == screen.targets, page
        window.pressed.disconnect()
        window.touched.disconnect()


def test_the_ring_stands_around_the_focus_and_goes_with_a_touch(window: Window, heard: Heard) -> None:
    key_click(window, Qt.Key.Key_Down)
    ring = window.focus_ring
    assert ring is not None
    assert ring.isVisible()
    focused = window.focused_target()
    assert focused is not None
    assert ring.geometry().contains(focused.on_window())
    assert focused.hasFocus()
    assert heard.touched
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(2, window.height() // 2))
    assert not ring.isVisible()


# -- in place


def test_the_same_serial_keeps_the_widgets(window: Window, clock: Clock) -> None:
    before = example("question-phone")
    assert isinstance(before, Question)
    assert before.entry is not None
    window.show_screen(before)
    page, key = window.page, named(window, "8")
    box = replace(before.entry.boxes[0], text="138 0013 80")
    window.show_screen(
        replace(before, entry=replace(before.entry, boxes=(box,), remark=Words.of("还差 2 位")))
    )
    assert window.page is page
    assert named(window, "8") is key
    heard = Heard(window)
    clock.wait(0.6)
    window.show_screen(before)
    tap(window, key)  # the same page in another state does not rest
    assert heard.pressed == [(10, "key:8")]


def test_another_size_and_theme_keep_the_page_too(window: Window) -> None:
    before = example("result")
    window.show_screen(before)
    page = window.page
    display = Display(TextSize.EXTRA_LARGE, Theme.CONTRAST_DARK)
    window.show_screen(replace(before, frame=replace(before.frame, display=display)))
    assert window.page is page
    assert window.kit.display == display
    assert isinstance(page, Page)
    assert page.kit is window.kit


def test_another_serial_is_another_page(window: Window) -> None:
    window.show_screen(example("home"))
    page = window.page
    window.show_screen(replace(example("home"), serial=99))
    assert window.page is not page


# -- names


@pytest.mark.parametrize("last", ["ending", "home"])
def test_nothing_that_was_shown_is_kept_when_the_visit_ends(window: Window, last: str) -> None:
    said = "示例·张大山的身份证号码是990101194203050018，住在清水村一组，请工作人员核对一下"
    shown = example("result")
    window.show_screen(replace(shown, title=Words.of(said)))
    known = (window.kit, vars(ui.flow))
    assert any(said in text for text in strings(known))
    window.show_screen(replace(example(last), serial=shown.serial + 1))
    assert not any("张大山" in text or "990101194203050018" in text for text in strings(known))


def test_every_target_and_text_has_a_name_and_a_role(make_window: MakeWindow) -> None:
    window = make_window(DESK)
    for page, screen in examples(capacities(DESK)[TextSize.ELDER, False], Display()):
        window.show_screen(screen)
        for target in window.targets():
            said = QAccessible.queryAccessibleInterface(target)
            assert said.text(QAccessible.Text.Name) == target.accessibleName() != "", page
            assert said.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox)
            if target.choice.detail.written and not target.choice.id.startswith("part:"):
                assert said.text(QAccessible.Text.Description) == target.choice.detail.written
        for part in window.findChildren(Part):
            if part.isVisible() and part.canvas().texts:
                assert part.accessibleName(), (page, type(part).__name__)
        assert isinstance(window.page, Page)
        assert window.page.accessibleName() == screen.title.written


def test_a_screen_reader_presses_through_the_guard(window: Window, heard: Heard) -> None:
    target = named(window, "养老钱")
    target.click()
    target.click()
    assert heard.pressed == [(1, "pension")]
    assert heard.touched == 2


def test_what_is_ticked_is_a_check_box(window: Window) -> None:
    window.show_screen(example("question-several"))
    ticked = named(window, "生了大病，没得钱了")
    assert QAccessible.queryAccessibleInterface(ticked).role() == QAccessible.Role.CheckBox
    assert ticked.isChecked()
    ticked.click()
    assert ticked.isChecked(), "only the next screen ticks"


# -- faults


class BrokenPage(Page[Any]):
    def lay(self, area: object) -> None:
        raise RuntimeError("nothing can be drawn")


def broken_page(screen: Screen, kit: Kit, parent: QWidget) -> BrokenPage:
    return BrokenPage(kit, parent, screen)


def test_a_page_that_cannot_be_laid_out_becomes_the_safe_page(
    window: Window, monkeypatch: pytest.MonkeyPatch, logged: Logged, clock: Clock
) -> None:
    monkeypatch.setattr("ui.window.page_for", broken_page)
    told: list[bool] = []
    window.faulted.connect(lambda: told.append(True))
    window.show_screen(example("home"))
    assert isinstance(window.page, SafePage)
    assert window.page.accessibleName() == "请找人帮您"
    assert told == [True]
    assert [event["fault"] for event in logged.named("page_draw_failed")] == ["RuntimeError"]
    heard = Heard(window)
    clock.wait(1.0)
    tap(window, named(window, "找人帮我"))
    assert heard.pressed == [(1, "help")]
    picture = window.grab().toImage()
    assert picture.pixelColor(window.width() // 2, window.height() // 3).name() == "#fbf8f3"


def test_a_part_that_cannot_be_painted_becomes_the_safe_page(
    window: Window, monkeypatch: pytest.MonkeyPatch, logged: Logged, qtbot: QtBot
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no paint")

    monkeypatch.setattr("ui.parts.tiles.Tile.draw", broken)
    window.show_screen(example("home"))
    window.grab()
    qtbot.waitUntil(lambda: isinstance(window.page, SafePage))
    assert logged.named("page_draw_failed")
    monkeypatch.undo()
    window.show_screen(replace(example("home"), serial=2))
    assert isinstance(window.page, Page)


def test_the_next_state_of_a_failed_page_is_tried_again(
    window: Window, monkeypatch: pytest.MonkeyPatch, logged: Logged
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("ui.window.page_for", broken_page)
        window.show_screen(example("home"))
    assert logged.named("page_draw_failed")
    window.show_screen(example("home"))
    assert isinstance(window.page, Page)


# -- particular pages


def test_the_card_shows_how_reading_goes(window: Window) -> None:
    window.show_screen(example("identify-waiting"))
    waiting = window.grab().toImage()
    screen = example("identify-waiting")
    assert isinstance(screen, Identify)
    window.show_screen(replace(screen, state=CardState.FAULT, state_words=Words.of("卡没放稳")))
    assert window.grab().toImage() != waiting


def test_the_plate_is_drawn_where_it_is(window: Window) -> None:
    home = example("home")
    assert isinstance(home, Home)
    window.show_screen(home)
    right = window.grab().toImage()
    window.show_screen(replace(home, plate="below-left"))
    assert window.grab().toImage() != right


def test_a_long_answer_shrinks_but_is_not_cut(window: Window) -> None:
    result = example("result")
    assert isinstance(result, Result)
    window.show_screen(
        replace(result, headline=Words.of("一百二十三万四千五百六十七元八角九分整，已经发到存折上"))
    )
    assert not [text.text for text in measure(window).texts if text.cut]
