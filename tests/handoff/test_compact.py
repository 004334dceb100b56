"""A draft survives its journey through the code, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core.cases import Answer, CasePerson
from kiosk.core.handoff import cbor
from kiosk.core.handoff.compact import CompactError, OtherForm, TooLong, pack, pack_within, unpack
from kiosk.core.handoff.draft import Draft
from kiosk.core.handoff.form import form_of
from kiosk.core.identity import Established
from tests.handoff.examples import FREE_FORM, release, sample

pytestmark = pytest.mark.whole

HANZI = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["示例·张𬭎", "示例·䶮𠮷㛃", "示例·李桂英", ""]
)
SERVICES = [s.id for s in release().services.values() if s.kind.value in ("declare", "bundle")]
PLAIN = st.none() | st.booleans() | HANZI | st.integers(-(2**40), 2**40)


def shape(draft: Draft) -> Draft:
    """What is shown of an answer does not travel: it is made anew from the form."""
    answers = {key: replace(one, shown="") for key, one in draft.answers.items()}
    return replace(draft, answers=answers)


@st.composite
def values(draw: st.DrawFn, service: str, key: str) -> Any:
    asked = form_of(release(), service).asked(key)
    options = [option.id for option in asked.options] if asked else []
    given: list[st.SearchStrategy[Any]] = [
        PLAIN,
        st.dictionaries(st.sampled_from(["name", "number", "how"]), PLAIN, max_size=3),
    ]
    if options:
        given += [st.sampled_from(options), st.lists(st.sampled_from(options), max_size=4)]
    return draw(st.one_of(given))


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    service = draw(st.sampled_from(SERVICES))
    form = form_of(release(), service)
    keys = list(form.keys)
    for key, asked in form.fields.items():
        keys += [f"{key}/{n}/{inner.id}" for n in range(2) for inner in asked.fields]
    sources = st.sampled_from(["person", "card", "record", "staff:W01"])
    chosen = draw(st.lists(st.sampled_from(keys), unique=True) if keys else st.just([]))
    answers = {
        key: Answer(draw(values(service, key)), draw(sources), confirmed=draw(st.booleans()))
        for key in chosen
    }
    groups = [key for key, asked in form.fields.items() if asked.fields]
    number = draw(st.sampled_from(["11010519491231002X", "990101194001010015", "ABC123456789012", ""]))
    made = draw(st.uuids())
    return Draft(
        case_id=draw(st.sampled_from([str(made), made.hex])),
        service_id=service,
        release_seq=42,
        answers=answers,
        cursor=draw(st.sampled_from([*keys, "check", "papers", "consent:x", ""])),
        people={
            role: CasePerson(draw(HANZI), number, draw(st.sampled_from(Established)))
            for role in draw(st.lists(st.sampled_from(["subject", "operator", "witness"]), unique=True))
        },
        papers=draw(st.dictionaries(st.sampled_from(form.papers), st.booleans())) if form.papers else {},
        consents=draw(st.dictionaries(st.sampled_from(form.services), st.booleans())),
        members={key: draw(st.integers(0, form.fields[key].most)) for key in groups},
        left_out=frozenset(draw(st.lists(st.sampled_from(form.services), unique=True))),
        settled=tuple(draw(st.lists(st.sampled_from([*keys, "papers", "eligibility"]), unique=True))),
        pressed_by=draw(st.sampled_from(["", "self", "family", "neighbor", "staff"])),
        receipt=draw(st.sampled_from(["", "QS01-000123-7"])),
        notes=draw(HANZI),
        cut=tuple(draw(st.lists(st.sampled_from(keys), unique=True, max_size=2)) if keys else ()),
        corrects=draw(st.booleans()),
    )


SLOW_IS_FINE = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW_IS_FINE
@given(drafts())
def test_a_draft_comes_out_as_it_went_in(draft: Draft) -> None:
    assert shape(unpack(pack(draft, release()), lambda _: release())) == shape(draft)


@SLOW_IS_FINE
@given(drafts(), st.integers(250, 420))
def test_a_long_draft_loses_answers_and_says_which(draft: Draft, most: int) -> None:
    try:
        raw, cut = pack_within(draft, release(), most_bytes=most)
    except TooLong:
        return
    found = unpack(raw, lambda _: release())
    assert len(raw) <= most
    assert found.cut == cut
    assert set(found.answers) | set(cut) == set(draft.answers) | set(draft.cut)
    assert all(shape(found).answers[key] == shape(draft).answers[key] for key in found.answers)


def test_free_text_goes_before_choices() -> None:
    release_ = release()
    service = release_.services["home-visit"]
    long = Answer("山" * 60, "person")
    answers = {
        "subject:for_whom": Answer("family", "person"),
        "subject:about": Answer("aid", "person"),
        "subject:village": long,
        "subject:phone": Answer("13800138000", "person"),
    }
    assert {f.id for f in service.fields} >= {"for_whom", "about"}
    draft = replace(sample(), service_id="home-visit", answers=answers, cursor="check")
    whole = pack(draft, release_)
    raw, cut = pack_within(draft, release_, most_bytes=len(whole) - 1)
    assert cut == ("subject:village",)
    assert set(unpack(raw, lambda _: release_).answers) == set(answers) - set(cut)


def test_what_never_fits_is_refused() -> None:
    with pytest.raises(TooLong):
        pack_within(sample(), release(), most_bytes=20)


@SLOW_IS_FINE
@given(st.binary(max_size=200))
def test_noise_is_no_draft(raw: bytes) -> None:
    with pytest.raises(CompactError):
        unpack(raw, lambda _: release())


@SLOW_IS_FINE
@given(st.data())
def test_a_damaged_draft_is_read_as_a_draft_or_refused(data: st.DataObject) -> None:
    raw = bytearray(pack(sample(), release()))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = unpack(bytes(raw), lambda _: release())
    except CompactError:
        return
    assert isinstance(found, Draft)


def test_another_form_is_not_read() -> None:
    raw = pack(sample(), release())
    service = release().services[FREE_FORM]
    turned = service.model_copy(update={"fields": service.fields[::-1]})
    other = release().model_copy(update={"services": {FREE_FORM: turned}})
    with pytest.raises(OtherForm):
        unpack(raw, lambda _: other)
    with pytest.raises(OtherForm):
        unpack(raw, lambda _: release().model_copy(update={"services": {}}))


def test_the_sample_is_small() -> None:
    assert len(pack(sample(), release())) <= 400


ITEMS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.binary() | st.just(cbor.NOTHING),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=12,
)


@given(ITEMS)
def test_cbor_comes_back(item: cbor.Item) -> None:
    try:
        assert cbor.decode(cbor.encode(item)) == item
    except cbor.CborError:
        assert _depth(item) > cbor.MOST_DEPTH


def _depth(item: object) -> int:
    return 1 + max(map(_depth, item), default=0) if isinstance(item, list) else 0


@given(st.binary(max_size=40))
def test_what_is_read_is_written_the_same(raw: bytes) -> None:
    try:
        item = cbor.decode(raw)
    except cbor.CborError:
        return
    assert cbor.encode(item) == raw


@pytest.mark.parametrize("raw", ["1817", "190017", "5803aabb", "a0", "fb", "1b00000000", "9fff", "0000", ""])
def test_cbor_in_another_form_is_refused(raw: str) -> None:
    with pytest.raises(cbor.CborError):
        cbor.decode(bytes.fromhex(raw))
