"""What is wrong with a page as it is measured: cut, overlapping, too small, too near."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QRectF

from kiosk.core.screens import TextSize
from ui.measure import Measured

INK_MM = {TextSize.STANDARD: 4.8, TextSize.ELDER: 7.25, TextSize.EXTRA_LARGE: 8.5}
TARGET_MM = {TextSize.STANDARD: 16.0, TextSize.ELDER: 20.0, TextSize.EXTRA_LARGE: 20.0}
GAP_MM = 6.0
MOST_HANZI = 40


def problems(measured: Measured, size: TextSize) -> list[str]:
    """Every fault of a page, in words for a developer."""
    mm = measured.mm_per_px
    found = [f"{-measured.spare_px * mm:.0f} mm too little room"] if measured.spare_px < -1 else []
    for text in measured.texts:
        if text.cut or not measured.window.adjusted(-1, -1, 1, 1).contains(text.rect):
            found.append(f"cut: {text.text!r} in {text.owner}")
        if text.ink_mm < INK_MM[size]:
            found.append(f"ink {text.ink_mm:.2f} mm: {text.text!r} in {text.owner}")
        if text.lines > 2 and text.spacing < 1.2:
            found.append(f"lines too close: {text.text!r}")
        if text.widest > MOST_HANZI + 12 or text.rect.width() * mm > MOST_HANZI * text.ink_mm / 0.91 + 1:
            found.append(f"long line: {text.text!r}")
    for one, other in combinations(measured.texts, 2):
        if _overlap(one.rect, other.rect):
            found.append(f"overlap: {one.text!r} and {other.text!r}")
    for target in measured.targets:
        least = TARGET_MM[size] - 0.05
        if target.rect.width() * mm < least or target.rect.height() * mm < least:
            wide, tall = target.rect.width() * mm, target.rect.height() * mm
            found.append(f"target {target.target} is {wide:.1f} x {tall:.1f} mm")
        if target.band == "page" and not measured.page.adjusted(-1, -1, 1, 1).contains(target.rect):
            found.append(f"target {target.target} leaves the page")
        for text in measured.texts:
            if text.owner != target.target and _overlap(text.rect, target.rect):
                found.append(f"target {target.target} covers {text.text!r}")
    for first, second in combinations(measured.targets, 2):
        if _apart(first.rect, second.rect) * mm < GAP_MM - 0.05:
            gap = _apart(first.rect, second.rect) * mm
            found.append(f"targets {first.target} and {second.target} are {gap:.1f} mm apart")
    return found


def _overlap(one: QRectF, other: QRectF) -> bool:
    both = one.intersected(other)
    return both.width() > 1 and both.height() > 1


def _apart(one: QRectF, other: QRectF) -> float:
    across = max(one.left() - other.right(), other.left() - one.right(), 0.0)
    down = max(one.top() - other.bottom(), other.top() - one.bottom(), 0.0)
    if across == 0 and down == 0:
        return 0.0
    return float(max(across, down))
