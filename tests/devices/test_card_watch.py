"""The watch's thread: it tells at once, stops at once, and survives its own mistakes."""

import json
import queue
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from kiosk.core.identity import IdCard
from kiosk.devices.card_emulator import EmulatedCardReader, Fault, FaultKind
from kiosk.devices.card_events import PlateState, ReaderState, ReaderStatus
from kiosk.devices.card_reader import LineTimes, SerialCardReader
from kiosk.devices.card_watch import (
    CardEvent,
    CardRead,
    CardSeen,
    CardTrouble,
    CardWatch,
    ReaderBack,
    ReaderLost,
)
from kiosk.devices.plate import PlateRules
from kiosk.devices.sam_frames import Command
from kiosk.devices.serial_port import SerialPort
from kiosk.log import Log, json_log

pytestmark = pytest.mark.real

MakeCard = Callable[..., IdCard]


class Desk:
    """A watch on an emulated reader."""

    def __init__(self, folder: Path, log: Log, *, pace: float = 0.0, rules: PlateRules | None = None) -> None:
        self.told: queue.Queue[CardEvent] = queue.Queue()
        self.emulator = EmulatedCardReader(folder, pace=pace)
        self.emulator.start()
        reader = SerialCardReader(
            lambda: SerialPort(str(self.emulator.path)),
            log=log,
            rules=rules or PlateRules(find_every_s=0.02, settle_s=0.0),
            times=LineTimes(reopen_s=(0.02, 0.1)),
        )
        self.watch = CardWatch(reader, self.told.put, log=log)

    def next(self, timeout_s: float = 5.0) -> CardEvent:
        return self.told.get(timeout=timeout_s)

    def seen_empty(self) -> None:
        assert self.emulator.wait_answers(Command.FIND, count=3, timeout_s=5.0)

    def close(self) -> None:
        self.watch.stop()
        assert self.watch.join(2.0)
        self.emulator.stop()


@pytest.fixture
def desk(tmp_path: Path, no_log: Log) -> Iterator[Desk]:
    desk = Desk(tmp_path, no_log)
    desk.watch.start()
    yield desk
    desk.close()


def test_it_tells_a_card_in_order(tmp_path: Path, make_card: MakeCard) -> None:
    written = StringIO()
    desk = Desk(tmp_path, json_log(room="devices", stream=written))
    desk.watch.start()
    desk.seen_empty()
    desk.emulator.lay(make_card())
    assert [desk.next(), desk.next()] == [CardSeen(), CardRead(make_card())]
    desk.close()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["card_read_started", "card_read_finished"]
    assert lines[1]["outcome"] == "read"
    assert lines[1]["ms"] >= 0


def test_unplugged_and_back(desk: Desk, make_card: MakeCard) -> None:
    desk.seen_empty()
    desk.emulator.unplug()
    assert desk.next() == ReaderLost(CardTrouble.READER_UNPLUGGED)
    desk.emulator.replug()
    assert desk.next() == ReaderBack()
    desk.seen_empty()
    desk.emulator.lay(make_card())
    assert [desk.next(), desk.next()] == [CardSeen(), CardRead(make_card())]


def test_unplugged_in_the_middle_of_a_read(tmp_path: Path, make_card: MakeCard, no_log: Log) -> None:
    desk = Desk(tmp_path, no_log, pace=1.0)
    desk.watch.start()
    desk.seen_empty()
    desk.emulator.lay(make_card())
    assert desk.next() == CardSeen()
    desk.emulator.unplug()
    assert desk.next(1.0) == ReaderLost(CardTrouble.READER_UNPLUGGED)
    desk.close()


def test_it_stops_in_half_a_second_even_in_the_middle_of_a_read(desk: Desk, make_card: MakeCard) -> None:
    desk.seen_empty()
    desk.emulator.fault(Fault(kind=FaultKind.SILENT, at=Command.READ))
    desk.emulator.lay(make_card())
    assert desk.emulator.wait_answers(Command.READ, count=1, timeout_s=5.0)
    began = time.monotonic()
    desk.watch.stop()
    assert desk.watch.join(0.5)
    assert time.monotonic() - began < 0.5
    assert not desk.watch.alive


def test_it_lets_go_of_the_line_when_it_ends(desk: Desk) -> None:
    desk.seen_empty()
    desk.watch.stop()
    assert desk.watch.join()
    SerialPort(str(desk.emulator.path)).close()  # exclusive: fails while another holds it


def test_a_watch_that_never_began_can_be_stopped(tmp_path: Path, no_log: Log) -> None:
    desk = Desk(tmp_path, no_log)
    assert not desk.watch.alive
    desk.close()


@pytest.mark.real
def test_as_slow_as_a_real_reader_a_card_is_told_after_its_last_byte(
    tmp_path: Path, make_card: MakeCard, no_log: Log
) -> None:
    desk = Desk(tmp_path, no_log, pace=1.0, rules=PlateRules())
    desk.watch.start()
    desk.seen_empty()
    laid_at = time.monotonic()
    desk.emulator.lay(make_card())
    assert [desk.next(), desk.next()] == [CardSeen(), CardRead(make_card())]
    told_at = time.monotonic()
    written_at = desk.emulator.last_read_written_at
    assert written_at is not None
    assert written_at - laid_at > 0.6 + 1295 * 10 / 115_200
    assert written_at < told_at  # how much later is measured by the benchmarks
    desk.close()


class _Clumsy:
    """A reader with a mistake in it."""

    def __init__(self, card: IdCard) -> None:
        self.status = ReaderStatus(ReaderState.READY, PlateState.EMPTY, next_at=0.0)
        self.polls = 0
        self._card = card

    def poll(self, now: float) -> ReaderStatus:
        self.polls += 1
        if self.polls == 1:
            raise RuntimeError(f"cannot read {self._card.name} {self._card.number}")
        return ReaderStatus(ReaderState.READY, PlateState.READ, next_at=now + 60.0, card=self._card)

    def stop(self) -> None: ...

    def close(self) -> None: ...


def test_a_mistake_in_the_reader_is_told_written_down_without_names_and_outlived(
    make_card: MakeCard, logged: object
) -> None:
    told: queue.Queue[CardEvent] = queue.Queue()
    written = StringIO()
    watch = CardWatch(_Clumsy(make_card()), told.put, log=json_log(room="devices", stream=written))
    watch.start()
    assert told.get(timeout=5.0) == ReaderLost(CardTrouble.READER_FAILED)
    assert told.get(timeout=5.0) == ReaderBack()
    assert told.get(timeout=5.0) == CardRead(make_card())
    watch.stop()
    assert watch.join()
    assert "unexpected_error" in written.getvalue()
    assert "RuntimeError" in written.getvalue()
    assert make_card().number not in written.getvalue()


def test_a_mistake_in_the_listener_does_not_end_the_watch(
    tmp_path: Path, make_card: MakeCard, logged: object
) -> None:
    told: queue.Queue[CardEvent] = queue.Queue()

    def listen(event: CardEvent) -> None:
        told.put(event)
        if isinstance(event, CardSeen):
            raise KeyError(make_card().number)

    written = StringIO()
    log = json_log(room="devices", stream=written)
    desk = Desk(tmp_path, log)
    reader = SerialCardReader.on(str(desk.emulator.path), log=log)
    watch = CardWatch(reader, listen, log=log)
    watch.start()
    desk.seen_empty()
    desk.emulator.lay(make_card())
    assert told.get(timeout=5.0) == CardSeen()
    assert told.get(timeout=5.0) == CardRead(make_card())
    watch.stop()
    assert watch.join()
    assert "KeyError" in written.getvalue()
    assert make_card().number not in written.getvalue()
    desk.close()
