"""The gallery: a picture a page and way of showing, a page to look through them, small ones for docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from kiosk.core.screens import Screen, TextSize, Theme
from kiosk.core.tour import Stop
from ui import gallery as gallery_module
from ui.gallery import DOCS, NoSuchPageError, documentation, gallery, main, place_of
from ui.showcase import PANELS, Stand, Tours, View, views
from ui.window import Window

pytestmark = [pytest.mark.whole, pytest.mark.usefixtures("qapp")]

MOST_DOC_BYTES = 150_000


@pytest.fixture(scope="module", name="painted")
def _painted(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Path:
    assert qapp
    out = tmp_path_factory.mktemp("gallery")
    wanted = views(["1280x1024@19", "1366x768@15.6"], [TextSize.ELDER], [Theme.WARM, Theme.CONTRAST_DARK])
    assert sum(gallery(out, wanted, services=("copy-id-card",))) > 8
    return out


def test_each_way_of_showing_has_its_folder(painted: Path) -> None:
    for panel in ("1280x1024@19", "1366x768@15.6"):
        for theme in (Theme.WARM, Theme.CONTRAST_DARK):
            folder = painted / place_of(View(panel, TextSize.ELDER, theme))
            pictures = list(folder.rglob("*.png"))
            assert any(picture.stem == "guide" for picture in pictures)
            sizes = {(image.width(), image.height()) for image in map(QImage, map(str, pictures))}
            assert sizes == {(PANELS[panel].width_px, PANELS[panel].height_px)}


def test_themes_look_otherwise(painted: Path) -> None:
    warm, dark = (
        QImage(
            str(painted / place_of(View("1280x1024@19", TextSize.ELDER, theme)) / "copy-id-card/guide.png")
        )
        for theme in (Theme.WARM, Theme.CONTRAST_DARK)
    )
    assert warm.pixelColor(600, 5).lightness() > 200
    assert dark.pixelColor(600, 5).lightness() < 20


def test_the_index_holds_every_page_and_needs_nothing_from_outside(painted: Path) -> None:
    page = (painted / "index.html").read_text(encoding="utf-8")
    for picture in (painted / place_of(View("1280x1024@19", TextSize.ELDER, Theme.WARM))).rglob("*.png"):
        assert f'"{picture.parent.name}/{picture.stem}"' in page
    assert "/*DATA*/" not in page
    assert not re.search(r"https?:|//[a-z]|src=[\"'](?!\")|@import|url\(", page)


def test_the_same_page_is_painted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Screen] = []
    real = Stand.show

    def counted(self: Stand, screen: Screen) -> Window:
        shown.append(screen)
        return real(self, screen)

    class Twice(Tours):
        def stops(self, view: View) -> tuple[Stop, ...]:
            first = super().stops(view)[0]
            return (first, Stop("again/same", first.screen))

    monkeypatch.setattr(Stand, "show", counted)
    monkeypatch.setattr(gallery_module, "Tours", Twice)
    one = views(["1366x768@15.6"], [TextSize.ELDER], [Theme.WARM])
    assert list(gallery(tmp_path, one, services=("pension",))) == [2]
    assert len(shown) == 1
    assert len(list(tmp_path.rglob("*.png"))) == 2


def test_the_command_says_where_to_look(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["--service", "copy-id-card", "--screen", "1366x768@15.6", "--size", "elder", "--theme", "warm"]
    assert main(["--out", str(tmp_path / "out"), *wanted]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'out' / 'index.html'}\n"
    with pytest.raises(SystemExit):
        main([])


def test_the_pictures_of_the_manual_are_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: DOCS[name] for name in ("home", "question", "my-affairs")}
    monkeypatch.setattr(gallery_module, "DOCS", few)
    made = documentation(tmp_path)
    assert [file.stem for file in made] == list(few)
    for file in made:
        assert file.stat().st_size < MOST_DOC_BYTES
        assert QImage(str(file)).width() == 1280


def test_a_picture_of_no_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, view = DOCS["home"]
    monkeypatch.setattr(gallery_module, "DOCS", {"nowhere": ("home/nowhere", view)})
    with pytest.raises(NoSuchPageError):
        documentation(tmp_path)
