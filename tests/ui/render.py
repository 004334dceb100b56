"""Renders the examples to PNG: `python -m tests.ui.render --out DIR [--screen NAME] [--only NAME]`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from kiosk.core.screens import Display, TextSize, Theme
from tests.ui.screens_fixture import examples
from ui.capacity import capacities
from ui.fonts import Fonts
from ui.geometry import Geometry
from ui.icons import Icons
from ui.window import Window

SCREENS = {
    "21": Geometry(1920, 1080, 21.5),
    "32": Geometry(1080, 1920, 32.0),
    "19": Geometry(1280, 1024, 19.0),
    "15": Geometry(1366, 768, 15.6),
}
SHEET_COLUMNS = 3
SHEET_WIDTH = 640


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--screen", choices=SCREENS, action="append")
    parser.add_argument("--size", choices=[size.value for size in TextSize], action="append")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], action="append")
    parser.add_argument("--only", action="append", help="names that begin so")
    parser.add_argument("--low", action="store_true")
    parser.add_argument("--sheets", action="store_true", help="contact sheets instead of single pictures")
    wanted = parser.parse_args()
    app = QApplication.instance() or QApplication([])
    fonts, icons = Fonts(), Icons()
    wanted.out.mkdir(parents=True, exist_ok=True)
    for name in wanted.screen or SCREENS:
        for size in wanted.size or [TextSize.ELDER.value]:
            for theme in wanted.theme or [Theme.WARM.value]:
                display = Display(TextSize(size), Theme(theme), wanted.low)
                _render(SCREENS[name], f"{name}-{size}-{theme}", display, wanted, fonts, icons)
    del app


def _render(
    geometry: Geometry, name: str, display: Display, wanted: argparse.Namespace, fonts: Fonts, icons: Icons
) -> None:
    capacity = capacities(geometry)[display.text_size, display.low]
    window = Window(geometry, fonts=fonts, icons=icons)
    window.show()
    pictures: list[QImage] = []
    for page, screen in examples(capacity, display):
        if wanted.only and not any(page.startswith(only) for only in wanted.only):
            continue
        window.show_screen(screen)
        image = window.grab().toImage()
        if wanted.sheets:
            pictures.append(image.scaledToWidth(SHEET_WIDTH, mode=_SMOOTH))
        else:
            image.save(str(wanted.out / f"{name}-{page}.png"))
    window.deleteLater()
    for number in range(0, len(pictures), SHEET_COLUMNS * 4):
        _sheet(pictures[number : number + SHEET_COLUMNS * 4]).save(
            str(wanted.out / f"{name}-sheet{number // 12}.png")
        )


def _sheet(pictures: list[QImage]) -> QImage:
    wide, tall = pictures[0].width() + 8, pictures[0].height() + 8
    rows = -(-len(pictures) // SHEET_COLUMNS)
    sheet = QImage(wide * min(SHEET_COLUMNS, len(pictures)), tall * rows, QImage.Format.Format_RGB32)
    sheet.fill(0x808080)
    painter = QPainter(sheet)
    for number, picture in enumerate(pictures):
        painter.drawImage(number % SHEET_COLUMNS * wide + 4, number // SHEET_COLUMNS * tall + 4, picture)
    painter.end()
    return sheet


from PySide6.QtCore import Qt  # noqa: E402

_SMOOTH = Qt.TransformationMode.SmoothTransformation

if __name__ == "__main__":
    main()
