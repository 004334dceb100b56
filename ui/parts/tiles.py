"""Tiles: a large picture, a title, a line under it; and the panel that shows where the card goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Tone
from ui.canvas import Align, Canvas
from ui.flow import Flow, pieces
from ui.kit import Kit
from ui.parts.buttons import TICKED, UNTICKED
from ui.parts.part import Target
from ui.sizes import Type
from ui.theme import tint_of


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a tile is filled: its flows, the picture's size, and whether the picture stands beside."""

    title: Flow
    detail: Flow
    icon: int
    beside: bool
    height: float
    words: float


class Tile(Target):
    """A big target with picture and words; the picture stands beside the words, or above them."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.em_mm = 0.0
        self.upright = False
        self.icon_share = 1.0

    def shape(self, *, em_mm: float = 0.0, upright: bool = False, icon_share: float = 1.0) -> None:
        """How its words and picture stand; the same for all the tiles of a page."""
        if (em_mm, upright, icon_share) != (self.em_mm, self.upright, self.icon_share):
            self.em_mm, self.upright, self.icon_share = em_mm, upright, icon_share
            self.stale()

    def _plan(self, width: float) -> _Plan:
        kit = self.kit
        pad, space = kit.px(kit.sizes.pad_mm), kit.px(kit.sizes.pad_mm * 0.9)
        icon = round(kit.px(kit.sizes.tile_icon_mm) * self.icon_share) if self._picture() else 0
        if self.upright:
            icon = round(icon * 0.8)
        words = width - 2 * pad - (0 if self.upright or not icon else icon + space) - self._tick_px()
        title = kit.flow(self.choice.words.written, Type.HEADING, words, lines=2, em_mm=self.em_mm)
        detail = kit.flow(self.choice.detail.written, Type.SMALL, words, spacing=1.25)
        text = title.height + (kit.px(0.8) + detail.height if detail.lines else 0)
        if self.upright:
            height = text + (icon + kit.px(2.2) if icon else 0) + 2 * kit.px(kit.sizes.pad_mm * 0.8)
        else:
            height = max(text, icon) + 2 * kit.px(kit.sizes.pad_mm * 0.5)
        return _Plan(title, detail, icon, not self.upright, height, words)

    def _tick_px(self) -> int:
        """The room for a tick at the right end, where there is a picture at the left."""
        ticked = self.choice.chosen is not None and bool(self.choice.icon)
        return self.kit.px(self.kit.sizes.icon_mm + 2) if ticked else 0

    def _picture(self) -> str:
        if not self.choice.icon and self.choice.chosen is not None:
            return TICKED if self.choice.chosen else UNTICKED
        return self.choice.icon

    def need(self, width: int) -> int:
        return max(self.kit.up(self.kit.sizes.target_mm), round(self._plan(width).height) + 1)

    def fits(self, width: float, height: float) -> bool:
        """Whether all of it stands in a box, without a word cut."""
        plan = self._plan(width)
        return (
            plan.height <= height
            and len(plan.title.lines) <= 2
            and plan.title.width <= width
            and self._whole(self.choice.words.written, plan.title, plan.words)
            and self._whole(self.choice.detail.written, plan.detail, plan.words)
        )

    def _whole(self, text: str, flow: Flow, room: float) -> bool:
        """Whether no number has to be cut to stand in lines of this width."""
        if not any(letter.isascii() and letter.isalnum() for letter in text):
            return True
        face = self.kit.fonts.face(flow.em, bold=flow.bold)
        return all(face.width(piece.strip()) <= room for piece in pieces(text))

    def lines(self, width: float) -> int:
        """How many lines of words it takes at a width."""
        plan = self._plan(width)
        return len(plan.title.lines) + len(plan.detail.lines)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        plan = self._plan(self.width())
        radius = kit.px(kit.sizes.radius_mm)
        fill, frame, ink, soft, picture, tint = self._colours()
        frame_px = kit.px(kit.sizes.border_mm * (2 if self.choice.chosen else 0.75))
        card = self.whole()
        if not p.high_contrast and self.choice.enabled and not self.held:
            canvas.box(card, fill=p.shade, radius=radius)
            card = card.adjusted(0, 0, 0, -kit.px(0.5))
        canvas.box(card, fill=fill, frame=frame, frame_px=max(2, frame_px), radius=radius,
                   dashed=not self.choice.enabled)  # fmt: skip
        pad, middle = kit.px(kit.sizes.pad_mm), self.height() / 2
        text = plan.title.height + (kit.px(0.8) + plan.detail.height if plan.detail.lines else 0)
        if plan.beside:
            icon_y, left = (
                middle - plan.icon / 2,
                pad + (plan.icon + kit.px(kit.sizes.pad_mm * 0.9) if plan.icon else 0),
            )
            top = middle - text / 2
        else:
            all_of_it = text + (plan.icon + kit.px(2.2) if plan.icon else 0)
            icon_y, left = middle - all_of_it / 2, pad
            top = icon_y + (plan.icon + kit.px(2.2) if plan.icon else 0)
        if plan.icon:
            if tint:
                canvas.box(QRectF(pad, icon_y, plan.icon, plan.icon), fill=tint, radius=radius)
            glyph = round(plan.icon * (0.66 if not p.high_contrast else 0.8))
            inset = (plan.icon - glyph) / 2
            canvas.icon(self._picture(), pad + inset, icon_y + inset, size=glyph, ink=picture)
        words = self.width() - left - pad - self._tick_px()
        if tick := self._tick_px():
            size = self.kit.px(self.kit.sizes.icon_mm)
            name = TICKED if self.choice.chosen else UNTICKED
            canvas.icon(name, self.width() - pad * 0.7 - tick, middle - size / 2, size=size, ink=picture)
        end = canvas.text(plan.title, QRectF(left, top, words, plan.title.height), ink=ink, kind=Type.HEADING)
        below = QRectF(left, end + kit.px(0.8), words, plan.detail.height)
        canvas.text(plan.detail, below, ink=soft, kind=Type.SMALL)

    def _colours(self) -> tuple[str, str, str, str, str, str]:
        """Fill, frame, title, detail, picture, and the tint under the picture."""
        p = self.kit.palette
        if not self.choice.enabled:
            return p.ground, p.line, p.disabled, p.ink_soft, p.disabled, ""
        if self.held:
            return p.primary, p.primary, p.on_primary, p.on_primary, p.on_primary, ""
        if self.choice.chosen:
            return p.chosen, p.chosen_frame, p.ink, p.ink_soft, p.picture, p.surface
        if self.choice.tone is not Tone.PLAIN:
            tint = tint_of(p, self.choice.tone)
            picture = p.picture if p.high_contrast else tint.ink
            return tint.soft, tint.frame, p.ink, p.ink_soft, picture, p.surface
        return p.surface, p.line, p.ink, p.ink_soft, p.picture, p.picture_soft


ARROWS = {
    "below": "arrow-down-bold",
    "below-right": "arrow-bottom-right-thick",
    "below-left": "arrow-bottom-left-thick",
    "right": "arrow-right-bold",
    "left": "arrow-left-bold",
}


class CardPanel(Target):
    """The big picture of a card and an arrow to where the plate is."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.plate = "below"

    def point_to(self, plate: str) -> None:
        """Where the plate is on this machine."""
        if plate != self.plate:
            self.plate = plate
            self.stale()

    def need(self, width: int) -> int:
        title, detail = self._flows(width - 2 * self._pad() - self._card() * 2)
        return round(max(title.height + detail.height, self._card()) + 2 * self.kit.px(5))

    def _pad(self) -> int:
        return self.kit.px(self.kit.sizes.pad_mm * 1.25)

    def _card(self) -> int:
        return self.kit.px(self.kit.sizes.tile_icon_mm * 1.5)

    def _flows(self, width: float) -> tuple[Flow, Flow]:
        kit = self.kit
        em_mm = kit.sizes.styles[Type.HEADING].em_mm * 1.24
        written = self.choice.words.written
        title = kit.flow(written, Type.HEADING, width, lines=2, em_mm=em_mm, whole=True)
        if len(title.lines) > 2:
            title = kit.flow(written, Type.HEADING, width, lines=3, em_mm=em_mm, whole=True)
        return title, kit.flow(self.choice.detail.written, Type.LEAD, width)

    def draw(self, canvas: Canvas) -> None:
        kit, p = self.kit, self.kit.palette
        fill, ink, picture = p.panel, p.on_panel, p.panel_picture
        if self.held:
            fill, ink, picture = p.surface, p.ink, p.picture
        frame_px = kit.px(1.4)
        canvas.box(
            self.whole(),
            fill=fill,
            frame=p.panel_frame,
            frame_px=frame_px,
            radius=kit.px(kit.sizes.radius_mm * 1.2),
        )
        pad, width, height = self._pad(), self.width(), self.height()
        if width > height * 1.5:
            card = min(self._card(), round(height * 0.8))
            canvas.icon(self.choice.icon, pad, (height - card) / 2, size=card, ink=picture)
            arrow = round(card * 0.45)
            canvas.icon(
                ARROWS.get(self.plate, ARROWS["below"]),
                width - pad - arrow,
                (height - arrow) / 2,
                size=arrow,
                ink=picture,
            )
            left = pad + card + pad
            words = width - left - pad - arrow
            title, detail = self._flows(words)
            top = (height - title.height - detail.height - kit.px(1.5)) / 2
        else:
            words = width - 2 * pad
            title, detail = self._flows(words)
            text = title.height + detail.height + kit.px(3)
            card = min(round(words * 0.56), round(height - text - 2 * pad), self._card() * 2)
            card = max(card, kit.px(10))
            arrow = round(card * 0.5)
            top = (height - text - card - kit.px(3)) / 2
            across = (width - card - arrow) / 2
            canvas.icon(self.choice.icon, across, top, size=card, ink=picture)
            canvas.icon(
                ARROWS.get(self.plate, ARROWS["below"]),
                across + card,
                top + (card - arrow) / 2,
                size=arrow,
                ink=picture,
            )
            left, top = pad, top + card + kit.px(3)
        end = canvas.text(
            title, QRectF(left, top, words, title.height), ink=ink, kind=Type.HEADING, align=Align.LEFT
        )
        canvas.text(detail, QRectF(left, end + kit.px(1.5), words, detail.height), ink=ink, kind=Type.LEAD)
