"""What is keyed into a question: keys, faults with what to look at again, and answers put back into boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.services import ServiceField
from kiosk.core import fields
from kiosk.core.fields import Draft, Fault, Good
from tests.core.builders import ELDER

TODAY = date(2026, 6, 8)
CHARACTERS = "0123456789X."


def asked(kind: str, **more: Any) -> ServiceField:
    return ServiceField.model_validate({"id": "x", "kind": kind, "ask": "多少？", "label": "它", **more})


def keyed(question: ServiceField, *texts: str) -> Draft:
    draft = Draft()
    for box, text in enumerate(texts):
        draft = Draft(draft.texts, active=box)
        for character in text:
            draft = fields.press_key(question, draft, character)
    return draft


@pytest.mark.parametrize(
    ("question", "texts", "value", "shown"),
    [
        (asked("phone"), ("13800138000",), "13800138000", "138 0013 8000"),
        (asked("phone", length=8), ("02300000",), "02300000", "023 0000 0"),
        (asked("identity"), (ELDER.number,), ELDER.number, None),
        (asked("date"), ("1950", "2", "3"), "1950-02-03", "1950年2月3日"),
        (asked("amount"), ("12.5",), "12.50", "12.50 元"),
        (asked("amount", unit="斤"), ("7",), "7.00", "7.00 斤"),
        (asked("number", unit="人"), ("3",), "3", "3人"),
    ],
)
def test_a_good_entry_is_taken(
    question: ServiceField, texts: tuple[str, ...], value: str, shown: str | None
) -> None:
    found = fields.check(question, keyed(question, *texts), {}, TODAY)
    assert isinstance(found, Good)
    assert found.value == value
    assert shown is None or found.shown == shown


@pytest.mark.parametrize(
    ("question", "texts", "key", "boxes"),
    [
        (asked("phone"), (), "fault.empty", (0,)),
        (asked("phone"), ("138001380",), "fault.phone-short", (0,)),
        (asked("phone"), ("23800138000",), "fault.phone-start", (0,)),
        (asked("phone"), ("12800138000",), "fault.phone-start", (0,)),
        (asked("identity"), ("99015519430406",), "fault.identity-short", (0,)),
        (asked("identity"), ("000155194304060310",), "fault.identity-area", (0,)),
        (asked("identity"), ("990155194313060310",), "fault.identity-birth", (0,)),
        (asked("date"), ("195", "2", "3"), "fault.date-year", (0,)),
        (asked("date"), ("0000", "2", "3"), "fault.date-year", (0,)),
        (asked("date"), ("1950", "13", "3"), "fault.date-month", (1,)),
        (asked("date"), ("1950", "2", ""), "fault.date-day", (2,)),
        (asked("date"), ("1950", "2", "30"), "fault.date-none", (2,)),
        (asked("date", low="-60y"), ("1950", "2", "3"), "fault.date-early", (0,)),
        (asked("date", high="0d"), ("2026", "6", "9"), "fault.date-late", (0, 1, 2)),
        (asked("number", length=4), ("12",), "fault.number-short", (0,)),
        (asked("number", low="3"), ("2",), "fault.number-low", (0,)),
        (asked("amount", high="100"), ("100.01",), "fault.number-high", (0,)),
    ],
)
def test_a_fault_names_what_to_look_at_again_and_loses_nothing(
    question: ServiceField, texts: tuple[str, ...], key: str, boxes: tuple[int, ...]
) -> None:
    draft = keyed(question, *texts)
    found = fields.check(question, draft, {}, TODAY)
    assert isinstance(found, Fault)
    assert (found.key, found.boxes) == (key, boxes)
    marked = fields.with_fault(draft, found)
    assert marked.texts == draft.texts
    assert marked.active == boxes[0]


def test_one_wrong_digit_in_a_number_names_all_groups_since_any_may_hold_it() -> None:
    wrong = ELDER.number[:16] + str((int(ELDER.number[16]) + 1) % 10) + ELDER.number[17]
    found = fields.check(asked("identity"), Draft((wrong,)), {}, TODAY)
    assert isinstance(found, Fault)
    assert found.key == "fault.identity-check"


def test_without_a_trusted_clock_no_day_is_too_late() -> None:
    question = asked("date", low="-60y", high="0d")
    assert isinstance(fields.check(question, Draft(("2030", "1", "1")), {}, None), Good)
    fixed = asked("date", high="2020-01-01")
    assert isinstance(fields.check(fixed, Draft(("2030", "1", "1")), {}, None), Fault)


def test_the_29th_of_february_can_count_back_to_any_year() -> None:
    assert fields.bound("-1y", date(2024, 2, 29)) == date(2023, 2, 28)


def test_own_checks_of_a_question_say_why() -> None:
    rule = {"expr": "value != '13800138000'", "needs": ["value"], "why": "这个号码打不通"}
    found = fields.check(asked("phone", checks=[rule]), Draft(("13800138000",)), {}, TODAY)
    assert isinstance(found, Fault)
    assert found.values == {"why": "这个号码打不通"}


KINDS = ["phone", "identity", "date", "amount", "number", "person"]


@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from([*CHARACTERS, fields.BACK])), max_size=60),
)
def test_any_keys_give_a_draft_within_its_boxes(kind: str, keys: list[tuple[int, str]]) -> None:
    question = asked(kind)
    boxes, draft = fields.boxes_of(question), Draft()
    for box, key in keys:
        draft = Draft(draft.texts, active=min(box, len(boxes) - 1))
        draft = fields.press_key(question, draft, key)
    assert all(len(text) <= box.width for text, box in zip(draft.texts, boxes, strict=False))
    found = fields.check(question, draft, {}, TODAY)
    if isinstance(found, Good) and kind != "person":
        again = fields.check(question, fields.draft_of(question, found.value), {}, TODAY)
        assert again == found


@given(st.sampled_from(KINDS), st.none() | st.text(max_size=12) | st.integers() | st.booleans())
def test_a_record_that_talks_nonsense_is_shown_and_never_breaks_the_page(kind: str, value: Any) -> None:
    question = asked(kind)
    assert isinstance(fields.shown_value(question, value), str)
    assert isinstance(fields.draft_of(question, value), Draft)


def test_a_record_is_shown_in_the_words_of_the_question() -> None:
    village = asked("choice", options=[{"id": "qingshui", "text": "清水村"}])
    assert fields.shown_value(village, "qingshui") == "清水村"
    assert fields.shown_value(village, ["qingshui", "other"]) == "清水村、other"
    assert fields.shown_value(asked("date"), "1950-02-03") == "1950年2月3日"
    assert fields.shown_value(asked("phone"), "13800138000") == "138 0013 8000"
    assert fields.shown_value(asked("person"), {"name": "示例·李", "number": "1"}) == "示例·李"
