"""How the processes of the voice talk to one another: frames of a JSON header and sound.

A frame is the header's length and the payload's length (4 bytes each, big-endian), the header as UTF-8 JSON
(always an object), and the payload: mono samples, 16 bit, little-endian, or nothing.

A helper is a plain loop around one function:

    def answer(header: Header, payload: bytes) -> Frame:
        return Frame({"rate": 24000}, synthesise(header["text"]))

    if __name__ == "__main__":
        serve(answer)
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from kiosk.processes import end_with_parent, leave_no_core

Header = Mapping[str, Any]

MOST_HEADER_BYTES: Final = 4 << 20
MOST_PAYLOAD_BYTES: Final = 64 << 20
_LENGTHS: Final = struct.Struct(">II")


class Readable(Protocol):
    """What frames come from: a blocking stream, buffered or not."""

    def read(self, size: int, /) -> bytes | None:
        """At most so many bytes; none at the end."""
        ...


class Writable(Protocol):
    """What frames go to: a blocking stream."""

    def write(self, data: bytes, /) -> object:
        """Takes all of it."""
        ...

    def flush(self) -> None:
        """Passes it on."""
        ...


class WireError(ValueError):
    """What came is no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message.

    Attributes:
        header: What it is about; JSON types only.
        payload: Samples, or nothing.
    """

    header: Header = field(repr=False)
    payload: bytes = field(default=b"", repr=False)


def pack(frame: Frame) -> bytes:
    """The bytes of a frame.

    Raises:
        WireError: It is longer than a frame may be.
    """
    header = json.dumps(dict(frame.header), ensure_ascii=False, separators=(",", ":")).encode()
    if len(header) > MOST_HEADER_BYTES or len(frame.payload) > MOST_PAYLOAD_BYTES:
        raise WireError("too long")
    return _LENGTHS.pack(len(header), len(frame.payload)) + header + frame.payload


def unpack(pieces: bytearray) -> Frame | None:
    """Takes the first frame out of what has come so far; None while it is not yet whole.

    Raises:
        WireError: It can never become a frame.
    """
    if len(pieces) < _LENGTHS.size:
        return None
    header_bytes, payload_bytes = _LENGTHS.unpack_from(pieces)
    if header_bytes > MOST_HEADER_BYTES or payload_bytes > MOST_PAYLOAD_BYTES:
        raise WireError("too long")
    split = _LENGTHS.size + header_bytes
    end = split + payload_bytes
    if len(pieces) < end:
        return None
    try:
        header = json.loads(bytes(pieces[_LENGTHS.size : split]))
    except (ValueError, RecursionError) as error:
        raise WireError("the header is no JSON") from error
    if not isinstance(header, dict):
        raise WireError("the header is no object")
    frame = Frame(header, bytes(pieces[split:end]))
    del pieces[:end]
    return frame


def read_frame(stream: Readable) -> Frame | None:
    """Waits for the next frame of a stream; None at its end.

    Raises:
        WireError: What came is no frame, or the stream ended inside one.
    """
    pieces = bytearray()
    while True:
        frame = unpack(pieces)
        if frame is not None:
            return frame
        missing = _missing_bytes(pieces)
        piece = stream.read(missing)
        if not piece:
            if pieces:
                raise WireError("it ended inside a frame")
            return None
        pieces += piece


def write_frame(stream: Writable, frame: Frame) -> None:
    """Sends a frame.

    Raises:
        WireError: It is longer than a frame may be.
        OSError: Nobody reads any more.
    """
    stream.write(pack(frame))
    stream.flush()


def _missing_bytes(pieces: bytearray) -> int:
    if len(pieces) < _LENGTHS.size:
        return _LENGTHS.size - len(pieces)
    return int(sum(_LENGTHS.unpack_from(pieces))) + _LENGTHS.size - len(pieces)


def serve(answer: Callable[[Header, bytes], Frame]) -> None:
    """Answers frames from standard input until it closes; what a helper process does.

    Libraries may print: standard output becomes standard error for everybody else. A fault of `answer` is
    told as ``{"ok": false, "fault": <the exception's type>}``; answers that came about carry ``"ok": true``.
    The process ends as soon as its parent is gone, also in the middle of an answer.
    """
    frames_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    leave_no_core()
    end_with_parent()
    frames_in = sys.stdin.buffer
    while (frame := read_frame(frames_in)) is not None:
        try:
            reply = answer(frame.header, frame.payload)
            reply = Frame({"ok": True, **reply.header}, reply.payload)
        except Exception as error:
            reply = Frame({"ok": False, "fault": type(error).__name__})
        write_frame(frames_out, reply)
        del frame, reply  # what somebody said, or had read out, does not wait here for the next question
