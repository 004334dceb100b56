"""The rules by which a card on the plate counts, without a line or a clock of their own.

Find, select, read: one question at a time, each answered by the reader or by silence. A card counts only
after the plate was seen empty (or a person pressed): so a card that was left there through a power cut is not
opened. After a good read a real reader answers 'none' until the card is lifted, so leaving cannot be seen;
one that keeps answering 'found' is made to wait for the same.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from kiosk.core.identity import IdCard
from kiosk.devices.card_events import CardTrouble, PlateState, ReaderState, ReaderStatus
from kiosk.devices.card_text import TextFault, decode_card
from kiosk.devices.sam_frames import SW3, Answer, Command


class NoAnswer(Enum):
    """Why a question got no usable answer."""

    SILENCE = "silence"
    CUT_SHORT = "cut_short"
    CHECKSUM = "checksum"
    LENGTH = "length"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateRules:
    """The waits and counts of the plate.

    Attributes:
        find_every_s: Between two looks for a card; readers want 0.3 to 0.5 s.
        settle_s: Before a failed read is tried again by itself: the card may still have been moving.
        read_retries: How often a read that failed is tried again before the person is asked to.
        empty_looks: How many looks in a row must find nothing before a card counts after a start. Two,
            because a reader that was just switched on may answer 'none' once with a card on it.
        broken_after: The read of a card that failed this often in a row is put down to its chip.
        same_person_s: Failures further apart than this are not 'in a row'.
        deadline_s: Without a usable answer for so long, nothing is known of the reader.
    """

    find_every_s: float = 0.35
    settle_s: float = 0.15
    read_retries: int = 1
    empty_looks: int = 2
    broken_after: int = 3
    same_person_s: float = 60.0
    deadline_s: float = 3.0


_READER_STATE_OF_CODE = {
    SW3.NOT_AUTHORISED: ReaderState.NOT_AUTHORISED,
    SW3.NO_PERMISSION: ReaderState.NOT_AUTHORISED,
    SW3.SELF_TEST_FAILED: ReaderState.FAILED,
}

_TROUBLE_OF_CODE = {
    SW3.CHECKSUM: CardTrouble.READ_AGAIN,
    SW3.LENGTH: CardTrouble.READ_AGAIN,
    SW3.READ_FAILED: CardTrouble.READ_AGAIN,
    SW3.SELECT_FAILED: CardTrouble.READ_AGAIN,
    SW3.NOT_FOUND: CardTrouble.READ_AGAIN,
    SW3.CARD_REJECTS_READER: CardTrouble.CHIP_BROKEN,
    SW3.READER_REJECTS_CARD: CardTrouble.CHIP_BROKEN,
    SW3.INFORMATION_CHECK_FAILED: CardTrouble.CHIP_BROKEN,
    SW3.RANDOM_NUMBER_FAILED: CardTrouble.CHIP_BROKEN,
    SW3.ITEM_MISSING: CardTrouble.CHIP_BROKEN,
    SW3.WRONG_CARD_TYPE: CardTrouble.WRONG_CARD,
    SW3.NOT_AUTHORISED: CardTrouble.NOT_AUTHORISED,
    SW3.NO_PERMISSION: CardTrouble.NOT_AUTHORISED,
    SW3.SELF_TEST_FAILED: CardTrouble.READER_FAILED,
    SW3.COMMAND: CardTrouble.READER_FAILED,
    SW3.UNKNOWN: CardTrouble.READER_FAILED,
    SW3.UNLISTED: CardTrouble.READER_FAILED,
}

_OF_THE_CARD = {CardTrouble.READ_AGAIN, CardTrouble.CHIP_BROKEN, CardTrouble.WRONG_CARD}
_OF_THE_LINE = {SW3.CHECKSUM, SW3.LENGTH}


def trouble_of_code(code: SW3) -> CardTrouble:
    """What a status that refuses to select or read a card means for the person who laid it down."""
    return _TROUBLE_OF_CODE.get(code, CardTrouble.READ_AGAIN)


def trouble_of_text(fault: TextFault) -> CardTrouble:
    """What a faulty text block means for the person; it came with a right check byte, so a retry is vain."""
    return CardTrouble.CARD_CONTRADICTS if fault is TextFault.CONTRADICTION else CardTrouble.CARD_UNREADABLE


class Plate:
    """A small state machine: ask `command`, tell `answered()`, show the status."""

    def __init__(self, *, now: float, rules: PlateRules | None = None) -> None:
        self._rules = rules or PlateRules()
        self._status = ReaderStatus(ReaderState.STARTING, PlateState.EMPTY, next_at=now)
        self._last_failure_at = float("-inf")
        self._failures = 0
        self._empty_looks = 0
        self._counts = False
        self.plugged(now)

    @property
    def command(self) -> Command:
        """What to ask the reader next."""
        return self._command

    @property
    def status(self) -> ReaderStatus:
        """What is known now."""
        return self._status

    def plugged(self, now: float) -> None:
        """The line was opened: nothing is known until the first answer; what lies there does not count."""
        self._rest()
        self._distrust()
        self._lift_first = False
        self._chip_suspected = False
        self._silent_since = now
        self._show(PlateState.EMPTY, next_at=now)

    def unplugged(self, *, next_at: float) -> ReaderStatus:
        """The line was lost, or is held by another program."""
        self._rest()
        self._show(PlateState.EMPTY, next_at=next_at)
        self._status = replace(self._status, reader=ReaderState.UNPLUGGED)
        return self._status

    def answered(self, answer: Answer | NoAnswer, now: float) -> ReaderStatus:
        """Take the answer to `command`.

        Args:
            answer: What came, or why nothing usable came.
            now: Monotonic seconds, after the answer.

        Returns:
            The status that follows; its `next_at` says when to ask again.
        """
        match self._command:
            case Command.FIND:
                self._found(answer, now)
            case Command.SELECT | Command.READ:
                self._told(answer, now)
            case Command.STATUS | Command.READER_ID:
                raise AssertionError("the plate never asks this")
            case _:
                assert_never(self._command)
        return self._status

    def _found(self, answer: Answer | NoAnswer, now: float) -> None:
        found = isinstance(answer, Answer) and answer.sw3 is SW3.FOUND
        if self._retries and not found:  # the card is gone, or the reader is, before the second try
            self._failed(CardTrouble.READ_AGAIN, now, again=False, chip=self._chip_suspected)
            self._lift_first = not (isinstance(answer, Answer) and answer.sw3 is SW3.NOT_FOUND)
        elif isinstance(answer, NoAnswer):
            if answer is NoAnswer.SILENCE:  # its power may have gone, and what lies there is then found anew
                self._distrust()
            self._overdue(ReaderState.UNKNOWN if answer is NoAnswer.SILENCE else ReaderState.FAILED, now)
        elif answer.sw3 is SW3.NOT_FOUND:
            self._ready(now)
            self._lift_first = False
            self._empty_looks += 1
            self._counts = self._counts or self._empty_looks >= self._rules.empty_looks
            self._show(PlateState.EMPTY, next_at=now + self._rules.find_every_s)
        elif answer.sw3 in _READER_STATE_OF_CODE:
            self._lost(_READER_STATE_OF_CODE[answer.sw3], now)
        elif found or (trouble_of_code(answer.sw3) in _OF_THE_CARD and answer.sw3 not in _OF_THE_LINE):
            self._ready(now)
            self._empty_looks = 0
            self._lies_there(answer.sw3, now)
        else:
            self._overdue(ReaderState.FAILED, now)

    def _lies_there(self, code: SW3, now: float) -> None:
        """There is a card, found or already refused by 'find'."""
        later = now + self._rules.find_every_s
        if not self._counts:
            self._show(PlateState.LIFT_FIRST, next_at=later, trouble=CardTrouble.ALREADY_THERE)
        elif self._lift_first:
            self._show(PlateState.LIFT_FIRST, next_at=later)
        elif code is SW3.FOUND:
            self._command = Command.SELECT
            self._show(PlateState.READING, next_at=now)
        else:
            self._failed(trouble_of_code(code), now, again=False)

    def _told(self, answer: Answer | NoAnswer, now: float) -> None:
        if isinstance(answer, NoAnswer):
            self._failed(CardTrouble.READ_AGAIN, now, again=answer is not NoAnswer.SILENCE)
        elif answer.sw3 is not SW3.OK:
            trouble = trouble_of_code(answer.sw3)
            again = trouble is CardTrouble.READ_AGAIN
            self._failed(trouble, now, again=again, chip=answer.sw3 in (SW3.READ_FAILED, SW3.SELECT_FAILED))
        elif self._command is Command.SELECT:
            self._command = Command.READ
            self._show(PlateState.READING, next_at=now)
        else:
            card = card_in(answer.data)
            if isinstance(card, IdCard):
                self._ready(now)
                self._rest()
                self._failures = 0
                self._lift_first = True
                self._show(PlateState.READ, next_at=now + self._rules.find_every_s, card=card)
            else:
                self._failed(trouble_of_text(card), now, again=False)

    def _failed(self, trouble: CardTrouble, now: float, *, again: bool, chip: bool = False) -> None:
        if again and self._retries < self._rules.read_retries:
            self._retries += 1
            self._chip_suspected = chip
            self._command = Command.FIND
            self._show(PlateState.READING, next_at=now + self._rules.settle_s)
            return
        if now - self._last_failure_at > self._rules.same_person_s:
            self._failures = 0
        self._failures += chip
        self._last_failure_at = now
        if chip and self._failures >= self._rules.broken_after:
            trouble = CardTrouble.CHIP_BROKEN
        self._lift_first = True
        self._rest()
        self._show(PlateState.REFUSED, next_at=now + self._rules.find_every_s, trouble=trouble)

    def _rest(self) -> None:
        self._command = Command.FIND
        self._retries = 0

    def _ready(self, now: float) -> None:
        self._silent_since = now
        self._status = replace(self._status, reader=ReaderState.READY)

    def _overdue(self, state: ReaderState, now: float) -> None:
        """No usable answer to 'find': borne for a while."""
        if now - self._silent_since >= self._rules.deadline_s:
            self._lost(state, now)
        elif self._status.plate is PlateState.LIFT_FIRST:
            self._status = replace(self._status, next_at=now + self._rules.find_every_s)
        else:
            self._show(PlateState.EMPTY, next_at=now + self._rules.find_every_s)

    def _lost(self, state: ReaderState, now: float) -> None:
        self._distrust()
        self._show(PlateState.EMPTY, next_at=now + self._rules.find_every_s)
        self._status = replace(self._status, reader=state)

    def _distrust(self) -> None:
        self._counts = False
        self._empty_looks = 0

    def _show(
        self,
        plate: PlateState,
        *,
        next_at: float,
        card: IdCard | None = None,
        trouble: CardTrouble | None = None,
    ) -> None:
        self._status = replace(self._status, plate=plate, next_at=next_at, card=card, trouble=trouble)


def card_in(data: bytes) -> IdCard | TextFault:
    """The card in the data of a read answer: two lengths, the text, and the photo, which is left unread."""
    text_bytes = int.from_bytes(data[0:2], "big")
    return decode_card(data[4 : 4 + text_bytes])
