"""Visits one after another: what is stale is dropped, what goes wrong is wiped, who left is not shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.core.effects import PrintPapers
from kiosk.core.events import (
    CardRead,
    CaseState,
    Device,
    DeviceChanged,
    Event,
    Finished,
    Kept,
    PaperMoved,
)
from kiosk.core.screens import Ending, Home, Identify, Message, MyAffairs, PaperState, Working
from tests.conftest import Logged
from tests.kiosk.outside import FIRST, SECOND, Desk, card, known

OTHER = card(SECOND, "990101195003021221")


@pytest.fixture(name="desk")
def _desk() -> Desk:
    return Desk()


def at_affairs(desk: Desk) -> None:
    """The first person's own page."""
    desk.town.answer = lambda _: known()
    desk.lay()
    desk.work_off()
    desk.come_back()
    assert desk.shows(MyAffairs)


def wish(id_: int, visit_id: str) -> PrintPapers:
    """What to bring, on paper."""
    return PrintPapers(id_, visit_id, "老人补贴", "", (), "民政窗口", "023-0000 0105", "民政窗口")


def printing(desk: Desk) -> str:
    """A paper is on its way; returns its job."""
    desk.runtime.touched()
    desk.runtime.visit.run(wish, asker=None)
    desk.runtime.touched()
    desk.come_back()
    desk.paper_work.pop()()
    return desk.town.printing[-1]


# -- results of another visit ---------------------------------------------------------------------


def test_an_answer_that_comes_after_the_end_is_dropped(desk: Desk) -> None:
    desk.town.answer = lambda _: known()
    desk.lay()
    assert desk.shows(Working)
    desk.press("done")
    desk.work_off()
    desk.come_back()
    assert desk.shows(Ending)
    assert FIRST not in repr(desk.screen)
    assert desk.runtime.visit.facts.tree == {}


def test_an_answer_about_the_first_never_reaches_the_second(desk: Desk) -> None:
    desk.town.answer = lambda _: known()
    desk.lay()
    first = list(desk.work)
    desk.work.clear()
    desk.press("done")
    desk.lay(OTHER)
    for late in first:
        late()
    desk.come_back()
    assert desk.shows(Working)
    assert desk.runtime.visit.facts.tree == {}
    assert desk.runtime.visit.subject is not None
    assert desk.runtime.visit.subject.number == OTHER.number


# -- cards that were left -------------------------------------------------------------------------


def ended(desk: Desk) -> None:
    """The first person has gone; their end page is still there."""
    at_affairs(desk)
    desk.press("done")
    assert desk.shows(Ending)


def test_a_left_card_opens_nothing_and_names_nobody(desk: Desk) -> None:
    ended(desk)
    desk.lay()
    assert desk.shows(Message)
    assert "忘拿" in desk.screen.title.written
    assert FIRST not in repr(desk.screens[-1])
    assert desk.runtime.visit.subject is None


def test_the_last_visitors_own_press_on_the_end_page_is_no_new_touch(desk: Desk) -> None:
    ended(desk)
    desk.press("leave")
    desk.lay()
    assert desk.shows(Message)


def test_after_a_touch_on_the_first_page_the_same_person_may_come_again(desk: Desk) -> None:
    ended(desk)
    desk.press("leave")
    desk.runtime.touched()
    desk.lay()
    assert desk.runtime.visit.subject is not None


def test_the_card_of_whoever_waits_is_not_taken_for_a_left_one(desk: Desk) -> None:
    """换人办？ 换人: the second person's card lies there already, and is laid again."""
    at_affairs(desk)
    desk.lay(OTHER)
    desk.press("end")
    desk.lay(OTHER)
    assert desk.runtime.visit.subject is not None
    assert desk.runtime.visit.subject.number == OTHER.number


def test_a_left_card_is_forgotten_after_ten_minutes(desk: Desk) -> None:
    ended(desk)
    desk.wait(599)
    assert desk.runtime.left_card.wipe_at is not None
    desk.wait(2)
    desk.runtime.wake()
    assert desk.runtime.left_card.wipe_at is None


# -- mistakes of ours -----------------------------------------------------------------------------


class _Broken(Exception):
    pass


def break_next(desk: Desk) -> None:
    """The next event meets a mistake."""

    def broken(event: Event) -> None:
        raise _Broken(f"about {FIRST}")

    desk.runtime.visit._take = broken  # type: ignore[method-assign]


def test_a_mistake_wipes_and_leaves_a_safe_page(desk: Desk, logged: Logged) -> None:
    at_affairs(desk)
    before = desk.town.purges
    break_next(desk)
    desk.press("other")
    desk.work_off()
    assert isinstance(desk.screens[-1], Message)
    assert "不是您的错" in desk.screens[-1].lead.written
    assert desk.runtime.visit.subject is None
    assert desk.town.purges == before + 1
    assert "unexpected_error" in desk.written.getvalue()
    assert FIRST not in desk.written.getvalue()
    assert logged.warnings


def test_after_a_mistake_the_next_person_is_served(desk: Desk, logged: Logged) -> None:
    break_next(desk)
    desk.runtime.touched()
    desk.press("ok")
    assert desk.shows(Home)
    at_affairs(desk)
    assert logged.warnings


def test_paper_of_a_visit_that_went_wrong_is_taken_back(desk: Desk, logged: Logged) -> None:
    job = printing(desk)
    break_next(desk)
    desk.runtime.touched()
    desk.work_off()
    assert desk.town.cancelled == [job]
    assert logged.warnings


def test_no_mistake_outside_ends_the_terminal(desk: Desk, logged: Logged) -> None:
    def broken() -> None:
        raise _Broken(FIRST)

    desk.town.purge = broken  # type: ignore[method-assign]
    ended(desk)
    desk.work_off()
    assert "_Broken" in desk.written.getvalue()
    assert FIRST not in desk.written.getvalue()
    assert logged.warnings


# -- paper ----------------------------------------------------------------------------------------


def test_nothing_but_paper_waits_behind_paper(desk: Desk) -> None:
    job = printing(desk)
    desk.press("done")
    assert job not in desk.town.cancelled
    desk.press("cancel-paper")
    desk.press("cancel-sure")
    desk.work_off()
    assert desk.town.cancelled == [job]


def test_no_card_is_taken_while_paper_is_coming(desk: Desk) -> None:
    job = printing(desk)
    desk.press("done")
    desk.lay(OTHER)
    assert desk.shows(Ending)
    desk.runtime.take(PaperMoved(desk.now_s, job, PaperState.DONE))
    desk.lay(OTHER)
    assert desk.runtime.visit.subject is not None


def test_the_spool_is_purged_again_when_the_last_paper_is_out(desk: Desk) -> None:
    job = printing(desk)
    desk.press("done")
    desk.work_off()
    purges = desk.town.purges
    desk.runtime.take(PaperMoved(desk.now_s, job, PaperState.NEEDS_CARE, "jam"))
    desk.work_off()
    assert desk.town.purges == purges
    desk.runtime.take(PaperMoved(desk.now_s, job, PaperState.DONE))
    desk.work_off()
    assert desk.town.purges == purges + 1


def test_a_printer_that_fails_by_our_mistake_has_an_unknown_end(desk: Desk, logged: Logged) -> None:
    def broken(*_: object) -> None:
        raise _Broken(FIRST)

    desk.town.run = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(IndexError):
        printing(desk)  # no job came to be
    desk.come_back()
    states = set(desk.runtime.visit.outstanding.papers.values())
    assert states == {PaperState.UNKNOWN}
    assert FIRST not in desk.written.getvalue()
    assert logged.warnings


# -- cases ----------------------------------------------------------------------------------------


def keep(desk: Desk, case_id: str, visit_id: str) -> None:
    """A case was kept, for this visit or an earlier one."""
    desk.runtime.take(Finished(desk.now_s, visit_id, 99, Kept(case_id, "QS01-000001-1")))


def test_a_kept_case_is_looked_after_until_the_end_of_its_visit(desk: Desk) -> None:
    at_affairs(desk)
    keep(desk, "case-1", desk.runtime.visit.began.visit_id)
    desk.town.states["case-1"] = CaseState.AT_CENTER
    desk.runtime.poll_cases()
    desk.work_off()
    assert [type(event).__name__ for event in desk.events] == ["CaseMoved"]
    desk.come_back()
    desk.runtime.poll_cases()
    desk.work_off()
    assert desk.events == []


def test_a_case_that_was_kept_after_the_end_is_not_remembered(desk: Desk) -> None:
    at_affairs(desk)
    first = desk.runtime.visit.began.visit_id
    desk.press("done")
    keep(desk, "case-1", first)
    desk.lay(OTHER)
    keep(desk, "case-1", first)
    desk.work_off()
    desk.town.states["case-1"] = CaseState.AT_CENTER
    desk.events.clear()
    desk.runtime.poll_cases()
    assert desk.work == []


# -- while nobody is there ------------------------------------------------------------------------


def test_an_idle_terminal_takes_a_newer_release_and_nobody_in_between_does(desk: Desk) -> None:
    desk.release = desk.release.model_copy(update={"seq": desk.release.seq + 1})
    desk.wait(100)
    desk.runtime.wake()
    assert desk.runtime.visit.release.seq == desk.release.seq
    at_affairs(desk)
    newer = desk.release.model_copy(update={"seq": desk.release.seq + 1})
    desk.release, before = newer, desk.runtime.visit.release
    desk.wait(10)
    desk.runtime.wake()
    assert desk.runtime.visit.release is before


def test_an_idle_terminal_notices_that_its_clock_was_set(desk: Desk) -> None:
    desk.trusted = False
    desk.runtime.wake()
    assert "clock" in {sign.id for sign in desk.screens[-1].frame.signs}
    desk.trusted = True
    desk.local += timedelta(days=400)
    desk.runtime.wake()
    assert desk.runtime.visit.began.clock_trusted
    assert desk.runtime.visit.today == desk.local.date()


def test_a_clock_that_only_goes_on_changes_nothing(desk: Desk) -> None:
    before = desk.runtime.visit
    desk.wait(86_400)
    desk.runtime.wake()
    assert desk.runtime.visit is before
    assert before.today == desk.local.date()


def test_a_trial_printer_that_turns_out_to_be_one_is_said_at_once(desk: Desk) -> None:
    desk.town.trial = True
    desk.runtime.take(DeviceChanged(desk.now_s, Device.PRINTER, works=True))
    assert "trial" in {sign.id for sign in desk.screens[-1].frame.signs}


def test_a_broken_part_is_marked_for_whoever_comes_next(desk: Desk) -> None:
    desk.runtime.take(DeviceChanged(desk.now_s, Device.CENTER, works=False))
    ended(desk)
    desk.press("leave")
    assert Device.CENTER in desk.runtime.visit.broken
    assert "center" in {sign.id for sign in desk.screen.frame.signs}


def test_a_card_that_a_page_waits_for_is_taken(desk: Desk) -> None:
    desk.runtime.touched()
    desk.runtime.visit.start("old-age-allowance")
    desk.runtime.touched()
    assert desk.shows(Identify)
    desk.runtime.take(CardRead(desk.now_s, card()))
    assert desk.runtime.visit.subject is not None
