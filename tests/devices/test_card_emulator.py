"""The emulated reader, byte for byte, as any program at the other end of the line would see it."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.core.identity import CardKind, IdCard
from kiosk.devices.card_emulator import EmulatedCardReader, Fault, FaultKind
from kiosk.devices.card_emulator_cli import card_from, run_lines
from kiosk.devices.card_text import encode_card
from kiosk.devices.sam_frames import Command, build_command
from kiosk.devices.serial_port import PortLostError, SerialPort

MakeCard = Callable[..., IdCard]

NONE = bytes.fromhex("AA AA AA 96 69 00 04 00 00 80 84")
FOUND = bytes.fromhex("AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97")
SELECTED = bytes.fromhex("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C")


class Line:
    """A plain program that writes and reads bytes."""

    def __init__(self, path: Path) -> None:
        self._port = SerialPort(str(path))

    def ask(self, question: bytes, *, size: int, within_s: float = 5.0) -> bytes:
        """Send bytes and collect `size` bytes of answer, or what came within the time."""
        self._port.discard_input()
        self._port.send(question)
        answer = b""
        gives_up = time.monotonic() + within_s
        while len(answer) < size and time.monotonic() < gives_up:
            answer += self._port.receive()
        return answer

    def do(self, command: Command, *, size: int, within_s: float = 5.0) -> bytes:
        return self.ask(build_command(command), size=size, within_s=within_s)

    def read_card(self) -> bytes:
        assert self.do(Command.FIND, size=15) == FOUND
        assert self.do(Command.SELECT, size=19) == SELECTED
        return self.do(Command.READ, size=1295)

    def close(self) -> None:
        self._port.close()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[EmulatedCardReader]:
    with EmulatedCardReader(tmp_path, pace=0.0) as emulator:
        yield emulator


@pytest.fixture
def line(emulator: EmulatedCardReader) -> Iterator[Line]:
    line = Line(emulator.path)
    yield line
    line.close()


def test_an_empty_plate(line: Line) -> None:
    assert line.do(Command.STATUS, size=11) == bytes.fromhex("AA AA AA 96 69 00 04 00 00 90 94")
    assert line.do(Command.FIND, size=11) == NONE
    assert line.do(Command.SELECT, size=11) == bytes.fromhex("AA AA AA 96 69 00 04 00 00 81 85")
    assert line.do(Command.READ, size=11) == bytes.fromhex("AA AA AA 96 69 00 04 00 00 41 45")
    assert len(line.do(Command.READER_ID, size=27)) == 27


def test_a_whole_read(emulator: EmulatedCardReader, line: Line, make_card: MakeCard) -> None:
    emulator.lay(make_card())
    raw = line.read_card()
    assert len(raw) == 1295
    assert raw[:14] == bytes.fromhex("AA AA AA 96 69 05 08 00 00 90 01 00 04 00")
    assert raw[14:270] == encode_card(make_card())


def test_the_same_card_is_found_again_only_after_it_was_lifted(
    emulator: EmulatedCardReader, line: Line, make_card: MakeCard
) -> None:
    emulator.lay(make_card())
    line.read_card()
    assert line.do(Command.FIND, size=11) == NONE
    emulator.lift()
    assert line.do(Command.FIND, size=11) == NONE
    emulator.lay(make_card())
    assert line.do(Command.FIND, size=15) == FOUND


def test_a_card_that_was_found_but_not_read_is_found_again(
    emulator: EmulatedCardReader, line: Line, make_card: MakeCard
) -> None:
    emulator.lay(make_card())
    assert line.do(Command.FIND, size=15) == FOUND
    assert line.do(Command.FIND, size=15) == FOUND


def test_a_card_taken_away_between_select_and_read(
    emulator: EmulatedCardReader, line: Line, make_card: MakeCard
) -> None:
    emulator.lay(make_card())
    line.do(Command.FIND, size=15)
    line.do(Command.SELECT, size=19)
    emulator.lift()
    assert line.do(Command.READ, size=11)[9] == 0x41


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("AA AA AA 96 69 00 03 20 01 23", 0x10),
        ("AA AA AA 96 69 00 02 20 01", 0x11),
        ("AA AA AA 96 69 00 03 77 77 03", 0x21),
    ],
)
def test_wrong_questions_are_answered_as_such(line: Line, question: str, code: int) -> None:
    assert line.ask(bytes.fromhex(question), size=11)[9] == code


def test_a_fault_counts_down_and_ends(emulator: EmulatedCardReader, line: Line) -> None:
    emulator.fault(Fault(kind=FaultKind.CODE, at=Command.FIND, code=0x66, times=2))
    codes = [line.do(Command.FIND, size=11)[9] for _ in range(3)]
    assert codes == [0x66, 0x66, 0x80]


def test_a_cut_answer_has_700_bytes(emulator: EmulatedCardReader, line: Line, make_card: MakeCard) -> None:
    emulator.lay(make_card())
    emulator.fault(Fault(kind=FaultKind.CUT, at=Command.READ))
    line.do(Command.FIND, size=15)
    line.do(Command.SELECT, size=19)
    assert len(line.do(Command.READ, size=1295, within_s=0.2)) == 700


def test_a_flipped_answer_differs_in_one_byte(
    emulator: EmulatedCardReader, line: Line, make_card: MakeCard
) -> None:
    emulator.lay(make_card())
    whole = line.read_card()
    emulator.lay(make_card())
    emulator.fault(Fault(kind=FaultKind.FLIPPED, at=Command.READ))
    assert sum(a != b for a, b in zip(whole, line.read_card(), strict=True)) == 1


def test_the_path_survives_a_replug_and_the_old_line_does_not(
    emulator: EmulatedCardReader, line: Line
) -> None:
    path = emulator.path
    emulator.unplug()
    assert not path.is_symlink()
    with pytest.raises(PortLostError):
        line.do(Command.FIND, size=11)
    with pytest.raises(PortLostError):
        SerialPort(str(path))
    emulator.replug()
    assert emulator.path == path
    fresh = Line(path)
    assert fresh.do(Command.FIND, size=11) == NONE
    fresh.close()


def test_unplugging_twice_and_plugging_twice_is_no_matter(emulator: EmulatedCardReader) -> None:
    for _ in range(2):
        emulator.unplug()
    for _ in range(2):
        emulator.replug()
    fresh = Line(emulator.path)
    assert fresh.do(Command.FIND, size=11) == NONE
    fresh.close()


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with EmulatedCardReader(tmp_path / "lines") as emulator:
        assert emulator.path.exists()
    assert list((tmp_path / "lines").iterdir()) == []


def test_a_line_that_was_left_behind_by_a_crash_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "card-reader").symlink_to("/dev/pts/nowhere")
    with EmulatedCardReader(tmp_path, pace=0.0) as emulator:
        line = Line(emulator.path)
        assert line.do(Command.FIND, size=11) == NONE
        line.close()


def test_the_wire_is_as_slow_as_a_wire(tmp_path: Path, make_card: MakeCard) -> None:
    with EmulatedCardReader(tmp_path, pace=0.5) as emulator:
        line = Line(emulator.path)
        emulator.lay(make_card())
        line.do(Command.FIND, size=15)
        line.do(Command.SELECT, size=19)
        began = time.monotonic()
        line.do(Command.READ, size=1295)
        took = time.monotonic() - began
        line.close()
        written_at = emulator.last_read_written_at
    assert written_at is not None
    assert took >= 0.5 * (0.6 + 1295 * 10 / 115_200)
    assert began < written_at <= began + took


def test_lines_of_text_drive_it(emulator: EmulatedCardReader, line: Line, make_card: MakeCard) -> None:
    card = make_card()
    values = {"name": card.name, "number": card.number, "ethnic": "土家", "address": card.address}
    out = io.StringIO()

    def say(text: str) -> str:
        out.seek(0)
        out.truncate()
        run_lines(emulator, [text + "\n"], out)
        return out.getvalue().strip()

    assert say("lay " + json.dumps(values, ensure_ascii=False)) == "ok"
    assert card.number.encode("utf-16-le") in line.read_card()
    assert say("lift") == "ok"
    assert say('fault {"kind": "code", "at": "find", "code": 102, "times": 1}') == "ok"
    assert line.do(Command.FIND, size=11)[9] == 0x66
    assert say('fault {"kind": "silent"}') == "ok"
    assert say("clear") == "ok"
    assert line.do(Command.FIND, size=11) == NONE
    assert say("unplug") == "ok"
    assert not emulator.path.is_symlink()
    assert say("replug") == "ok"
    assert emulator.path.is_symlink()


@pytest.mark.parametrize(
    "text",
    [
        "dance",
        "lay",
        "lay {",
        "lay {}",
        'lay {"name": "示例", "number": "99010119"}',
        'fault {"kind": "magic"}',
        "",
    ],
)
def test_a_wrong_line_is_told_without_quoting_it(emulator: EmulatedCardReader, text: str) -> None:
    out = io.StringIO()
    run_lines(emulator, [text], out)
    assert out.getvalue().startswith("error ")
    assert "示例" not in out.getvalue()
    assert "990101" not in out.getvalue()


def test_a_card_from_plain_values(make_card: MakeCard) -> None:
    number = make_card().number
    card = card_from(
        {"name": "示例·张大山", "number": number, "valid_to": "2030-01-02", "kind": "hk_macao_taiwan"}
    )
    assert (card.birth, card.sex, card.valid_to) == (date(1944, 2, 29), "M", date(2030, 1, 2))
    assert card.kind is CardKind.HK_MACAO_TAIWAN


@pytest.mark.real
def test_it_runs_alone(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk.devices.card_emulator", "--dir", str(tmp_path), "--pace", "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == f"ready {tmp_path / 'card-reader'}\n"
        line = Line(tmp_path / "card-reader")
        assert line.do(Command.FIND, size=11) == NONE
        line.close()
        process.stdin.write("lift\nquit\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ok\n"
        assert process.wait(timeout=5.0) == 0
    assert not (tmp_path / "card-reader").is_symlink()
