"""The tour past the first page's substitutes: closed, notices, the self-test."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kiosk.core.events import StandingChanged
from kiosk.core.standing import Bulletin, Level, PartTested, SelfTest, Standing
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import Guest, Stage
from kiosk.core.tour.people import TODAY

UNTIL: Final = datetime(TODAY.year, TODAY.month, TODAY.day, 18)  # noqa: DTZ001 - local, as on the office's wall
FLOOD: Final = Bulletin(
    "flood",
    Level.DANGER,
    "山洪要来，快到高处",
    "河边、山脚的人马上到村小学。石桥村的桥不要过。走不动的打下面的电话，有人来接。",
    "示例镇人民政府",
    "023-0000 0101",
    UNTIL,
)
POWER: Final = Bulletin(
    "power", Level.URGENT, "今晚停电", "今晚八点到十点停电。请早点做饭。", "示例供电所", "", UNTIL
)
FAIR: Final = Bulletin(
    "fair",
    Level.PLAIN,
    "医保可以交了",
    "六月三十日前交，每人四百元。",
    "示例镇医保所",
    "023-0000 0106",
    UNTIL,
)


def look_at_standing(stage: Stage, album: Album) -> None:
    """The idle terminal in every state, the first page with notices, and a visit that is interrupted."""
    at = UNTIL.replace(hour=7, minute=30)
    for name, standing in (
        ("closed", Standing(closed=True)),
        ("notice-urgent", Standing(notices=(POWER,))),
        ("notice-danger", Standing(notices=(FLOOD,))),
        ("notice-plain", Standing(notices=(FAIR,))),
        ("testing", Standing(self_test=SelfTest(running=True))),
        ("tested-well", Standing(self_test=SelfTest(running=False, at=at))),
        ("tested-ill", Standing(self_test=SelfTest(running=False, at=at, ill=(PartTested.SLIP_PRINTER,)))),
        ("tested-all-ill", Standing(self_test=SelfTest(running=False, at=at, ill=tuple(PartTested)))),
        *(
            (f"tested-{part}", Standing(self_test=SelfTest(running=False, at=at, ill=(part,))))
            for part in PartTested
        ),
    ):
        guest = Guest(stage, standing=standing)
        album.take(guest, name)
        guest.touch()
        album.take(guest, name, "touched")
    guest = Guest(stage, standing=Standing(notices=(POWER, FAIR)))
    guest.touch()
    album.take(guest, "notices-to-read")
    guest.press("notices")
    guest.press("ok")
    album.take(guest, "notice-read")
    guest = Guest(stage)
    guest.touch()
    guest.press("more")
    guest.do(StandingChanged(guest.at_s, Standing(notices=(FLOOD,))))
    album.take(guest, "interrupted")
