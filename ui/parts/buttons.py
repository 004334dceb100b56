"""Buttons: a picture, a label, sometimes a smaller line; outlined, filled, for the voice, for help."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from kiosk.core.screens import Tone
from ui.canvas import Align, Canvas
from ui.flow import Flow
from ui.kit import Kit
from ui.parts.part import Target
from ui.sizes import Type
from ui.theme import tint_of

TICKED, UNTICKED = "checkbox-marked-circle", "checkbox-blank-circle-outline"
CHEVRON = "chevron-right"
TALLER_MM = 7.0
"""How much higher buttons are on the tallest page."""
TIGHT_MARGIN_MM = 9.0
"""A screen with narrower margins has smaller pictures in its buttons."""


class Look(Enum):
    """What a button is for, and so how it looks."""

    OUTLINE = auto()
    FILLED = auto()
    VOICE = auto()
    HELP = auto()
    TOOL = auto()
    TOOL_STRONG = auto()
    DASHED = auto()
    ROW = auto()


class Button(Target):
    """A label with a picture before it (or after it), in one line or two."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.look = Look.OUTLINE
        self.kind = Type.LABEL
        self.align = Align.CENTRE
        self.trailing = False
        self.chevron = False
        self.em_mm = 0.0
        self.bold: bool | None = None

    def suit(
        self,
        look: Look,
        *,
        kind: Type = Type.LABEL,
        align: Align = Align.CENTRE,
        trailing: bool = False,
        chevron: bool = False,
        em_mm: float = 0.0,
        bold: bool | None = None,
    ) -> None:
        """Says how it looks; `trailing` puts the picture after the label, `chevron` ends it with an arrow."""
        wanted = (look, kind, align, trailing, chevron, em_mm, bold)
        now = (self.look, self.kind, self.align, self.trailing, self.chevron, self.em_mm, self.bold)
        if wanted != now:
            (self.look, self.kind, self.align, self.trailing, self.chevron, self.em_mm, self.bold) = wanted
            self.stale()
        self.filled_primary = look is Look.FILLED

    # -- measures

    def _pad(self) -> float:
        narrow = self.kind is Type.BAR or self.look in (Look.TOOL, Look.TOOL_STRONG)
        return max(2.2, self.kit.sizes.pad_mm * (0.6 if narrow else 0.8))

    def _picture(self) -> str:
        if self.choice.chosen is not None:
            return TICKED if self.choice.chosen else UNTICKED
        return "" if self.chevron else self.choice.icon

    def _icon_px(self) -> int:
        tight = self.kit.sizes.margin_mm < TIGHT_MARGIN_MM
        return round(self.kit.em(self.kind) * (1.12 if tight else 1.28))

    def _beside(self) -> int:
        """What the pictures beside the label take."""
        space = round(self.kit.em(self.kind) * 0.3)
        icon = self._icon_px() + space if self._picture() else 0
        return icon + (round(self._icon_px() * 0.62) if self.chevron else 0)

    def natural_width(self) -> int:
        """The width at which the label stands in one line at its full size."""
        kit = self.kit
        label = kit.flow(self.choice.words.written, self.kind, 1e6, em_mm=self.em_mm, bold=self.bold)
        detail = kit.flow(self.choice.detail.written, Type.SMALL, 1e6)
        pads = 2 * kit.px(self._pad())
        return round(max(label.width, detail.width) + self._beside() + pads) + 2

    def need(self, width: int) -> int:
        label, detail, _ = self._flows(width, 0)
        sizes = self.kit.sizes
        least = self.kit.up(sizes.target_mm + TALLER_MM * sizes.tall)
        inside = label.height + (detail.height if detail.lines else 0)
        return max(least, round(inside + 2 * self.kit.px(1.6)))

    def _flows(self, width: float, height: float) -> tuple[Flow, Flow, bool]:
        """The label, the detail, and whether there is room for the picture."""
        kit = self.kit
        free = width - 2 * kit.px(self._pad())
        words = self.choice.words.written
        beside = self._beside()
        room = max(0.0, height - 2 * kit.px(0.9)) if height else 0.0
        small = kit.sizes.floor_mm / kit.sizes.styles[self.kind].em_mm
        label = kit.flow(words, self.kind, free - beside, lines=1, em_mm=self.em_mm, bold=self.bold)
        pictured = True
        if len(label.lines) > 1 or label.width > free - beside:
            label = kit.flow(
                words, self.kind, free - beside, lines=2, height=room, em_mm=self.em_mm, bold=self.bold
            )
            bad = len(label.lines) > 2 or label.width > free - beside or (room and label.height > room)
            if bad and small <= 1:
                pictured = False
                label = kit.flow(
                    words, self.kind, free, lines=2, height=room, em_mm=self.em_mm, bold=self.bold
                )
        detail = kit.flow(self.choice.detail.written, Type.SMALL, free - (beside if pictured else 0))
        return label, detail, pictured

    # -- drawing

    def _colours(self) -> tuple[str, str, str, str]:
        """Fill, frame, ink and picture."""
        p = self.kit.palette
        match self.look:
            case Look.FILLED:
                found = (p.primary, p.primary, p.on_primary, p.on_primary)
            case Look.VOICE if self.choice.tone is Tone.GOOD:  # the ear is open
                found = (p.good, p.good_frame, p.on_good, p.on_good)
            case Look.VOICE:
                found = (p.voice, p.voice_frame, p.on_voice, p.picture if p.high_contrast else p.on_voice)
            case Look.HELP:
                found = (
                    p.warm_soft,
                    p.warm_frame if p.high_contrast else p.warm,
                    p.warm_ink,
                    self._warm_picture(),
                )
            case Look.TOOL:
                found = (p.surface, p.line, p.ink, p.picture)
            case Look.DASHED:
                found = (p.ground, p.frame, p.primary_ink, p.picture)
            case Look.ROW if self.choice.tone is not Tone.PLAIN:
                tint = tint_of(p, self.choice.tone)
                found = (tint.fill, tint.fill, tint.on_fill, tint.on_fill)
            case Look.OUTLINE | Look.TOOL_STRONG | Look.ROW:
                found = (p.surface, p.frame, p.primary_ink, p.picture)
        if self.choice.chosen:
            found = (p.chosen, p.chosen_frame, p.primary_ink, p.picture)
        elif self.choice.chosen is False:
            found = (p.surface, p.frame, p.ink, p.picture)
        if not self.choice.enabled:
            return p.ground, p.line, p.disabled, p.disabled
        if self.held:
            return self._held(found)
        return found

    def _warm_picture(self) -> str:
        p = self.kit.palette
        return p.picture if p.high_contrast else p.warm

    def _held(self, found: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
        p = self.kit.palette
        if found[0] in (p.primary, p.voice if not p.high_contrast else p.primary):
            return p.surface, p.focus, p.ink, p.picture
        return p.primary, p.primary, p.on_primary, p.on_primary

    def _frame_mm(self) -> float:
        sizes = self.kit.sizes
        if self.choice.chosen or (self.kit.palette.high_contrast and self.look is Look.HELP):
            return sizes.border_mm * 2
        return sizes.border_mm

    def draw(self, canvas: Canvas) -> None:
        kit = self.kit
        fill, frame, ink, picture = self._colours()
        radius = kit.px(min(kit.sizes.radius_mm, kit.geometry.mm(self.height()) * 0.3))
        canvas.box(
            self.whole(),
            fill=fill,
            frame=frame,
            frame_px=kit.px(self._frame_mm()),
            radius=radius,
            dashed=self.look is Look.DASHED or not self.choice.enabled,
        )
        self.contents(canvas, ink, picture)

    def contents(self, canvas: Canvas, ink: str, picture: str) -> None:
        """The picture, the label and the line under it."""
        kit = self.kit
        label, detail, pictured = self._flows(self.width(), self.height())
        pad, size = kit.px(self._pad()), self._icon_px()
        space = round(kit.em(self.kind) * 0.3)
        name = self._picture() if pictured else ""
        chevron = round(size * 0.62) if self.chevron and pictured else 0
        widest = max(label.width, detail.width)
        beside = size + space if name else 0
        free = self.width() - 2 * pad
        left = pad + (free - widest - beside - chevron) * self.align.value
        if (self.align is Align.CENTRE and len(label.lines) > 1) or detail.lines:
            left = max(left, pad)
        top = (self.height() - label.height - detail.height) / 2
        text_left = left + (0 if self.trailing else beside)
        icon_left = left + widest + space if self.trailing else left
        middle = self.height() / 2
        canvas.icon(name, icon_left, middle - size / 2, size=size, ink=picture)
        align = Align.CENTRE if self.align is Align.CENTRE and not detail.lines else Align.LEFT
        box = QRectF(text_left, top, widest + 1, label.height)
        canvas.text(label, box, ink=ink, kind=self.kind, align=align)
        if detail.lines:
            soft = kit.palette.ink_soft if ink != kit.palette.on_primary or not self.filled_primary else ink
            below = QRectF(text_left, top + label.height, widest + 1, detail.height)
            canvas.text(detail, below, ink=ink if self.held else soft, kind=Type.SMALL)
        if chevron:
            glyph = round(size * 0.9)
            x = text_left + widest + (chevron - glyph) / 2 + size * 0.1
            canvas.icon(CHEVRON, x, middle - glyph / 2, size=glyph, ink=picture)
