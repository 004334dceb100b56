from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.wire import MOST_PAYLOAD_BYTES, Frame, WireError, pack, read_frame, unpack, write_frame

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
HEADERS = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), JSON, max_size=4)
FRAMES = st.builds(Frame, HEADERS, st.binary(max_size=300))


@given(st.lists(FRAMES, max_size=4), st.integers(1, 40))
def test_frames_come_out_as_they_went_in_however_they_are_cut(frames: list[Frame], step: int) -> None:
    sent = b"".join(pack(frame) for frame in frames)
    pieces, found = bytearray(), []
    for start in range(0, len(sent), step):
        pieces += sent[start : start + step]
        while (frame := unpack(pieces)) is not None:
            found.append(frame)
    assert found == frames
    assert not pieces


@given(st.lists(FRAMES, max_size=3))
def test_a_stream_of_frames_ends_cleanly(frames: list[Frame]) -> None:
    stream = io.BytesIO()
    for frame in frames:
        write_frame(stream, frame)
    stream.seek(0)
    assert [read_frame(stream) for _ in frames] == frames
    assert read_frame(stream) is None


@given(st.binary(max_size=200))
def test_nonsense_is_refused_or_waits_for_more(junk: bytes) -> None:
    pieces = bytearray(junk)
    try:
        frame = unpack(pieces)
    except WireError:
        return
    assert frame is None or isinstance(frame.header, dict)


@pytest.mark.parametrize("header", [b"[]", b"3", b"{", b"\xff", b"[" * 100_000])
def test_a_header_is_an_object(header: bytes) -> None:
    with pytest.raises(WireError):
        unpack(bytearray(len(header).to_bytes(4) + bytes(4) + header))


def test_a_length_beyond_all_measure_is_refused_at_once() -> None:
    with pytest.raises(WireError):
        unpack(bytearray(b"\0\0\0\2" + (MOST_PAYLOAD_BYTES + 1).to_bytes(4)))


def test_a_stream_that_ends_inside_a_frame_is_a_fault() -> None:
    whole = pack(Frame({"a": 1}, b"xyz"))
    for length in range(1, len(whole)):
        with pytest.raises(WireError):
            read_frame(io.BytesIO(whole[:length]))


def test_what_was_said_is_not_in_a_frames_picture() -> None:
    frame: Any = Frame({"text": "示例·张大山"}, b"abc")
    assert "张" not in repr(frame)
    assert "abc" not in repr(frame)
