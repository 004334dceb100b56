"""The window: shows a screen, and says what was pressed on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Ending, Home, Screen
from kiosk.log import where
from ui.colours import colour
from ui.fonts import Fonts
from ui.geometry import Geometry
from ui.guard import Guard, Press
from ui.icons import Icons
from ui.kit import Kit
from ui.pages.choose import page_for
from ui.pages.page import Page
from ui.pages.safe import SafePage
from ui.parts.part import Target
from ui.parts.ring import FocusRing
from ui.parts.sheet import Sheet
from ui.pointer import Pointer
from ui.steering import Way, step
from ui.surround import Surround

_WAYS = {
    Qt.Key.Key_Up: Way.UP,
    Qt.Key.Key_Down: Way.DOWN,
    Qt.Key.Key_Left: Way.LEFT,
    Qt.Key.Key_Right: Way.RIGHT,
}
_NOBODYS = (Ending, Home)
"""The pages that a visit ends with: nothing that was shown before them is kept."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)


def _write_down(page: str, fault: Exception) -> None:
    """Where it went wrong, and never what the error says: it may quote what stands on the page."""
    import structlog  # takes longer to load than the first page to draw, and is seldom needed

    place = where(fault.__traceback__)
    structlog.get_logger().error("page_draw_failed", page=page, fault=type(fault).__name__, where=place)


class Window(QWidget):
    """Draws screens.

    Signals:
        pressed: (serial, target): a target was pressed on the screen of that serial.
        touched: Something touched the screen, or a key went down: told before anything else.
        faulted: A page could not be drawn; the safe page stands in its place.
    """

    pressed = Signal(int, str)
    touched = Signal()
    faulted = Signal()

    def __init__(
        self,
        geometry: Geometry,
        *,
        clock_s: Callable[[], float] = time.monotonic,
        fonts: Fonts | None = None,
        icons: Icons | None = None,
        cursor_hidden: bool = False,
        safe_words: tuple[str, ...] = (),
    ) -> None:
        """Makes a window.

        Args:
            geometry: The screen's pixels and diagonal.
            clock_s: A monotonic clock.
            fonts: The typeface, if it is shared.
            icons: The pictures, if they are shared.
            cursor_hidden: Whether there is no mouse pointer: a terminal with touch.
            safe_words: What the safe page says, from big to small.
        """
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if cursor_hidden:
            self.setCursor(Qt.CursorShape.BlankCursor)
        self.geometry_of_screen = geometry
        self.screen_shown: Screen | None = None
        self.page: Page[Any] | SafePage | None = None
        self.guard = Guard(clock_s)
        self._clock_s = clock_s
        self._fonts, self._icons = fonts or Fonts(), icons or Icons()
        self._safe_words = safe_words
        self._kit: Kit | None = None
        self._around: Sheet | None = None
        self.focus_ring: FocusRing | None = None
        self._focus_id = ""
        self._failing = False
        self._pointer = Pointer(geometry, targets=self.targets, press=self._release, begins=self._begins)
        self.resize(geometry.width_px, geometry.height_px)

    # -- showing

    @property
    def kit(self) -> Kit:
        """What is drawn with now."""
        assert self._kit is not None, "no screen has been shown"
        return self._kit

    def show_screen(self, screen: Screen) -> None:
        """Shows a screen: the same page in another state if its serial is the same, else another page."""
        before = self.screen_shown
        same = before is not None and before.serial == screen.serial and type(before) is type(screen)
        self.screen_shown = screen
        # Nothing is painted before the event loop runs again, so no half-built page is ever seen.
        try:
            self._dress(screen)
            if not same and isinstance(screen, _NOBODYS):
                self.kit.forget()
            area = self._surround(screen)
            if same and isinstance(self.page, Page):
                if not self._differs_around_only(before, screen, area):
                    self.page.update_screen(screen, self.kit)
                    self.page.setGeometry(area)
            else:
                self._swap(page_for(screen, self.kit, self), area)
        except Exception as fault:  # whatever is wrong with one page, the terminal stays usable
            self._fail(fault)
        if not same:
            self._pointer.forget()
            self.guard.page_changed()
            self._announce(screen)
        self._restore_focus(same=same)

    def _differs_around_only(self, before: Screen | None, screen: Screen, area: QRect) -> bool:
        """Whether the page itself stays as it is, as while captions come and go."""
        return (
            before is not None
            and self.page is not None
            and self.page.geometry() == area
            and before.frame.display == screen.frame.display
            and replace(before, frame=screen.frame) == screen
        )

    def _dress(self, screen: Screen) -> None:
        display = screen.frame.display
        if self._kit is None or self._kit.display != display:
            self._kit = Kit.make(
                self.geometry_of_screen,
                display,
                fonts=self._fonts,
                icons=self._icons,
                on_fault=self._later_fail,
            )

    def _whole(self) -> QRect:
        kit = self.kit
        top = kit.geometry.top_px(low=kit.display.low)
        return QRect(0, top, self.width(), self.height() - top)

    def _surround(self, screen: Screen) -> QRect:
        if self._around is None:
            self._around = Sheet(self.kit, self)
            self._around.show()
        sheet = self._around
        sheet.kit = self.kit
        sheet.setGeometry(self.rect())
        sheet.begin()
        area = Surround(sheet).lay(screen.frame, self._whole())
        sheet.finish()
        return area

    def _swap(self, page: Page[Any] | SafePage, area: QRect) -> None:
        """Builds the new page out of sight, then changes it for the old one."""
        page.hide()
        page.setGeometry(area)
        if isinstance(page, Page):
            try:
                page.relay()
            except Exception:
                page.setParent(None)
                page.deleteLater()
                raise
        old, self.page = self.page, page
        page.show()
        page.raise_()
        if old is not None:
            old.hide()
            old.setParent(None)
            old.deleteLater()

    def _later_fail(self, fault: Exception) -> None:
        """A fault inside of a paint event: change the page when painting is over."""
        if not self._failing:
            self._failing = True
            QTimer.singleShot(0, self, lambda: self._fail(fault))

    def _fail(self, fault: Exception) -> None:
        self._failing = False
        screen = self.screen_shown
        kind = type(screen).__name__
        _write_down(kind, fault)
        words = self._safe_words
        if screen is not None:
            words = (*words, screen.frame.owner.written, screen.frame.place.written)
        em_px = self.geometry_of_screen.up(9.0)
        area = self._around_area()
        self._swap(SafePage(self, lines=words, em_px=em_px), area)
        self.faulted.emit()

    def _around_area(self) -> QRect:
        """The area between the bands, found without laying anything out."""
        top, bottom = 0, self.height()
        for part in self._around.drawn() if self._around is not None else ():
            name = type(part).__name__
            if name in ("HeaderBand", "StripBand"):
                top = max(top, part.y() + part.height())
            elif name == "BarBand" and part.height() > 1:
                bottom = min(bottom, part.y())
        return QRect(0, top, self.width(), max(1, bottom - top))

    def _announce(self, screen: Screen) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, screen.title.written))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.screen_shown is not None and self._kit is not None:
            area = self._surround(self.screen_shown)
            if self.page is not None:
                self.page.setGeometry(area)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = self._kit.palette.ground if self._kit is not None else "#FBF8F3"
        painter.fillRect(event.rect(), colour(ground))
        painter.end()

    # -- pressing

    def targets(self) -> list[Target]:
        """What is shown and can be pressed, in reading order: tools, page, bottom bar."""
        around = self._around.targets() if self._around is not None else []
        tools = [target for target in around if target.y() < self.height() // 2]
        bar = [target for target in around if target not in tools]
        body = self.page.targets() if isinstance(self.page, Page) else []
        return [*tools, *body, *bar]

    def target(self, target_id: str) -> Target | None:
        """The target of that id, if it is shown."""
        for target in self.targets():
            if target.choice.id == target_id:
                return target
        return None

    def _begins(self) -> bool:
        return not self.guard.resting()

    def _release(self, target: Target, place: QPointF) -> None:
        mm = self.geometry_of_screen.mm
        self._try(target, Press(target.choice.id, mm(place.x()), mm(place.y()), keypad=target.repeats))

    def _try(self, target: Target, press: Press) -> None:
        if self.screen_shown is None or not target.isEnabled():
            return
        if self.guard.allows(press):
            self.pressed.emit(self.screen_shown.serial, target.choice.id)

    def press_by_reader(self, target: Target) -> None:
        """A screen reader pressed a target: it passes the guard like a key."""
        self.touched.emit()
        self._try(target, Press(target.choice.id, None, None, keypad=target.repeats))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            if event.type() == QEvent.Type.TouchBegin:
                self.touched.emit()
                self._hide_ring()
            self._pointer.touch(event)
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touched.emit()
        self._hide_ring()
        self._pointer.mouse(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.mouse(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.mouse(event)

    # -- six keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        self.touched.emit()
        key = Qt.Key(event.key())
        if key in _WAYS:
            self._steer(_WAYS[key])
        elif key in _ENTER:
            target = self.focused_target()
            if target is not None:
                self._try(target, Press(target.choice.id, None, None, keypad=target.repeats))
            else:
                self._steer(Way.DOWN)
        elif (
            key == Qt.Key.Key_F1
            and self.screen_shown is not None
            and self.screen_shown.frame.help is not None
        ):
            target = self.target(self.screen_shown.frame.help.id)
            if target is not None:
                self._try(target, Press(target.choice.id, None, None))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab does nothing here: there are six keys, and no others."""
        return False

    def _steer(self, way: Way) -> None:
        enabled = [target for target in self.targets() if target.isEnabled()]
        here = next((i for i, target in enumerate(enabled) if target.choice.id == self._focus_id), None)
        visible = self.focus_ring is not None and self.focus_ring.isVisible()
        found = step([target.on_window() for target in enabled], here if visible else None, way,
                     first=self._first(enabled))  # fmt: skip
        if found is not None:
            self._focus(enabled[found])

    def _first(self, enabled: list[Target]) -> int:
        body = self.page.targets() if isinstance(self.page, Page) else []
        return next((i for i, target in enumerate(enabled) if target in body), 0)

    def _focus(self, target: Target) -> None:
        self._focus_id = target.choice.id
        if self.focus_ring is None:
            self.focus_ring = FocusRing(self.kit, self)
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focus_ring.around(self.kit, target.on_window())

    def focused_target(self) -> Target | None:
        """What has the ring around it."""
        if self.focus_ring is None or not self.focus_ring.isVisible():
            return None
        return self.target(self._focus_id)

    def _hide_ring(self) -> None:
        if self.focus_ring is not None:
            self.focus_ring.hide()

    def _restore_focus(self, *, same: bool) -> None:
        """After a change the ring stays where it was, or goes to the page's first target."""
        if self.focus_ring is None or not self.focus_ring.isVisible():
            return
        target = self.target(self._focus_id) if same else None
        if target is not None and target.isEnabled():
            self.focus_ring.around(self.kit, target.on_window())
            return
        enabled = [each for each in self.targets() if each.isEnabled()]
        if enabled:
            self._focus(enabled[self._first(enabled)])
