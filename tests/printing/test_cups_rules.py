from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.cups_rules import Look, Verdict, bare, clings, device_trouble, judge, notices, queue_trouble
from printing.outcome import Advice, Helper, Outcome, OutcomeKind, ProgressState, Reason, advice
from printing.queue import Notice

FAILED, UNKNOWN = OutcomeKind.FAILED, OutcomeKind.UNKNOWN
SENT = "cups-waiting-for-job-completed"


def look(state: int, *reasons: str) -> Look:
    return Look.of({"job-state": state, "job-state-reasons": "none", "job-printer-state-reasons": [*reasons]})


@given(st.lists(st.sampled_from(["media-empty", "media-jam", "none"]), max_size=3), st.data())
def test_endings_carry_nothing(names: list[str], data: st.DataObject) -> None:
    endings = [data.draw(st.sampled_from(["", "-error", "-warning", "-report"])) for _ in names]
    assert bare(n + e for n, e in zip(names, endings, strict=True)) == set(names) - {"none"}


@pytest.mark.parametrize(
    ("state", "reasons", "expected"),
    [
        (3, [], ProgressState.QUEUED),
        (5, [], ProgressState.QUEUED),
        (5, ["connecting-to-device"], ProgressState.QUEUED),
        (5, [SENT], ProgressState.SENT_TO_PRINTER),
        (5, [SENT, "media-empty-warning", "media-needed-warning"], ProgressState.NEEDS_PAPER),
        (5, [SENT, "cover-open-warning"], ProgressState.COVER_OPEN),
        (5, ["door-open-error", "media-jam-warning"], ProgressState.JAM),
        (5, [SENT, "toner-empty-error"], ProgressState.NEEDS_STAFF),
        (5, [SENT, "toner-low-report"], ProgressState.SENT_TO_PRINTER),
        (5, ["offline-report"], ProgressState.NO_WORD),
    ],
)
def test_what_a_running_job_does(state: int, reasons: list[str], expected: ProgressState) -> None:
    assert judge(look(state, *reasons), cancelled=False, was_sent=False) is expected


@pytest.mark.parametrize(
    ("state", "reasons", "was_sent", "cancelled", "expected"),
    [
        (7, [], True, False, Outcome(FAILED, Reason.PRINTER_ABORTED)),
        (7, [], False, True, Outcome(FAILED, Reason.CANCELLED)),
        (7, [], True, True, Outcome(UNKNOWN, Reason.CANCELLED)),
        (8, [], False, False, Outcome(FAILED, Reason.PRINTER_OFF)),
        (8, [], True, False, Outcome(FAILED, Reason.PRINTER_ABORTED)),
        (6, [], False, False, Outcome(FAILED, Reason.BAD_DOCUMENT)),
        (6, [], True, False, Outcome(UNKNOWN, Reason.PRINTER_ABORTED)),
        (9, ["cups-ipp-missing-job-history"], True, False, Outcome(UNKNOWN, Reason.PRINTER_FORGOT)),
        (9, ["cups-ipp-conformance-failure-report"], True, False, Outcome(UNKNOWN, Reason.PRINTER_FORGOT)),
        (9, ["job-completed-with-errors"], True, False, Outcome(UNKNOWN, Reason.PRINTER_ABORTED)),
        (9, [], True, False, Verdict.ASK_DEVICE),
        (9, ["toner-low-report"], False, False, Verdict.ASK_DEVICE),
    ],
)
def test_how_a_job_ended(
    state: int, reasons: list[str], was_sent: bool, cancelled: bool, expected: Outcome | Verdict
) -> None:
    assert judge(look(state, *reasons), cancelled=cancelled, was_sent=was_sent) == expected


@given(st.integers(3, 9), st.lists(st.text(max_size=20), max_size=4), st.booleans(), st.booleans())
def test_no_look_alone_says_done(state: int, reasons: list[str], cancelled: bool, was_sent: bool) -> None:
    verdict = judge(look(state, *reasons), cancelled=cancelled, was_sent=was_sent)
    assert not (isinstance(verdict, Outcome) and verdict.done)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"printer-state": 3, "printer-state-reasons": ["none"]}, None),
        ({"printer-state": 4, "printer-state-reasons": "toner-low-report"}, None),
        ({"printer-state": 5, "printer-state-reasons": ["media-empty-error"]}, Reason.NO_PAPER),
        ({"printer-state": 5, "printer-state-reasons": ["media-empty", "cover-open"]}, Reason.COVER_OPEN),
        ({"printer-state": 5, "printer-state-reasons": ["none"]}, Reason.PRINTER_FAULT),
        ({}, None),
    ],
)
def test_what_the_device_says(attributes: dict[str, Any], expected: Reason | None) -> None:
    assert device_trouble(attributes) is expected


def test_what_the_queue_says() -> None:
    assert queue_trouble({"printer-is-accepting-jobs": False, "printer-state": 5}) is Reason.QUEUE_CLOSED
    assert queue_trouble({"printer-is-accepting-jobs": True, "printer-state": 5}) is Reason.QUEUE_PAUSED
    assert queue_trouble({"printer-is-accepting-jobs": True, "printer-state": 3}) is None
    assert clings({"printer-state-reasons": ["cups-ipp-conformance-failure-report"]})
    assert not clings({"printer-state-reasons": ["none"]})
    assert notices({"printer-state-reasons": ["toner-low-report", "media-low-warning"]}) == {
        Notice.TONER_LOW,
        Notice.PAPER_LOW,
    }


@pytest.mark.parametrize("reason", Reason)
def test_a_page_has_advice_for_every_end(reason: Reason) -> None:
    assert isinstance(advice(Outcome(FAILED, reason)), Advice)
    unknown = advice(Outcome(UNKNOWN, reason))
    assert unknown.paper_may_exist
    assert unknown.helper is Helper.STAFF
    assert not unknown.may_ask_again


def test_an_outcome_has_a_reason_unless_it_is_done() -> None:
    with pytest.raises(ValueError, match="reason"):
        Outcome(OutcomeKind.DONE, Reason.JAM)
    with pytest.raises(ValueError, match="reason"):
        Outcome(UNKNOWN)
    assert "\ue863" not in repr(Outcome(FAILED, Reason.MISSING_CHARACTERS, missing=("\ue863",)))
