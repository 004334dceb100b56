"""The terminal's reader code against the emulated reader: one contract, every fault its own test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from kiosk.core.identity import CardKind, IdCard
from kiosk.devices.card_emulator import EmulatedCardReader, Fault, FaultKind
from kiosk.devices.card_events import (
    CardEvent,
    CardFault,
    CardRead,
    CardSeen,
    CardTrouble,
    ReaderBack,
    ReaderLost,
    ReaderState,
    status_to_events,
)
from kiosk.devices.card_reader import LineTimes, SerialCardReader
from kiosk.devices.card_text import encode_card
from kiosk.devices.plate import PlateRules
from kiosk.devices.sam_frames import SW3, Command
from kiosk.devices.serial_port import SerialPort
from kiosk.log import Log, json_log

pytestmark = pytest.mark.real

MakeCard = Callable[..., IdCard]

RULES = PlateRules(find_every_s=0.01, settle_s=0.0)
IMPATIENT = replace(RULES, deadline_s=0.1)
TIMES = LineTimes(answer_s=0.3, read_s=0.6, gap_s=0.1, reopen_s=(0.01, 0.02))


class Desk:
    """An emulated reader, the terminal's code at the other end of the line, and what it told."""

    def __init__(self, folder: Path, log: Log, *, rules: PlateRules = RULES) -> None:
        self.emulator = EmulatedCardReader(folder, pace=0.0)
        self.emulator.start()
        self.log = log
        self.reader = SerialCardReader(
            lambda: SerialPort(str(self.emulator.path)),
            log=log,
            rules=rules,
            times=TIMES,
        )
        self.events: list[CardEvent] = []

    def look(self, times: int = 1) -> list[CardEvent]:
        """Look so often, without waiting in between; returns what follows."""
        happened: list[CardEvent] = []
        for _ in range(times):
            before = self.reader.status
            now = self.reader.poll(before.next_at)
            happened += status_to_events(before, now)
        self.events += happened
        return happened

    def until(self, *kinds: type[CardEvent], most: int = 60) -> CardEvent:
        """Look until something of these kinds happens."""
        for _ in range(most):
            for event in self.look():
                if isinstance(event, kinds):
                    return event
        raise AssertionError(f"no {kinds} but {self.events}")

    def close(self) -> None:
        self.reader.close()
        self.emulator.stop()


@pytest.fixture
def bare_desk(tmp_path: Path, no_log: Log) -> Iterator[Desk]:
    desk = Desk(tmp_path, no_log)
    yield desk
    desk.close()


@pytest.fixture
def impatient_desk(tmp_path: Path, no_log: Log) -> Iterator[Desk]:
    """One that gives a reader up soon."""
    desk = Desk(tmp_path, no_log, rules=IMPATIENT)
    desk.look(3)
    yield desk
    desk.close()


@pytest.fixture
def desk(bare_desk: Desk) -> Desk:
    """A reader that was seen empty."""
    assert bare_desk.look(3) == []
    assert bare_desk.reader.status.reader is ReaderState.READY
    return bare_desk


def test_a_card_is_read_as_it_was_laid(desk: Desk, make_card: MakeCard) -> None:
    desk.emulator.lay(make_card())
    assert desk.until(CardRead) == CardRead(make_card())
    assert desk.events == [CardSeen(), CardRead(make_card())]


@pytest.mark.parametrize("name", ["示例𬭎", "示例䶮", "示例𠮷㛃", "示例·阿卜杜拉"])
def test_rare_names(desk: Desk, make_card: MakeCard, name: str) -> None:
    desk.emulator.lay(make_card(name))
    event = desk.until(CardRead)
    assert isinstance(event, CardRead)
    assert event.card.name == name


@pytest.mark.parametrize(
    ("kind", "number"),
    [(CardKind.HK_MACAO_TAIWAN, None), (CardKind.FOREIGNER, "XXA990078010105")],
)
def test_other_kinds_of_card(desk: Desk, make_card: MakeCard, kind: CardKind, number: str | None) -> None:
    card = make_card("示例·简", kind=kind, number=number)
    desk.emulator.lay(card)
    assert desk.until(CardRead, CardFault) == CardRead(card)


def test_a_card_that_stays_is_told_once(desk: Desk, make_card: MakeCard) -> None:
    desk.emulator.lay(make_card())
    desk.until(CardRead)
    assert desk.look(10) == []


def test_the_same_card_lifted_and_laid_is_told_again(desk: Desk, make_card: MakeCard) -> None:
    for _ in range(2):
        desk.emulator.lay(make_card())
        assert desk.until(CardRead) == CardRead(make_card())
        desk.emulator.lift()
        desk.look(2)


def test_two_cards_one_after_another(desk: Desk, make_card: MakeCard) -> None:
    first, second = make_card("示例·张大山"), make_card("示例·李秀英", sex="F", order=20)
    desk.emulator.lay(first)
    assert desk.until(CardRead) == CardRead(first)
    desk.look()
    desk.emulator.lift()
    desk.emulator.lay(second)
    assert desk.until(CardRead, CardFault) == CardRead(second)


def test_a_card_left_through_a_power_cut_is_not_opened_until_lifted(
    bare_desk: Desk, make_card: MakeCard
) -> None:
    bare_desk.emulator.lay(make_card())
    assert bare_desk.look(10) == [CardFault(CardTrouble.ALREADY_THERE)]
    bare_desk.emulator.lift()
    bare_desk.look(2)
    bare_desk.emulator.lay(make_card())
    assert bare_desk.until(CardRead) == CardRead(make_card())


def test_the_terminal_restarted_does_not_open_a_card_that_was_read_before(
    desk: Desk, make_card: MakeCard
) -> None:
    desk.emulator.lay(make_card())
    desk.until(CardRead)
    desk.reader.close()
    again = SerialCardReader(
        lambda: SerialPort(str(desk.emulator.path)),
        log=desk.log,
        rules=RULES,
    )
    for _ in range(8):
        assert again.poll(again.status.next_at).card is None
    again.close()


def test_unplugged_and_back_without_a_restart(desk: Desk, make_card: MakeCard) -> None:
    desk.emulator.unplug()
    assert desk.until(ReaderLost) == ReaderLost(CardTrouble.READER_UNPLUGGED)
    assert desk.look(5) == []
    desk.emulator.replug()
    assert desk.until(ReaderBack) == ReaderBack()
    desk.look(3)
    desk.emulator.lay(make_card())
    assert desk.until(CardRead) == CardRead(make_card())


def test_a_card_that_lay_there_when_the_reader_was_plugged_in_again_does_not_count(
    desk: Desk, make_card: MakeCard
) -> None:
    desk.emulator.unplug()
    desk.until(ReaderLost)
    desk.emulator.lay(make_card())
    desk.emulator.replug()
    desk.until(ReaderBack)
    desk.look(10)
    assert CardRead(make_card()) not in desk.events
    assert desk.events[-1] == CardFault(CardTrouble.ALREADY_THERE)


def test_a_reader_that_is_not_there_at_the_start_is_told_and_found_later(tmp_path: Path, no_log: Log) -> None:
    desk = Desk(tmp_path, no_log)
    desk.emulator.unplug()
    assert desk.until(ReaderLost) == ReaderLost(CardTrouble.READER_UNPLUGGED)
    desk.emulator.replug()
    assert desk.until(ReaderBack) == ReaderBack()
    desk.close()


def test_a_line_that_another_program_holds_is_not_shared(desk: Desk) -> None:
    other = SerialCardReader(lambda: SerialPort(str(desk.emulator.path)), log=desk.log)
    assert other.poll(other.status.next_at).reader is ReaderState.UNPLUGGED
    assert desk.look(3) == []


@pytest.mark.parametrize(
    "code", [*sorted(set(SW3) - {SW3.NOT_FOUND, SW3.FOUND, SW3.OK, SW3.UNLISTED}), 0x00, 0x7F, 0xFF]
)
def test_every_code_at_find_is_an_error_and_never_no_card(impatient_desk: Desk, code: int) -> None:
    desk = impatient_desk
    desk.emulator.fault(Fault(kind=FaultKind.CODE, at=Command.FIND, code=code))
    event = desk.until(CardFault, ReaderLost, most=100_000)
    desk.emulator.clear_faults()
    if isinstance(event, ReaderLost):
        assert desk.until(ReaderBack) == ReaderBack()


@pytest.mark.parametrize("at", [Command.SELECT, Command.READ])
@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (SW3.READ_FAILED, CardTrouble.READ_AGAIN),
        (SW3.SELECT_FAILED, CardTrouble.READ_AGAIN),
        (SW3.CHECKSUM, CardTrouble.READ_AGAIN),
        (SW3.WRONG_CARD_TYPE, CardTrouble.WRONG_CARD),
        (SW3.CARD_REJECTS_READER, CardTrouble.CHIP_BROKEN),
        (SW3.READER_REJECTS_CARD, CardTrouble.CHIP_BROKEN),
        (SW3.INFORMATION_CHECK_FAILED, CardTrouble.CHIP_BROKEN),
        (SW3.RANDOM_NUMBER_FAILED, CardTrouble.CHIP_BROKEN),
        (SW3.ITEM_MISSING, CardTrouble.CHIP_BROKEN),
        (SW3.NOT_AUTHORISED, CardTrouble.NOT_AUTHORISED),
        (SW3.SELF_TEST_FAILED, CardTrouble.READER_FAILED),
        (0x77, CardTrouble.READER_FAILED),
    ],
)
def test_a_refused_card_is_told_apart_and_the_next_is_read(
    desk: Desk, make_card: MakeCard, at: Command, code: int, trouble: CardTrouble
) -> None:
    desk.emulator.fault(Fault(kind=FaultKind.CODE, at=at, code=code))
    desk.emulator.lay(make_card())
    assert desk.until(CardFault) == CardFault(trouble)
    desk.emulator.clear_faults()
    desk.emulator.lift()
    desk.look(2)
    desk.emulator.lay(make_card())
    assert desk.until(CardRead) == CardRead(make_card())


def test_a_read_that_fails_once_heals_by_itself(desk: Desk, make_card: MakeCard) -> None:
    desk.emulator.fault(Fault(kind=FaultKind.CODE, at=Command.READ, code=SW3.READ_FAILED, times=1))
    desk.emulator.lay(make_card())
    assert desk.until(CardRead, CardFault) == CardRead(make_card())


@pytest.mark.parametrize("kind", [FaultKind.FLIPPED, FaultKind.CUT, FaultKind.SILENT])
@pytest.mark.parametrize("at", [Command.SELECT, Command.READ])
def test_a_spoiled_answer_asks_to_lay_the_card_again(
    desk: Desk, make_card: MakeCard, at: Command, kind: FaultKind
) -> None:
    desk.emulator.fault(Fault(kind=kind, at=at))
    desk.emulator.lay(make_card())
    assert desk.until(CardFault, CardRead) == CardFault(CardTrouble.READ_AGAIN)
    desk.emulator.clear_faults()
    desk.emulator.lift()
    desk.look(3)
    desk.emulator.lay(make_card())
    assert desk.until(CardRead) == CardRead(make_card())


def test_a_flipped_byte_in_find_is_borne(desk: Desk, make_card: MakeCard) -> None:
    desk.emulator.fault(Fault(kind=FaultKind.FLIPPED, at=Command.FIND, times=1))
    desk.emulator.lay(make_card())
    assert desk.until(CardRead, CardFault) == CardRead(make_card())


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (FaultKind.SILENT, CardTrouble.READER_SILENT),
        (FaultKind.FLIPPED, CardTrouble.READER_FAILED),
        (FaultKind.CUT, CardTrouble.READER_FAILED),
    ],
)
def test_a_reader_that_stays_unusable_is_given_up_and_comes_back_on_a_line_opened_anew(
    impatient_desk: Desk, kind: FaultKind, trouble: CardTrouble
) -> None:
    desk = impatient_desk
    desk.emulator.fault(Fault(kind=kind))
    assert desk.until(ReaderLost, most=100_000) == ReaderLost(trouble)
    desk.emulator.clear_faults()
    assert desk.until(ReaderBack) == ReaderBack()


@pytest.mark.real
def test_a_slow_chip_is_waited_for(desk: Desk, make_card: MakeCard, tmp_path: Path) -> None:
    slow = EmulatedCardReader(tmp_path, name="slow", pace=1.0)
    with slow:
        reader = SerialCardReader(lambda: SerialPort(str(slow.path)), log=desk.log, rules=RULES)
        slow.fault(Fault(kind=FaultKind.SLOW, at=Command.READ, late_s=0.3, times=1))
        for _ in range(2):
            reader.poll(reader.status.next_at)
        slow.lay(make_card())
        for _ in range(6):
            card = reader.poll(reader.status.next_at).card
            if card is not None:
                break
        reader.close()
    assert card == make_card()


def test_an_answer_that_comes_too_late_never_passes_for_the_next(desk: Desk, make_card: MakeCard) -> None:
    """The emulator answers after the reader has given up: the rest arrives while 'find' is asked."""
    with EmulatedCardReader(desk.emulator.path.parent, name="late", pace=0.02) as late:
        reader = SerialCardReader(
            lambda: SerialPort(str(late.path)),
            log=desk.log,
            rules=RULES,
            times=LineTimes(read_s=0.15, answer_s=2.0, gap_s=1.0),
        )
        for _ in range(2):
            reader.poll(reader.status.next_at)
        late.fault(Fault(kind=FaultKind.SLOW, at=Command.READ, late_s=20.0, times=1))
        late.lay(make_card())
        troubles = []
        for _ in range(20):
            status = reader.poll(reader.status.next_at)
            assert status.card is None
            troubles.append(status.trouble)
        assert CardTrouble.READ_AGAIN in troubles
        late.lift()
        for _ in range(4):
            reader.poll(reader.status.next_at)
        other = make_card("示例·李秀英", sex="F", order=20)
        late.lay(other)
        cards = [reader.poll(reader.status.next_at).card for _ in range(10)]
        reader.close()
    assert [card for card in cards if card is not None] == [other]


def test_a_text_block_that_contradicts_itself_is_told(desk: Desk, make_card: MakeCard) -> None:
    block = bytearray(encode_card(make_card()))
    block[30:32] = "2".encode("utf-16-le")
    desk.emulator.lay(bytes(block))
    assert desk.until(CardFault, CardRead) == CardFault(CardTrouble.CARD_CONTRADICTS)


def test_a_text_block_of_junk_is_told(desk: Desk) -> None:
    desk.emulator.lay(os.urandom(256))
    assert desk.until(CardFault, CardRead) == CardFault(CardTrouble.CARD_UNREADABLE)


def test_the_log_knows_the_trouble_and_nobody(tmp_path: Path, make_card: MakeCard, logged: object) -> None:
    written_down = StringIO()
    desk = Desk(tmp_path, json_log(room="devices", stream=written_down))
    desk.look(3)
    card = make_card()
    for kind in (FaultKind.FLIPPED, FaultKind.CUT, FaultKind.CODE, None):
        if kind is not None:
            desk.emulator.fault(Fault(kind=kind, at=Command.READ))
        desk.emulator.lay(card)
        desk.until(CardFault, CardRead)
        desk.emulator.clear_faults()
        desk.emulator.lift()
        desk.look(3)
    desk.emulator.unplug()
    desk.until(ReaderLost)
    desk.close()
    written = written_down.getvalue() + repr(desk.events) + repr(desk.reader.status)
    for expected in ("read/checksum", "read/cut_short", "read/read_failed", "line/gone"):
        assert expected in written
    for personal in (
        card.name,
        "大山",
        card.number,
        card.number[6:14],
        card.number[-4:],
        card.address,
        "\\u",
    ):
        assert personal not in written
