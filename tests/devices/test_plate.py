"""The rules of the plate, without a line: every answer, in every order."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import events
from kiosk.core.identity import IdCard
from kiosk.devices.card_events import (
    CardEvent,
    CardFault,
    CardRead,
    CardSeen,
    CardTrouble,
    PlateState,
    ReaderBack,
    ReaderLost,
    ReaderState,
    page_fault,
    status_to_events,
)
from kiosk.devices.card_text import TextFault, encode_card
from kiosk.devices.plate import NoAnswer, Plate, PlateRules, trouble_of_code, trouble_of_text
from kiosk.devices.sam_frames import SW3, Answer, Command

MakeCard = Callable[..., IdCard]

NONE = Answer(SW3.NOT_FOUND, b"")
FOUND = Answer(SW3.FOUND, bytes(4))
SELECTED = Answer(SW3.OK, bytes(8))


def refused(code: SW3) -> Answer:
    return Answer(code, b"")


class Desk:
    """A plate whose clock is its own `next_at`."""

    def __init__(self, **rules: float) -> None:
        self.plate = Plate(now=0.0, rules=PlateRules(**rules))  # type: ignore[arg-type]
        self.now = 0.0
        self.events: list[CardEvent] = []

    def say(self, *answers: Answer | NoAnswer, takes_s: float = 0.0) -> list[CardEvent]:
        """Let the reader answer; returns what follows from these answers."""
        happened: list[CardEvent] = []
        for answer in answers:
            before = self.plate.status
            self.now = max(self.now, before.next_at) + takes_s
            happened += status_to_events(before, self.plate.answered(answer, self.now))
        self.events += happened
        return happened


@pytest.fixture
def good(make_card: MakeCard) -> Answer:
    return Answer(SW3.OK, b"\x01\x00\x04\x00" + encode_card(make_card()) + bytes(1024))


@pytest.fixture
def desk() -> Desk:
    """A reader that was seen empty."""
    desk = Desk()
    assert desk.say(NONE, NONE) == []
    return desk


def test_a_card_is_found_selected_and_read(desk: Desk, good: Answer, make_card: MakeCard) -> None:
    asked = [desk.plate.command]
    assert desk.say(FOUND) == [CardSeen()]
    asked.append(desk.plate.command)
    assert desk.say(SELECTED) == []
    asked.append(desk.plate.command)
    assert desk.say(good) == [CardRead(make_card())]
    assert asked == [Command.FIND, Command.SELECT, Command.READ]
    assert desk.plate.command is Command.FIND


def test_select_and_read_follow_at_once_and_find_every_third_of_a_second(desk: Desk, good: Answer) -> None:
    desk.say(FOUND)
    assert desk.plate.status.next_at == desk.now
    desk.say(SELECTED)
    assert desk.plate.status.next_at == desk.now
    desk.say(good)
    assert desk.plate.status.next_at == pytest.approx(desk.now + 0.35)


def test_a_card_that_stays_is_read_once(desk: Desk, good: Answer) -> None:
    desk.say(FOUND, SELECTED, good)
    assert desk.say(NONE, NONE, NONE) == []


def test_a_reader_that_keeps_finding_the_card_it_read_waits_until_it_is_lifted(
    desk: Desk, good: Answer
) -> None:
    desk.say(FOUND, SELECTED, good)
    assert desk.say(FOUND, FOUND, FOUND) == []
    desk.say(NONE)
    assert [type(event) for event in desk.say(FOUND, SELECTED, good)] == [CardSeen, CardRead]


def test_the_card_is_not_kept_after_it_was_told(desk: Desk, good: Answer) -> None:
    desk.say(FOUND, SELECTED, good)
    desk.say(NONE)
    assert desk.plate.status.card is None


def test_a_card_that_lay_there_at_the_start_does_not_count(good: Answer) -> None:
    desk = Desk()
    assert desk.say(FOUND, FOUND, FOUND) == [CardFault(CardTrouble.ALREADY_THERE)]
    assert desk.plate.command is Command.FIND
    assert desk.say(NONE, NONE) == []
    assert [type(event) for event in desk.say(FOUND, SELECTED, good)] == [CardSeen, CardRead]


def test_one_none_of_a_reader_just_switched_on_is_not_believed() -> None:
    desk = Desk()
    assert desk.say(NONE, FOUND) == [CardFault(CardTrouble.ALREADY_THERE)]


def test_after_a_replug_the_card_does_not_count(desk: Desk) -> None:
    before = desk.plate.status
    lost = desk.plate.unplugged(next_at=desk.now + 1.0)
    assert status_to_events(before, lost) == (ReaderLost(CardTrouble.READER_UNPLUGGED),)
    desk.plate.plugged(desk.now + 1.0)
    assert desk.say(FOUND) == [ReaderBack(), CardFault(CardTrouble.ALREADY_THERE)]


def test_after_a_missed_answer_a_card_must_be_laid_again(desk: Desk) -> None:
    """The reader's own power may have gone for a moment: the card before it may be the last visitor's."""
    assert desk.say(NoAnswer.SILENCE, FOUND) == [CardFault(CardTrouble.ALREADY_THERE)]


@pytest.mark.parametrize("odd", [NoAnswer.CHECKSUM, NoAnswer.CUT_SHORT, refused(SW3.CHECKSUM)])
def test_a_garbled_find_is_borne_without_a_word(desk: Desk, good: Answer, odd: Answer | NoAnswer) -> None:
    assert desk.say(odd) == []
    assert [type(event) for event in desk.say(FOUND, SELECTED, good)] == [CardSeen, CardRead]


@pytest.mark.parametrize(
    ("odd", "trouble"),
    [
        (NoAnswer.SILENCE, CardTrouble.READER_SILENT),
        (NoAnswer.CHECKSUM, CardTrouble.READER_FAILED),
        (refused(SW3.COMMAND), CardTrouble.READER_FAILED),
        (refused(SW3.UNLISTED), CardTrouble.READER_FAILED),
    ],
)
def test_a_reader_that_says_nothing_usable_is_given_up_after_the_deadline_and_comes_back(
    desk: Desk, odd: Answer | NoAnswer, trouble: CardTrouble
) -> None:
    began = desk.now
    while not desk.events:
        desk.say(odd, takes_s=0.5)
    assert desk.events == [ReaderLost(trouble)]
    assert 3.0 <= desk.now - began < 4.0
    assert desk.say(odd, odd) == []
    assert desk.say(NONE) == [ReaderBack()]
    assert desk.say(FOUND) == [CardFault(CardTrouble.ALREADY_THERE)]


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (SW3.NOT_AUTHORISED, CardTrouble.NOT_AUTHORISED),
        (SW3.NO_PERMISSION, CardTrouble.NOT_AUTHORISED),
        (SW3.SELF_TEST_FAILED, CardTrouble.READER_FAILED),
    ],
)
def test_a_reader_that_says_it_cannot_work_is_lost_at_once(
    desk: Desk, code: SW3, trouble: CardTrouble
) -> None:
    assert desk.say(refused(code), refused(code)) == [ReaderLost(trouble)]
    assert desk.say(NONE) == [ReaderBack()]


def test_only_80_means_no_card() -> None:
    for code in SW3:
        desk = Desk()
        desk.say(NONE, NONE)
        desk.say(*[refused(code)] * 20, takes_s=0.5)
        assert bool(desk.events) is (code is not SW3.NOT_FOUND), code


@pytest.mark.parametrize("code", [SW3.WRONG_CARD_TYPE, SW3.READ_FAILED, SW3.CARD_REJECTS_READER])
def test_a_card_that_find_refuses_is_told_once(desk: Desk, code: SW3) -> None:
    assert desk.say(*[refused(code)] * 5) == [CardFault(trouble_of_code(code))]


@pytest.mark.parametrize("code", sorted(set(SW3) - {SW3.OK, SW3.FOUND}))
@pytest.mark.parametrize("step", [Command.SELECT, Command.READ])
def test_every_refusal_of_a_card_is_told(step: Command, code: SW3) -> None:
    desk = Desk(read_retries=0)
    desk.say(NONE, NONE, FOUND)
    if step is Command.READ:
        desk.say(SELECTED)
    assert desk.say(refused(code)) == [CardFault(trouble_of_code(code))]
    assert desk.plate.command is Command.FIND


def test_troubles_are_told_apart() -> None:
    assert trouble_of_code(SW3.READ_FAILED) is CardTrouble.READ_AGAIN
    assert trouble_of_code(SW3.WRONG_CARD_TYPE) is CardTrouble.WRONG_CARD
    assert trouble_of_code(SW3.READER_REJECTS_CARD) is CardTrouble.CHIP_BROKEN
    assert trouble_of_code(SW3.NOT_AUTHORISED) is CardTrouble.NOT_AUTHORISED
    assert trouble_of_code(SW3.SELF_TEST_FAILED) is CardTrouble.READER_FAILED
    assert trouble_of_text(TextFault.CONTRADICTION) is CardTrouble.CARD_CONTRADICTS
    assert trouble_of_text(TextFault.KIND) is CardTrouble.CARD_UNREADABLE


def test_a_read_that_fails_once_is_tried_again_without_a_word(desk: Desk, good: Answer) -> None:
    happened = desk.say(FOUND, SELECTED, refused(SW3.READ_FAILED), FOUND, SELECTED, good)
    assert [type(event) for event in happened] == [CardSeen, CardRead]


def test_a_read_that_fails_twice_asks_the_person(desk: Desk, good: Answer) -> None:
    failing = (FOUND, SELECTED, refused(SW3.READ_FAILED))
    assert desk.say(*failing, *failing) == [CardSeen(), CardFault(CardTrouble.READ_AGAIN)]
    assert desk.say(FOUND, FOUND) == []
    assert [type(event) for event in desk.say(NONE, FOUND, SELECTED, good)] == [CardSeen, CardRead]


def test_a_card_taken_away_too_early_is_told_and_may_be_laid_again_at_once(desk: Desk, good: Answer) -> None:
    happened = desk.say(FOUND, SELECTED, refused(SW3.READ_FAILED), NONE)
    assert happened == [CardSeen(), CardFault(CardTrouble.READ_AGAIN)]
    assert [type(event) for event in desk.say(FOUND, SELECTED, good)] == [CardSeen, CardRead]


def test_a_silent_read_is_told_without_a_second_wait(desk: Desk) -> None:
    assert desk.say(FOUND, SELECTED, NoAnswer.SILENCE)[-1] == CardFault(CardTrouble.READ_AGAIN)


def test_a_card_that_fails_three_times_has_a_broken_chip_and_the_next_persons_has_not(desk: Desk) -> None:
    def fail() -> CardEvent:
        failing = (FOUND, SELECTED, refused(SW3.READ_FAILED))
        return desk.say(NONE, *failing, *failing)[-1]

    assert [fail(), fail(), fail()] == [
        CardFault(CardTrouble.READ_AGAIN),
        CardFault(CardTrouble.READ_AGAIN),
        CardFault(CardTrouble.CHIP_BROKEN),
    ]
    desk.now += 61.0
    assert fail() == CardFault(CardTrouble.READ_AGAIN)


def test_a_good_read_ends_the_count_of_failures(desk: Desk, good: Answer) -> None:
    failing = (FOUND, SELECTED, refused(SW3.READ_FAILED))
    desk.say(*failing, *failing, NONE, *failing, *failing, NONE, FOUND, SELECTED, good, NONE)
    assert desk.say(*failing, *failing)[-1] == CardFault(CardTrouble.READ_AGAIN)


@pytest.mark.parametrize("size", [0, 3, 17, 100, 259])
def test_a_read_answer_without_a_whole_text_is_refused(desk: Desk, size: int) -> None:
    happened = desk.say(FOUND, SELECTED, Answer(SW3.OK, b"\x01\x00\x04\x00".ljust(size, b" ")[:size]))
    assert happened[-1] == CardFault(CardTrouble.CARD_UNREADABLE)


answers = st.one_of(
    st.sampled_from(list(NoAnswer)),
    st.builds(Answer, st.sampled_from([SW3.OK, SW3.FOUND, SW3.NOT_FOUND, *SW3]), st.binary(max_size=20)),
)


@given(st.lists(answers, max_size=60))
def test_no_order_of_answers_raises_or_reads_a_card_that_is_none(said: list[Answer | NoAnswer]) -> None:
    desk = Desk()
    for answer in said:
        desk.say(answer)
        assert desk.plate.status.next_at >= desk.now
    assert not [event for event in desk.events if isinstance(event, CardRead)]


@given(st.lists(answers, max_size=30))
def test_lost_and_back_alternate(said: list[Answer | NoAnswer]) -> None:
    desk = Desk(deadline_s=0.5)
    desk.say(*said, takes_s=0.2)
    told = [
        isinstance(event, ReaderBack) for event in desk.events if isinstance(event, ReaderBack | ReaderLost)
    ]
    for earlier, later in pairwise(told):
        assert not (earlier and later)
    assert not told[:1] or not told[0]


def test_every_trouble_has_the_visits_word() -> None:
    assert {page_fault(trouble) for trouble in CardTrouble} == set(events.CardFault)


def test_a_status_and_an_event_never_show_the_person(desk: Desk, good: Answer) -> None:
    desk.say(FOUND, SELECTED, good)
    assert desk.plate.status.plate is PlateState.READ
    assert desk.plate.status.reader is ReaderState.READY
    shown = repr(desk.plate.status) + repr(desk.events)
    assert "IdCard" not in shown
    assert "张" not in shown
