"""Where villagers play who give up: the same stand, with a slip printer that may be out of paper."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from kiosk.core.effects import Printing, PrintSlip
from kiosk.core.events import PaperMoved
from kiosk.core.screens import PaperState, Screen
from kiosk.ports import Papers
from kiosk.villagers.giving_up import MOST_PRESSES, Watch, giving_up, judged
from kiosk.villagers.judge import Judge
from kiosk.villagers.play import Play
from kiosk.villagers.stand import Stand, counts
from kiosk.villagers.world import World

WEDNESDAY, SATURDAY = 3, 6
MORNING = timedelta(hours=10)


class SlipPrinter:
    """Remembers what the slip's code holds; out of paper it says so, until the slip is cancelled.

    Args:
        papers: The printers.
        is_out: Whether their paper is out.
        clock: Monotonic seconds.
    """

    def __init__(self, papers: Papers, *, is_out: bool, clock: Callable[[], float]) -> None:
        self._papers = papers
        self._is_out = is_out
        self._clock = clock
        self._tell: dict[str, Callable[[PaperMoved], None]] = {}
        self.code = ""

    @property
    def trial(self) -> bool:
        """See `kiosk.ports.Papers`."""
        return self._papers.trial

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        """See `kiosk.ports.Papers`."""
        if isinstance(effect, PrintSlip) and effect.code:
            self.code = effect.code
        if not self._is_out:
            self._papers.run(job_id, effect, tell)
            return
        self._tell[job_id] = tell
        tell(PaperMoved(self._clock(), job_id, PaperState.NEEDS_CARE, "no-paper"))

    def cancel(self, job_id: str) -> None:
        """See `kiosk.ports.Papers`."""
        tell = self._tell.pop(job_id, None)
        if tell is None:
            self._papers.cancel(job_id)
        else:
            tell(PaperMoved(self._clock(), job_id, PaperState.FAILED, "cancelled"))

    def purge(self) -> None:
        """See `kiosk.ports.Papers`."""
        self._papers.purge()


class WindowStand(Stand):
    """Plays villagers who give up and go to the window."""

    def play(self, task: str, seed: int) -> dict[str, Any]:
        """Plays one villager.

        Returns:
            What `kiosk villager --task c` prints of them.
        """
        rng = random.Random(f"{task}-{seed}")
        errand, script, weather = giving_up(rng, self.clock.local().date(), self._release)
        self._sleep_until(SATURDAY if weather.saturday else WEDNESDAY)
        home = self.town.fresh()
        judge, watch = Judge(private=(errand.card.name, errand.card.number)), Watch()
        printer = SlipPrinter(self._papers, is_out=weather.paper_out, clock=self.clock.monotonic)
        there: list[World] = []
        left = False

        def seen(screen: Screen) -> None:
            judge.see(screen)
            if there and not left:
                watch.look(screen, there[0])
                self.town.is_cut = weather.cut and script.gave_up

        world = self._world(home, rng, papers=printer, on_screen=seen)
        there.append(world)
        try:
            played = Play(
                world=world,
                script=script,
                card=errand.card,
                habits=self._habits,
                judge=judge,
                rng=rng,
                truth=errand.truth,
            ).run()
            left = True
            code = printer.code or (watch.seen.code if watch.seen is not None else "")
            fault = played.outcome if not played.done else ""
            fault = fault or judged(
                world, town=self.town, weather=weather, watch=watch, code=code, card=errand.card
            )
            presses = len(script.pressed_on)
            if not fault and presses > MOST_PRESSES:
                fault = f"{presses} presses to the handoff"
            return {
                "task": task,
                "seed": seed,
                "done": not fault,
                "outcome": fault or "done",
                "code": code[:3] if code.startswith("KH1") else "KH2" if code else "",
                "cut": weather.cut,
                "paper_out": weather.paper_out,
                "saturday": weather.saturday,
                "slip_lost": weather.slip_lost,
                "presses_to_handoff": presses,
                **counts(judge.notes),
                "sent_early": 0,
                "notes": judge.notes.not_undone
                + judge.notes.double_answers
                + judge.notes.lost
                + judge.notes.spoken,
                "faulted": world.faults,
            }
        finally:
            world.close()

    def _sleep_until(self, weekday: int) -> None:
        """Nobody comes until the next such day's morning."""
        now = self.clock.local()
        ahead = (weekday - now.isoweekday()) % 7 or 7
        then = datetime.combine(now.date() + timedelta(days=ahead), datetime.min.time()) + MORNING
        self.clock.now_s += (then - now).total_seconds()
