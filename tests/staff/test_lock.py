from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from config.roster import RosterEntry, StaffRight
from kiosk.staff.attempts import Attempts, LockedOut
from kiosk.staff.audit import AuditTrail, StaffAct
from kiosk.staff.challenge import Challenge, digits_for
from kiosk.staff.lock import Lock, Today, WrongAnswer
from tests.core.builders import ELDER, YOUNG
from tests.staff.test_challenge import AGREE, ENTRY, TERMINAL, b64, signed

FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SECOND_KEY = SigningKey(b"s" * 32)


class Bench:
    """A lock whose clock stands still until told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now_s = 0.0
        self.today = Today(date(2026, 6, 8), trusted=True)
        second = RosterEntry(
            code="W02",
            name="示例·王芳",
            rights=(StaffRight.ASSIST, StaffRight.MAINTAIN),
            sign_key=b64(bytes(SECOND_KEY.verify_key)),
            card_pin=FAST.hash(f"{YOUNG.number}:135790"),
            valid_until=date(2026, 12, 31),
        )
        second = second.model_copy(update={"name": YOUNG.name})
        self.roster = [ENTRY, second]
        self.trail = AuditTrail(
            folder / "audit.sqlite", clock=lambda: datetime(2026, 6, 8, tzinfo=UTC), monotonic_s=self.clock
        )
        self.lock = self.plug_in()

    def clock(self) -> float:
        return self.now_s

    def plug_in(self) -> Lock:
        """As after a power cut."""
        self.lock = Lock(
            terminal="QS01",
            roster=lambda: self.roster,
            own=TERMINAL,
            attempts=Attempts(self.folder / "tries.json", monotonic_s=self.clock),
            trail=self.trail,
            today=lambda: self.today,
            monotonic_s=self.clock,
            hasher=FAST,
        )
        return self.lock

    def acts(self) -> list[StaffAct]:
        return [entry.act for entry in self.trail.entries()]


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.trail.close()


def test_a_phone_opens_it_by_signature(bench: Bench) -> None:
    asked = bench.lock.ask()
    assert bench.lock.answer_scanned(signed(asked), StaffRight.ASSIST).code == "W01"
    assert bench.acts() == [StaffAct.UNLOCKED]


def test_a_phone_opens_it_by_eight_digits(bench: Bench) -> None:
    asked = bench.lock.ask()
    typed = digits_for(asked, own=AGREE, other=bytes(TERMINAL.public_key))
    assert bench.lock.answer_typed(typed, StaffRight.ASSIST).code == "W01"


def test_an_answer_counts_once(bench: Bench) -> None:
    answer = signed(bench.lock.ask())
    bench.lock.answer_scanned(answer, StaffRight.ASSIST)
    with pytest.raises(WrongAnswer):
        bench.lock.answer_scanned(answer, StaffRight.ASSIST)


def test_an_answer_that_comes_late_opens_nothing(bench: Bench) -> None:
    asked = bench.lock.ask()
    bench.now_s = 61.0
    with pytest.raises(WrongAnswer):
        bench.lock.answer_scanned(signed(asked), StaffRight.ASSIST)


def test_a_new_question_voids_the_old_one(bench: Bench) -> None:
    asked = bench.lock.ask()
    bench.lock.ask()
    with pytest.raises(WrongAnswer):
        bench.lock.answer_scanned(signed(asked), StaffRight.ASSIST)


def test_a_card_and_a_pin_open_it(bench: Bench) -> None:
    assert bench.lock.answer_card(YOUNG, "135790", StaffRight.MAINTAIN).code == "W02"
    for card, pin in ((YOUNG, "135791"), (ELDER, "135790")):
        with pytest.raises(WrongAnswer):
            bench.lock.answer_card(card, pin, StaffRight.MAINTAIN)


def test_a_right_that_one_has_not_opens_nothing(bench: Bench) -> None:
    asked = bench.lock.ask("maintain")
    with pytest.raises(WrongAnswer):
        bench.lock.answer_scanned(signed(asked), StaffRight.MAINTAIN)


def test_an_entry_of_the_past_opens_nothing_unless_the_clock_is_not_believed(bench: Bench) -> None:
    bench.today = Today(date(2027, 1, 1), trusted=True)
    with pytest.raises(WrongAnswer):
        bench.lock.answer_scanned(signed(bench.lock.ask()), StaffRight.ASSIST)
    bench.today = Today(date(1970, 1, 1), trusted=False)
    assert bench.lock.answer_scanned(signed(bench.lock.ask()), StaffRight.ASSIST).code == "W01"


def test_a_dangerous_act_needs_two(bench: Bench) -> None:
    asked = bench.lock.ask("erase")
    with pytest.raises(WrongAnswer):  # the same person again
        bench.lock.answer_scanned(signed(asked), StaffRight.ASSIST, other_than="W01")
    other = Challenge("QS01", "export", asked.nonce)
    with pytest.raises(WrongAnswer):  # another act than the one that is asked about
        bench.lock.answer_scanned(signed(other, SECOND_KEY, "W02"), StaffRight.ASSIST, other_than="W01")
    answer = signed(asked, SECOND_KEY, "W02")
    assert bench.lock.answer_scanned(answer, StaffRight.ASSIST, other_than="W01").code == "W02"
    with pytest.raises(WrongAnswer):  # once
        bench.lock.answer_scanned(answer, StaffRight.ASSIST, other_than="W01")


def test_two_hundred_wrong_tries_never_open_it_and_the_plug_helps_nobody(bench: Bench) -> None:
    refused = locked = 0
    for number in range(200):
        if number % 7 == 0:
            bench.plug_in()
        asked = bench.lock.ask()
        try:
            if number % 3 == 0:
                bench.lock.answer_typed(f"{number:08d}", StaffRight.ASSIST)
            elif number % 3 == 1:
                bench.lock.answer_scanned(signed(asked, SigningKey(b"x" * 32)), StaffRight.ASSIST)
            else:
                bench.lock.answer_card(YOUNG, f"{number:06d}", StaffRight.ASSIST)
        except WrongAnswer:
            refused += 1
        except LockedOut:
            locked += 1
            bench.now_s += 1.0
    assert refused + locked == 200
    assert refused <= 5 + 5  # five are free; after 15, 30, 60 ... seconds one more each
    assert StaffAct.UNLOCKED not in bench.acts()


def test_no_secret_of_the_staff_is_on_the_disk(bench: Bench, tmp_path: Path) -> None:
    bench.lock.answer_card(YOUNG, "135790", StaffRight.ASSIST)
    raw = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in ("135790", YOUNG.number, YOUNG.name):
        assert secret.encode() not in raw
    assert bytes(PrivateKey(b"t" * 32)) not in raw
