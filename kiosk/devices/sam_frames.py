"""The frames of the identity card reader's serial protocol (GA 467 lineage).

To the reader: `AA AA AA 96 69 | length (2) | CMD PARA [data] | check`; from it the body is
`SW1 SW2 SW3 [data]`. The length counts the body and the check byte, big-endian; the check byte is the XOR of
length and body. Whatever a line brings, nothing here raises: what is no frame is skipped or told as a fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import reduce
from operator import xor

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
HEADER_BYTES = len(PREAMBLE) + 2
MAX_LENGTH = 4096
MIN_ANSWER_LENGTH = 4  # three status bytes and the check byte
MIN_COMMAND_LENGTH = 3  # command, parameter and the check byte


class Command(Enum):
    """What the reader is asked, as (CMD, PARA)."""

    STATUS = (0x11, 0xFF)
    READER_ID = (0x12, 0xFF)
    FIND = (0x20, 0x01)
    SELECT = (0x20, 0x02)
    READ = (0x30, 0x01)


class SW3(IntEnum):
    """The third status byte of an answer: the only one of the three that says anything."""

    OK = 0x90
    FOUND = 0x9F
    CHECKSUM = 0x10
    LENGTH = 0x11
    COMMAND = 0x21
    NO_PERMISSION = 0x23
    UNKNOWN = 0x24
    CARD_REJECTS_READER = 0x31
    READER_REJECTS_CARD = 0x32
    INFORMATION_CHECK_FAILED = 0x33
    WRONG_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_NUMBER_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NOT_FOUND = 0x80
    SELECT_FAILED = 0x81
    ITEM_MISSING = 0x91
    UNLISTED = -1  # never on the line: stands for every code that no source names

    @classmethod
    def of(cls, code: int) -> "SW3":
        """The listed code, or UNLISTED."""
        try:
            return cls(code)
        except ValueError:
            return cls.UNLISTED


class FrameFault(Enum):
    """Why something that began like a frame is none."""

    LENGTH = "length"
    CHECKSUM = "checksum"


@dataclass(frozen=True, slots=True)
class Frame:
    """The body of a sound frame."""

    body: bytes

    def __repr__(self) -> str:
        return f"Frame({len(self.body)} bytes)"  # a body may hold a whole card


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader said.

    Attributes:
        sw3: The status.
        data: What follows the status; never shown in a repr.
    """

    sw3: SW3
    data: bytes

    def __repr__(self) -> str:
        return f"Answer({self.sw3.name}, {len(self.data)} bytes)"


def check_byte(covered: bytes) -> int:
    """XOR of the length bytes and the body."""
    return reduce(xor, covered, 0)


def build_frame(body: bytes) -> bytes:
    """Put a body into a frame.

    Args:
        body: 2 to 4095 bytes.

    Raises:
        ValueError: The body cannot be a frame's; a mistake of the caller, never of a card.
    """
    length = len(body) + 1
    if not MIN_COMMAND_LENGTH <= length <= MAX_LENGTH:
        raise ValueError(f"a body of {len(body)} bytes fits no frame")
    covered = length.to_bytes(2, "big") + body
    return PREAMBLE + covered + bytes([check_byte(covered)])


def build_command(command: Command, data: bytes = b"") -> bytes:
    """The bytes that ask the reader for `command`."""
    return build_frame(bytes(command.value) + data)


def build_answer(code: int, data: bytes = b"") -> bytes:
    """The bytes with which a reader answers; for the emulator."""
    return build_frame(bytes([0, 0, code]) + data)


def answer_of(frame: Frame) -> Answer | None:
    """Read a frame as an answer; None if it is too short for one."""
    if len(frame.body) < MIN_ANSWER_LENGTH - 1:
        return None
    return Answer(sw3=SW3.of(frame.body[2]), data=frame.body[3:])


def command_of(frame: Frame) -> Command | None:
    """Read a frame as a command; None for one that is not known."""
    try:
        return Command((frame.body[0], frame.body[1]))
    except (ValueError, IndexError):
        return None


def belongs_to(answer: Answer, command: Command) -> bool:
    """Whether an answer can be the answer to `command`.

    A late answer to an earlier question must never pass for this one's: the good answers differ in status and
    size. Refusals look alike for every command and always count.
    """
    if answer.sw3 is SW3.FOUND:
        return command is Command.FIND
    if answer.sw3 is not SW3.OK:
        return True
    size = len(answer.data)
    match command:
        case Command.FIND:
            return False
        case Command.STATUS:
            return size == 0
        case Command.SELECT:
            return size == 8
        case Command.READER_ID:
            return size == 16
        case Command.READ:
            return size > 16


class FrameDecoder:
    """Finds frames in a stream that may begin anywhere and hold anything.

    After junk, a wrong length or a wrong check byte it looks for the next preamble in what it already has,
    so that a false start never swallows the frame behind it. It keeps at most one frame's bytes.
    """

    def __init__(self, *, min_length: int = MIN_ANSWER_LENGTH) -> None:
        self._min_length = min_length
        self._buffer = bytearray()

    @property
    def within_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bytes(self._buffer[: len(PREAMBLE)]) == PREAMBLE

    def feed(self, received: bytes) -> list[Frame | FrameFault]:
        """Take bytes as they come; returns the frames and faults that they completed, in order."""
        self._buffer += received
        return list(self._completed())

    def clear(self) -> None:
        """Forget an unfinished frame."""
        self._buffer.clear()

    def _completed(self) -> Iterator[Frame | FrameFault]:
        while self._align():
            if len(self._buffer) < HEADER_BYTES:
                return
            length = int.from_bytes(self._buffer[len(PREAMBLE) : HEADER_BYTES], "big")
            if not self._min_length <= length <= MAX_LENGTH:
                del self._buffer[0]
                yield FrameFault.LENGTH
                continue
            end = HEADER_BYTES + length
            if len(self._buffer) < end:
                return
            covered = bytes(self._buffer[len(PREAMBLE) : end - 1])
            if check_byte(covered) == self._buffer[end - 1]:
                del self._buffer[:end]
                yield Frame(covered[2:])
            else:
                del self._buffer[0]
                yield FrameFault.CHECKSUM

    def _align(self) -> bool:
        """Drop what comes before a preamble; keeps a tail that may be the beginning of one."""
        start = self._buffer.find(PREAMBLE)
        if start >= 0:
            del self._buffer[:start]
            return True
        keep = next(n for n in range(len(PREAMBLE) - 1, -1, -1) if self._buffer.endswith(PREAMBLE[:n]))
        del self._buffer[: len(self._buffer) - keep]
        return False
