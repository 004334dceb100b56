"""One finger at a time: touches and the mouse become presses of targets.

A press acts on release inside the target in which it began. Only the first finger counts; palms do
not. What is between two targets belongs to the nearer one, a little way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QTouchEvent

from ui.geometry import Geometry
from ui.guard import is_palm
from ui.parts.part import Target

SLOP_MM = 2.5
"""How far beside a target a finger may be."""


class Pointer:
    """Follows one contact from touch-down to lift-off."""

    def __init__(
        self,
        geometry: Geometry,
        *,
        targets: Callable[[], Sequence[Target]],
        press: Callable[[Target, QPointF], None],
        begins: Callable[[], bool],
    ) -> None:
        """Makes a pointer.

        Args:
            geometry: The screen.
            targets: What can be pressed now.
            press: Called on a lift-off inside of a target.
            begins: Asked at touch-down: whether the page takes presses yet.
        """
        self._geometry = geometry
        self._targets = targets
        self._press = press
        self._begins = begins
        self._under: Target | None = None
        self._finger: int | None = None

    def forget(self) -> None:
        """Drops a press that is under way: another page came."""
        if self._under is not None:
            self._under.hold(held=False)
        self._under = None

    def at(self, place: QPointF) -> Target | None:
        """The enabled target at a place, or the nearest within the slop."""
        slop = self._geometry.px(SLOP_MM)
        best: tuple[float, Target] | None = None
        for target in self._targets():
            if not target.isVisible():
                continue
            away = _distance(target.on_window(), place)
            if away <= slop and (best is None or away < best[0]):
                best = (away, target)
        return best[1] if best and best[1].isEnabled() else None

    def mouse(self, event: QMouseEvent) -> None:
        """A mouse's button, or what the system makes of a touch."""
        place = event.position()
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            if event.button() == Qt.MouseButton.LeftButton and self._finger is None:
                self._down(place)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            if event.button() == Qt.MouseButton.LeftButton:
                self._up(place)
        else:
            self._move(place)

    def touch(self, event: QTouchEvent) -> bool:
        """A touch screen's event. Returns whether a first finger came down."""
        if event.type() == QEvent.Type.TouchCancel:
            self.forget()
            self._finger = None
            return False
        came = False
        for point in event.points():
            came = self._point(point) or came
        if event.type() == QEvent.Type.TouchEnd:
            self._finger = None
        return came

    def _point(self, point: QEventPoint) -> bool:
        state = point.state()
        if state == QEventPoint.State.Pressed:
            if self._finger is not None:
                return False  # a second finger
            self._finger = point.id()
            size = point.ellipseDiameters()
            mm = self._geometry.mm
            if not is_palm(mm(size.width()), mm(size.height())):
                self._down(point.scenePosition())
            return True
        if point.id() != self._finger:
            return False
        if state == QEventPoint.State.Released:
            self._up(point.scenePosition())
            self._finger = None
        elif state == QEventPoint.State.Updated:
            self._move(point.scenePosition())
        return False

    def _down(self, place: QPointF) -> None:
        self.forget()
        if not self._begins():
            return
        self._under = self.at(place)
        if self._under is not None:
            self._under.hold(held=True)

    def _move(self, place: QPointF) -> None:
        if self._under is not None:
            self._under.hold(held=self.at(place) is self._under)

    def _up(self, place: QPointF) -> None:
        target, self._under = self._under, None
        if target is None:
            return
        target.hold(held=False)
        if self.at(place) is target:
            self._press(target, place)


def _distance(rect: QRect, place: QPointF) -> float:
    across = max(rect.left() - place.x(), 0.0, place.x() - rect.right())
    down = max(rect.top() - place.y(), 0.0, place.y() - rect.bottom())
    return float((across * across + down * down) ** 0.5)
