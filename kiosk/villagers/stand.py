"""Where villagers play one after another: one window, one center's town, one box of paper."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.release import Release, shipped
from kiosk.core.screens import Screen
from kiosk.log import json_log
from kiosk.on_paper import RealPapers
from kiosk.ports import Papers
from kiosk.villagers.errands import old_age_allowance, own_pension
from kiosk.villagers.hand import Habits
from kiosk.villagers.judge import Judge, Notes
from kiosk.villagers.play import Play, Played
from kiosk.villagers.play_clock import PlayClock
from kiosk.villagers.town import Town
from kiosk.villagers.world import World
from printing.desk import PrintDesk
from printing.folder import PaperFolder
from printing.journal import PrintJournal
from printing.papers import Stock
from printing.render import Renderer
from printing.trial_queue import TrialQueue
from ui.fonts import Fonts
from ui.geometry import Geometry
from ui.icons import Icons
from ui.offscreen import application
from ui.window import Window

if TYPE_CHECKING:
    from kiosk.villagers.by_voice import Spoken
    from voice.understanding.ear import Understanding

MOST_PAGES = 12


class Stand:
    """Plays villagers; each has a terminal and a center of their own.

    Args:
        folder: Takes all that is written; the caller removes it.
        screen_px: The screen.
        diagonal_in: Its size.
        habits: How the villagers press.
    """

    def __init__(
        self, folder: Path, *, screen_px: tuple[int, int], diagonal_in: float, habits: Habits | None = None
    ) -> None:
        self._app = application()
        self.clock = PlayClock()
        self._habits = habits or Habits()
        self._ears: Understanding | None = None
        self._log = json_log(room="villager", stream=io.StringIO())
        self._release: Release = shipped(folder / "cache")
        geometry = Geometry(*screen_px, diagonal_in)
        self._window = Window(geometry, clock_s=self.clock.monotonic, fonts=Fonts(), icons=Icons())
        self._window.show()
        self.town = Town(folder / "town", clock=self.clock.utc, log=self._log)
        self._desk = _desk(folder)
        self._papers = RealPapers(
            a4=self._desk, slips=self._desk, slip_stock=Stock.ROLL_80, sample=True, clock=self.clock.monotonic
        )

    def close(self) -> None:
        """Ends it."""
        self._desk.close()
        self.town.close()
        self._window.close()
        self._window.deleteLater()

    def play_by_voice(self, seed: int) -> dict[str, Any]:
        """Plays one villager who sees nothing, and touches nothing after the card: own pension.

        Returns:
            What `kiosk villager --by voice` prints of them.
        """
        from kiosk.villagers.by_voice import VoiceVisit

        rng = random.Random(f"a-voice-{seed}")
        today = self.clock.local().date()
        home = self.town.fresh()
        errand = own_pension(rng, today)
        world = self._world(home, rng, talks=True)
        try:
            visit = VoiceVisit(
                world=world,
                errand=errand,
                release=self._release,
                understanding=self._understanding(),
                rng=rng,
            )
            spoken = visit.run(errand.card)
            return _voice_line(seed, spoken, touches=len(world.pressed), faulted=world.faults)
        finally:
            world.close()

    def _understanding(self) -> Understanding:
        """The terminal's own; its dictionary is loaded for the first villager."""
        from config.loader import shipped_accents
        from voice.understanding.ear import Understanding

        if self._ears is None:
            self._ears = Understanding(shipped_accents(), today=lambda: self.clock.local().date())
        return self._ears

    def _world(
        self,
        home: Path,
        rng: random.Random,
        *,
        papers: Papers | None = None,
        on_screen: Callable[[Screen], None] = lambda screen: None,
        talks: bool = False,
    ) -> World:
        return World(
            home=home,
            release=self._release,
            window=self._window,
            clock=self.clock,
            papers=papers or self._papers,
            rng=rng,
            log=self._log,
            on_screen=on_screen,
            talks=talks,
        )

    def play(self, task: str, seed: int) -> dict[str, Any]:
        """Plays one villager.

        Returns:
            What `kiosk villager` prints of them.
        """
        rng = random.Random(f"{task}-{seed}")
        today = self.clock.local().date()
        home = self.town.fresh()
        if task == "a":
            errand = own_pension(rng, today)
        else:
            errand = old_age_allowance(rng, today, self.town, self._release)
        judge = Judge(private=(errand.card.name, errand.card.number))

        def seen(screen: Screen) -> None:
            judge.see(screen)
            errand.sees(screen)

        world = self._world(home, rng, on_screen=seen)
        try:
            play = Play(
                world=world,
                script=errand.script,
                card=errand.card,
                habits=self._habits,
                judge=judge,
                rng=rng,
                truth=errand.truth,
            )
            played = play.run()
            return {
                **_line(task, seed, played, judge.notes),
                "sent_early": int(errand.short()),
                "faulted": world.faults,
            }
        finally:
            world.close()


def _voice_line(seed: int, spoken: Spoken, *, touches: int, faulted: int) -> dict[str, Any]:
    line: dict[str, Any] = {
        "task": "a",
        "by": "voice",
        "seed": seed,
        "done": spoken.done,
        "outcome": spoken.outcome or "done",
        "turns": spoken.turns,
        "touches": touches,
        "spoken": len(spoken.early),
        "faulted": faulted,
    }
    return line if spoken.done else {**line, "said": spoken.said}


def counts(notes: Notes) -> dict[str, Any]:
    """What the judge counted in one visit."""
    return {
        "pages": len(notes.pages),
        "presses": notes.presses,
        "wrong": notes.wrong,
        "undone": notes.undone,
        "not_undone": len(notes.not_undone),
        "doubles": notes.doubles,
        "double_tap_answers": len(notes.double_answers),
        "lost": len(notes.lost),
        "given_up": notes.given_up,
        "spoken": len(notes.spoken),
        "asked_known": len(notes.asked_known),
        "hanzi": len(notes.hanzi),
    }


def _line(task: str, seed: int, played: Played, notes: Notes) -> dict[str, Any]:
    pages = len(notes.pages)
    done = played.done and pages <= MOST_PAGES
    line: dict[str, Any] = {
        "task": task,
        "seed": seed,
        "done": done,
        "outcome": played.outcome if done or not played.done else f"{pages} pages",
        "turns": played.turns,
        **counts(notes),
    }
    found = (
        notes.not_undone + notes.double_answers + notes.lost + notes.spoken + notes.asked_known + notes.hanzi
    )
    return {**line, "faults": found} if found else line


def _desk(folder: Path) -> PrintDesk:
    log = json_log(room="printing", stream=io.StringIO())
    drawn = PaperFolder()
    return PrintDesk(
        renderer=Renderer(drawn, log=log),
        folder=drawn,
        queue=TrialQueue(folder / "paper", page_s=0.0),
        journal=PrintJournal(folder / "prints.sqlite"),
        log=log,
    )
