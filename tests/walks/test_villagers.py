"""Simulated villagers reach what they came for, whatever their hands do; and the judge would notice."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.cases import Answer, Source
from kiosk.core.screens import Frame, Message, Question, Words
from kiosk.core.tour.guest import Guest
from kiosk.core.tour.guest import Stage as TourStage
from kiosk.core.tour.people import ELDER
from kiosk.villager import main, play_all, sum_up
from kiosk.villagers.acts import LayCard, Leave, Push, Wait
from kiosk.villagers.errands import own_pension
from kiosk.villagers.eyes import look
from kiosk.villagers.hand import STEADY, Habits
from kiosk.villagers.judge import Judge, Moment
from kiosk.villagers.pension import SeePension
from kiosk.villagers.play_clock import PlayClock
from kiosk.villagers.stand import Stand
from tests.core.builders import Walk

FEW, MANY = 20, 200
MOST_PRESSES = 4
"""From the first page to one's own pension, the card included."""

pytestmark = pytest.mark.real


def play(task: str, seeds: range) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    lines = list(play_all(task, seeds))
    return sum_up(task, lines), [line for line in lines if "faults" in line or not line["done"]]


@pytest.mark.parametrize(
    "task",
    [
        pytest.param("a", marks=pytest.mark.xdist_group("villagers-a")),
        pytest.param("b", marks=pytest.mark.xdist_group("villagers-b")),
        pytest.param("c", marks=pytest.mark.xdist_group("villagers-c")),
    ],
)
def test_twenty_villagers(task: str) -> None:
    summary, bad = play(task, range(1, FEW + 1))
    assert summary["ok"], bad
    assert summary["wrong"] > 0
    assert summary["doubles"] > 0
    assert summary["undone"] > 0


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("task", ["a", "b", "c"])
def test_two_hundred_villagers(task: str) -> None:
    summary, bad = play(task, range(1, MANY + 1))
    assert summary["ok"], bad


@pytest.fixture(name="steady", scope="module")
def _steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    stand = Stand(
        Path(tmp_path_factory.mktemp("steady")), screen_px=(1920, 1080), diagonal_in=21.5, habits=STEADY
    )
    yield stand
    stand.close()


@pytest.mark.xdist_group("villagers-a")
def test_with_a_steady_hand_the_pension_is_four_presses_away_at_most(steady: Stand) -> None:
    whose: set[str] = set()
    for seed in range(30):
        whose.add(own_pension(random.Random(f"a-{seed}"), steady.clock.local().date()).card.number)
        line = steady.play("a", seed)
        assert line["done"], line
        assert line["presses"] <= MOST_PRESSES, line
    assert len(whose) > 8


@pytest.mark.xdist_group("villagers-a")
def test_the_same_seed_gives_the_same_visit(steady: Stand) -> None:
    assert steady.play("a", 7) == steady.play("a", 7)


@pytest.mark.xdist_group("villagers-a")
def test_the_command_prints_a_line_each_and_one_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "2", "--first-seed", "5", "--task", "a", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("seed") for line in lines] == [5, 6, None]
    assert lines[-1]["done_pct"] == 100.0


@pytest.mark.parametrize(
    "fault", ["lost", "spoken", "asked_known", "hanzi", "faulted", "not_undone", "double_tap_answers"]
)
def test_one_fault_is_one_too_many(fault: str) -> None:
    good = {
        "done": True,
        "pages": 3,
        "presses": 3,
        **dict.fromkeys(
            ("lost", "spoken", "asked_known", "hanzi", "faulted", "not_undone", "double_tap_answers"), 0
        ),
        **dict.fromkeys(("wrong", "undone", "doubles", "given_up", "sent_early"), 1),
    }
    assert sum_up("a", [good] * 20)["ok"]
    assert not sum_up("a", [good] * 19 + [{**good, fault: 1}])["ok"]
    assert not sum_up("a", [good] * 18 + [{**good, "done": False}] * 2)["ok"]


# -- the judge ------------------------------------------------------------------------------------


def page(title: Words | None = None, lead: Words | None = None) -> Message:
    frame = Frame(place=Words(), owner=Words())
    return Message(serial=1, frame=frame, title=title or Words(), lead=lead or Words())


def test_the_judge_hears_an_amount_and_a_name() -> None:
    judge = Judge(private=("示例·张大山",))
    judge.see(page(lead=Words("发了 240.00 元", "养老钱发了", "240.00 元")))
    assert not judge.notes.spoken
    judge.see(page(lead=Words("发了 240.00 元", "发了 240.00 元")))
    judge.see(page(title=Words.of("示例·张大山，您好")))
    assert len(judge.notes.spoken) == 2


def test_the_judge_sees_a_question_whose_answer_is_known() -> None:
    judge = Judge(private=())
    judge.see(Question(serial=1, frame=page().frame, title=Words.of("您的生日是哪天？")))
    assert judge.notes.asked_known


def test_the_judge_counts_a_second_tap_that_did_something() -> None:
    judge = Judge(private=())
    before = Moment(page=("Question", "几个人？", 0), step="", answers={})
    judge.doubled(before, first=("opt:one",), second=())
    judge.doubled(before, first=("key:1",), second=("key:1",))
    assert not judge.notes.double_answers
    judge.doubled(before, first=("opt:one",), second=("opt:two",))
    assert judge.notes.double_answers


@pytest.mark.parametrize(("hit", "lost"), [("end", 0), ("done", 1)])
def test_what_somebody_lets_be_cleared_is_given_up_and_not_lost(hit: str, lost: int) -> None:
    judge = Judge(private=())
    walk = Walk()
    walk.arrive().start("allowance")
    while not isinstance(walk.screen, Question):
        walk.press("next")
    walk.press("skip")
    judge.waited(walk.visit)
    before = Moment.of(walk.visit)
    walk.press("done", "end")
    judge.pressed(before, walk.visit, meant="stay", hit=(hit,))
    assert bool(judge.notes.lost) == bool(lost)
    assert judge.notes.given_up == 1 - lost


def test_a_moment_is_kept_only_with_every_other_answer() -> None:
    answers = {key: Answer(key, Source.PERSON, shown=key) for key in ("a", "b")}
    before = Moment(page=("Question", "一", 0), step="a", answers=answers)
    assert before.is_kept_by(before)
    assert before.is_kept_by(dataclasses.replace(before, answers={"b": answers["b"]}))
    assert not before.is_kept_by(dataclasses.replace(before, answers={"a": answers["a"]}))
    assert not before.is_kept_by(dataclasses.replace(before, page=("Question", "二", 0)))


# -- the scripts ----------------------------------------------------------------------------------


def test_somebody_who_cannot_read_goes_by_the_coins(release: Any) -> None:
    guest = Guest(TourStage(release))
    guest.touch()
    script = SeePension(coins_first=True)
    act = script.decide(look(guest.screen))
    assert act == Push("tile:pension")
    guest.press("tile:pension")
    assert script.decide(look(guest.screen)) == LayCard()
    guest.lay(ELDER.card)
    assert script.decide(look(guest.screen)) == Wait()
    guest.know(ELDER)
    assert script.decide(look(guest.screen)) == Leave()


def test_somebody_lost_goes_back(release: Any) -> None:
    guest = Guest(TourStage(release))
    guest.press("help")
    assert SeePension(coins_first=True).decide(look(guest.screen)) == Push("back", lost=True)


def test_habits_are_those_of_an_old_hand() -> None:
    habits = Habits()
    assert (habits.wrong, habits.jitter_mm, habits.double) == (0.10, 6.0, 0.30)
    assert (habits.double_s, habits.think_s) == ((0.150, 0.400), (8.0, 20.0))


def test_the_plays_clock_tells_one_time() -> None:
    clock = PlayClock()
    before = clock.utc()
    clock.now_s += 90
    assert (clock.utc() - before).total_seconds() == 90
    assert clock.local().hour == 10
