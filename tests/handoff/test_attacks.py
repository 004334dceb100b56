"""What is not opened: each attack has its own plain message, nothing is decrypted, an event is logged."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta
from typing import Any

import pytest
import structlog.testing
from nacl.public import SealedBox
from nacl.signing import SigningKey

from center.desk.people import Staff
from center.handoff.faults import HandoffError, HandoffFault
from center.log import CenterEvent
from center.protocol import MessageKind
from kiosk.core.handoff import codes
from tests.handoff.office import (
    GRID,
    MAINTAINER,
    NEIGHBOR_TOWN,
    OTHER_WINDOW,
    WINDOW,
    Office,
    foreign_key,
)

pytestmark = pytest.mark.whole

MUTATED = 10_000


@pytest.fixture(name="decrypted")
def _decrypted(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Everything that was decrypted."""
    seen: list[bytes] = []
    real = SealedBox.decrypt

    def decrypt(self: Any, ciphertext: bytes) -> bytes:
        seen.append(ciphertext)
        return real(self, ciphertext)

    monkeypatch.setattr(SealedBox, "decrypt", decrypt)
    return seen


def refused(office: Office, text: str, who: Staff = WINDOW, **more: object) -> HandoffError:
    with structlog.testing.capture_logs() as logs, pytest.raises(HandoffError) as caught:
        office.center.handoffs.open_code(text, who, **more)  # type: ignore[arg-type]
    (event,) = [log for log in logs if log["event"] == CenterEvent.HANDOFF_REFUSED]
    assert event["fault"] == caught.value.fault
    assert caught.value.plain.endswith("。")
    return caught.value


def test_each_fault_has_words_of_its_own() -> None:
    plain = {HandoffError(fault, who="甲").plain for fault in HandoffFault}
    assert len(plain) == len(HandoffFault)
    assert all(10 <= len(words) <= 60 for words in plain)


# -- the table -----------------------------------------------------------------------------------


def test_a_forged_code(office: Office, decrypted: list[bytes]) -> None:
    text = office.kh2(sealer=office.sealer(key=SigningKey.generate()))
    assert refused(office, text).fault is HandoffFault.FORGED
    assert not decrypted


def test_a_code_with_one_changed_digit(office: Office, decrypted: list[bytes]) -> None:
    text = office.kh2()
    at = len(text) // 2
    changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    assert refused(office, changed).fault is HandoffFault.FORGED
    assert not decrypted


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_cut_code(office: Office, decrypted: list[bytes], share: float) -> None:
    text = office.kh2()
    cut = text[: int(len(text) * share)]
    assert refused(office, cut).fault in (HandoffFault.CUT, HandoffFault.FORGED)
    token = office.kh1()
    del decrypted[:]
    assert refused(office, token[: int(len(token) * share)]).fault in (
        HandoffFault.CUT,
        HandoffFault.FOREIGN,
    )
    assert not decrypted


def test_a_replayed_code_opens_the_same_case_for_the_same_hand_only(office: Office) -> None:
    text = office.kh2()
    first = office.center.handoffs.open_code(text, WINDOW)
    again = office.center.handoffs.open_code(text, WINDOW)
    assert (first.again, again.again) == (False, True)
    assert first.draft.case_id == again.draft.case_id
    assert office.cases() == 1
    assert refused(office, text, OTHER_WINDOW).fault is HandoffFault.TAKEN


def test_a_nonce_with_another_body(office: Office) -> None:
    sealer = office.sealer()
    sealer._new_bytes = lambda count: b"\x07" * count
    office.center.handoffs.open_code(office.kh2(sealer=sealer), WINDOW)
    assert refused(office, office.kh2(sealer=sealer)).fault is HandoffFault.FORGED


def test_an_expired_code(office: Office, decrypted: list[bytes]) -> None:
    text, token = office.kh2(hours=24), office.kh1()
    del decrypted[:]
    office.clock.on(hours=24, minutes=9)
    assert office.center.handoffs.open_code(text, WINDOW)  # clocks differ by minutes
    office.clock.on(minutes=2)
    del decrypted[:]
    assert refused(office, text).fault is HandoffFault.EXPIRED
    assert refused(office, token).fault is HandoffFault.EXPIRED
    assert not decrypted


@pytest.mark.parametrize(
    "text",
    [
        "https://pay.example.cn/qr/abcdef",
        "HTTPS://PAY.EXAMPLE.CN/1",
        "wxp://f2f0AbCdEf",
        "WIFI:T:WPA;S:x;P:y;;",
        "javascript:alert(1)",
        "kh3:ABCDEF",
    ],
)
def test_a_foreign_code(office: Office, text: str) -> None:
    assert refused(office, text).fault is HandoffFault.FOREIGN


@pytest.mark.parametrize("text", ["", " ", "1", "0", "6901234567892", "-5", "9" * 5000, "0" * 1200])
def test_no_code_at_all(office: Office, text: str) -> None:
    assert refused(office, text).fault in (
        HandoffFault.NOT_A_CODE,
        HandoffFault.FOREIGN,
        HandoffFault.CUT,
    )


def test_an_unknown_terminal(office: Office, decrypted: list[bytes]) -> None:
    text = office.kh2(sealer=office.sealer(code="QS77"))
    assert refused(office, text).fault is HandoffFault.UNKNOWN_TERMINAL
    assert not decrypted


def test_a_revoked_terminal(office: Office, decrypted: list[bytes]) -> None:
    text, token = office.kh2(), office.kh1()
    office.center.enrolling.revoke("QS01")
    del decrypted[:]
    assert refused(office, text).fault is HandoffFault.REVOKED
    assert refused(office, token).fault is HandoffFault.REVOKED
    assert not decrypted
    assert office.terminal.put(office.message(office.draft())).status_code == 401


def test_a_terminal_that_was_enrolled_anew_cannot_be_impersonated(office: Office) -> None:
    text = office.kh2()
    township = office.center.settings.townships[0].code
    new = office.town.new_terminal("QS01")
    assert new.public != office.terminal.public
    assert township
    assert refused(office, text).fault is HandoffFault.FORGED


def test_a_wrong_township(office: Office, decrypted: list[bytes]) -> None:
    text, token = office.kh2(), office.kh1()
    del decrypted[:]
    assert refused(office, text, NEIGHBOR_TOWN).fault is HandoffFault.WRONG_TOWNSHIP
    assert refused(office, token, NEIGHBOR_TOWN).fault is HandoffFault.WRONG_TOWNSHIP
    assert not decrypted
    assert office.center.handoffs.open_code(token, WINDOW)  # and it was not used up


def test_a_key_of_another_township(office: Office, decrypted: list[bytes]) -> None:
    text = office.kh2(sealer=office.sealer(key_id="t990199-0001", seal_key=foreign_key()))
    assert refused(office, text).fault is HandoffFault.WRONG_TOWNSHIP
    assert not decrypted


def test_a_key_that_is_not_here(office: Office) -> None:
    text = office.kh2(sealer=office.sealer(key_id="t990101-0009"))
    assert refused(office, text).fault is HandoffFault.UNKNOWN_KEY


def test_sealed_to_another_key(office: Office) -> None:
    text = office.kh2(sealer=office.sealer(seal_key=foreign_key()))
    assert refused(office, text).fault is HandoffFault.FORGED


def test_a_token_that_nobody_made(office: Office) -> None:
    text = codes.token_text(b"\x01" * codes.TOKEN_BYTES)
    assert refused(office, text).fault is HandoffFault.UNKNOWN_CODE


def test_an_account_that_may_not(office: Office) -> None:
    assert refused(office, office.kh2(), MAINTAINER).fault is HandoffFault.NOT_ALLOWED
    assert refused(office, office.kh1(), MAINTAINER).fault is HandoffFault.NOT_ALLOWED
    assert office.center.handoffs.open_code(office.kh1(), GRID)


def test_another_algorithm(office: Office) -> None:
    envelope = codes.read_envelope(office.kh2())
    other = codes.Envelope(
        2,
        envelope.expires_at,
        envelope.nonce,
        envelope.terminal,
        envelope.key_id,
        envelope.sealed,
        envelope.signature,
    )
    signature = office.terminal.key.sign(other.signed).signature
    signed = codes.Envelope(
        2, other.expires_at, other.nonce, other.terminal, other.key_id, other.sealed, signature
    )
    assert refused(office, signed.digits).fault is HandoffFault.FORGED


def test_two_desks_one_code(office: Office) -> None:
    for text in (office.kh1(), office.kh2()):
        office.center.handoffs.open_code(text, WINDOW)
        error = refused(office, text, OTHER_WINDOW)
        assert error.fault is HandoffFault.TAKEN
        assert WINDOW.name in error.plain


def test_given_back_another_desk_may_have_it(office: Office) -> None:
    text = office.kh1()
    found = office.center.handoffs.open_code(text, WINDOW)
    office.center.handoffs.release(found.draft.case_id, WINDOW)
    assert office.center.handoffs.open_code(text, OTHER_WINDOW).draft.case_id == found.draft.case_id


def test_a_phone_without_network_forwards_it_later(office: Office) -> None:
    text = office.kh2(hours=24)
    scanned_at = office.clock.now + timedelta(hours=23)
    office.clock.on(hours=40)
    assert refused(office, text).fault is HandoffFault.EXPIRED
    assert office.center.handoffs.open_code(text, GRID, scanned_at=scanned_at)


def test_a_phone_cannot_bring_what_is_long_gone(office: Office) -> None:
    text = office.kh2(hours=24)
    scanned_at = office.clock.now + timedelta(hours=1)
    office.clock.on(days=30)
    assert refused(office, text, GRID, scanned_at=scanned_at).fault is HandoffFault.EXPIRED


def test_a_case_that_is_over(office: Office) -> None:
    draft = office.draft()
    text = office.kh1(draft)
    message = office.message(draft).model_copy(update={"kind": MessageKind.WITHDRAW, "message_id": "w" * 32})
    assert office.terminal.put(message).status_code == 201
    assert refused(office, text).fault is HandoffFault.CLOSED


# -- ten thousand --------------------------------------------------------------------------------


def mutated(rng: random.Random, text: str) -> str:
    """One payload, damaged or made up."""
    digits = list(text)
    match rng.randrange(8):
        case 0:
            for _ in range(rng.randint(1, 6)):
                digits[rng.randrange(len(digits))] = rng.choice("0123456789")
        case 1:
            del digits[rng.randrange(len(digits)) :]
        case 2:
            at = rng.randrange(len(digits))
            digits[at:at] = rng.choice(["0", "99", "A", "１", " x ", "é", "\x00"])
        case 3:
            digits = [rng.choice("0123456789") for _ in range(rng.randint(0, 2000))]
        case 4:
            raw = bytearray(int(text).to_bytes((int(text).bit_length() + 7) // 8, "big"))
            for _ in range(rng.randint(1, 4)):
                raw[rng.randrange(1, len(raw))] ^= 1 << rng.randrange(8)
            digits = list(str(int.from_bytes(raw, "big")))
        case 5:
            digits = list("KH1:" + "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(26)))
        case 6:
            digits = [chr(rng.choice([*range(32, 0x250), *range(0x4E00, 0x4F00)])) for _ in range(60)]
        case _:
            rng.shuffle(digits)
    return "".join(digits)


def test_ten_thousand_damaged_payloads_are_refused(office: Office, decrypted: list[bytes]) -> None:
    rng = random.Random(20260601)
    text = office.kh2()
    accepted = 0
    for _ in range(MUTATED):
        payload = mutated(rng, text)
        if codes.plain_text(payload) == text:
            continue
        with structlog.testing.capture_logs(), contextlib.suppress(HandoffError):
            office.center.handoffs.open_code(payload, WINDOW)
            accepted += 1
    assert accepted == 0
    assert not decrypted
    assert office.cases() == 0
