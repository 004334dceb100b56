"""A whole terminal for a walk: trial center, sender, emulated reader, a network to cut, trial printer."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from kiosk.core.identity import IdCard
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Ending, Home, Question, Screen, Working
from kiosk.core.tour import entries
from kiosk.devices.card_emulator import EmulatedCardReader
from kiosk.devices.sam_frames import Command
from kiosk.simulated import Simulation, trial_cards
from kiosk.stage import Stage
from ui.capacity import capacities
from ui.geometry import Geometry
from ui.offscreen import application
from ui.window import Window

READER_PATIENCE_S = 10.0


class ShiftedClock:
    """The monotonic clock, which a test may let jump ahead."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self._ahead_s

    def jump(self, seconds: float) -> None:
        self._ahead_s += seconds


@contextlib.contextmanager
def _errors_into(stream: TextIO) -> Iterator[None]:
    """Whatever is started meanwhile writes its log there: this process's parts and others."""
    saved, here = os.dup(2), sys.stderr
    os.dup2(stream.fileno(), 2)
    sys.stderr = stream
    try:
        yield
    finally:
        sys.stderr = here
        os.dup2(saved, 2)
        os.close(saved)


class Rig:
    """Everything a walk needs; what is shown is also drawn by a real window, off the display."""

    def __init__(self, folder: Path, *, pace: float = 0.0, page_s: float = 0.2, talks: bool = False) -> None:
        self.folder = folder
        self.paper_folder = folder / "paper"
        self.log_path = folder / "log.jsonl"
        self._log = self.log_path.open("a", buffering=1)
        self._app = application()
        geometry = Geometry(1920, 1080, 21.5)
        self.window = Window(geometry)
        self.clock = ShiftedClock()
        self.seen: list[Screen] = []
        self.named: list[str] = []
        self._leaving = ""
        self.today = datetime.now(UTC).astimezone().date()
        self.cards = {card.name: card for card in trial_cards(self.today)}
        with _errors_into(self._log):
            self.simulation = Simulation(home=folder, pace=pace)
            self.simulation.start()
            self.stage = Stage(
                home=self.simulation.home,
                reader_port=self.simulation.reader_port,
                paper_folder=self.paper_folder,
                capacities=capacities(geometry),
                on_screen=self._show,
                page_s=page_s,
                talks=talks,
                clock=self.clock,
            )
        assert self.reader.wait_answers(Command.FIND, count=3, timeout_s=READER_PATIENCE_S)

    @property
    def reader(self) -> EmulatedCardReader:
        return self.simulation.reader

    @property
    def screen(self) -> Screen:
        return self.stage.screen

    def _show(self, screen: Screen) -> None:
        if self._leaving and self._is_over():
            self.forget()
        self.seen.append(screen)
        self.window.show_screen(screen)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for widget in self.window.findChildren(QWidget):
            self.named += [widget.accessibleName(), widget.accessibleDescription()]

    def _is_over(self) -> bool:
        visit = self.stage.terminal.runtime.visit
        return visit.ended or visit.began.visit_id != self._leaving

    def forget(self) -> None:
        """What was seen so far is no longer looked at."""
        self.seen, self.named, self._leaving = [], [], ""

    def forget_at_the_end(self) -> None:
        """From the end of this visit on everything is looked at; what was before is not."""
        self._leaving = self.stage.terminal.runtime.visit.began.visit_id

    def close(self) -> None:
        self.stage.close()
        self.simulation.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._log.close()

    # -- what a person does ------------------------------------------------------------------------

    def lay(self, name: str, *, lift: bool = True) -> None:
        """Touches, lays a card, and waits until its owner's page is there."""
        self.stage.touch()
        card = self.cards[name]
        self.lay_only(card)
        visit_of = self.stage.terminal.runtime
        self.stage.until(
            lambda screen: (
                visit_of.visit.subject is not None
                and visit_of.visit.subject.number == card.number
                and not isinstance(screen, Working)
            )
        )
        if lift:
            self.reader.lift()

    def lay_only(self, card: IdCard) -> None:
        """Lays a card onto the empty plate: between two cards the reader has to have looked."""
        self.reader.lift()
        assert self.reader.wait_answers(Command.FIND, count=2, timeout_s=READER_PATIENCE_S)
        self.reader.lay(card)

    def press(self, target: str) -> None:
        self.stage.press(target)

    def saying(self, word: str) -> str:
        """The target of the row or choice that says this word, here or on the pages behind 'more'."""
        for _ in range(8):
            for row in getattr(self.screen, "rows", ()):
                if row.action is not None and word in row.label.written + row.action.words.written:
                    return str(row.action.id)
            for choice in (*self.screen.body_choices, self.screen.frame.primary):
                if choice is not None and word in choice.words.written:
                    return choice.id
            self.press("more")
        raise AssertionError(f"nothing says {word} on {self.screen.title.written}")

    def until(self, kind: type[Screen], word: str = "", *, patience_s: float = 30.0) -> Screen:
        """Waits for a page of a kind that says a word somewhere."""
        return self.stage.until(
            lambda screen: isinstance(screen, kind) and word in written(screen), patience_s=patience_s
        )

    def skip(self, seconds: float) -> None:
        """Time passes without anybody doing anything."""
        self.clock.jump(seconds)
        self.stage.settle()
        self.stage.wake()

    def leave(self) -> None:
        """办完了, whatever is unsent; until the first page is there again."""
        self.stage.settle()
        if isinstance(self.screen, Home) and not self.stage.terminal.runtime.visit.people:
            return
        self.stage.until(lambda screen: not isinstance(screen, Working))
        for _ in range(4):
            if isinstance(self.screen, Ending):
                break
            self.press(next(t for t in ("end", "done", "back", "finish") if t in self.screen.targets))
        self.stage.until(lambda screen: isinstance(screen, Ending) and "leave" in screen.targets)
        self.press("leave")
        self.until(Home)

    def key_in(self) -> None:
        """Keys something into the boxes of a question that it will take, and goes on."""
        visit = self.stage.terminal.runtime.visit
        place = visit.place
        assert isinstance(place, JourneyPlace)
        asked = place.step(visit).field
        assert asked is not None
        texts = entries.good(asked, place.scope(visit), self.today)
        assert texts is not None, f"nothing will do for {self.screen.title.written}"
        for number, text in enumerate(texts):
            if f"part:{number}" in self.screen.targets:
                self.press(f"part:{number}")
            for letter in text:
                self.press(f"key:{letter}")
        self.press("next")

    def forwards(self) -> str | None:
        """What leads on from this page, for somebody who knows little; None where nothing does."""
        screen = self.screen
        if isinstance(screen, Question):
            ids = [choice.id for choice in screen.choices]
            wanted = next((id_ for id_ in ("known", "skip", "unknown") if id_ in ids), None)
            plain = next((c.id for c in screen.choices if c.chosen is None), None)
            found = wanted or plain or (screen.frame.primary.id if screen.frame.primary else None)
            return found or (ids[0] if ids else None)
        primary = screen.frame.primary
        return primary.id if primary is not None else None

    def go_until(self, *kinds: type[Screen]) -> Screen:
        """Answers whatever is asked until a page of these kinds is there."""
        for _ in range(60):
            screen = self.stage.until(lambda screen: not isinstance(screen, Working))
            if isinstance(screen, kinds):
                return screen
            if isinstance(screen, Question) and screen.keys and not _has_way_past(screen):
                self.key_in()
                continue
            target = self.forwards()
            assert target is not None, f"no way on from {screen.title.written}"
            self.press(target)
        raise AssertionError("the questions never end")


def _has_way_past(screen: Question) -> bool:
    return any(choice.id in ("known", "skip", "unknown") for choice in screen.choices)


def all_texts(thing: object) -> Iterator[str]:
    """Every string in a screen, ids included."""
    if isinstance(thing, str):
        yield str(thing)
    elif isinstance(thing, (tuple, list, frozenset)):
        for one in thing:
            yield from all_texts(one)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for part in dataclasses.fields(thing):
            yield from all_texts(getattr(thing, part.name))


def written(screen: Screen) -> str:
    """All that stands in a screen."""
    return "\n".join(all_texts(screen))


def pdf_text(path: Path) -> str:
    """What stands on a paper, as another program reads it."""
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
