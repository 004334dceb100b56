"""The fonts on paper: which characters can be printed, and in which font each stands.

LXGW WenKai carries the text, BabelStone Han the rare characters that it lacks. No PDF engine warns of a
missing glyph (it draws a blank), so every text is asked for with `missing()` before it is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any
from zlib import crc32

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

from printing.errors import FontsMissing

_FOLDERS = (Path("/usr/share/fonts/truetype"), Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_PACKAGES = "fonts-lxgw-wenkai fonts-babelstone-han"


@dataclass(frozen=True)
class FontFiles:
    """Where the three font files are."""

    regular: Path
    bold: Path
    fallback: Path


@dataclass(frozen=True)
class Run:
    """A stretch of text in one font."""

    text: str
    font: str


def find_font_files(folders: Sequence[Path] = _FOLDERS) -> FontFiles:
    """Looks for the installed fonts.

    Raises:
        FontsMissing: a file is in none of the folders; the message names the packages.
    """

    def find(name: str) -> Path:
        for folder in folders:
            if folder.is_dir() and (found := sorted(folder.rglob(name))):
                return found[0]
        raise FontsMissing(f"{name} is not installed; apt-get install {_PACKAGES}")

    return FontFiles(find("LXGWWenKai-Regular.ttf"), find("LXGWWenKai-Bold.ttf"), find("BabelStoneHan.ttf"))


def is_private_use(char: str) -> bool:
    """Whether a character is of a private-use area: what it looks like depends on who wrote it."""
    code = ord(char)
    return 0xE000 <= code <= 0xF8FF or 0xF0000 <= code <= 0x10FFFF


class FontBook:
    """The fonts, registered with reportlab, and the choice among them per character.

    Args:
        files: the font files; looked for in the system's folders when None.

    The fallback font is large (51 MB) and is loaded when the first character needs it.
    """

    def __init__(self, files: FontFiles | None = None) -> None:
        self._files = files or find_font_files()
        write_astral_characters_rightly()
        self._regular = _register("kiosk-regular", self._files.regular)
        self._bold = _register("kiosk-bold", self._files.bold)
        rl_config.useA85 = 0  # binary streams: smaller, and no time spent on spelling them in ASCII
        # Otherwise each file names Helvetica, which is not embedded.
        rl_config.canvas_basefontname = self._regular.fontName
        self._glyphs: dict[tuple[str, bool], tuple[str | None, float]] = {}

    @cached_property
    def _fallback(self) -> TTFont:
        return _register("kiosk-fallback", self._files.fallback)

    def warm(self) -> None:
        """Loads the fallback font now, so that the first rare character does not wait for it."""
        self._has(self._fallback, "一")

    def missing(self, text: str) -> list[str]:
        """The characters that cannot be printed, each once, in order of appearance.

        Private-use characters count as missing even where a font has a glyph for them.
        """
        return [c for c in dict.fromkeys(text) if c not in "\n\t" and self._glyph(c, bold=False)[0] is None]

    def runs(self, text: str, *, bold: bool = False) -> list[Run]:
        """Splits a text into stretches of one font each.

        A character that no font has becomes 〓, so that a mistake is seen; callers ask `missing()` first.
        """
        pairs = [(c, self._glyph(c, bold=bold)[0]) for c in text]
        known = [(c, f) if f else ("〓", self._regular.fontName) for c, f in pairs]
        return [Run("".join(c for c, _ in group), font) for font, group in groupby(known, key=lambda p: p[1])]

    def width(self, text: str, size_pt: float, *, bold: bool = False) -> float:
        """The advance width in points."""
        return sum(self._glyph(c, bold=bold)[1] for c in text) * size_pt

    def _glyph(self, char: str, *, bold: bool) -> tuple[str | None, float]:
        """The font that a character stands in, and its advance in ems."""
        found = self._glyphs.get((char, bold))
        if found is None:
            font = self._font_of(char, bold=bold)
            found = font, pdfmetrics.stringWidth(char, font or self._regular.fontName, 1.0) if font else 1.0
            self._glyphs[char, bold] = found
        return found

    def _font_of(self, char: str, *, bold: bool) -> str | None:
        if is_private_use(char):
            return None
        if bold and self._has(self._bold, char):
            return self._bold.fontName
        if self._has(self._regular, char):
            return self._regular.fontName
        return self._fallback.fontName if self._has(self._fallback, char) else None

    @staticmethod
    def _has(font: TTFont, char: str) -> bool:
        code = 32 if char == "\u00a0" else ord(char)
        return bool(font.face.charToGlyph.get(code))


def _register(name: str, path: Path) -> TTFont:
    """Registers a font file under a name of ours; a second call gives the first one's font."""
    key = f"{name}-{crc32(str(path).encode()):08x}"
    if key not in pdfmetrics.getRegisteredFontNames():
        made = TTFont(key, str(path))
        _copy_no_outlines(made.face)
        pdfmetrics.registerFont(made)
    font = pdfmetrics.getFont(key)
    assert isinstance(font, TTFont)
    return font


class _GlyphTable:
    """The outlines of a font, cut out piece by piece: reportlab would copy all 13 MB for each document."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, piece: slice) -> bytes:
        return self._data[self._start + piece.start : self._start + piece.stop]


def _copy_no_outlines(face: Any) -> None:
    whole = face.get_table
    start = face.get_table_pos("glyf")[0]
    face.get_table = lambda tag: _GlyphTable(face._ttf_data, start) if tag == "glyf" else whole(tag)


def write_astral_characters_rightly() -> None:
    """Replaces reportlab's ToUnicode writer.

    reportlab writes characters beyond U+FFFF with five hex digits, which readers take for other characters:
    the print looks right, but copying, searching and checking the file do not.
    """
    ttfonts.makeToUnicodeCMap = to_unicode_cmap


def to_unicode_cmap(fontname: str, subset: Sequence[int]) -> str:
    """A ToUnicode CMap in UTF-16BE, in blocks of at most 100 entries (PDF 32000-1, 9.10.3)."""
    entries = [
        f"<{i:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for i, code in enumerate(subset) if code
    ]
    blocks = [entries[i : i + 100] for i in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *(line for b in blocks for line in (f"{len(b)} beginbfchar", *b, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
