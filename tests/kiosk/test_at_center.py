"""Effects as messages: whose they are, which receipt they bear, and what a failure means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from nacl.public import PrivateKey

from center.protocol import CaseMessage, Consent, ErrorCode, LookupReply, LookupRequest
from kiosk.at_center import RealCases, RealCenter, failure_of, message_of
from kiosk.core.cases import CaseContent, CasePart, CasePerson, MessageKind
from kiosk.core.effects import Issue, Keep, LookUp
from kiosk.core.events import CaseState, Failed, Failure, Kept, LookedUp
from kiosk.core.identity import Established
from kiosk.core.receipts import receipt_number
from kiosk.link.client import CenterClient
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, LinkError, Refused
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer

NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
VISIT = "00000000-0000-4000-8000-000000000001"
NUMBER = "990101194605073138"
CASE = CaseContent(
    case_id="case-00000001",
    kind=MessageKind.SUBMIT,
    service="old-age-allowance",
    title="80岁老人补贴",
    release=0,
    parts=(CasePart("old-age-allowance", "80岁老人补贴", consent=True, state="ready"),),
    people={"subject": CasePerson("示例·张大山", NUMBER, Established.TYPED)},
    answers=(),
    papers=(),
    pressed_by="neighbor",
)


class Client:
    """Answers, or fails."""

    def __init__(self, answer: LookupReply | LinkError) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def look_up(self, request: LookupRequest) -> LookupReply:
        self.asked.append(request)
        if isinstance(self.answer, LinkError):
            raise self.answer
        return self.answer

    def issue(self, request: object) -> object:
        self.asked.append(request)
        raise AssertionError("not asked here")


def center(answer: LookupReply | LinkError) -> tuple[RealCenter, Client]:
    client = Client(answer)
    return RealCenter(cast("CenterClient", client)), client


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (CenterDown(), Failure.DOWN),
        (CenterSlow(), Failure.SLOW),
        (CenterNonsense(), Failure.NONSENSE),
        (Refused(ErrorCode.TOO_MANY_LOOKUPS), Failure.LIMITED),
        (Refused(ErrorCode.TRIAL_PERSON), Failure.TRIAL),
        (Refused(ErrorCode.NEEDS_CARD), Failure.REFUSED),
    ],
)
def test_every_failure_is_a_result(error: LinkError, failure: Failure) -> None:
    asked = LookUp(1, VISIT, NUMBER, Established.CARD, ("pension",))
    assert center(error)[0].look_up(asked) == Failed(failure)
    assert failure_of(error) is failure


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_refusal_has_a_page(code: ErrorCode) -> None:
    assert failure_of(Refused(code)) in Failure


def test_how_identity_was_established_goes_with_the_question() -> None:
    asked, client = center(LookupReply.model_validate({"known": False}))
    assert asked.look_up(LookUp(1, VISIT, NUMBER, Established.TYPED, ("profile",))) == Failed(
        Failure.NOT_KNOWN
    )
    assert client.asked[0].established.value == "typed"


def test_a_number_that_cannot_be_one_is_not_even_sent() -> None:
    asked, client = center(CenterDown())
    result = asked.look_up(LookUp(1, VISIT, "12345", Established.TYPED, ("profile",)))
    assert result == Failed(Failure.NOT_KNOWN)
    assert client.asked == []


def test_a_kind_of_document_that_nobody_issues_is_refused() -> None:
    asked, client = center(CenterDown())
    assert asked.issue(Issue(1, VISIT, "no-such", NUMBER, Established.CARD, {})) == Failed(Failure.REFUSED)
    assert client.asked == []


def test_facts_come_with_their_day() -> None:
    reply = LookupReply.model_validate(
        {
            "known": True,
            "medical": {
                "as_of": "2026-06-07",
                "data": {
                    "year": 2026,
                    "paid": True,
                    "amount": "400.00",
                    "paid_on": None,
                    "reimbursements": [],
                },
            },
        }
    )
    found = center(reply)[0].look_up(LookUp(1, VISIT, NUMBER, Established.CARD, ("medical",)))
    assert isinstance(found, LookedUp)
    assert found.datasets["medical"].as_of == date(2026, 6, 7)


# -- the outbox -----------------------------------------------------------------------------------


class Cases:
    """An outbox, and what was composed for it."""

    def __init__(self, folder: Path) -> None:
        self.outbox = Outbox(folder / "outbox.sqlite", clock=lambda: NOW)
        self.composed: list[CaseMessage] = []
        key = PrivateKey.generate()
        self._sealer = Sealer(key_id="key-1", seal_key=_base64(bytes(key.public_key)))
        real_seal = self._sealer.seal

        def seal(message: CaseMessage) -> bytes:
            self.composed.append(message)
            return real_seal(message)

        self._sealer.seal = seal  # type: ignore[method-assign]
        self.cases = RealCases(self.outbox, sealer=self._sealer, terminal="QS01", clock=lambda: NOW)


def _base64(raw: bytes) -> str:
    import base64

    return base64.b64encode(raw).decode()


@pytest.fixture(name="kept")
def _kept(tmp_path: Path) -> Iterator[Cases]:
    cases = Cases(tmp_path)
    yield cases
    cases.outbox.close()


def test_a_case_is_kept_with_its_receipt_and_how_identity_was_established(kept: Cases) -> None:
    result = kept.cases.keep(Keep(1, VISIT, CASE))
    assert result == Kept(CASE.case_id, receipt_number(terminal="QS01", counter=1))
    (message,) = kept.composed
    assert message.people["subject"].how.value == "typed"
    assert message.pressed_by.value == "neighbor"
    assert kept.cases.state(CASE.case_id) is CaseState.KEPT


def test_the_same_effect_again_is_the_same_message(kept: Cases) -> None:
    assert kept.cases.keep(Keep(1, VISIT, CASE)) == kept.cases.keep(Keep(1, VISIT, CASE))
    assert len(kept.composed) == 1


def test_a_case_from_another_terminal_keeps_its_receipt(kept: Cases) -> None:
    elsewhere = receipt_number(terminal="QS02", counter=7)
    again = replace(CASE, kind=MessageKind.CORRECT, receipt=elsewhere)
    assert kept.cases.keep(Keep(1, VISIT, again)) == Kept(CASE.case_id, elsewhere)
    assert kept.composed[0].receipt == elsewhere


def test_a_full_disk_is_told(kept: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(kept.outbox, "keep", full)
    assert kept.cases.keep(Keep(1, VISIT, CASE)) == Failed(Failure.DISK)


def test_nothing_is_kept_that_could_not_be_written(kept: Cases) -> None:
    with pytest.raises(ValueError, match="service"):
        kept.cases.keep(Keep(1, VISIT, replace(CASE, parts=(replace(CASE.parts[0], service=""),))))
    assert kept.cases.state(CASE.case_id) is None
    assert kept.cases.keep(Keep(2, VISIT, CASE)) == Kept(
        CASE.case_id, receipt_number(terminal="QS01", counter=1)
    )


def test_a_withdrawal_that_came_too_late_is_told(kept: Cases) -> None:
    assert isinstance(kept.cases.keep(Keep(1, VISIT, CASE)), Kept)
    waiting = kept.outbox.next()
    assert waiting is not None
    kept.outbox.park(waiting, code=ErrorCode.ALREADY_ACCEPTED.value)
    assert kept.cases.state(CASE.case_id) is CaseState.REFUSED


@pytest.mark.parametrize(
    ("said", "sent"), [(True, Consent.GIVEN), (False, Consent.WITHHELD), (None, Consent.NOT_ASKED)]
)
def test_a_refused_consent_is_not_one_that_was_never_asked(said: bool | None, sent: Consent) -> None:
    case = replace(CASE, parts=(replace(CASE.parts[0], consent=said),))
    message = message_of(
        case, message_id="message-00000001", receipt="QS01-000001-7", terminal="QS01", now=NOW
    )
    assert [part.consent for part in message.parts] == [sent]
