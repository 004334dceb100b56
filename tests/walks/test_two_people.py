"""Two people after one another: nothing of the first reaches the second, the paper, the disk or the log.

The first one leaves at a random moment, in a random way, with the card left on the plate in half of the
runs and the network cut in some. Then the second one comes. Of the first there must be not one character
in anything that is shown or named, in what is printed for the second, on the terminal's disk, in its
temporary folders, in the logs, and in what the visit holds in memory.
"""

from __future__ import annotations

import gc
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from center.connectors.port import Fetched
from center.connectors.trial import TrialConnector
from center.protocol import Dataset
from config.release import DEFAULTS
from kiosk.core.identity import IdCard
from kiosk.core.roles import Person
from kiosk.core.screens import (
    Document,
    Ending,
    Home,
    Identify,
    Menu,
    Message,
    MyAffairs,
    PaperState,
    Question,
    Receipt,
    Result,
    Working,
)
from kiosk.core.wording import mask_name
from kiosk.devices.sam_frames import Command
from printing.folder import memory_folder
from tests.conftest import Logged
from tests.walks.reach import reachable
from tests.walks.rig import READER_PATIENCE_S, Rig, all_texts, pdf_text, written

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("walks")]

FEW, MANY = 30, 300
LEAST_CHARACTERS = 4
LEAST_BYTES = 7
MOST_STEPS = 18
DAY = re.compile(r"(19|20)[0-9]{2}(-[0-9]{2}){0,2}")
"""Days and years are nobody's own."""


# -- what belongs to whom -----------------------------------------------------------------------------


def leaves(data: object) -> Iterator[str]:
    """Every value in nested data, as text."""
    if isinstance(data, Mapping):
        for value in data.values():
            yield from leaves(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            yield from leaves(value)
    elif data is not None and not isinstance(data, bool):
        yield str(data)


def plain(text: str) -> str:
    """As it is compared: without the gaps that figures are grouped by."""
    return text.replace(" ", "").replace(",", "")


def _stands_there(word: str, bare: str) -> bool:
    if not (word.isascii() and word.isalnum()):
        return True
    return re.search(rf"(?<![0-9A-Za-z-]){word}(?![0-9A-Za-z-])", bare) is not None


def words_of(card: IdCard) -> set[str]:
    """All that tells of a person: from the card, and from what the center knows."""
    village = TrialConnector(today=lambda: date.today())  # noqa: DTZ011 - the trial center's day, too
    found = {card.name, card.name.partition("·")[2], mask_name(card.name), card.number, card.address}
    for dataset in Dataset:
        fetched = village.fetch(number=card.number, dataset=dataset, year=None)
        assert isinstance(fetched, Fetched)
        found |= set(leaves(fetched.data.model_dump(mode="json")))
    return {plain(word) for word in found if len(word) >= LEAST_CHARACTERS and not DAY.fullmatch(word)}


@cache
def common_words() -> str:
    """What the configuration says to everybody."""
    return plain("\n".join(path.read_text() for path in sorted(DEFAULTS.rglob("*.yaml"))))


@dataclass(frozen=True)
class Traces:
    """What must not be found of somebody."""

    words: frozenset[str]

    @classmethod
    def of(cls, first: IdCard, second: IdCard, told: set[str]) -> Traces:
        """The first one's words that are neither everybody's nor also the second one's."""
        others = common_words() + plain("\n".join(words_of(second) | {second.name, second.address}))
        mine = words_of(first) | {plain(word) for word in told}
        return cls(frozenset(word for word in mine if word not in others))

    def found_in(self, text: str) -> list[str]:
        """The words that are there; figures and such as a242 only where they stand alone: ids are random."""
        bare = plain(text)
        return [word for word in self.words if word in bare and _stands_there(word, bare)]

    def found_in_bytes(self, data: bytes) -> list[str]:
        """Long words only: short ones come up in any cipher by chance."""
        long = [word for word in self.words if len(word.encode()) >= LEAST_BYTES]
        return [word for word in long if word.encode() in data]


# -- the first one ------------------------------------------------------------------------------------


class First:
    """Somebody who does this and that, and is gone before it is done.

    Attributes:
        told: Numbers that the terminal told them.
    """

    def __init__(self, rig: Rig, card: IdCard, rng: random.Random) -> None:
        self._rig = rig
        self._card = card
        self._rng = rng
        self._lies_there = False
        self.told: set[str] = set()

    def use(self, steps: int) -> None:
        """Goes so many steps, at random, mostly forwards."""
        self._rig.stage.touch()
        for _ in range(steps):
            self._rig.stage.settle()
            self._step()
            screen = self._rig.screen
            if isinstance(screen, Receipt):
                self.told.add(screen.number.written)
            if isinstance(screen, Ending):
                return

    def _step(self) -> None:
        rig, rng = self._rig, self._rng
        screen = rig.screen
        if isinstance(screen, Working):
            if rng.random() < 0.8:
                rig.stage.until(lambda s: not isinstance(s, Working))
        elif isinstance(screen, (Home, Identify)) and rng.random() < 0.7 and not self._lies_there:
            self._lies_there = True
            rig.lay(self._card.name, lift=False)
        elif isinstance(screen, Identify) and "type" in screen.targets:
            rig.press("type")
        elif isinstance(screen, Question) and screen.keys:
            self._key_in(screen)
        else:
            ahead = rig.forwards() if rng.random() < 0.75 else None
            others = sorted(screen.targets - {"done", "end", "not-me", "leave"})
            rig.press(ahead or rng.choice(others or ["help"]))

    def _key_in(self, screen: Question) -> None:
        """The own number or telephone, whole or in part, and on."""
        keys = {key.id for key in screen.keys if key is not None}
        text = self._card.number if "key:X" in keys else f"1{self._card.number[3:13]}"
        self.told.add(text)
        for letter in text[: self._rng.choice((3, len(text)))]:
            if f"key:{letter}" in self._rig.screen.targets:
                self._rig.press(f"key:{letter}")
        if "next" in self._rig.screen.targets:
            self._rig.press("next")

    def leave(self) -> str:
        """Goes away; returns how."""
        rig = self._rig
        ways = ["done", "done", "idle", "not-me", "taken-over"]
        way = self._rng.choice(ways)
        rig.stage.settle()
        if way == "not-me" and "not-me" in rig.screen.targets:
            rig.press("not-me")
            rig.press("end")
        elif way == "done" and "done" in rig.screen.targets:
            rig.press("done")
            if "end" in rig.screen.targets:
                rig.press("end")
        elif way == "taken-over" and rig.stage.terminal.runtime.visit.subject is not None:
            return way
        else:
            way = "idle"
            self.idle()
        return way

    def idle(self) -> None:
        """Nobody is there any more; what the machine is doing it finishes."""
        rig = self._rig
        visit = rig.stage.terminal.runtime.visit
        for _ in range(40):
            if visit.ended or rig.stage.terminal.runtime.visit is not visit or not visit.open:
                return
            if visit.place.is_busy(visit):
                rig.stage.until(lambda s: not visit.place.is_busy(visit) or visit.ended)
            rig.skip(100.0)
        raise AssertionError(f"the visit never ends by itself: {written(rig.screen)[:80]}")


# -- the second one -----------------------------------------------------------------------------------


def come_second(rig: Rig, card: IdCard, rng: random.Random, *, prints: bool) -> list[Path]:
    """Looks at the own page, the pension, and perhaps has a certificate printed; returns the papers."""
    before = set(rig.paper_folder.glob("*.pdf")) if rig.paper_folder.exists() else set()
    rig.lay(card.name)
    assert isinstance(rig.screen, MyAffairs), written(rig.screen)[:200]
    rig.press("back")
    if not prints:
        rig.press("tile:pension")
        rig.stage.until(lambda s: isinstance(s, (Result, Message)))
        return []
    rig.press("tile:certificates")
    rig.press("service:pension-certificate")
    screen = rig.go_until(Document, Message, Menu, MyAffairs)
    if not isinstance(screen, Document):
        return []
    while "print" not in rig.screen.targets:
        rig.press("more")
    rig.press("print")
    rig.stage.until(lambda s: isinstance(s, Document) and s.state is PaperState.DONE)
    return sorted(set(rig.paper_folder.glob("*.pdf")) - before)


def find_left_card(rig: Rig, traces: Traces, rng: random.Random) -> None:
    """The first one's card still lies there; the reader's line even breaks. Whose it is stays unsaid."""
    if rng.random() < 0.5:
        if rng.random() < 0.5:
            rig.stage.touch()
        rig.reader.unplug()
        rig.stage.until(lambda s: any(sign.id == "card_reader" for sign in s.frame.signs))
        rig.reader.replug()
        rig.stage.until(lambda s: not any(sign.id == "card_reader" for sign in s.frame.signs))
        rig.stage.touch()
        assert rig.reader.wait_answers(Command.FIND, count=3, timeout_s=READER_PATIENCE_S)
        rig.stage.settle()
        assert not rig.stage.terminal.runtime.visit.people, "the left card opened its owner's page"
    rig.reader.lift()


def take_over(rig: Rig, second: IdCard, traces: Traces, first: First) -> None:
    """The first one went away without a word; the second lays their card right then."""
    before = rig.screen.serial
    rig.lay_only(second)
    rig.stage.until(lambda s: s.serial != before)
    rig.reader.lift()
    if isinstance(rig.screen, Message) and "end" in rig.screen.targets:
        assert not traces.found_in(written(rig.screen))
        rig.press("end")
    else:  # the page had asked for another person's card
        first.idle()


# -- the runs -----------------------------------------------------------------------------------------


def files_of(rig: Rig) -> Iterator[Path]:
    """Everything that the terminal keeps: its home without the center beside it, and its paper on the way."""
    home = rig.simulation.home
    for path in sorted(home.rglob("*")):
        if path.is_file() and home / "center" not in path.parents:
            yield path
    for folder in memory_folder().glob("kiosk-paper-*"):
        yield from (path for path in folder.rglob("*") if path.is_file())
    yield from rig.paper_folder.glob("*.part")


def look_everywhere(rig: Rig, traces: Traces) -> None:
    """Nothing of the first one is shown, named, kept or held."""
    for screen in rig.seen:
        assert not traces.found_in("\n".join(all_texts(screen))), type(screen).__name__
    assert not traces.found_in("\n".join(rig.named)), "an accessible name"
    for path in files_of(rig):
        assert not traces.found_in_bytes(path.read_bytes()), path.name
    assert not traces.found_in_bytes(rig.log_path.read_bytes()), "the log"
    visit = rig.stage.terminal.runtime.visit
    held = [one for one in reachable(visit, beside=(visit.release,)) if isinstance(one, str)]
    assert not traces.found_in("\n".join(held)), "the visit's memory"


def still_held(card: IdCard) -> list[Person]:
    """Whether anything in this process still knows somebody as a visitor, reachable or not."""
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is Person and one.number == card.number]


def one_after_another(rig: Rig, seed: int) -> None:
    rng = random.Random(seed)
    first, second = rng.sample(sorted(rig.cards.values(), key=lambda card: card.number), 2)
    relay = rig.simulation.relay
    assert relay is not None
    rig.forget_at_the_end()
    somebody = First(rig, first, rng)
    relay.cut(cut=rng.random() < 0.25)
    somebody.use(rng.randint(1, MOST_STEPS))
    left = rng.random() < 0.5
    if not left:
        rig.reader.lift()
    way = somebody.leave()
    traces = Traces.of(first, second, somebody.told)
    assert traces.words
    relay.cut(cut=False)
    if way == "taken-over":
        take_over(rig, second, traces, somebody)
    rig.stage.until(lambda s: isinstance(s, Home) or (isinstance(s, Ending) and "leave" in s.targets))
    look_everywhere(rig, traces)
    if isinstance(rig.screen, Ending):
        if rng.random() < 0.5:
            rig.press("leave")
        else:
            rig.skip(40.0)
    rig.until(Home)
    if left and way != "taken-over":
        find_left_card(rig, traces, rng)
    if seed % 5 == 0:
        assert not still_held(first), "somewhere in this process"
    made = come_second(rig, second, rng, prints=rng.random() < 0.4)
    look_everywhere(rig, traces)
    for paper in made:
        assert not traces.found_in(pdf_text(paper)), "the second one's paper"
    rig.leave()


@pytest.mark.parametrize("seed", range(FEW))
def test_nothing_of_the_first_reaches_the_second(rig: Rig, logged: Logged, seed: int) -> None:
    one_after_another(rig, seed)
    assert not [one for one in logged.warnings if "unexpected" in one]


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_three_hundred_pairs(rig: Rig, logged: Logged) -> None:
    for seed in range(FEW, MANY + FEW):
        try:
            one_after_another(rig, seed)
        except Exception as error:
            raise AssertionError(f"with seed {seed}") from error
    assert not [one for one in logged.warnings if "unexpected" in one]


def test_traces_are_found_where_they_are(rig: Rig) -> None:
    """A search that never finds anything proves nothing."""
    first, second = rig.cards["示例·张大山"], rig.cards["示例·李桂英"]
    traces = Traces.of(first, second, {"QS01-0001-7"})
    rig.lay(first.name)
    assert traces.found_in("\n".join(all_texts(rig.screen)))
    assert traces.found_in("\n".join(rig.named))
    visit = rig.stage.terminal.runtime.visit
    assert still_held(first)
    held = [one for one in reachable(visit, beside=(visit.release,)) if isinstance(one, str)]
    assert {first.name, plain(first.number)} <= set(traces.found_in("\n".join(held)))
    assert traces.found_in_bytes(f"x{first.number}y".encode())
    assert traces.found_in("QS01-0001-7")
