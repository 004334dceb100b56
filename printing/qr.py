"""QR codes as vector modules that lie on the printer's dots.

A PDF rasterizer blackens every dot that a shape touches. A module that is not a whole number of dots, or
that touches its neighbor's dot, therefore grows, and the code can no longer be read. So on slips (203 dots
per inch) each module is a whole number of dots, at least four; it starts on a dot and ends a hair before the
next.
"""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from reportlab.pdfgen.canvas import Canvas

from printing.errors import PaperRefused, RefusedFor
from printing.layout import MM

SLIP_DPI = 203
DOT_PT = 72 / SLIP_DPI
MIN_DOTS = 4
QUIET_MODULES = 4
LAST_VERSION = 8  # tokens; up to 152 bytes at level M
LAST_DENSE_VERSION = 22  # sealed handoff codes at level L; 1003 bytes
_QUICK_MASK = 2
HAIR_PT = DOT_PT * 0.02


@dataclass(frozen=True)
class Code:
    """The modules of a code, without its quiet zone.

    Attributes:
        rows: the modules, True for black, from the top.
        version: 1-40; the code is 17 + 4 x version modules wide.
    """

    rows: tuple[tuple[bool, ...], ...]
    version: int

    @property
    def size(self) -> int:
        """How many modules wide."""
        return len(self.rows)


def make_code(payload: str, *, dense: bool = False, quick: bool = False) -> Code:
    """Encodes a payload.

    Args:
        payload: ASCII: a short https address with an opaque token, or a sealed draft.
        dense: True for a sealed draft: level L, up to version 22; otherwise level M, at most version 8.
        quick: takes any mask instead of the best of eight; for large modules on a laser printer it does not
            matter, and it saves a third of a certificate's time.

    Raises:
        PaperRefused: it does not fit the version that can still be read from paper.
    """
    if not payload.isascii():
        raise ValueError("a code holds ASCII only: scanners cannot be trusted with more")
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_L if dense else ERROR_CORRECT_M,
        border=0,
        mask_pattern=_QUICK_MASK if quick else None,
    )
    code.add_data(payload, optimize=20)
    try:
        code.make(fit=True)
    except ValueError as error:
        raise PaperRefused(RefusedFor.QR_TOO_LONG) from error
    if code.version is None or code.version > (LAST_DENSE_VERSION if dense else LAST_VERSION):
        raise PaperRefused(RefusedFor.QR_TOO_LONG)
    return Code(tuple(tuple(bool(m) for m in row) for row in code.get_matrix()), code.version)


def slip_module_pt(code: Code, *, printable_pt: float, wanted_mm: float) -> float:
    """The module's size on a slip: whole dots, as near to the wanted width as the paper allows.

    Raises:
        PaperRefused: modules of four dots would be wider than the paper.
    """
    widest = int(printable_pt / DOT_PT / (code.size + 2 * QUIET_MODULES))
    if widest < MIN_DOTS:
        raise PaperRefused(RefusedFor.QR_TOO_LONG)
    return max(MIN_DOTS, min(widest, round(wanted_mm * MM / DOT_PT / code.size))) * DOT_PT


def on_dot(pt: float) -> float:
    """The nearest position that lies on a printer dot."""
    return round(pt / DOT_PT) * DOT_PT


def draw_code(
    canvas: Canvas, code: Code, *, x: float, top: float, module_pt: float, hair_pt: float = 0.0
) -> None:
    """Draws the modules as horizontal runs on a white ground that reaches over the quiet zone.

    Args:
        canvas: where.
        code: what.
        x: left edge of the first module, in points.
        top: upper edge of the first row, in points.
        module_pt: the width of a module.
        hair_pt: how much each run is drawn in, so that it does not touch the next dot.
    """
    quiet, width = QUIET_MODULES * module_pt, code.size * module_pt
    figures = [
        "q 1 g",
        _rectangle(x - quiet, top - width - quiet, width + 2 * quiet, width + 2 * quiet),
        "f 0 g",
    ]
    for index, row in enumerate(code.rows):
        start: int | None = None
        for column, black in enumerate((*row, False)):
            if black and start is None:
                start = column
            elif not black and start is not None:
                left, bottom = x + start * module_pt + hair_pt, top - (index + 1) * module_pt + hair_pt
                length = (column - start) * module_pt - 2 * hair_pt
                figures.append(_rectangle(left, bottom, length, module_pt - 2 * hair_pt))
                start = None
    # As one literal: reportlab takes longer over these numbers than over all the rest of a certificate.
    canvas.addLiteral("\n".join([*figures, "f Q"]))


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"{x:.5f} {y:.5f} {width:.5f} {height:.5f} re"
