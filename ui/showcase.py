"""Shows every page on every kind of screen, out of sight: the gallery paints it, the audit measures it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from config.release import Release, shipped
from kiosk.core.screens import Capacity, Display, Screen, TextSize, Theme
from kiosk.core.tour import Stop, tour
from ui.capacity import capacities
from ui.fonts import Fonts
from ui.geometry import Geometry
from ui.icons import Icons
from ui.pages.page import Page
from ui.window import Window

PANELS: dict[str, Geometry] = {
    "1920x1080@21.5": Geometry(1920, 1080, 21.5),
    "1080x1920@32": Geometry(1080, 1920, 32.0),
    "1280x1024@19": Geometry(1280, 1024, 19.0),
    "1366x768@15.6": Geometry(1366, 768, 15.6),
}
"""The screens that a terminal is built with: pixels, and the diagonal in inches."""


class PageFailedError(Exception):
    """A page could not be drawn."""


@dataclass(frozen=True, slots=True)
class View:
    """One way of showing: which panel, in which size and colours.

    Attributes:
        panel: Its name in `PANELS`.
        size: The text size.
        theme: The colours.
        low: The low position, on a tall panel.
    """

    panel: str
    size: TextSize
    theme: Theme
    low: bool = False

    @property
    def geometry(self) -> Geometry:
        """The panel's pixels and millimetres."""
        return PANELS[self.panel]

    @property
    def display(self) -> Display:
        """As a visit says it."""
        return Display(self.size, self.theme, self.low)


def views(
    panels: Collection[str] = (),
    sizes: Collection[TextSize] = (),
    themes: Collection[Theme] = (),
    *,
    low: bool = True,
) -> Iterator[View]:
    """All ways of showing, or those of some panels, sizes and themes.

    Args:
        panels: Names in `PANELS`; all if empty.
        sizes: All if empty.
        themes: All if empty.
        low: With the low position, where a panel has one.
    """
    for panel in panels or PANELS:
        for size in sizes or TextSize:
            for lowered in (False, True) if low and PANELS[panel].can_go_low else (False,):
                for theme in themes or Theme:
                    yield View(panel, size, theme, lowered)


def application() -> QApplication:
    """Qt, without a display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication([])


def release_of(folder: Path | None) -> Release:
    """A folder's configuration, or the shipped one.

    Raises:
        ConfigFaults: The folder has faults.
    """
    if folder is None:
        return shipped()
    from config.loader import load_folder

    return load_folder(folder)


class Tours:
    """The stops for each way of showing; views whose pages hold the same share one tour.

    Args:
        release: What is shown.
        services: Only these; all if ``None``.
        surroundings: With what stands around the services; if ``None``, only with all services.
        lost: Told where a tour could not go on.
    """

    def __init__(
        self,
        release: Release,
        *,
        services: Collection[str] | None = None,
        surroundings: bool | None = None,
        lost: Callable[[str], None] | None = None,
    ) -> None:
        self._release = release
        self._services = services
        self._surroundings = services is None if surroundings is None else surroundings
        self._lost = lost
        self._kept: dict[tuple[Capacity, TextSize, bool], tuple[Stop, ...]] = {}

    def stops(self, view: View) -> tuple[Stop, ...]:
        """All pages, as they are shown in this view."""
        held = capacities(view.geometry)
        key = (held[view.size, view.low], view.size, view.low)
        if key not in self._kept:
            display = replace(view.display, theme=Theme.WARM)
            found = tour(
                self._release,
                held,
                display=display,
                services=self._services,
                surroundings=self._surroundings,
                lost=self._lost,
            )
            self._kept[key] = tuple(found)
        return tuple(Stop(stop.name, shown_as(stop.screen, view.theme)) for stop in self._kept[key])


def shown_as(screen: Screen, theme: Theme) -> Screen:
    """The same page in other colours."""
    display = replace(screen.frame.display, theme=theme)
    return replace(screen, frame=replace(screen.frame, display=display))


class Stand:
    """A window of a panel's size that stands on no display.

    Args:
        geometry: The panel.
    """

    def __init__(self, geometry: Geometry) -> None:
        self._fonts, self._icons = Fonts(), Icons()
        self._serial = 0
        self.window = Window(geometry, fonts=self._fonts, icons=self._icons)

    def show(self, screen: Screen) -> Window:
        """Shows a page as a new one.

        Raises:
            PageFailedError: It could not be drawn.
        """
        self._serial += 1
        self.window.show_screen(replace(screen, serial=self._serial))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if not isinstance(self.window.page, Page):
            raise PageFailedError(type(screen).__name__)
        return self.window

    def picture(self) -> QImage:
        """What is seen now, pixel by pixel."""
        image = QImage(self.window.size(), QImage.Format.Format_RGB32)
        painter = QPainter(image)
        try:
            self.window.render(painter, QPoint(0, 0))
        finally:
            painter.end()
        return image
