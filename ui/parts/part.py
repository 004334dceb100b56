"""The two kinds of part: what is only looked at, and what is pressed.

Parts take no input of their own. The window sees every touch and key first, asks its guard, and
tells the target under the finger to look pressed; so a target behaves the same under finger, mouse,
keys and a screen reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.core.screens import Choice, Words
from ui.canvas import Canvas
from ui.kit import Kit

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Drawn(_Base):
    """Draws by a canvas that is made when first needed and kept until something changes."""

    kit: Kit
    _canvas: Canvas | None = None

    def draw(self, canvas: Canvas) -> None:
        """Puts everything onto the canvas; each part its own way."""
        raise NotImplementedError

    def need(self, width: int) -> int:
        """The least height in pixels at a width."""
        raise NotImplementedError

    def dress(self, kit: Kit) -> None:
        """Another text size or theme."""
        if kit is not self.kit:
            self.kit = kit
            self.stale()

    def stale(self) -> None:
        """Something changed: draw it anew."""
        self._canvas = None
        self.update()

    def canvas(self) -> Canvas:
        """What is drawn now."""
        if self._canvas is None:
            canvas = Canvas(self.kit, self.width(), self.height())
            self.draw(canvas)
            self._canvas = canvas
        return self._canvas

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            canvas = self.canvas()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            canvas.paint(painter)
        except Exception as fault:  # an override called by Qt: it must not be lost there
            self._canvas = Canvas(self.kit, self.width(), self.height())
            self.kit.on_fault(fault)
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.stale()

    def whole(self) -> QRectF:
        """The part's own rectangle."""
        return QRectF(0, 0, self.width(), self.height())


class Part(Drawn, QLabel):
    """Something to look at. For a screen reader it is static text."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        QLabel.__init__(self, parent)
        self.kit = kit
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def tell(self, *words: Words) -> None:
        """What a screen reader is told: the words that stand here."""
        said = [one.written for one in words if one.written]
        self.setAccessibleName(said[0] if said else "")
        self.setAccessibleDescription(" ".join(said[1:]))


@runtime_checkable
class Presses(Protocol):
    """A window that takes presses from a screen reader."""

    def press_by_reader(self, target: Target) -> None:
        """A screen reader pressed a target."""


class Target(Drawn, QAbstractButton):
    """Something to press: one choice."""

    repeats = False
    """A keypad's key: may follow itself quickly."""
    filled_primary = False

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        QAbstractButton.__init__(self, parent)
        self.kit = kit
        self.choice = Choice("", Words())
        self.held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._by_reader)

    def _by_reader(self) -> None:
        window = self.window()
        if isinstance(window, Presses):
            window.press_by_reader(self)

    def show_choice(self, choice: Choice) -> None:
        """Shows another choice, or the same in another state."""
        if choice == self.choice:
            return
        self.choice = choice
        self.setObjectName(choice.id)
        self.setAccessibleName(choice.words.written or choice.words.spoken)
        self.setAccessibleDescription(choice.detail.written or choice.detail.spoken)
        self.setCheckable(choice.chosen is not None)
        if choice.chosen is not None:
            self.setChecked(choice.chosen)
        self.setEnabled(choice.enabled)
        # A disabled button would swallow presses, and the window would not know that somebody is there.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not choice.enabled)
        self.stale()

    def hold(self, held: bool) -> None:
        """Looks pressed, at once."""
        if held != self.held:
            self.held = held
            self._canvas = None
            self.repaint()

    def nextCheckState(self) -> None:
        """A press never ticks by itself: the next screen says what is ticked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        least = self.kit.up(self.kit.sizes.target_mm)
        return QSize(least, least)

    def on_window(self) -> QRect:
        """Where it is on its window."""
        return QRect(self.mapTo(self.window(), self.rect().topLeft()), self.size())
