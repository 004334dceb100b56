"""What a maintainer types for the roster, and what a trial's phone shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from kiosk.staff.challenge import Challenge, signed_by
from kiosk.staff.cli import main
from kiosk.staff.trial import CLERK


def says(*answers: str) -> Callable[[str], str]:
    told = iter(answers)
    return lambda _: next(told)


def test_a_pin_becomes_a_line_of_the_roster(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pin"], ask=says(CLERK.number, "246810", "246810")) == 0
    line = capsys.readouterr().out
    assert line.startswith("  card_pin: $argon2id$")
    assert PasswordHasher().verify(line.strip().removeprefix("card_pin: "), f"{CLERK.number}:246810")
    assert "246810" not in line


@pytest.mark.parametrize(
    "answers",
    [
        ("123",),
        (CLERK.number, "12345"),
        (CLERK.number, "111111"),
        (CLERK.number, CLERK.number[6:12]),
        (CLERK.number, "246810", "246811"),
    ],
)
def test_what_can_be_guessed_or_was_mistyped_is_not_taken(
    answers: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pin"], ask=says(*answers)) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("kiosk staff: ")


def test_a_trials_phone_answers(capsys: pytest.CaptureFixture[str]) -> None:
    challenge = Challenge("QS01", "assist", "0123456789abcdef")
    assert main(["answer", challenge.text, "--code", "W01"]) == 0
    found = signed_by(challenge, capsys.readouterr().out)
    assert found is not None
    assert found[0] == "W01"
    assert main(["answer", "hello"]) == 1
