"""The card's text block: every field, every kind, every contradiction."""

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from kiosk.core.identity import CardKind, IdCard
from kiosk.devices.card_text import TEXT_BYTES, TextFault, decode_card, encode_card
from kiosk.devices.ethnic_groups import NAME_OF_CODE

MakeCard = Callable[..., IdCard]

_OFFSETS = {
    "name": 0,
    "sex": 30,
    "ethnic": 32,
    "birth": 36,
    "address": 52,
    "number": 122,
    "from": 188,
    "to": 204,
}


def _with(block: bytes, field: str, text: str) -> bytes:
    raw = text.encode("utf-16-le", "surrogatepass")
    at = _OFFSETS[field]
    return block[:at] + raw + block[at + len(raw) :]


def _fits(size: int) -> st.SearchStrategy[str]:
    """Texts as a card may hold them, with characters beyond the BMP."""
    characters = st.one_of(
        st.sampled_from("·山水𬭎䶮𠮷㛃邨组"),
        st.characters(min_codepoint=0x21, exclude_categories=("Cc", "Cs", "Zs")),
    )
    return st.text(characters, min_size=1, max_size=size // 2).filter(
        lambda text: len(text.encode("utf-16-le")) <= size
    )


@st.composite
def cards(draw: st.DrawFn) -> IdCard:
    birth = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    order = draw(st.integers(0, 999))
    area = draw(st.integers(990100, 990199))
    body = f"{area}{birth:%Y%m%d}{order:03d}"
    valid_from = draw(st.dates(date(2004, 1, 1), date(2026, 1, 1)))
    kind = draw(st.sampled_from([CardKind.CITIZEN, CardKind.HK_MACAO_TAIWAN]))
    return IdCard(
        name=draw(_fits(30)),
        number=body + ric.calc_check_digit(body + "0"),
        sex="M" if order % 2 else "F",
        ethnic=draw(st.sampled_from(sorted(NAME_OF_CODE.values()))) if kind is CardKind.CITIZEN else "",
        birth=birth,
        address=draw(_fits(70)),
        authority=draw(_fits(30)),
        valid_from=valid_from,
        valid_to=draw(st.one_of(st.none(), st.dates(valid_from, date(2099, 1, 1)))),
        kind=kind,
    )


@given(cards())
def test_a_card_comes_back_as_it_was_written(card: IdCard) -> None:
    block = encode_card(card)
    assert len(block) == TEXT_BYTES
    assert decode_card(block) == card


@given(st.binary(min_size=TEXT_BYTES, max_size=TEXT_BYTES))
def test_no_block_raises(block: bytes) -> None:
    decode_card(block)


@given(cards(), st.integers(0, 219), st.integers(1, 255))
def test_a_changed_byte_never_changes_who_the_person_is(card: IdCard, at: int, mask: int) -> None:
    block = bytearray(encode_card(card))
    block[at] ^= mask
    read = decode_card(bytes(block))
    if isinstance(read, IdCard) and 36 <= at < 52:
        pytest.fail("a changed birth went unnoticed")
    if isinstance(read, IdCard) and 122 <= at < 158:
        assert read.number == card.number


@pytest.mark.parametrize("size", [0, 255, 257])
def test_a_block_of_another_size_is_no_card(size: int) -> None:
    assert decode_card(bytes(size)) is TextFault.SIZE


@pytest.mark.parametrize("name", ["示例·张大山", "示例𬭎", "示例䶮", "示例𠮷㛃", "示例·买买提·阿卜杜拉"])
def test_names_with_rare_characters_and_dots(make_card: MakeCard, name: str) -> None:
    card = decode_card(encode_card(make_card(name)))
    assert isinstance(card, IdCard)
    assert card.name == name


def test_no_end_of_validity_is_read_as_none(make_card: MakeCard) -> None:
    block = encode_card(make_card(valid_to=None))
    assert "长期".encode("utf-16-le") in block
    card = decode_card(block)
    assert isinstance(card, IdCard)
    assert card.valid_to is None


def test_an_expired_card_is_a_card(make_card: MakeCard) -> None:
    card = decode_card(encode_card(make_card(valid_to=date(2015, 5, 1))))
    assert isinstance(card, IdCard)
    assert card.expired_on(date(2026, 11, 22))


def test_padding_by_zeros_reads_like_padding_by_spaces(make_card: MakeCard) -> None:
    block = encode_card(make_card())
    assert decode_card(block.replace(b" \x00" * 4, b"\x00" * 8)) == decode_card(block)


def test_a_residence_permit_is_told_by_its_mark(make_card: MakeCard) -> None:
    card = make_card(kind=CardKind.HK_MACAO_TAIWAN)
    block = encode_card(card)
    assert block[248:250] == b"J\x00"
    assert decode_card(block) == card


@pytest.mark.parametrize("name", ["EXAMPLE, JANE", "示例·简"])
@pytest.mark.parametrize("number", ["XXA990078010105", None])
def test_foreigners_cards_of_both_years(make_card: MakeCard, name: str, number: str | None) -> None:
    card = make_card(name, kind=CardKind.FOREIGNER, number=number, valid_to=date(2030, 1, 1))
    if number is None:
        card = dataclasses.replace(card, authority="")
    block = encode_card(card)
    assert block[248:250] == (b"I\x00" if number else b"Y\x00")
    assert decode_card(block) == card


def test_the_foreigners_layout_of_2017_at_its_published_places(make_card: MakeCard) -> None:
    block = encode_card(
        make_card("EXAMPLE, JANE", kind=CardKind.FOREIGNER, number="XXA990078010105", sex="F")
    )
    text = block.decode("utf-16-le")
    assert text[:13] == "EXAMPLE, JANE"
    assert (text[60], text[61:76], text[110:118]) == ("2", "XXA990078010105", "19440229")


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("name", " " * 15, TextFault.NAME),
        ("name", "\ud87a", TextFault.ENCODING),
        ("name", "示\x07", TextFault.ENCODING),
        ("sex", "3", TextFault.SEX),
        ("sex", "2", TextFault.CONTRADICTION),
        ("birth", "19440230", TextFault.BIRTH),
        ("birth", "长期      ", TextFault.BIRTH),
        ("birth", "19440301", TextFault.CONTRADICTION),
        ("number", "990101194402290010", TextFault.NUMBER),
        ("number", " " * 18, TextFault.NUMBER),
        ("from", "        ", TextFault.VALIDITY),
        ("to", "20091231", TextFault.VALIDITY),
        ("to", "永远      ", TextFault.VALIDITY),
    ],
)
def test_each_fault_is_told_apart(make_card: MakeCard, field: str, text: str, fault: TextFault) -> None:
    assert decode_card(_with(encode_card(make_card()), field, text)) is fault


def test_a_name_cut_in_the_middle_of_a_character_is_not_passed_on(make_card: MakeCard) -> None:
    block = encode_card(make_card("示" * 13 + "𬭎"))
    assert decode_card(block[:28] + " ".encode("utf-16-le") + block[30:]) is TextFault.ENCODING


def test_a_kind_that_came_later_is_told_and_not_guessed(make_card: MakeCard) -> None:
    block = encode_card(make_card())
    assert decode_card(block[:248] + b"K\x00" + block[250:]) is TextFault.KIND


@pytest.mark.parametrize(
    ("code", "ethnic"), [("01", "汉"), ("15", "土家"), ("56", "基诺"), ("97", "其他"), ("77", "其他")]
)
def test_ethnic_groups(make_card: MakeCard, code: str, ethnic: str) -> None:
    card = decode_card(_with(encode_card(make_card()), "ethnic", code))
    assert isinstance(card, IdCard)
    assert card.ethnic == ethnic


def test_all_56_groups_and_two_more_have_their_own_code() -> None:
    assert len(NAME_OF_CODE) == 58
    assert len(set(NAME_OF_CODE.values())) == 58


def test_a_name_too_long_for_the_chip_is_refused_without_quoting_it(make_card: MakeCard) -> None:
    with pytest.raises(ValueError, match=r"^too long for the field name$"):
        encode_card(make_card("示" * 16))
