"""Rows: what it is and where it comes from on the left, the answer on the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Row, Tone, Words
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Part
from ui.sizes import Type
from ui.theme import tint_of


@dataclass(frozen=True, slots=True)
class _Plan:
    label: Flow
    detail: Flow
    value: Flow
    icon: int
    stacked: bool
    left: float
    words: float
    height: float


class Backdrop(Part):
    """The white card under lines that belong together."""

    def need(self, width: int) -> int:
        return 0

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        thick = max(2, kit.px(kit.sizes.border_mm * 0.7))
        canvas.box(
            self.whole(), fill=p.surface, frame=p.line, frame_px=thick, radius=kit.px(kit.sizes.radius_mm)
        )


class RowView(Part):
    """One row: a card of its own, or a line of a list with a rule under it.

    The page puts the row's action over its right end, which is kept free for it.
    """

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.row = Row(Words())
        self.card = True
        self.ruled = False
        self.action_px = 0
        self.value_mm = 0.0

    def show_row(
        self, row: Row, *, card: bool = True, ruled: bool = False, action_px: int = 0, value_mm: float = 0.0
    ) -> None:
        """Shows a row; `action_px` is kept free at its right end."""
        wanted = (row, card, ruled, action_px, value_mm)
        if wanted != (self.row, self.card, self.ruled, self.action_px, self.value_mm):
            self.row, self.card, self.ruled, self.action_px, self.value_mm = wanted
            self.tell(row.label, row.value, row.detail)
            self.stale()

    def _pads(self) -> tuple[int, int]:
        kit = self.kit
        across = kit.px(kit.sizes.pad_mm * 0.8) if self.card else 0
        return across, kit.px(2.0 if self.card else 1.6)

    def _plan(self, width: float) -> _Plan:
        kit, row = self.kit, self.row
        across, down = self._pads()
        space = kit.px(kit.sizes.pad_mm)
        icon = kit.px(max(13.0, kit.sizes.tile_icon_mm * (0.64 if self.card else 0.5))) if row.icon else 0
        left = across + (icon + space if icon else 0)
        right = across + (self.action_px + space if self.action_px else 0)
        free = width - left - right
        value = kit.flow(row.value.written, Type.VALUE, free * 0.6, lines=1, em_mm=self.value_mm)
        kind = Type.HEADING if self.card else Type.LABEL
        words = free - (value.width + space if value.lines else 0)
        label = kit.flow(row.label.written, kind, words, lines=2)
        detail = kit.flow(row.detail.written, Type.SMALL, words, spacing=1.25)
        stacked = bool(value.lines) and (
            len(value.lines) > 1 or label.width > words or len(label.lines) > 2 or len(detail.lines) > 2
        )
        if stacked:
            words = free
            value = kit.flow(row.value.written, Type.VALUE, words, lines=2, em_mm=self.value_mm)
            label = kit.flow(row.label.written, kind, words, lines=2)
            detail = kit.flow(row.detail.written, Type.SMALL, words)
        text = label.height + (kit.px(0.6) + detail.height if detail.lines else 0)
        inside = text + value.height if stacked else max(text, value.height)
        return _Plan(label, detail, value, icon, stacked, left, words, max(inside, icon) + 2 * down)

    def need(self, width: int) -> int:
        down = self.kit.px(2.2)
        action = self.kit.up(self.kit.sizes.target_mm) + 2 * down if self.action_px else 0
        return max(round(self._plan(width).height) + 1, action)

    def draw(self, canvas: Canvas) -> None:
        kit, p, row = self.kit, self.kit.palette, self.row
        plan = self._plan(self.width())
        tint = tint_of(p, row.tone)
        radius = kit.px(kit.sizes.radius_mm)
        loud = row.tone in (Tone.URGENT, Tone.BAD)
        if self.card:
            fill = tint.soft if loud else p.surface
            frame = tint.frame if loud else p.line
            thick = max(2, kit.px(kit.sizes.border_mm * (1.4 if loud and p.high_contrast else 0.7)))
            canvas.box(self.whole(), fill=fill, frame=frame, frame_px=thick, radius=radius)
        elif self.ruled:
            y = self.height() - 1
            canvas.line(0, y, self.width(), y, ink=p.line, thick_px=2)
        across, _ = self._pads()
        middle = self.height() / 2
        if plan.icon:
            under = p.surface if loud else (tint.soft if row.tone is Tone.GOOD else p.picture_soft)
            box = QRectF(across, middle - plan.icon / 2, plan.icon, plan.icon)
            canvas.box(box, fill=under, radius=radius * 0.8)
            ink = p.picture if p.high_contrast or row.tone is Tone.PLAIN else tint.ink
            glyph = round(plan.icon * 0.68)
            inset = (plan.icon - glyph) / 2
            canvas.icon(row.icon, box.x() + inset, box.y() + inset, size=glyph, ink=ink)
        text = plan.label.height + (kit.px(0.6) + plan.detail.height if plan.detail.lines else 0)
        total = text + (plan.value.height if plan.stacked else 0)
        top = middle - total / 2
        kind = Type.HEADING if self.card else Type.LABEL
        end = canvas.text(
            plan.label, QRectF(plan.left, top, plan.words, plan.label.height), ink=p.ink, kind=kind
        )
        below = QRectF(plan.left, end + kit.px(0.6), plan.words, plan.detail.height)
        end = canvas.text(plan.detail, below, ink=p.ink_soft, kind=Type.SMALL) if plan.detail.lines else end
        value_ink = tint.ink if row.tone is not Tone.PLAIN else p.ink
        if plan.stacked:
            box = QRectF(plan.left, end, plan.words, plan.value.height)
            canvas.text(plan.value, box, ink=value_ink, kind=Type.VALUE)
        elif plan.value.lines:
            right = (
                self.width() - across - (self.action_px + kit.px(kit.sizes.pad_mm) if self.action_px else 0)
            )
            box = QRectF(right - plan.value.width - 1, 0, plan.value.width + 1, self.height())
            canvas.text(plan.value, box, ink=value_ink, kind=Type.VALUE, align=Align.RIGHT, upright=0.5)
