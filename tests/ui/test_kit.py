from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.core.screens import Display
from ui.fonts import Fonts
from ui.icons import Icons
from ui.kit import Kit
from ui.showcase import PANELS
from ui.sizes import Type


@pytest.mark.parametrize("kind", Type)
def test_more_than_two_lines_stand_one_and_a_half_ems_apart(qapp: QApplication, kind: Type) -> None:
    """Also those of a heading: a warning is as long as it has to be."""
    kit = Kit.make(PANELS["1366x768@15.6"], Display(), fonts=Fonts(), icons=Icons())
    text = "河边的人马上到村小学。" * 6
    long, short = kit.flow(text, kind, 400), kit.flow("河边的人", kind, 400)
    assert len(long.lines) > 2
    assert long.step == pytest.approx(1.5 * long.em)
    assert len(short.lines) == 1
    assert short.step <= 1.3 * short.em
    assert kit.flow(text, kind, 400, spacing=1.25).step == pytest.approx(1.25 * long.em)
