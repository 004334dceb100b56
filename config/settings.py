"""The schema of a terminal's settings: one file per county, with changes per township and terminal.

Sizes are physical, times are in the unit that the name says, everything has a default that works.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.services import Line, Strict

AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")]
TERMINAL_CODE = r"^[A-Z]{2}[0-9]{2}$"
TerminalCode = Annotated[str, StringConstraints(pattern=TERMINAL_CODE)]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]{4,19}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Place(Strict):
    """Where the terminal stands, and whom to call by name."""

    name: Line = "示例镇便民服务中心"
    area: AreaCode = "990101"
    township: Line = "示例镇"
    terminal: TerminalCode = "QS01"
    owner: Line = "李明"
    owner_phone: Phone = "023-0000 0000"
    window: Line = "2号窗口"


class Hours(Strict):
    """When somebody is there: weekdays 1 (Monday) to 7, and the spans of a day."""

    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    spans: tuple[tuple[ClockTime, ClockTime], ...] = (("09:00", "12:00"), ("13:30", "17:00"))


class ScreenSettings(Strict):
    """The panel. The diagonal is measured by hand: what a display reports is often wrong."""

    diagonal_in: float = Field(default=21.5, ge=10, le=65)
    text_size: Literal["standard", "elder", "extra-large"] = "elder"
    theme: Literal["warm", "contrast-light", "contrast-dark"] = "warm"
    plate: Literal["below", "below-right", "below-left", "right", "left"] = "below-right"
    plate_words: Line = "右下方黑色板子上"


class Times(Strict):
    """How long things wait, in seconds."""

    idle_s: int = Field(default=180, ge=120, le=300)
    still_there_s: int = Field(default=45, ge=20, le=45)
    ending_s: int = Field(default=30, ge=10, le=60)
    cover_money_s: int = Field(default=60, ge=30, le=300)
    no_hurry_s: int = Field(default=60, ge=30, le=300)
    working_way_out_s: int = Field(default=10, ge=5, le=10)
    paper_taken_s: int = Field(default=30, ge=15, le=60)
    idle_sentence_s: int = Field(default=90, ge=30, le=600)


class Devices(Strict):
    """Which devices this terminal has, and where.

    Attributes:
        printer: ``auto`` is the CUPS queue of that name if there is one, else a folder (the pages say so).
    """

    card_reader: Literal["serial", "simulated", "none"] = "simulated"
    card_reader_port: str = ""
    scanner: Literal["serial", "simulated", "none"] = "simulated"
    scanner_port: str = ""
    printer: Literal["auto", "cups", "trial", "none"] = "auto"
    printer_queue: str = "a4"
    slip_printer: Literal["auto", "cups", "trial", "none"] = "auto"
    slip_queue: str = "slip"


class Sound(Strict):
    """How this terminal speaks and listens.

    Attributes:
        listens_after_reading: After a page was read out it listens by itself, with a sign that it does.
        listens_for_s: How long it listens when nobody says anything.
        tail_s: How long a person must be quiet before what was said counts as ended.
        voice: Who speaks: two women and a man.
        volume_db: How loud it speaks, in decibels below the loudest; a person can add up to 18 dB.
        speaker: Part of the loudspeaker's description as the sound server lists it; empty is its default.
        microphone: The same, of the microphone.
    """

    listens_after_reading: bool = True
    listens_for_s: float = Field(default=30, ge=5, le=120)
    tail_s: float = Field(default=0.6, ge=0.5, le=0.9)
    voice: Literal["zf_xiaobei", "zf_xiaoxiao", "zm_yunjian"] = "zf_xiaobei"
    volume_db: float = Field(default=-12, ge=-40, le=0)
    speaker: str = ""
    microphone: str = ""


class Fleet(Strict):
    """Who may order this terminal about from afar.

    Attributes:
        command_key: The command role's public key (Ed25519, base64); without one no order is taken.
        notice_keys: The notice role's public keys: whose notices this terminal shows. A township's
            admin has one; an area's settings name it.
    """

    command_key: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9+/]{43}=)?$")] = ""
    notice_keys: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")], ...] = ()


class SelfTest(Strict):
    """The test that a terminal makes of itself, once a day while nobody is there.

    Attributes:
        at: From this time of day on; a terminal that is switched on later makes it then.
        prints_slip: It prints a slip, which alone shows that paper comes out.
    """

    at: ClockTime = "08:00"
    prints_slip: bool = True


class HelpLine(Strict):
    """Somebody who can help, with what and when."""

    name: Line
    detail: Line
    phone: Phone


class Settings(Strict):
    """All settings of one terminal."""

    place: Place = Place()
    hours: Hours = Hours()
    screen: ScreenSettings = ScreenSettings()
    times: Times = Times()
    devices: Devices = Devices()
    sound: Sound = Sound()
    fleet: Fleet = Fleet()
    self_test: SelfTest = SelfTest()
    help_lines: tuple[HelpLine, ...] = (
        HelpLine(name="李明", detail="这台机器和镇上的事", phone="023-0000 0000"),
        HelpLine(name="网格员 示例·王芳", detail="走不动，请她到家里办", phone="023-0000 0001"),
    )
    villages: tuple[Line, ...] = ("清水村", "石桥村", "高山村", "新场村", "示例社区")
