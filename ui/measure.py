"""What is really on the screen: every text and every target, where it stands and how big it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from ui.parts.part import Drawn, Target
from ui.sizes import INK_PER_EM
from ui.window import Window


@dataclass(frozen=True, slots=True)
class TextItem:
    r"""A text on the window, in pixels of the window.

    Attributes:
        text: Its lines, joined by ``\n``.
        owner: The part that drew it: a target's id, or the part's class name.
        rect: What it really takes.
        box: What it was given.
        part: The rectangle of the part that drew it.
        ink_mm: The height of a Hanzi's ink.
        kind: The kind of text: title, lead, heading, body, value, answer, label, bar, key, small.
        lines: How many lines.
        spacing: From line to line in ems.
        widest: The most characters in a line.
        colour: Its colour.
        enabled: False on a disabled target.
    """

    text: str
    owner: str
    rect: QRectF
    box: QRectF
    part: QRectF
    ink_mm: float
    kind: str
    lines: int
    spacing: float
    widest: int
    colour: str
    enabled: bool

    @property
    def cut(self) -> bool:
        """Whether it takes more than its part, or more across than it was given."""
        room = self.part.adjusted(-1, -1, 1, 1)
        return not room.contains(self.rect) or self.rect.width() > self.box.width() + 1.5


@dataclass(frozen=True, slots=True)
class TargetItem:
    """Something to press, in pixels of the window.

    Attributes:
        target: Its id.
        rect: Where it is.
        name: Its accessible name.
        description: Its accessible description.
        enabled: Whether it can be pressed.
        filled_primary: Whether it is the filled primary.
        band: ``header``, ``page`` or ``bar``.
        keypad: Whether it is a keypad's key.
    """

    target: str
    rect: QRectF
    name: str
    description: str
    enabled: bool
    filled_primary: bool
    band: str
    keypad: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A shown page: its texts, its targets, the area of the page, and what room it lacked."""

    texts: tuple[TextItem, ...]
    targets: tuple[TargetItem, ...]
    window: QRectF
    page: QRectF
    spare_px: int
    mm_per_px: float


def measure(window: Window) -> Measured:
    """Measures what a window shows. The window need not be visible on a display."""
    texts: list[TextItem] = []
    targets: list[TargetItem] = []
    mm_per_px = window.geometry_of_screen.mm_per_px
    page = window.page
    for part in _parts(window):
        corner = QPointF(part.mapTo(window, part.rect().topLeft()))
        whole = QRectF(part.rect()).translated(corner)
        if isinstance(part, Target):
            band = "page" if page is not None and page.isAncestorOf(part) else ""
            band = band or ("bar" if part.y() > window.height() // 2 else "header")
            targets.append(TargetItem(
                part.choice.id, whole, part.accessibleName(), part.accessibleDescription(), part.isEnabled(),
                part.filled_primary, band, part.repeats,
            ))  # fmt: skip
        owner = part.choice.id if isinstance(part, Target) else type(part).__name__
        for placed in part.canvas().texts:
            flow = placed.flow
            texts.append(TextItem(
                "\n".join(flow.lines), owner, placed.rect.translated(corner), placed.box.translated(corner),
                whole, flow.em * INK_PER_EM * mm_per_px, placed.kind.value, len(flow.lines),
                flow.step / flow.em, max(map(len, flow.lines)), placed.colour, part.isEnabled(),
            ))  # fmt: skip
    area = QRectF(page.geometry()) if page is not None else QRectF(window.rect())
    spare = getattr(page, "spare_px", 0)
    texts.sort(key=lambda text: (text.rect.y(), text.rect.x(), text.text))
    order = {target.choice.id: number for number, target in enumerate(window.targets())}
    targets.sort(key=lambda target: order.get(target.target, -1))
    return Measured(tuple(texts), tuple(targets), QRectF(window.rect()), area, spare, mm_per_px)


def _parts(window: Window) -> list[Drawn]:
    found: list[Drawn] = []
    for widget in window.findChildren(QWidget):
        if isinstance(widget, Drawn) and not widget.isHidden():
            found.append(widget)
    return found
