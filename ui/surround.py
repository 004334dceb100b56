"""What stands around every page: header with tools, strip, and the bottom bar's five fixed slots."""

from __future__ import annotations

from PySide6.QtCore import QRect

from kiosk.core.screens import Choice, Frame, Tone
from ui.layout import shares
from ui.parts.bands import BarBand, HeaderBand, StripBand
from ui.parts.buttons import Button, Look
from ui.parts.sheet import Sheet
from ui.sizes import Type

SLOTS_ACROSS = (1.0, 1.05, 1.05, 1.1, 1.35)
TOOLS_KEPT = 3
"""The header always keeps room for three tools, so that nothing in it moves when the third comes."""


class Surround:
    """Lays the bands out on a sheet and says what is left for the page."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def lay(self, frame: Frame, whole: QRect) -> QRect:
        """Places header, strip and bar within `whole`; returns the area between them."""
        header = self._header(frame, whole)
        bar = self._bar(frame, whole)
        top = header.bottom() + 1
        if frame.strip is not None:
            strip = self._sheet.put(StripBand, "band:strip")
            strip.show_strip(frame.strip)
            height = strip.need(whole.width())
            strip.setGeometry(whole.x(), top, whole.width(), height)
            top += height
        return QRect(whole.x(), top, whole.width(), bar.y() - top)

    def _header(self, frame: Frame, whole: QRect) -> QRect:
        kit = self._sheet.kit
        gap, tall = kit.up(kit.sizes.gap_mm), kit.up(kit.sizes.tool_mm)
        band = self._sheet.put(HeaderBand, "band:header")
        buttons = [self._tool(choice) for choice in frame.tools]
        widths = [max(button.natural_width(), kit.up(kit.sizes.target_mm)) for button in buttons]
        usual = max(widths, default=0)
        kept = max(sum(widths) + gap * len(widths), (usual + gap) * TOOLS_KEPT)
        band.show_header(
            frame.place,
            frame.owner,
            frame.signs,
            right_px=kept,
            caption=frame.caption,
            assisted=frame.assisted,
        )
        height = band.need(whole.width())
        band.setGeometry(whole.x(), whole.y(), whole.width(), height)
        x = whole.right() + 1 - kit.px(kit.sizes.margin_mm) - sum(widths) - gap * max(0, len(widths) - 1)
        y = whole.y() + (height - tall) // 2
        for button, width in zip(buttons, widths, strict=True):
            button.setGeometry(x, y, width, tall)
            x += width + gap
        return QRect(whole.x(), whole.y(), whole.width(), height)

    def _tool(self, choice: Choice) -> Button:
        kit = self._sheet.kit
        button = self._sheet.put(Button, f"tool:{choice.id}")
        button.show_choice(choice)
        strong = choice.tone is not Tone.PLAIN
        look = Look.TOOL_STRONG if strong else Look.TOOL
        button.suit(look, kind=Type.SMALL, em_mm=kit.sizes.styles[Type.SMALL].em_mm, bold=True)
        return button

    def _bar(self, frame: Frame, whole: QRect) -> QRect:
        kit = self._sheet.kit
        pad, tall = kit.px(kit.sizes.bar_pad_mm), kit.up(kit.sizes.bar_button_mm)
        gap, margin = kit.up(kit.sizes.gap_mm), kit.px(kit.sizes.margin_mm)
        rows = 2 if kit.geometry.portrait else 1
        height = 2 * pad + rows * tall + (rows - 1) * gap
        box = QRect(whole.x(), whole.bottom() + 1 - height, whole.width(), height)
        self._sheet.put(BarBand, "band:bar").setGeometry(box)
        first = QRect(box.x() + margin, box.y() + pad, box.width() - 2 * margin, tall)
        if rows == 1:
            slots = shares(first, SLOTS_ACROSS, gap)
        else:
            slots = shares(first, (1, 1, 1), gap)
            below = first.translated(0, tall + gap)
            wide = slots[1].united(slots[2]).translated(0, tall + gap)
            slots += [QRect(below.x(), below.y(), slots[0].width(), tall), wide]
        looks = (Look.OUTLINE, Look.OUTLINE, Look.VOICE, Look.HELP, Look.OUTLINE)
        for number, (choice, slot, look) in enumerate(zip(frame.bar, slots, looks, strict=True)):
            if choice is None:
                continue
            button = self._sheet.put(Button, f"slot:{number}")
            button.show_choice(choice)
            last = number == len(looks) - 1
            filled = last and frame.primary_filled
            button.suit(Look.FILLED if filled else look, kind=Type.BAR, trailing=last)
            button.setGeometry(slot)
        return box
