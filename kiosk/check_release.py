"""`kiosk check-release`: draws every page of a release out of sight and judges it, before it may be tried.

A staged release that brings models of speech has them tried and installed beside it.

With `--against` it paints the pages that a change changes, before and after, for the maintainer's eyes.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from config.faults import ConfigFaults
from config.release import Release, ReleaseFileError, active_release
from config.staging.store import Stages
from kiosk.core.screens import Screen, TextSize, Theme


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a page: where, by which rule, and a sentence on it."""

    page: str
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking at a release: how many pages were drawn, and what is wrong with them."""

    pages: int
    flaws: tuple[Flaw, ...] = ()

    def beyond(self, other: Verdict) -> Verdict:
        """Without what is wrong in the same way in another one: that is the program's fault."""
        known = {(flaw.page, flaw.rule) for flaw in other.flaws}
        return Verdict(self.pages, tuple(f for f in self.flaws if (f.page, f.rule) not in known))


def judge(release: Release, *, services: Collection[str] | None = None, around: bool = True) -> Verdict:
    """Draws and measures every page as this release's terminal shows it: its screen, text size and theme.

    Args:
        release: What is looked at.
        services: Only the pages of these; of all there are if None.
        around: With the pages that belong to no service.
    """
    from ui.audit import Auditor
    from ui.showcase import PANELS, Tours, View, application

    application()
    screen = release.settings.screen
    panel = min(PANELS, key=lambda name: abs(PANELS[name].diagonal_in - screen.diagonal_in))
    view = View(panel, TextSize(screen.text_size), Theme(screen.theme))
    lost: list[str] = []
    stops = Tours(release, services=services, surroundings=around, lost=lost.append).stops(view)
    outcome = Auditor((view,), paint=False).look(stops)
    flaws = [Flaw(fault.page, fault.rule, fault.sentence) for fault in outcome.faults]
    ends = [Flaw(where.partition(":")[0], "lost", f"the way ends: {where}") for where in lost]
    return Verdict(len(stops), (*flaws, *ends))


def judge_here(release: Release, home: Path | None) -> Verdict:
    """What is wrong with a release; on a terminal, what was not wrong before it.

    A page that the program itself draws badly must not stop every release from then on.
    """
    verdict = judge(release)
    if home is None or not verdict.flaws:
        return verdict
    areas = {flaw.page.partition("/")[0] for flaw in verdict.flaws}
    return verdict.beyond(judge(active_release(home), services=areas))


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that a change changes; None where there was none, or is none any more."""

    name: str
    before: Screen | None
    after: Screen | None


def changes(before: Release, after: Release) -> tuple[Changed, ...]:
    """The pages that are not the same in two releases, in the order of the tour."""
    from ui.showcase import Tours, View, application

    application()
    view = View("1920x1080@21.5", TextSize.ELDER, Theme.WARM)
    old = {stop.name: stop.screen for stop in Tours(before).stops(view)}
    new = {stop.name: stop.screen for stop in Tours(after).stops(view)}
    return tuple(
        Changed(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    )


def paint(changed: Iterable[Changed], out: Path) -> Path:
    """Paints pages before and after, and a page to look through them."""
    from ui.showcase import PANELS, Stand

    stand = Stand(PANELS["1920x1080@21.5"])
    rows = []
    for number, page in enumerate(changed):
        cells = []
        for when, screen in (("before", page.before), ("after", page.after)):
            if screen is None:
                cells.append("<td>-</td>")
                continue
            file = out / f"{number:04}-{when}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            stand.show(screen)
            stand.picture().save(str(file))
            cells.append(f'<td><img src="{file.name}" width="640" alt="{when}"></td>')
        rows.append(f'<tr><th colspan="2">{html.escape(page.name)}</th></tr><tr>{"".join(cells)}</tr>')
    index = out / "index.html"
    index.parent.mkdir(parents=True, exist_ok=True)
    head = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>before and after</title>'
    index.write_text(f"{head}<table>{''.join(rows)}</table></html>\n", encoding="utf-8")
    return index


def _load(place: Path) -> Release:
    if place.is_dir():
        from config.loader import load_folder

        return load_folder(place)
    return Release.load(place)


def main(argv: list[str]) -> int:
    """Looks at a release; see `kiosk check-release --help`.

    Returns:
        0 for a sound one, 1 for one with faults, 2 for wrong arguments.
    """
    parser = argparse.ArgumentParser(prog="kiosk check-release", description=__doc__)
    parser.add_argument("place", nargs="?", type=Path, help="a folder of configuration, or a compiled file")
    parser.add_argument("--home", type=Path, help="with --number: a terminal's data folder")
    parser.add_argument("--number", type=int, help="a release that is staged there")
    parser.add_argument(
        "--models", action="store_true", help="with --number: try and install its models, draw nothing"
    )
    parser.add_argument("--against", type=Path, help="paint what changes from this folder or file on")
    parser.add_argument("--out", type=Path, default=Path("out/preview"), help="where pictures go")
    given = parser.parse_args(argv)
    place: Path | None = given.place
    if given.home is not None and given.number is not None:
        place = Stages(given.home).compiled(given.number)
    if place is None:
        parser.error("name a folder or a file, or --home and --number")
    if given.models and (given.home is None or given.number is None):
        parser.error("--models needs --home and --number")
    began_s = time.monotonic()
    try:
        release = _load(place)
        if given.against is not None:
            changed = changes(_load(given.against), release)
            for page in changed:
                sys.stdout.write(f"{page.name}\n")
            sys.stdout.write(f"{paint(changed, given.out)}: {len(changed)} pages change\n")
            return 0
        verdict = Verdict(0) if given.models else judge_here(release, given.home)
        if given.home is not None and given.number is not None:
            from voice.by_release import install_staged

            wrong = tuple(Flaw("", "model", line) for line in install_staged(given.home, given.number))
            verdict = Verdict(verdict.pages, (*verdict.flaws, *wrong))
    except (ConfigFaults, ReleaseFileError) as error:
        verdict = Verdict(0, tuple(Flaw("", "file", line) for line in str(error).splitlines()))
    for flaw in verdict.flaws:
        sys.stdout.write(flaw.sentence + "\n")
    seconds = round(time.monotonic() - began_s, 1)
    line = {"pages": verdict.pages, "faults": len(verdict.flaws), "seconds": seconds}
    sys.stdout.write(json.dumps(line) + "\n")
    return 1 if verdict.flaws else 0
