"""Frames of the card reader: the published bytes, round trips, and anything a line may bring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.sam_frames import (
    HEADER_BYTES,
    MAX_LENGTH,
    MIN_COMMAND_LENGTH,
    PREAMBLE,
    SW3,
    Answer,
    Command,
    Frame,
    FrameDecoder,
    FrameFault,
    answer_of,
    belongs_to,
    build_answer,
    build_command,
    build_frame,
    command_of,
)

bodies = st.binary(min_size=3, max_size=300)


@pytest.mark.parametrize(
    ("command", "published"),
    [
        (Command.STATUS, "AA AA AA 96 69 00 03 11 FF ED"),
        (Command.READER_ID, "AA AA AA 96 69 00 03 12 FF EE"),
        (Command.FIND, "AA AA AA 96 69 00 03 20 01 22"),
        (Command.SELECT, "AA AA AA 96 69 00 03 20 02 21"),
        (Command.READ, "AA AA AA 96 69 00 03 30 01 32"),
    ],
)
def test_commands_are_the_published_bytes(command: Command, published: str) -> None:
    assert build_command(command) == bytes.fromhex(published)


@pytest.mark.parametrize(
    ("published", "sw3", "size"),
    [
        ("AA AA AA 96 69 00 04 00 00 90 94", SW3.OK, 0),
        ("AA AA AA 96 69 00 04 00 00 60 64", SW3.SELF_TEST_FAILED, 0),
        ("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97", SW3.FOUND, 4),
        ("AA AA AA 96 69 00 04 00 00 80 84", SW3.NOT_FOUND, 0),
        ("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C", SW3.OK, 8),
        ("AA AA AA 96 69 00 04 00 00 81 85", SW3.SELECT_FAILED, 0),
        ("AA AA AA 96 69 00 04 00 00 41 45", SW3.READ_FAILED, 0),
    ],
)
def test_published_answers_are_understood(published: str, sw3: SW3, size: int) -> None:
    raw = bytes.fromhex(published)
    [frame] = FrameDecoder().feed(raw)
    assert isinstance(frame, Frame)
    answer = answer_of(frame)
    assert answer is not None
    assert (answer.sw3, len(answer.data)) == (sw3, size)
    assert build_answer(sw3, answer.data) == raw


def test_a_read_answer_is_1295_bytes() -> None:
    assert len(build_answer(SW3.OK, b"\x01\x00\x04\x00" + bytes(256 + 1024))) == 1295


@given(bodies, st.integers(1, 50))
def test_a_frame_comes_back_in_pieces_of_any_size(body: bytes, piece: int) -> None:
    raw = build_frame(body)
    decoder = FrameDecoder()
    found = [frame for at in range(0, len(raw), piece) for frame in decoder.feed(raw[at : at + piece])]
    assert found == [Frame(body)]
    assert not decoder.within_frame


@given(st.lists(st.one_of(st.binary(max_size=400), st.just(PREAMBLE), bodies.map(build_frame)), max_size=8))
def test_junk_never_raises_and_is_never_kept_for_long(pieces: list[bytes]) -> None:
    decoder = FrameDecoder()
    for piece in pieces:
        for found in decoder.feed(piece):
            assert isinstance(found, Frame | FrameFault)
        assert len(decoder._buffer) <= HEADER_BYTES + MAX_LENGTH


@given(st.binary(max_size=60).filter(lambda junk: PREAMBLE not in junk), bodies)
def test_a_frame_behind_junk_is_found(junk: bytes, body: bytes) -> None:
    junk = junk.rstrip(PREAMBLE)
    assert FrameDecoder().feed(junk + build_frame(body)) == [Frame(body)]


@given(bodies, st.data())
def test_a_flipped_bit_never_yields_the_frame(body: bytes, data: st.DataObject) -> None:
    raw = bytearray(build_frame(body))
    at = data.draw(st.integers(len(PREAMBLE), len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    assert Frame(body) not in FrameDecoder().feed(bytes(raw))


@given(bodies, bodies)
def test_a_broken_frame_does_not_swallow_the_next(broken: bytes, sound: bytes) -> None:
    raw = bytearray(build_frame(broken))
    raw[-1] ^= 0xFF
    found = FrameDecoder().feed(bytes(raw) + build_frame(sound))
    assert found[0] is FrameFault.CHECKSUM
    assert found[-1] == Frame(sound)


def test_a_frame_cut_short_is_followed_by_a_whole_one() -> None:
    cut = build_frame(bytes(1284))[:700]
    decoder = FrameDecoder()
    assert decoder.feed(cut) == []
    assert decoder.within_frame
    decoder.clear()
    assert decoder.feed(build_frame(b"\x00\x00\x80")) == [Frame(b"\x00\x00\x80")]


@pytest.mark.parametrize("length", [0, 3, MAX_LENGTH + 1, 0xFFFF])
def test_lengths_out_of_bounds_are_a_fault_and_not_waited_for(length: int) -> None:
    raw = PREAMBLE + length.to_bytes(2, "big")
    decoder = FrameDecoder()
    assert decoder.feed(raw) == [FrameFault.LENGTH]
    assert decoder.feed(build_frame(b"abc")) == [Frame(b"abc")]


def test_a_command_is_shorter_than_any_answer() -> None:
    raw = build_command(Command.FIND)
    [frame] = FrameDecoder(min_length=MIN_COMMAND_LENGTH).feed(raw)
    assert isinstance(frame, Frame)
    assert command_of(frame) is Command.FIND
    assert answer_of(frame) is None
    assert FrameDecoder().feed(raw) == [FrameFault.LENGTH]


@pytest.mark.parametrize("size", [0, 1, MAX_LENGTH])
def test_a_body_that_fits_no_frame_is_a_mistake_of_the_caller(size: int) -> None:
    with pytest.raises(ValueError, match="fits no frame"):
        build_frame(bytes(size))


def test_codes_that_nobody_lists_are_unlisted() -> None:
    listed = {code.value for code in SW3} - {SW3.UNLISTED.value}
    assert len(listed) == 18
    for code in range(256):
        assert SW3.of(code) is (SW3(code) if code in listed else SW3.UNLISTED)


@given(st.binary(max_size=4))
def test_unknown_commands_are_none(body: bytes) -> None:
    known = {bytes(command.value) for command in Command}
    assert (command_of(Frame(body)) is not None) == (body[:2] in known)


def test_a_late_answer_never_passes_for_another_question() -> None:
    read = Answer(SW3.OK, bytes(4 + 256 + 1024))
    found = Answer(SW3.FOUND, bytes(4))
    selected = Answer(SW3.OK, bytes(8))
    for answer, its_own in ((read, Command.READ), (found, Command.FIND), (selected, Command.SELECT)):
        assert [command for command in Command if belongs_to(answer, command)] == [its_own]
    assert all(belongs_to(Answer(SW3.NOT_AUTHORISED, b""), command) for command in Command)


def test_a_body_is_not_shown() -> None:
    name = "张".encode("utf-16-le")
    assert "f" not in repr(Frame(name)).replace("Frame", "")
    assert repr(Answer(SW3.OK, name)) == "Answer(OK, 2 bytes)"
