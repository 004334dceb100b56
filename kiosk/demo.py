"""`kiosk demo`: three whole visits without a display, against the real embedded center; a picture a page."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.core.screens import (
    Check,
    Consent,
    Document,
    Eligibility,
    Ending,
    Home,
    Papers,
    PaperState,
    Question,
    Receipt,
    Result,
    Screen,
    Working,
)
from kiosk.devices.sam_frames import Command
from kiosk.simulated import Simulation, trial_cards
from kiosk.stage import Stage, StageError

if TYPE_CHECKING:
    from ui.window import Window

WHO = "示例·张大山"
WHO_PAID = "示例·李桂英"
SCREEN_PX = (1920, 1080)
SCREEN_IN = 21.5
READER_PATIENCE_S = 10.0
STORIES = ("handoff-online", "handoff-offline", "config-update")


@dataclass(frozen=True)
class Visit:
    """One visit of the demo: its name, and how it is played."""

    name: str
    play: Callable[[Stage, Simulation], int | None]
    """Plays it; returns how many presses, the card included, led to what was asked for, if counted."""


def lay_card(stage: Stage, simulation: Simulation, name: str = WHO) -> None:
    """Lays a resident's card, and takes it away when it has been read."""
    card = next(c for c in trial_cards(datetime.now(UTC).astimezone().date()) if c.name == name)
    stage.presses += 1
    simulation.reader.lay(card)
    stage.until(
        lambda screen: stage.terminal.runtime.visit.subject is not None and not isinstance(screen, Working)
    )
    simulation.reader.lift()


def finish(stage: Stage) -> None:
    """办完了, and the next one please."""
    stage.press("done")
    stage.until(lambda screen: isinstance(screen, Ending) and "leave" in screen.targets)
    stage.press("leave")
    stage.until(lambda screen: isinstance(screen, Home))


def row_of(screen: Screen, word: str) -> str:
    """The action of the row (or the choice) that has this word."""
    for row in getattr(screen, "rows", ()):
        if row.action is not None and word in row.label.written:
            return str(row.action.id)
    for choice in getattr(screen, "choices", ()):
        if word in choice.words.written:
            return str(choice.id)
    raise StageError(f"nothing says '{word}' on '{screen.title.written}'")


def see_pension(stage: Stage, simulation: Simulation) -> int:
    """The card, then this month's money and every month's; returns the presses up to the money."""
    lay_card(stage, simulation)
    stage.press(row_of(stage.screen, "月养老钱"))
    screen = stage.until(lambda screen: isinstance(screen, Result))
    assert isinstance(screen, Result)
    if "185.00" not in screen.headline.written:
        raise StageError("the money is not there")
    presses = stage.presses
    stage.press(row_of(screen, "看每个月"))
    stage.settle()
    finish(stage)
    return presses


def print_certificate(stage: Stage, simulation: Simulation) -> None:
    """打证明, the card, a look at it, paper."""
    stage.touch()
    stage.press(row_of(stage.screen, "打证明"))
    stage.press("service:pension-certificate")
    lay_card(stage, simulation, WHO_PAID)
    answer_questions(stage)
    stage.until(lambda screen: isinstance(screen, Document))
    while "print" not in stage.screen.targets:
        stage.press("more")
    stage.press("print")
    stage.until(lambda screen: isinstance(screen, Document) and screen.state is PaperState.DONE)
    stage.press("finish")
    finish(stage)


def apply_for_allowance(stage: Stage, simulation: Simulation) -> None:
    """80岁老人补贴: from the card to the receipt that the center has."""
    stage.touch()  # the same card without a touch would be one that was left behind
    lay_card(stage, simulation)
    stage.press(row_of(stage.screen, "80岁老人补贴"))
    answer_questions(stage)
    stage.until(lambda screen: isinstance(screen, Receipt))
    stage.press("print")
    stage.until(lambda screen: isinstance(screen, Receipt) and "finish" in screen.targets)
    stage.until(lambda screen: isinstance(screen, Receipt) and "服务中心" in screen.state_words.written)
    stage.press("finish")
    finish(stage)


def answer_questions(stage: Stage) -> None:
    """Answers as an old person would who knows little: the first choice, or the way past."""
    for _ in range(40):
        screen = stage.until(lambda screen: not isinstance(screen, Working))
        match screen:
            case Question():
                stage.press(answer_to(screen))
            case Eligibility() | Papers():
                stage.press("more" if "more" in screen.targets else "next")
            case Consent():
                stage.press("more" if "more" in screen.targets else "agree")
            case Check():
                stage.press("more" if "more" in screen.targets else "send")
            case _:
                return
    raise StageError("the questions never end")


def answer_to(screen: Question) -> str:
    """What an old person would press who knows little: the first choice, or the way past."""
    ids = [choice.id for choice in screen.choices]
    for wanted in ("known", "skip"):
        if wanted in ids:
            return wanted
    if any(choice.chosen is None for choice in screen.choices):
        return next(choice.id for choice in screen.choices if choice.chosen is None)
    return "next"


VISITS = (
    Visit("query/pension", see_pension),
    Visit("print/pension-certificate", print_certificate),
    Visit("declare/old-age-allowance", apply_for_allowance),
)


class Pictures:
    """Draws every screen and keeps it as a PNG.

    Args:
        folder: Where they go.
        window: Draws.
    """

    def __init__(self, folder: Path, window: Window) -> None:
        self._folder = folder
        self._window = window
        self._serial = 0
        self._count = 0
        self.visit = ""

    def take(self, screen: Screen) -> None:
        """Draws a screen; the last state of each page is kept."""
        from PySide6.QtCore import QCoreApplication, QEvent

        self._window.show_screen(screen)
        if screen.serial != self._serial:
            self._serial = screen.serial
            self._count += 1
        name = f"{self._count:02}-{type(screen).__name__.lower()}.png"
        folder = self._folder / self.visit.replace("/", "-")
        folder.mkdir(parents=True, exist_ok=True)
        self._window.grab().save(str(folder / name))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def begin(self, visit: str) -> None:
        """Another visit's pages."""
        self.visit, self._count = visit, 0


def main(argv: list[str]) -> int:
    """Plays the visits; see `kiosk demo --help`."""
    parser = argparse.ArgumentParser(prog="kiosk demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/demo"), help="where pictures and paper go")
    parser.add_argument("--story", choices=STORIES, help="a case that passes on, or an update, instead")
    arguments = parser.parse_args(argv)
    if arguments.story == "config-update":
        from kiosk.update_story import story

        return story.play()
    from ui.capacity import capacities
    from ui.geometry import Geometry
    from ui.offscreen import application
    from ui.window import Window

    out: Path = arguments.out
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    app = application()
    geometry = Geometry(*SCREEN_PX, SCREEN_IN)
    pictures = Pictures(out, Window(geometry))
    done = True
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as home:
        simulation = Simulation(home=Path(home), pace=0.0)
        try:
            simulation.start()
            stage = Stage(
                home=simulation.home,
                reader_port=simulation.reader_port,
                scanner_port=simulation.scanner_port,
                paper_folder=out,
                capacities=capacities(geometry),
                on_screen=pictures.take,
            )
            simulation.reader.wait_answers(Command.FIND, count=3, timeout_s=READER_PATIENCE_S)
            if arguments.story:
                from kiosk import stories

                pictures.begin(arguments.story)
                told = partial(stories.play, arguments.story, stage, simulation, out)
                done = perform(arguments.story, stage, simulation, told)
            for visit in () if arguments.story else VISITS:
                pictures.begin(visit.name)
                done &= _play(visit, stage, simulation)
            stage.close()
        finally:
            simulation.close()
    del app
    return 0 if done else 1


def _play(visit: Visit, stage: Stage, simulation: Simulation) -> bool:
    def play() -> dict[str, object]:
        to_answer = visit.play(stage, simulation)
        return {} if to_answer is None else {"presses_to_answer": to_answer}

    return perform(visit.name, stage, simulation, play)


def perform(
    name: str, stage: Stage, simulation: Simulation, play: Callable[[], Mapping[str, object]]
) -> bool:
    """Plays something and prints its line.

    Args:
        name: What it is called.
        stage: The terminal.
        simulation: Everything around it.
        play: Plays it; returns what else there is to tell.

    Returns:
        Whether it went as it should.
    """
    began_s = time.monotonic()
    stage.begin()
    told: Mapping[str, object] = {}
    outcome = "done"
    try:
        told = play()
    except StageError as error:
        outcome = "failed"
        sys.stderr.write(f"{name}: {error}\n")
    finally:
        simulation.reader.lift()
    line = {
        "visit": name,
        "pages": len(stage.serials),
        "presses": stage.presses,
        **told,
        "outcome": outcome,
        "seconds": round(time.monotonic() - began_s, 1),
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return outcome == "done"
