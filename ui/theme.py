"""Roles and their colours, in three sets. Nothing else in the face names a colour.

Text keeps 10:1 on ground and surface and 7:1 on tints; in the two high-contrast sets all text is
black or white (20:1 and more), and yellow is left to frames and pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from kiosk.core.screens import Theme, Tone


@dataclass(frozen=True, slots=True)
class Palette:
    """A colour (``#RRGGBB``) for each role.

    `on_x` is text on a surface filled with `x`; `x_soft` is a tint; `x_ink` is text in that tone on a
    surface or its tint; `frame` borders what can be pressed; `picture` is for icons.
    """

    ground: str
    surface: str
    ink: str
    ink_soft: str
    line: str
    shade: str
    frame: str
    picture: str
    picture_soft: str
    primary: str
    on_primary: str
    primary_ink: str
    primary_soft: str
    warm: str
    on_warm: str
    warm_ink: str
    warm_soft: str
    warm_frame: str
    good: str
    on_good: str
    good_ink: str
    good_soft: str
    good_frame: str
    bad: str
    on_bad: str
    bad_ink: str
    bad_soft: str
    bad_frame: str
    voice: str
    on_voice: str
    voice_frame: str
    panel: str
    on_panel: str
    panel_picture: str
    panel_frame: str
    chosen: str
    chosen_frame: str
    disabled: str
    machine: str
    plate: str
    paper: str
    on_paper: str
    focus: str
    halo: str
    high_contrast: bool


_WARM = Palette(
    ground="#FBF8F3", surface="#FFFFFF", ink="#1B1F24", ink_soft="#32373F", line="#D9D2C5", shade="#E6DFD2",
    frame="#0A3A66", picture="#0A3A66", picture_soft="#E8F0F8",
    primary="#0A3A66", on_primary="#FFFFFF", primary_ink="#0A3A66", primary_soft="#E8F0F8",
    warm="#6B2A00", on_warm="#FFFFFF", warm_ink="#632700", warm_soft="#FFEBD9", warm_frame="#C98A55",
    good="#0F4A2B", on_good="#FFFFFF", good_ink="#0D4527", good_soft="#E3F3E8", good_frame="#5E9A78",
    bad="#6A1B12", on_bad="#FFFFFF", bad_ink="#6A1B12", bad_soft="#FBE9E7", bad_frame="#C5857C",
    voice="#6B2A00", on_voice="#FFFFFF", voice_frame="#6B2A00",
    panel="#0A3A66", on_panel="#FFFFFF", panel_picture="#FFFFFF", panel_frame="#0A3A66",
    chosen="#E8F0F8", chosen_frame="#0A3A66",
    disabled="#6D6A63", machine="#C9CCD6", plate="#15181C", paper="#FFFFFF", on_paper="#1B1F24",
    focus="#0A3A66", halo="#FFD54A", high_contrast=False,
)  # fmt: skip

_LIGHT = Palette(
    ground="#FFFFFF", surface="#FFFFFF", ink="#000000", ink_soft="#000000", line="#000000", shade="#FFFFFF",
    frame="#000000", picture="#000000", picture_soft="#FFFFFF",
    primary="#000000", on_primary="#FFFFFF", primary_ink="#000000", primary_soft="#FFFFFF",
    warm="#000000", on_warm="#FFFFFF", warm_ink="#000000", warm_soft="#FFFFFF", warm_frame="#000000",
    good="#000000", on_good="#FFFFFF", good_ink="#000000", good_soft="#FFFFFF", good_frame="#000000",
    bad="#000000", on_bad="#FFFFFF", bad_ink="#000000", bad_soft="#FFFFFF", bad_frame="#000000",
    voice="#FFFFFF", on_voice="#000000", voice_frame="#000000",
    panel="#000000", on_panel="#FFFFFF", panel_picture="#FFFFFF", panel_frame="#000000",
    chosen="#FFFFFF", chosen_frame="#000000",
    disabled="#5A5A5A", machine="#BDBDBD", plate="#000000", paper="#FFFFFF", on_paper="#000000",
    focus="#000000", halo="#FFFFFF", high_contrast=True,
)  # fmt: skip

_DARK = Palette(
    ground="#000000", surface="#000000", ink="#FFFFFF", ink_soft="#FFFFFF", line="#FFFFFF", shade="#000000",
    frame="#FFFFFF", picture="#FFD54A", picture_soft="#000000",
    primary="#FFFFFF", on_primary="#000000", primary_ink="#FFFFFF", primary_soft="#000000",
    warm="#FFFFFF", on_warm="#000000", warm_ink="#FFFFFF", warm_soft="#000000", warm_frame="#FFD54A",
    good="#FFFFFF", on_good="#000000", good_ink="#FFFFFF", good_soft="#000000", good_frame="#FFD54A",
    bad="#FFFFFF", on_bad="#000000", bad_ink="#FFFFFF", bad_soft="#000000", bad_frame="#FFD54A",
    voice="#000000", on_voice="#FFFFFF", voice_frame="#FFFFFF",
    panel="#000000", on_panel="#FFFFFF", panel_picture="#FFD54A", panel_frame="#FFD54A",
    chosen="#000000", chosen_frame="#FFD54A",
    disabled="#9A9A9A", machine="#5A5A5A", plate="#000000", paper="#FFFFFF", on_paper="#000000",
    focus="#FFD54A", halo="#000000", high_contrast=True,
)  # fmt: skip


def palette_of(theme: Theme) -> Palette:
    """The colours of a theme."""
    return {Theme.WARM: _WARM, Theme.CONTRAST_LIGHT: _LIGHT, Theme.CONTRAST_DARK: _DARK}[theme]


@dataclass(frozen=True, slots=True)
class Tint:
    """How something with a tone looks: filled, or as a tint with ink and frame."""

    fill: str
    on_fill: str
    ink: str
    soft: str
    frame: str


def tint_of(palette: Palette, tone: Tone) -> Tint:
    """The colours of a tone; words and picture always say it too."""
    p = palette
    match tone:
        case Tone.PLAIN:
            return Tint(p.primary, p.on_primary, p.primary_ink, p.primary_soft, p.line)
        case Tone.URGENT:
            return Tint(p.warm, p.on_warm, p.warm_ink, p.warm_soft, p.warm_frame)
        case Tone.GOOD:
            return Tint(p.good, p.on_good, p.good_ink, p.good_soft, p.good_frame)
        case Tone.BAD:
            return Tint(p.bad, p.on_bad, p.bad_ink, p.bad_soft, p.bad_frame)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2), from 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_pairs(palette: Palette) -> tuple[tuple[str, str, bool], ...]:
    """Every role of text with every role it stands on, and whether that is a tint."""
    plain = [(ink, on, False) for ink in ("ink", "ink_soft", "primary_ink") for on in ("ground", "surface")]
    tones = [(f"{tone}_ink", on, False) for tone in ("warm", "good", "bad") for on in ("ground", "surface")]
    tints = [(ink, "primary_soft", True) for ink in ("ink", "ink_soft", "primary_ink")]
    tints += [(ink, f"{tone}_soft", True) for tone in ("warm", "good", "bad")
              for ink in ("ink", "ink_soft", f"{tone}_ink")]  # fmt: skip
    tints += [(ink, "chosen", True) for ink in ("ink", "ink_soft", "primary_ink")]
    fills = [(f"on_{name}", name, False) for name in ("primary", "warm", "good", "bad", "voice", "panel")]
    fills.append(("on_paper", "paper", False))
    known = {field.name for field in fields(palette)}
    found = (*plain, *tones, *tints, *fills)
    assert all(ink in known and on in known for ink, on, _ in found)
    return found
