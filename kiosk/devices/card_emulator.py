"""A card reader that is not there: speaks the reader's protocol, byte for byte and as slowly, on a pty.

It is the terminal's simulated device. The terminal's own reader code runs against it in the trial, in the
demo and in the tests; a plain program drives it by `python -m kiosk.devices.card_emulator --dir FOLDER`.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from kiosk.core.identity import IdCard
from kiosk.devices.card_text import encode_card
from kiosk.devices.pty_line import OnPtyLine, PtyLine
from kiosk.devices.sam_frames import (
    MIN_COMMAND_LENGTH,
    SW3,
    Command,
    FrameDecoder,
    FrameFault,
    build_answer,
    command_of,
)

PHOTO_BYTES = 1024
CUT_AT_BYTES = 700

_COMMAND_S = 10 * 10 / 115_200  # the ten bytes of a question on the wire
_CHIP_S = {
    Command.STATUS: 0.005,
    Command.READER_ID: 0.005,
    Command.FIND: 0.02,
    Command.SELECT: 0.02,
    Command.READ: 0.6,
}


class FaultKind(StrEnum):
    """What can go wrong with an answer."""

    CODE = "code"  # another status: `code`
    FLIPPED = "flipped"  # a byte arrives changed
    CUT = "cut"  # the answer ends early
    SILENT = "silent"  # no answer
    SLOW = "slow"  # the answer comes `late_s` later


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault of the reader, the card or the line.

    Attributes:
        kind: What goes wrong.
        at: With which question; None for every one.
        code: The status of a CODE fault: any byte, listed or not.
        late_s: Of a SLOW fault.
        times: How many answers it spoils; None until it is cleared.
    """

    kind: FaultKind
    at: Command | None = None
    code: int = SW3.READ_FAILED
    late_s: float = 1.0
    times: int | None = None


class _Plate:
    """The card on the reader, and how far it was asked."""

    def __init__(self) -> None:
        self.block: bytes | None = None
        self._was_read = False
        self._found = False
        self._selected = False

    def put(self, block: bytes | None) -> None:
        self.block = block
        self._was_read = False
        self.forget_questions()

    def forget_questions(self) -> None:
        self._found = self._selected = False

    def answer(self, command: Command) -> tuple[SW3, bytes]:
        match command:
            case Command.STATUS:
                return SW3.OK, b""
            case Command.READER_ID:
                return SW3.OK, b"\x05\x03" + bytes(14)
            case Command.FIND:
                self._selected = False
                self._found = self.block is not None and not self._was_read
                return (SW3.FOUND, bytes(4)) if self._found else (SW3.NOT_FOUND, b"")
            case Command.SELECT:
                self._selected, self._found = self._found and self.block is not None, False
                return (SW3.OK, bytes(8)) if self._selected else (SW3.SELECT_FAILED, b"")
            case Command.READ:
                ready, self._selected = self._selected, False
                if not ready or self.block is None:
                    return SW3.READ_FAILED, b""
                self._was_read = True  # from now on 'none', until it is lifted and laid again
                sizes = len(self.block).to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
                return SW3.OK, sizes + self.block + bytes(PHOTO_BYTES)


class EmulatedCardReader(OnPtyLine):
    """The reader and its plate. Every method may be called from any thread.

    Args:
        folder: Where the line is found, under `name`; made if it is not there.
        name: Of the line in the folder.
        pace: 1.0 is as slow as a real reader, 0 takes no time.
        clock: Monotonic seconds, for `last_read_written_at`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "card-reader",
        pace: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(PtyLine(folder / name, on_bytes=self._hear, pace=pace))
        self._clock = clock
        self._decoder = FrameDecoder(min_length=MIN_COMMAND_LENGTH)
        self._plate = _Plate()
        self._faults: list[Fault] = []
        self._answered: Counter[Command] = Counter()
        self._state = threading.Condition()
        self._last_read_written_at: float | None = None

    @property
    def last_read_written_at(self) -> float | None:
        """When the last good 'read' answer was out (by the clock); never later than anyone can have it."""
        with self._state:
            return self._last_read_written_at

    def replug(self) -> None:
        """Plug it in again; a card that lies there is found anew, as by any reader just switched on."""
        with self._state:
            self._plate.put(self._plate.block)
        self._decoder.clear()
        self._line.plug()

    def lay(self, card: IdCard | bytes) -> None:
        """Lay a card on the plate; bytes are a text block, sound or not."""
        block = encode_card(card) if isinstance(card, IdCard) else card
        with self._state:
            self._plate.put(block)

    def lift(self) -> None:
        """Take the card off."""
        with self._state:
            self._plate.put(None)

    def fault(self, fault: Fault) -> None:
        """Let something go wrong, after the faults that are already waiting."""
        with self._state:
            self._faults.append(fault)

    def clear_faults(self) -> None:
        """All is well again."""
        with self._state:
            self._faults.clear()

    def wait_answers(self, command: Command, *, count: int, timeout_s: float) -> bool:
        """Wait until the reader was asked `command` `count` times more, also if a fault kept it silent."""
        with self._state:
            enough = self._answered[command] + count
            return self._state.wait_for(lambda: self._answered[command] >= enough, timeout_s)

    def _hear(self, received: bytes) -> None:
        for found in self._decoder.feed(received):
            if isinstance(found, FrameFault):
                code = SW3.CHECKSUM if found is FrameFault.CHECKSUM else SW3.LENGTH
                self._line.send(build_answer(code))
                continue
            command = command_of(found)
            if command is None:
                self._line.send(build_answer(SW3.COMMAND))
            else:
                self._reply(command)

    def _reply(self, command: Command) -> None:
        with self._state:
            fault = self._take_fault(command)
            if fault is not None and fault.kind is FaultKind.CODE:
                self._plate.forget_questions()
                code, data = fault.code, b""
            else:
                code, data = self._plate.answer(command)
        raw = _spoiled(build_answer(code, data), fault)
        late_s = fault.late_s if fault is not None and fault.kind is FaultKind.SLOW else 0.0
        whole_card = command is Command.READ and code == SW3.OK and fault is None
        if self._line.pause(_COMMAND_S + _CHIP_S[command] + late_s):
            self._line.send(raw, before_last=self._note_read if whole_card else None)
        with self._state:
            self._answered[command] += 1
            self._state.notify_all()

    def _note_read(self) -> None:
        with self._state:
            self._last_read_written_at = self._clock()

    def _take_fault(self, command: Command) -> Fault | None:
        for index, fault in enumerate(self._faults):
            if fault.at in (None, command):
                if fault.times is not None:
                    self._faults[index : index + 1] = (
                        [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    )
                return fault
        return None


def _spoiled(raw: bytes, fault: Fault | None) -> bytes:
    match fault.kind if fault is not None else None:
        case FaultKind.SILENT:
            return b""
        case FaultKind.CUT:
            return raw[: min(CUT_AT_BYTES, len(raw) - 3)]
        case FaultKind.FLIPPED:
            at = min(100, len(raw) - 2)
            return raw[:at] + bytes([raw[at] ^ 0x20]) + raw[at + 1 :]
        case _:
            return raw


if __name__ == "__main__":
    from kiosk.devices.card_emulator_cli import main

    raise SystemExit(main())
