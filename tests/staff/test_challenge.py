from __future__ import annotations

import base64
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from config.roster import RosterEntry
from kiosk.staff.challenge import (
    Challenge,
    digits_for,
    is_signed,
    is_typed_right,
    signed_by,
    signing_text,
)

ASKED = Challenge("QS01", "assist", "0123456789abcdef")
PHONE = SigningKey(b"p" * 32)
AGREE = PrivateKey(b"a" * 32)
TERMINAL = PrivateKey(b"t" * 32)


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


ENTRY = RosterEntry(
    code="W01",
    name="示例·李明",
    sign_key=b64(bytes(PHONE.verify_key)),
    agree_key=b64(bytes(AGREE.public_key)),
    valid_until=date(2026, 12, 31),
)


def signed(challenge: Challenge, key: SigningKey = PHONE, code: str = "W01") -> str:
    raw = key.sign(signing_text(challenge)).signature
    return f"KA1:{code}:{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def test_a_challenge_comes_back_as_it_was() -> None:
    assert Challenge.parse(ASKED.text) == ASKED
    assert ASKED.short == "0123-4567-89AB-CDEF"


@given(st.text(max_size=80))
def test_nonsense_is_no_challenge_and_no_answer(text: str) -> None:
    with pytest.raises(ValueError, match="no challenge"):
        Challenge.parse(text)
    assert signed_by(ASKED, text) is None


def test_a_right_signature_counts() -> None:
    found = signed_by(ASKED, signed(ASKED))
    assert found is not None
    assert found[0] == "W01"
    assert is_signed(ASKED, found[1], ENTRY)


@pytest.mark.parametrize(
    "other",
    [
        Challenge("QS02", ASKED.act, ASKED.nonce),
        Challenge(ASKED.terminal, "erase", ASKED.nonce),
        Challenge(ASKED.terminal, ASKED.act, "fedcba9876543210"),
    ],
    ids=["another terminal", "another act", "another time"],
)
def test_a_signature_over_something_else_does_not(other: Challenge) -> None:
    found = signed_by(ASKED, signed(other))
    assert found is not None
    assert not is_signed(ASKED, found[1], ENTRY)
    assert not is_typed_right(
        ASKED, digits_for(other, own=AGREE, other=bytes(TERMINAL.public_key)), ENTRY, own=TERMINAL
    )


def test_both_sides_come_to_the_same_digits() -> None:
    typed = digits_for(ASKED, own=AGREE, other=bytes(TERMINAL.public_key))
    assert len(typed) == 8
    assert is_typed_right(ASKED, typed, ENTRY, own=TERMINAL)
    assert not is_typed_right(ASKED, typed, ENTRY, own=PrivateKey(b"u" * 32))
    assert not is_typed_right(ASKED, typed, ENTRY.model_copy(update={"agree_key": None}), own=TERMINAL)


def test_a_key_of_nothing_opens_nothing() -> None:
    weak = ENTRY.model_copy(update={"agree_key": b64(bytes(32))})
    assert not is_typed_right(ASKED, "00000000", weak, own=TERMINAL)


@given(st.text(max_size=12))
def test_other_digits_open_nothing(typed: str) -> None:
    right = digits_for(ASKED, own=AGREE, other=bytes(TERMINAL.public_key))
    assert is_typed_right(ASKED, typed, ENTRY, own=TERMINAL) == (typed == right)
