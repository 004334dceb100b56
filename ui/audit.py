"""Measures every page in every way of showing against the numbers: `kiosk audit`.

Geometry is measured everywhere, without painting; contrast is read from painted pixels, for each kind of
page in each theme. Faults are one line each; the last line says how much was measured.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from kiosk.core.screens import Screen, TextSize, Theme, Tone
from kiosk.core.tour import Stop
from ui.audit_contrast import contrasts
from ui.audit_rules import GEOMETRY, BarKeeper, Finding, Shown
from ui.audit_voice import Ears, Listener
from ui.audit_words import choices_on, drawn, spoken
from ui.measure import Measured, measure
from ui.showcase import PANELS, PageFailedError, Stand, Tours, View, application, release_of, shown_as, views

PAINTED: Final = frozenset(
    {
        ("1920x1080@21.5", TextSize.ELDER, False),
        ("1366x768@15.6", TextSize.EXTRA_LARGE, False),
        ("1080x1920@32", TextSize.STANDARD, True),
    }
)
"""Where contrast is read from pixels, in all themes: a roomy, a tight and a tall way of showing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A page that breaks a rule in one way of showing it."""

    page: str
    screen: str
    size: str
    theme: str
    rule: str
    what: str

    @property
    def sentence(self) -> str:
        """For people."""
        return f"{self.page} on {self.screen}, {self.size}, {self.theme}: {self.rule}: {self.what}"


@dataclass(frozen=True, slots=True)
class Job:
    """A panel and a text size, in some themes: what one process does at a time."""

    panel: str
    size: TextSize
    low: bool
    themes: tuple[Theme, ...]
    folder: Path | None = None
    services: tuple[str, ...] | None = None
    ears: Ears | None = None

    @property
    def views(self) -> tuple[View, ...]:
        """Its ways of showing."""
        return tuple(View(self.panel, self.size, theme, self.low) for theme in self.themes)


@dataclass(slots=True)
class Outcome:
    """What a job found."""

    pages: set[str] = field(default_factory=set)
    combinations: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Takes another's findings over."""
        self.pages |= other.pages
        self.combinations += other.combinations
        self.faults += other.faults


class Auditor:
    """Measures pages in the ways of showing of one job.

    Every page is laid out in the first theme. A theme changes nothing but colours: in the other themes one
    page of each look is laid out again and held against the first, and judged anew if it is not alike.

    Args:
        job_views: The same panel, size and position in different themes.
        paint: Whether contrast is read from pixels, too, for one page of each look in each theme.
        listener: Judges what is said and may be said; nobody does if ``None``.
    """

    def __init__(self, job_views: Sequence[View], *, paint: bool, listener: Listener | None = None) -> None:
        self._listener = listener
        self._views = job_views
        self._paint = paint
        self._stand = Stand(job_views[0].geometry)
        self._bar = BarKeeper()

    def look(self, stops: Sequence[Stop]) -> Outcome:
        """Measures all pages."""
        outcome = Outcome({stop.name for stop in stops}, len(stops) * len(self._views))
        samples: dict[object, tuple[Stop, Measured]] = {}
        judged: dict[Screen, tuple[Measured | None, list[Finding]]] = {}
        for stop in stops:
            if stop.screen not in judged:
                judged[stop.screen] = self._judge(stop, self._views[0])
            measured, found = judged[stop.screen]
            if measured is not None:
                samples.setdefault(look_of(stop.screen), (stop, measured))
            outcome.faults += [
                fault_of(stop.name, view, finding) for view in self._views for finding in found
            ]
        for view in self._views:
            for stop, measured in samples.values():
                again = self._again(stop, view, measured)
                outcome.faults += [fault_of(stop.name, view, finding) for finding in again]
        return outcome

    def _show(self, stop: Stop, view: View) -> Measured:
        return measure(self._stand.show(shown_as(stop.screen, view.theme)))

    def _judge(self, stop: Stop, view: View) -> tuple[Measured | None, list[Finding]]:
        """A page against all rules of geometry and words."""
        try:
            measured = self._show(stop, view)
        except PageFailedError:
            return None, [Finding("failed", "the page could not be drawn")]
        shown = Shown(stop.screen, measured, view.geometry.top_px(low=view.low))
        found = [finding for rule in (*GEOMETRY, drawn, spoken) for finding in rule(shown)]
        if self._listener is not None:
            found += self._listener.look(stop.screen)
        return measured, [*found, *self._bar.look(stop.name, shown)]

    def _again(self, stop: Stop, view: View, first: Measured) -> Iterator[Finding]:
        """One page of a look in one theme: as in the first one but for its colours; and those."""
        is_first = view == self._views[0]
        if is_first and not self._paint:
            return
        measured = self._show(stop, view)
        if not is_first and not alike(first, measured):
            yield Finding("theme", f"the page stands otherwise than in {self._views[0].theme.value}")
            shown = Shown(stop.screen, measured, view.geometry.top_px(low=view.low))
            yield from (finding for rule in GEOMETRY for finding in rule(shown))
        if self._paint:
            yield from contrasts(self._stand.picture(), measured, self._stand.window.kit.palette)


def fault_of(page: str, view: View, finding: Finding) -> Fault:
    """A finding with where it was made."""
    position = f"{view.panel} low" if view.low else view.panel
    return Fault(page, position, view.size.value, view.theme.value, finding.rule, finding.what)


def alike(one: Measured, other: Measured) -> bool:
    """Whether two pages differ in nothing but colours."""
    return (
        one.spare_px == other.spare_px
        and one.targets == other.targets
        and len(one.texts) == len(other.texts)
        and all(
            first.text == second.text and first.rect == second.rect and first.part == second.part
            for first, second in zip(one.texts, other.texts, strict=True)
        )
    )


def look_of(screen: Screen) -> tuple[object, ...]:
    """What decides the colours of a page: its kind, its tones, what is ticked, filled, faulty, broken."""
    frame = screen.frame
    choices = [(choice.tone, choice.chosen, choice.enabled) for choice in choices_on(screen)]
    rows: tuple[Any, ...] = getattr(screen, "rows", ())
    return (
        type(screen),
        frame.primary_filled,
        frame.strip.tone if frame.strip is not None else None,
        frozenset(sign.tone for sign in frame.signs),
        getattr(screen, "tone", Tone.PLAIN),
        getattr(screen, "state", None),
        bool(getattr(screen, "fault", None)),
        frozenset(row.tone for row in rows),
        frozenset(choices),
    )


def run_job(job: Job) -> Outcome:
    """One job from its start to its end; may be called in a process of its own."""
    application()
    lost: list[str] = []
    release = release_of(job.folder)
    tours = Tours(release, services=job.services, lost=lost.append)
    view = job.views[0]
    paint = (job.panel, job.size, job.low) in PAINTED
    listener = Listener(release, ears=job.ears)
    outcome = Auditor(job.views, paint=paint, listener=listener).look(tours.stops(view))
    outcome.faults += [fault_of(where.partition(":")[0], view, Finding("lost", where)) for where in lost]
    return outcome


def audit(
    all_views: Iterable[View],
    *,
    folder: Path | None = None,
    services: Collection[str] | None = None,
    processes: int = 1,
    told: Callable[[Outcome], None] | None = None,
    ears: Ears | None = None,
) -> Outcome:
    """Measures every page in the given ways of showing.

    Args:
        all_views: Ways of showing.
        folder: A configuration; the shipped one if ``None``.
        services: Only these, and nothing around them; everything if ``None``.
        processes: How many at a time.
        told: Told of each panel and size when it is done.
        ears: How phrases are told apart; if ``None``, nobody asks what sounds alike.
    """
    themes: dict[tuple[str, TextSize, bool], list[Theme]] = {}
    for view in all_views:
        themes.setdefault((view.panel, view.size, view.low), []).append(view.theme)
    chosen = tuple(services) if services is not None else None
    jobs = [Job(*key, tuple(found), folder, chosen, ears) for key, found in themes.items()]
    whole = Outcome()
    for outcome in _outcomes(jobs, processes):
        whole.add(outcome)
        if told is not None:
            told(outcome)
    return whole


def _outcomes(jobs: Sequence[Job], processes: int) -> Iterator[Outcome]:
    if processes <= 1 or len(jobs) <= 1:
        yield from map(run_job, jobs)
        return
    context = multiprocessing.get_context("spawn")  # a forked Qt application is none
    with ProcessPoolExecutor(max_workers=processes, mp_context=context) as pool:
        for done in as_completed([pool.submit(run_job, job) for job in jobs]):
            yield done.result()


def main(argv: list[str], *, ears: Ears | None = None) -> int:
    """`kiosk audit`: exit code 1 if any page breaks a rule.

    Args:
        argv: What was asked for.
        ears: How phrases are told apart.
    """
    parser = argparse.ArgumentParser(prog="kiosk audit", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--screen", action="append", choices=list(PANELS), default=[], help="only this panel")
    parser.add_argument("--size", action="append", choices=[size.value for size in TextSize], default=[])
    parser.add_argument("--theme", action="append", choices=[theme.value for theme in Theme], default=[])
    parser.add_argument("--service", action="append", default=None, help="only this service")
    parser.add_argument("--config", type=Path, default=None, help="a folder of configuration to look at")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time")
    options = parser.parse_args(argv)
    wanted = views(
        options.screen, [TextSize(size) for size in options.size], [Theme(t) for t in options.theme]
    )

    def tell(outcome: Outcome) -> None:
        for fault in outcome.faults:
            line = json.dumps(asdict(fault), ensure_ascii=False) if options.json else fault.sentence
            sys.stdout.write(line + "\n")
        sys.stdout.flush()

    whole = audit(
        wanted,
        folder=options.config,
        services=options.service,
        processes=options.processes,
        told=tell,
        ears=ears,
    )
    pages, faults = len(whole.pages), len(whole.faults)
    if options.json:
        summary = {"pages": pages, "combinations": whole.combinations, "faults": faults}
        sys.stdout.write(json.dumps(summary) + "\n")
    else:
        sys.stdout.write(f"{pages} pages, {whole.combinations} combinations, {faults} faults\n")
    return 1 if faults else 0
