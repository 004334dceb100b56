"""What the daily self-test comes to: each part of the terminal, how it is, and why. Pure.

The checks of `kiosk doctor` look at the machine; what the running terminal knows of its printers, its
voice and its center is laid beside them, and the worse word counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.core.screens import PaperState
from kiosk.core.standing import PartTested
from kiosk.health.checks import Check


class Health(StrEnum):
    """How a part is; the same words as on the wire."""

    WORKS = "works"
    LIMITED = "limited"
    BROKEN = "broken"
    ABSENT = "absent"


_WORST_FIRST: Final = (Health.BROKEN, Health.LIMITED, Health.WORKS, Health.ABSENT)


@dataclass(frozen=True, slots=True)
class Finding:
    """One part.

    Attributes:
        part: Which.
        health: How it is.
        reason: A word of the program's own; "" if there is nothing to say.
        way_out: What to do, for who maintains it; "" if nothing.
    """

    part: PartTested
    health: Health
    reason: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer, as the terminal knows it.

    Attributes:
        wanted: Whether the settings say that there is one.
        fault: Why it would take no paper now; "" if it would.
    """

    wanted: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """What the running terminal knows itself; ``None`` is: it cannot tell.

    Attributes:
        printer: For large paper.
        slip_printer: For slips.
        slip: How the test slip came out; ``None`` if none was printed.
        slip_fault: Why it did not.
        reader: Whether the card reader answers.
        speaks: Whether there is a voice, and something to hear it by.
        listens: Whether somebody can be heard.
        center: Whether the center answers.
        stuck: Cases in the outbox that do not get away.
    """

    printer: Printer
    slip_printer: Printer
    slip: PaperState | None = None
    slip_fault: str = ""
    reader: bool | None = None
    speaks: bool | None = None
    listens: bool | None = None
    center: bool | None = None
    stuck: int = 0


PARTS: Final = {
    "card_reader": PartTested.CARD_READER,
    "scanner": PartTested.SCANNER,
    "speech": PartTested.VOICE,
    "listening": PartTested.VOICE,
    "sound": PartTested.SPEAKER,
    "disk": PartTested.DISK,
    "data_dir": PartTested.DISK,
    "clock": PartTested.CLOCK,
}
"""A check's name -> the part that it tells of."""
_OUT_OF_PAPER: Final = frozenset({"no-paper", "no_paper", "no-paper-failed"})


def findings(checks: Iterable[Check], live: Live) -> tuple[Finding, ...]:
    """One finding a part, the worst first.

    Args:
        checks: Of the machine.
        live: Of the terminal itself.
    """
    found: dict[PartTested, Finding] = {}
    for one in (*_of_checks(checks), *_of_paper(live), *_of_the_rest(live)):
        known = found.get(one.part)
        if known is None or _WORST_FIRST.index(one.health) < _WORST_FIRST.index(known.health):
            found[one.part] = one
    order = list(PartTested)
    return tuple(
        sorted(found.values(), key=lambda one: (_WORST_FIRST.index(one.health), order.index(one.part)))
    )


def ill(found: Iterable[Finding]) -> tuple[PartTested, ...]:
    """The parts that do not work."""
    return tuple(one.part for one in found if one.health is Health.BROKEN)


def _of_checks(checks: Iterable[Check]) -> Iterable[Finding]:
    for check in checks:
        part = PARTS.get(check.name)
        if part is None:
            continue
        health = Health.WORKS if check.ok is True else Health.LIMITED if check.ok else Health.BROKEN
        if part in (PartTested.CARD_READER, PartTested.SCANNER) and check.detail == "none":
            health = Health.ABSENT
        yield Finding(part, health, "" if health is Health.WORKS else check.name, check.way_out)


def _of_paper(live: Live) -> Iterable[Finding]:
    for part, printer in ((PartTested.PRINTER, live.printer), (PartTested.SLIP_PRINTER, live.slip_printer)):
        if not printer.wanted:
            yield Finding(part, Health.ABSENT)
            continue
        yield Finding(part, Health.BROKEN if printer.fault else Health.WORKS, _word(printer.fault))
        if printer.fault in _OUT_OF_PAPER:
            yield Finding(PartTested.PAPER, Health.BROKEN, "no-paper", "put paper in")
    if live.slip is not None and live.slip is not PaperState.DONE:
        mute = live.slip is PaperState.UNKNOWN  # a printer that cannot say whether the paper is out
        fault = live.slip_fault or ("no-word" if mute else "test-slip")
        health = Health.LIMITED if mute else Health.BROKEN
        yield Finding(PartTested.SLIP_PRINTER, health, _word(fault), "print one by hand in assisted mode")
        if fault in _OUT_OF_PAPER:
            yield Finding(PartTested.PAPER, Health.BROKEN, "no-paper", "put paper in")
    if live.slip is PaperState.DONE:
        yield Finding(PartTested.PAPER, Health.WORKS)


def _of_the_rest(live: Live) -> Iterable[Finding]:
    for part, works, reason in (
        (PartTested.CARD_READER, live.reader, "no-answer"),
        (PartTested.SPEAKER, live.speaks, "silent"),
        (PartTested.MICROPHONE, live.listens, "deaf"),
        (PartTested.CENTER, live.center, "no-answer"),
    ):
        if works is not None:
            yield Finding(part, Health.WORKS if works else Health.BROKEN, "" if works else reason)
    yield Finding(
        PartTested.OUTBOX, Health.BROKEN if live.stuck else Health.WORKS, "stuck" if live.stuck else ""
    )


def _word(fault: str) -> str:
    return fault.replace("_", "-")
