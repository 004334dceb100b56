"""Paints every page in every way of showing, with a page to look through them: `kiosk gallery`.

A picture's place says what it is: panel, size, theme, then the page's name on the tour. What is the same page
under several names is painted once.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kiosk.core.screens import Screen, TextSize, Theme
from kiosk.core.tour import Stop
from ui.showcase import PANELS, Stand, Tours, View, application, release_of, views

DOC_WIDTH_PX: Final = 1280
DOC_COLOURS: Final = 64
PLAIN_VIEW: Final = View("1920x1080@21.5", TextSize.ELDER, Theme.WARM)
DOCS: Final[dict[str, tuple[str, View]]] = {
    "home": ("home/open", PLAIN_VIEW),
    "identify": ("identify/card", PLAIN_VIEW),
    "my-affairs": ("affairs/page-elder", PLAIN_VIEW),
    "question": ("old-age-allowance/ask-phone", PLAIN_VIEW),
    "unlock": ("staff/unlock", PLAIN_VIEW),
    "staff-home": ("staff/home-begun", PLAIN_VIEW),
    "assisted": ("staff/check", PLAIN_VIEW),
    "machine": ("staff/machine", PLAIN_VIEW),
}
"""The pictures of the manual: file name -> (page on the tour, way of showing)."""


@dataclass(frozen=True, slots=True)
class Job:
    """Some ways of showing one panel and size: what one process does at a time."""

    out: Path
    views: tuple[View, ...]
    folder: Path | None
    services: tuple[str, ...] | None


def place_of(view: View) -> Path:
    """The folder of a way of showing, within the gallery."""
    position = f"{view.panel}-low" if view.low else view.panel
    return Path(position.replace("@", "-at-")) / view.size.value / view.theme.value


def paint_all(job: Job) -> int:
    """Paints one job's pages; may be called in a process of its own. Returns how many pictures there are."""
    application()
    tours = Tours(release_of(job.folder), services=job.services)
    stand = Stand(job.views[0].geometry)
    return sum(_paint_view(stand, tours.stops(view), job.out / place_of(view)) for view in job.views)


def _paint_view(stand: Stand, stops: Iterable[Stop], folder: Path) -> int:
    painted: dict[Screen, Path] = {}
    count = 0
    for stop in stops:
        file = folder / f"{stop.name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        known = painted.get(stop.screen)
        if known is not None:
            _same(known, file)
        else:
            stand.show(stop.screen)
            _save(stand.picture(), file)
            painted[stop.screen] = file
        count += 1
    return count


def _same(first: Path, file: Path) -> None:
    try:
        os.link(first, file)
    except OSError:  # a file system without links
        shutil.copyfile(first, file)


class PictureNotKeptError(OSError):
    """A picture could not be written."""


def _save(image: QImage, file: Path) -> None:
    if not image.save(os.fspath(file)):
        raise PictureNotKeptError(f"{file.name} could not be written")


def gallery(
    out: Path,
    all_views: Iterable[View],
    *,
    folder: Path | None = None,
    services: Sequence[str] | None = None,
    processes: int = 1,
) -> Iterator[int]:
    """Paints the pages and the index.

    Args:
        out: Where to.
        all_views: Ways of showing.
        folder: A configuration; the shipped one if ``None``.
        services: Only these, and nothing around them; everything if ``None``.
        processes: How many at a time.

    Yields:
        How many pictures have become ready, panel and size by panel and size.
    """
    wanted = list(all_views)
    groups: dict[tuple[str, TextSize, bool], list[View]] = {}
    for view in wanted:
        groups.setdefault((view.panel, view.size, view.low), []).append(view)
    chosen = tuple(services) if services is not None else None
    jobs = [Job(out, tuple(group), folder, chosen) for group in groups.values()]
    out.mkdir(parents=True, exist_ok=True)
    if processes <= 1 or len(jobs) <= 1:
        yield from map(paint_all, jobs)
    else:
        context = multiprocessing.get_context("spawn")  # a forked Qt application is none
        with ProcessPoolExecutor(max_workers=processes, mp_context=context) as pool:
            for done in as_completed([pool.submit(paint_all, job) for job in jobs]):
                yield done.result()
    (out / "index.html").write_text(index_of(out, wanted), encoding="utf-8")


def index_of(out: Path, wanted: Sequence[View]) -> str:
    """The page to look through: the pages by name, and a choice of panel, size and theme."""
    folders = [place_of(view).as_posix() for view in wanted]
    names = sorted(
        {
            file.relative_to(out / folder).with_suffix("").as_posix()
            for folder in folders
            for file in (out / folder).rglob("*.png")
        }
    )
    page = files("ui").joinpath("gallery.html").read_text(encoding="utf-8")
    data = json.dumps({"views": folders, "pages": names}, ensure_ascii=True).replace("</", "<\\/")
    return page.replace("/*DATA*/", data)


def documentation(out: Path, *, folder: Path | None = None) -> list[Path]:
    """Paints the pictures of the manual: few, and small."""
    application()
    release = release_of(folder)
    areas = {page.partition("/")[0] for page, _ in DOCS.values()}
    tours = Tours(release, services=areas & set(release.services), surroundings=True)
    out.mkdir(parents=True, exist_ok=True)
    stands: dict[str, Stand] = {}
    made = []
    for name, (page, view) in DOCS.items():
        stand = stands.setdefault(view.panel, Stand(view.geometry))
        stand.show(_page(tours.stops(view), page))
        made.append(_small(stand.picture(), out / f"{name}.png"))
    return made


class NoSuchPageError(LookupError):
    """The tour has no page of a name."""


def _page(stops: Iterable[Stop], name: str) -> Screen:
    for stop in stops:
        if stop.name == name:
            return stop.screen
    raise NoSuchPageError(f"no page of the tour is called {name}")


def _small(image: QImage, file: Path) -> Path:
    """A smaller picture with few colours: a page has few, and a repository keeps every version."""
    from PIL import Image

    width = min(DOC_WIDTH_PX, image.width()) if image.width() > image.height() else DOC_WIDTH_PX // 2
    scaled = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    rgb = scaled.convertToFormat(QImage.Format.Format_RGB888)
    size = (rgb.width(), rgb.height())
    pixels = Image.frombuffer("RGB", size, bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine(), 1)
    pixels.quantize(DOC_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    return file


def main(argv: list[str]) -> int:
    """`kiosk gallery`."""
    parser = argparse.ArgumentParser(prog="kiosk gallery", description=__doc__)
    parser.add_argument("--out", type=Path, help="where the pictures and index.html go")
    parser.add_argument(
        "--docs", type=Path, help="paint the few pictures of the manual into this folder instead"
    )
    parser.add_argument("--screen", action="append", choices=list(PANELS), default=[], help="only this panel")
    parser.add_argument("--size", action="append", choices=[size.value for size in TextSize], default=[])
    parser.add_argument("--theme", action="append", choices=[theme.value for theme in Theme], default=[])
    parser.add_argument("--service", action="append", default=None, help="only this service")
    parser.add_argument("--low", action="store_true", help="also the low position of tall screens")
    parser.add_argument("--config", type=Path, default=None, help="a folder of configuration to look at")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time")
    options = parser.parse_args(argv)
    if options.docs is not None:
        for file in documentation(options.docs, folder=options.config):
            sys.stdout.write(f"{file}\n")
        return 0
    if options.out is None:
        parser.error("--out or --docs is needed")
    sizes, themes = [TextSize(size) for size in options.size], [Theme(theme) for theme in options.theme]
    total = 0
    for count in gallery(
        options.out,
        views(options.screen, sizes, themes, low=options.low),
        folder=options.config,
        services=options.service,
        processes=options.processes,
    ):
        total += count
        sys.stderr.write(f"{total} pictures\n")
    sys.stdout.write(f"{options.out / 'index.html'}\n")
    return 0
