"""Material Design icons, drawn from the one font file that holds them.

The package that carries the font loads all of its families when imported, which costs memory and
time; so its files are found and read without importing it.
"""

from __future__ import annotations

import importlib.util
import json
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QRawFont

_PACKAGE = "qtawesome"
_PATTERN = "materialdesignicons6-webfont{}-*.{}"
_EM = 240.0
_BASELINE = 210.0
_KEEP = 96
UNKNOWN = "help-circle-outline"
"""Drawn for a name that the font does not have."""


class IconFontError(Exception):
    """The icon font is not where the package should have put it."""


def _find(kind: str, ending: str) -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(place, "fonts").glob(_PATTERN.format(kind, ending))):
            return path
    raise IconFontError(f"{_PACKAGE} has no file like {_PATTERN.format(kind, ending)}")


def _write_down(name: str) -> None:
    import structlog  # seldom needed, and slow to load

    structlog.get_logger().error("icon_unknown", icon=name)


class Icons:
    """Pictures by name, colour and size; the last few are kept."""

    def __init__(self) -> None:
        self._font = QRawFont(str(_find("", "ttf")), _EM)
        codes: dict[str, str] = json.loads(_find("-charmap", "json").read_text(encoding="utf-8"))
        self._codes = codes
        self._paths: dict[str, QPainterPath] = {}
        self._pixmaps: OrderedDict[tuple[str, str, int], QPixmap] = OrderedDict()

    def knows(self, name: str) -> bool:
        """Whether the font has a picture of this name."""
        return name in self._codes

    def _path(self, name: str) -> QPainterPath:
        path = self._paths.get(name)
        if path is None:
            if name not in self._codes:
                _write_down(name)
            letter = chr(int(self._codes.get(name, self._codes[UNKNOWN]), 16))
            glyph = self._font.glyphIndexesForString(letter)[0]
            path = self._font.pathForGlyph(glyph)
            path.translate(0.0, _BASELINE)
            self._paths[name] = path
        return path

    def draw(self, painter: QPainter, name: str, x: float, y: float, *, size: int, colour: str) -> None:
        """Draws a picture with its square's top left corner at (x, y)."""
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(
            QPointF(round(x), round(y)), self._pixmap(name, size=size, colour=colour, ratio=ratio)
        )

    def _pixmap(self, name: str, *, size: int, colour: str, ratio: float) -> QPixmap:
        pixels = round(size * ratio)
        key = (name, colour, pixels)
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
            return pixmap
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(pixels / _EM, pixels / _EM)
        painter.fillPath(self._path(name), QColor(colour))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self._pixmaps[key] = pixmap
        while len(self._pixmaps) > _KEEP:
            self._pixmaps.popitem(last=False)
        return pixmap
