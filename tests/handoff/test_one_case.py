"""One case, whichever way it comes and in whatever order; found by code, by number, by card."""

from __future__ import annotations

from dataclasses import replace

import pytest
import structlog.testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.desk.work import Handle, new_message_id
from center.handoff.faults import HandoffError, HandoffFault
from center.merging import Stage
from center.protocol import MessageKind
from kiosk.core.cases import Answer
from tests.center.support import number_of
from tests.handoff.office import NEIGHBOR_TOWN, OTHER_WINDOW, WHO, WINDOW, Office

pytestmark = pytest.mark.whole

WAYS = ["outbox", "kh1", "kh2", "card"]


def come(office: Office, way: str, draft: object) -> None:
    handoffs = office.center.handoffs
    match way:
        case "outbox":
            office.terminal.put(office.message(draft))  # type: ignore[arg-type]
        case "kh1":
            assert handoffs.open_code(office.kh1(draft), WINDOW).draft.case_id  # type: ignore[arg-type]
        case "kh2":
            assert handoffs.open_code(office.kh2(draft), WINDOW).draft.case_id  # type: ignore[arg-type]
        case _:
            try:
                found = handoffs.find_by_card(number_of(WHO), WINDOW)
            except HandoffError:
                return
            handoffs.take(found[0].draft.case_id, WINDOW)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ways=st.lists(st.sampled_from(WAYS), min_size=1, max_size=5))
def test_one_case_in_whatever_order_it_comes(office: Office, ways: list[str]) -> None:
    before = office.cases()
    draft = office.draft()
    for way in ways:
        come(office, way, draft)
    assert office.cases() - before == (0 if set(ways) == {"card"} else 1)
    for opened in _found(office):
        office.center.handoffs.release(opened, WINDOW)


def _found(office: Office) -> list[str]:
    try:
        return [one.draft.case_id for one in office.center.handoffs.find_by_card(number_of(WHO), WINDOW)]
    except HandoffError:
        return []


@pytest.mark.parametrize("way", ["kh1", "kh2", "card"])
def test_everything_that_was_filled_in_arrives(office: Office, way: str) -> None:
    draft = office.draft(papers={"id-card": True, "passbook": False}, pressed_by="neighbor")
    if way == "kh2":
        opened = office.center.handoffs.open_code(office.kh2(draft), WINDOW)
    elif way == "kh1":
        opened = office.center.handoffs.open_code(office.kh1(draft), WINDOW)
    else:
        office.deliver(draft)
        (opened,) = office.center.handoffs.find_by_card(number_of(WHO).lower(), WINDOW)
    assert opened.draft == replace(draft, answers=opened.draft.answers)
    answer = opened.draft.answers["subject:phone"]
    assert (answer.value, answer.source) == ("13800138000", "person")
    assert opened.receipt == draft.receipt
    assert opened.draft.roles == ("subject",)


def test_the_desk_goes_on_with_the_form(office: Office) -> None:
    opened = office.center.handoffs.open_code(office.kh2(), WINDOW)
    found = office.center.desk.open(opened.draft.case_id, WINDOW)
    assert found.form.journey.answers["subject:phone"].value == "13800138000"
    assert found.case.holder == WINDOW.code
    assert found.form.papers["id-card"] is True


def test_the_whole_draft_replaces_the_one_that_had_to_be_cut(office: Office) -> None:
    draft = office.draft()
    short = replace(draft, answers={}, cut=("subject:phone",))
    assert office.center.handoffs.open_code(office.kh2(short), WINDOW).draft.cut == ("subject:phone",)
    office.deliver(draft)
    (opened,) = office.center.handoffs.find_by_card(number_of(WHO), WINDOW)
    assert opened.draft.answers
    assert not opened.draft.cut


def test_what_the_desk_has_filled_in_stays_when_the_draft_comes_late(office: Office) -> None:
    draft = office.draft()
    opened = office.center.handoffs.open_code(office.kh2(draft), WINDOW)
    found = office.center.desk.open(opened.draft.case_id, WINDOW)
    found.form.journey.staff_edit("subject:phone", Answer("13900139000", "staff:W01", shown="139"))
    message = found.form.to_message(
        message_id=new_message_id(), now=office.clock.now, people=found.form.message.people
    )
    office.center.desk.work.save(Handle(draft.case_id, found.case.version), WINDOW, message, changed=1)
    office.deliver(draft)
    again = office.center.desk.open(draft.case_id, WINDOW)
    assert again.form.journey.answers["subject:phone"].value == "13900139000"
    assert again.case.stage is Stage.RECEIVED
    assert office.cases() == 1


def test_the_person_who_goes_on_alone_submits_the_same_case(office: Office) -> None:
    draft = office.draft()
    office.kh1(draft)
    submitted = office.message(draft).model_copy(
        update={"kind": MessageKind.SUBMIT, "message_id": "s" * 32, "draft": None}
    )
    assert office.terminal.put(submitted).status_code == 201
    assert office.cases() == 1
    with pytest.raises(HandoffError) as caught:
        office.center.handoffs.find_by_card(number_of(WHO), WINDOW)
    assert caught.value.fault is HandoffFault.NO_DRAFT


def test_a_card_finds_nothing_for_another_township(office: Office) -> None:
    office.deliver(office.draft())
    with pytest.raises(HandoffError) as caught:
        office.center.handoffs.find_by_card(number_of(WHO), NEIGHBOR_TOWN)
    assert caught.value.fault is HandoffFault.NO_DRAFT


def test_a_draft_found_by_card_is_taken_once(office: Office) -> None:
    draft = office.draft()
    office.deliver(draft)
    office.center.handoffs.take(draft.case_id, WINDOW)
    with pytest.raises(HandoffError) as caught:
        office.center.handoffs.take(draft.case_id, OTHER_WINDOW)
    assert caught.value.fault is HandoffFault.TAKEN


def test_nobody_puts_words_into_somebody_elses_case(office: Office) -> None:
    draft = office.draft()
    office.deliver(draft)
    other = replace(draft.people["subject"], number=number_of("示例·李桂英"))
    text = office.kh2(replace(draft, people={"subject": other}))
    with structlog.testing.capture_logs(), pytest.raises(HandoffError) as caught:
        office.center.handoffs.open_code(text, WINDOW)
    assert caught.value.fault is HandoffFault.FORGED


def test_full_width_digits_and_blanks_are_mended(office: Office) -> None:
    text = office.kh2()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in text[:200]) + " \n" + text[200:] + "\r\n"
    assert office.center.handoffs.open_code(wide, WINDOW)
    assert office.center.handoffs.open_code(office.kh1().lower(), WINDOW)


def test_a_call_is_answered_once(office: Office) -> None:
    path = "/v1/calls/" + "c" * 32
    assert office.terminal.send("PUT", path, b"").json()["answered_by"] == ""
    (call,) = office.center.calls.calls(WINDOW)
    assert office.center.calls.answer_call(call.call_id, WINDOW)
    assert not office.center.calls.answer_call(call.call_id, OTHER_WINDOW)
    assert office.terminal.send("GET", path, b"").json()["answered_by"] == WINDOW.name
    assert office.center.calls.calls(WINDOW) == ()


def test_a_call_is_heard_in_its_own_township_and_not_for_ever(office: Office) -> None:
    office.terminal.send("PUT", "/v1/calls/" + "c" * 32, b"")
    assert office.center.calls.calls(NEIGHBOR_TOWN) == ()
    office.clock.on(minutes=6)
    assert office.center.calls.calls(WINDOW) == ()
    assert not office.center.calls.answer_call("c" * 32, WINDOW)


def test_a_token_needs_its_draft(office: Office) -> None:
    draft = office.draft()
    message = office.message(draft)
    body = b'{"message_id":"%s","token_sha256":"%s","valid_until":"2025-09-18T00:00:00Z"}' % (
        message.message_id.encode(),
        b"0" * 64,
    )
    path = f"/v1/handoffs/{draft.case_id}"
    assert office.terminal.send("PUT", path, body).status_code == 404
    assert office.terminal.put(message).status_code == 201
    assert office.terminal.send("PUT", path, body).status_code == 200
    assert office.terminal.send("PUT", path, body).status_code == 200
    stranger = office.town.new_terminal("QS02")
    assert stranger.send("PUT", path, body).status_code == 404


def test_what_is_kept_of_codes_is_erased_in_time(office: Office) -> None:
    office.center.handoffs.open_code(office.kh1(), WINDOW)
    office.center.handoffs.open_code(office.kh2(), WINDOW)
    office.terminal.send("PUT", "/v1/calls/" + "c" * 32, b"")
    office.clock.on(days=6)
    early = office.center.erasing.run()
    assert (early["handoff_tokens"], early["handoff_nonces"], early["terminal_calls"]) == (0, 0, 0)
    office.clock.on(days=3)
    later = office.center.erasing.run()
    assert (later["handoff_nonces"], later["terminal_calls"]) == (1, 1)
    office.clock.on(days=30)
    assert office.center.erasing.run()["handoff_tokens"] == 1
