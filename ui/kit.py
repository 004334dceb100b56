"""What every part draws with: one screen, one text size, one theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.core.screens import Display
from ui.flow import Flow, cuts_a_word, forget, wrap
from ui.fonts import Fonts
from ui.geometry import Geometry
from ui.icons import Icons
from ui.sizes import Sizes, Type, sizes_for
from ui.theme import Palette, palette_of

_KEEP = 400
CLOSE = 1.3
"""The distance of lines where there are at most two, in ems."""
SHORT_LINES = 2
_A_STEP = 0.84
"""How small a title may become so that no word is cut, as a share of what fits."""


def _ignore(_: Exception) -> None:
    return


@dataclass(slots=True)
class Kit:
    """Measures, colours, fonts and pictures for one way of showing.

    Attributes:
        geometry: The screen.
        display: Text size, theme, low position.
        sizes: The measures in millimetres.
        palette: The colours.
        fonts: The typeface.
        icons: The pictures.
        motion: Whether small movements are shown at all; never in high contrast.
        on_fault: Told of an exception while something was drawn.
    """

    geometry: Geometry
    display: Display
    sizes: Sizes
    palette: Palette
    fonts: Fonts
    icons: Icons
    motion: bool
    on_fault: Callable[[Exception], None] = _ignore
    _flows: dict[tuple[object, ...], Flow] = field(default_factory=dict)

    @classmethod
    def make(
        cls,
        geometry: Geometry,
        display: Display,
        *,
        fonts: Fonts,
        icons: Icons,
        on_fault: Callable[[Exception], None] = _ignore,
    ) -> Kit:
        """The kit for a screen and a display."""
        palette = palette_of(display.theme)
        return cls(
            geometry=geometry,
            display=display,
            sizes=sizes_for(geometry, display.text_size, low=display.low),
            palette=palette,
            fonts=fonts,
            icons=icons,
            motion=not palette.high_contrast,
            on_fault=on_fault,
        )

    def px(self, mm: float) -> int:
        """Millimetres as pixels."""
        return self.geometry.px(mm)

    def up(self, mm: float) -> int:
        """Millimetres as pixels, never fewer."""
        return self.geometry.up(mm)

    def em(self, kind: Type) -> int:
        """The full size of a kind of text in pixels."""
        return self.geometry.up(self.sizes.styles[kind].em_mm)

    def flow(
        self,
        text: str,
        kind: Type,
        width: float,
        *,
        lines: int = 0,
        bold: bool | None = None,
        spacing: float = 0.0,
        em_mm: float = 0.0,
        height: float = 0.0,
        whole: bool = False,
    ) -> Flow:
        """Breaks a text into lines.

        Args:
            text: What to show.
            kind: How it looks.
            width: What a line may take, in pixels.
            lines: At most so many; the text shrinks to its floor before it takes more. 0 is any number.
            bold: Another weight than the kind's.
            spacing: Another distance of lines than the kind's, in ems.
            em_mm: Another full size than the kind's.
            height: At most so high, in pixels; shrinks likewise. 0 is any height.
            whole: Whether it shrinks by a step where that keeps all words in one line.
        """
        key = (text, kind, round(width), lines, bold, spacing, em_mm, round(height), whole)
        known = self._flows.get(key)
        if known is not None:
            return known
        style = self.sizes.styles[kind]
        heavy = style.bold if bold is None else bold
        step = spacing or style.spacing
        relaxed = not spacing and style.spacing > CLOSE
        em = self.geometry.up(em_mm or style.em_mm)
        floor = min(em, self.geometry.up(style.floor_mm))
        while True:
            flow = self._set(text, em, width, bold=heavy, spacing=CLOSE if relaxed else step)
            if relaxed and len(flow.lines) > SHORT_LINES:
                flow = self._set(text, em, width, bold=heavy, spacing=step)
            fits = (not lines or len(flow.lines) <= lines) and flow.width <= width + 0.5
            if (fits and (not height or flow.height <= height)) or em <= floor:
                break
            em = max(floor, em - max(1, em // 24))
        if whole and cuts_a_word(text, flow.lines):
            flow = self._whole(text, flow, width, spacing=flow.step / flow.em, floor=floor)
        if len(self._flows) > _KEEP:
            self._flows.clear()
        self._flows[key] = flow
        return flow

    def forget(self) -> None:
        """Keeps none of the texts that were shown: they may be somebody's."""
        self._flows.clear()
        self.fonts.forget()
        forget()

    def _whole(self, text: str, cut: Flow, width: float, *, spacing: float, floor: int) -> Flow:
        """The same text a little smaller, without a word cut; as it was if that takes more than a step."""
        em = cut.em
        while em > max(floor, cut.em * _A_STEP):
            em -= 1
            tried = self._set(text, em, width, bold=cut.bold, spacing=spacing)
            if len(tried.lines) <= len(cut.lines) and not cuts_a_word(text, tried.lines):
                return tried
        return cut

    def _set(self, text: str, em: int, width: float, *, bold: bool, spacing: float) -> Flow:
        face = self.fonts.face(em, bold=bold)
        found = wrap(text, width, face.width) if text else []
        return Flow(tuple(found), tuple(face.width(line) for line in found), em, bold, em * spacing)
