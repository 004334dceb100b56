from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.errors import PaperRefused, RefusedFor
from printing.papers import (
    Align,
    Certificate,
    Column,
    Row,
    Slip,
    Table,
    from_json,
    holds_identity_number,
    texts,
    to_json,
)
from tests.printing.examples import NAME, NUMBER, TEST_PAGE, blank_form, certificate, papers_list, slip

words = st.text(st.characters(codec="utf-8"), max_size=12)


@pytest.mark.parametrize(
    "paper",
    [
        certificate(),
        certificate(table=None, valid_until=None),
        slip(),
        papers_list(),
        blank_form(),
        TEST_PAGE,
    ],
    ids=lambda paper: type(paper).__name__,
)
def test_papers_survive_the_way_to_the_helper(paper: Certificate | Slip) -> None:
    assert from_json(to_json(paper)) == paper
    assert "\n" not in to_json(paper)


@given(
    words,
    st.lists(st.tuples(words, words), max_size=4),
    st.lists(st.sampled_from(Align), min_size=1, max_size=3),
    words,
    st.dates(),
    st.none() | st.dates(),
    st.booleans(),
)
def test_any_certificate_survives(
    title: str,
    person: list[tuple[str, str]],
    aligns: list[Align],
    cell: str,
    on: date,
    until: date | None,
    sample: bool,
) -> None:
    paper = Certificate(
        title=title,
        number="N",
        person=tuple(Row(*pair) for pair in person),
        table=Table(tuple(Column(title, align) for align in aligns), ((cell,) * len(aligns),)),
        purpose=cell,
        issued_by=title,
        issued_on=on,
        valid_until=until,
        verify_code="V",
        verify_url="https://example.cn/v",
        sample=sample,
    )
    assert from_json(to_json(paper)) == paper


@pytest.mark.parametrize(
    "line", ["{}", "[]", "1", '{"kind": "Slip"}', '{"kind": "object"}', "", '{"kind": []}']
)
def test_nonsense_is_no_paper(line: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_json(line)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"号{NUMBER}。",
        "990101 19500307 451X",
        "99010119500307451 x",
        "440524188001010014",
        "11010519491231002x",
    ],
)
def test_an_identity_number_is_found_also_in_groups(text: str) -> None:
    assert holds_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "990101195003074513",
        "622848 0000 0000 0000",
        "LJ01-000123-7",
        "2026年11月21日 9:41",
        "A99010119500307451X",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert not holds_identity_number(text)


def test_no_slip_list_or_form_carries_an_identity_number() -> None:
    for make in (
        lambda: slip(lines=(f"身份证 {NUMBER}",)),
        lambda: slip(number=NUMBER),
        lambda: papers_list(note=NUMBER),
        lambda: blank_form(office=NUMBER),
    ):
        with pytest.raises(PaperRefused) as caught:
            make()
        assert caught.value.reason is RefusedFor.IDENTITY_NUMBER


def test_a_refused_paper_is_refused_on_both_sides() -> None:
    line = to_json(slip(footer="这里")).replace("这里", NUMBER)
    with pytest.raises(PaperRefused):
        from_json(line)


def test_a_slip_without_a_title_says_nothing() -> None:
    with pytest.raises(PaperRefused) as caught:
        slip(title=" ")
    assert caught.value.reason is RefusedFor.NOTHING_TO_SAY


def test_every_string_is_checked_against_the_fonts() -> None:
    found = list(texts(certificate()))
    assert {NAME, "已到账", "申请住房贷款", "个人缴费（元）"} <= set(found)


def test_rows_have_as_many_cells_as_there_are_columns() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table((Column("甲"),), (("一", "二"),))


def test_papers_do_not_show_the_person_when_printed_by_mistake() -> None:
    assert NAME not in repr(certificate())
    assert "张" not in repr(slip(lines=("张",)))
