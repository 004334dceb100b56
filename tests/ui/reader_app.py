"""The program that a screen reader looks at in `test_reader.py`: the first page, until it is ended."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from kiosk.core.screens import Display, TextSize
from tests.ui.screens_fixture import examples
from ui.capacity import capacities
from ui.geometry import Geometry
from ui.window import Window


def main() -> int:
    app = QApplication(["kiosk-reader-test"])
    geometry = Geometry(1920, 1080, 21.5)
    window = Window(geometry)
    window.pressed.connect(lambda _, target: print(target, flush=True))
    window.show_screen(dict(examples(capacities(geometry)[TextSize.ELDER, False], Display()))["home"])
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
