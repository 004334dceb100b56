"""The tour of the assisted mode: the lock, what lies behind it, what the person confirms, the machine."""

from __future__ import annotations

from config.services import Kind
from kiosk.core.effects import AskLock, PrintForm, PrintTest, Tend, TryLock
from kiosk.core.events import (
    CardRead,
    Challenged,
    Failed,
    Failure,
    NotUnlocked,
    Queued,
    Seen,
    StandingChanged,
    Tended,
    Unlocked,
)
from kiosk.core.screens import PaperState
from kiosk.core.staff.acts import FOR_TWO, SAID, Task
from kiosk.core.standing import Standing
from kiosk.core.tour.album import Album
from kiosk.core.tour.guest import JOB, Guest, Stage, guest_at
from kiosk.core.tour.people import STRANGER

CHALLENGE = Challenged("KU1:QS01:assist:7f3a09c2d81b4e65", "7F3A-09C2-D81B-4E65")
RENEWED = Challenged("KU1:QS01:assist:e90b44a16c27d385", "E90B-44A1-6C27-D385")
CLERK = Unlocked("W01", "示例·周敏", maintains=False)
KEEPER = Unlocked("M01", "示例·维护", maintains=True)
SEEN = (
    Seen("printer", ok=False),
    Seen("slip_printer", ok=True),
    Seen("card_reader", ok=True),
    Seen("center", ok=True),
    Seen("outbox", value="12"),
    Seen("disk-free", ok=True, value="48213"),
    Seen("release", value="34"),
    Seen("version", value="1.4.2"),
    Seen("trail", value="1208"),
    Seen("terminal", value="QS01"),
)


def look_at_staff(stage: Stage, album: Album) -> None:
    """Everything that staff see at a terminal."""
    _lock(stage, album)
    _help(stage, album)
    _machine(stage, album)
    _closed(stage, album)


def let_in(guest: Guest, who: Unlocked = CLERK) -> None:
    """Somebody of the staff unlocks, from wherever the guest is."""
    guest.touch()
    guest.press("help")
    guest.press("staff")
    guest.answer(AskLock, CHALLENGE)
    _type(guest, "12345678")
    guest.answer(TryLock, who)


def _type(guest: Guest, digits: str) -> None:
    for digit in digits:
        guest.press(f"key:{digit}")
    guest.press("unlock")


def _asked(stage: Stage) -> Guest:
    guest = Guest(stage)
    guest.touch()
    guest.press("help")
    guest.press("staff")
    guest.answer(AskLock, CHALLENGE)
    return guest


def _lock(stage: Stage, album: Album) -> None:
    guest = _asked(stage)
    album.take(guest, "unlock")
    guest.press("unlock")
    album.take(guest, "unlock-short")
    _type(guest, "12345678")
    album.take(guest, "unlock-typed")
    guest.answer(TryLock, NotUnlocked())
    album.take(guest, "unlock-wrong")
    guest.press("key:1")
    guest.wait(61)
    guest.answer(AskLock, RENEWED)
    album.take(guest, "unlock-renewed")
    guest.wait(61)
    guest.answer(AskLock, Failed(Failure.DISK))
    album.take(guest, "unlock-not-ready")
    for name, wait_s in (("wait", 45.0), ("wait-long", 900.0)):
        guest = _asked(stage)
        _type(guest, "87654321")
        guest.answer(TryLock, NotUnlocked(wait_s))
        album.take(guest, "unlock", name)
    guest = _asked(stage)
    guest.press("by-card")
    album.take(guest, "unlock-card")
    guest.press("unlock")
    album.take(guest, "unlock-no-card")
    guest.do(CardRead(guest.at_s, STRANGER))
    _type(guest, "2468")
    album.take(guest, "unlock-pin")


def _help(stage: Stage, album: Album) -> None:
    guest = Guest(stage)
    let_in(guest)
    album.take(guest, "home")
    declares = (s for s in stage.release.services.values() if s.kind is Kind.DECLARE)
    service = min(declares, key=lambda s: len(s.fields), default=None)
    if service is None:
        return
    guest = guest_at(stage, service.id)
    let_in(guest)
    album.take(guest, "home-begun")
    guest.press("witness")
    album.take(guest, "witness")
    guest.press("seen")
    guest.press("go-on")
    album.take(guest, "form")
    _fill_in(guest)
    album.take_pages(guest, "check")
    guest.press("send")
    album.take_pages(guest, "confirm")
    guest.press("behalf")
    album.take(guest, "authority")
    guest.press("print")
    album.take(guest, "authority-printing")
    guest.answer(PrintForm, Queued(JOB))
    guest.paper(PaperState.DONE)
    album.take(guest, "authority-printed")


def _fill_in(guest: Guest) -> None:
    """The first choice of every question, up to the check page."""
    from kiosk.core.screens import Check, Question

    for _ in range(80):
        screen = guest.screen
        if isinstance(screen, Check):
            return
        keys = getattr(screen, "entry", None)
        ways = [c.id for c in screen.body_choices if c.enabled and c.id.startswith(("opt:", "known"))]
        primary = screen.frame.primary.id if screen.frame.primary is not None else ""
        if isinstance(screen, Question) and ways:
            guest.press(ways[0])
            if guest.screen.serial == screen.serial:
                guest.press(primary)
        elif keys is not None:
            for _ in range(4):
                guest.press("key:1")
            guest.press(primary)
            for way in ("skip", "unknown", "desk"):
                if guest.screen.serial == screen.serial:
                    guest.press(way)
            if guest.screen.serial == screen.serial:
                return
        elif not primary or not guest.press(primary):
            return


def _machine(stage: Stage, album: Album) -> None:
    guest = Guest(stage)
    let_in(guest, KEEPER)
    guest.press("machine")
    album.take(guest, "machine-looking")
    guest.answer(Tend, Tended(ok=True, said="done", seen=SEEN))
    album.take_pages(guest, "machine")
    for target, made in (("test-a4", PrintTest), ("test-slip", None)):
        guest.press(target)
        album.take(guest, target)
        guest.press("print")
        if made is not None:
            guest.answer(made, Queued(JOB))
            guest.paper(PaperState.DONE)
            album.take(guest, target, "done")
        guest.press("ok")
        guest.press("finish")
    outcomes = {
        Task.RESUME: (Tended(ok=True, said="done"), Tended(ok=False, said="still-ill", seen=SEEN[:1])),
        Task.SELF_TEST: (Tended(ok=True, said="well"), Tended(ok=False, said="ill", seen=SEEN[:2])),
        Task.RESTART: (Tended(ok=True, said="done"),),
        Task.STICK: tuple(
            Tended(ok=said in ("staged", "nothing-new"), said=said) for said in (*SAID[Task.STICK], "failed")
        ),
        Task.EXPORT: (Tended(ok=True, said="done"), Tended(ok=False, said="no-stick")),
        Task.ERASE: (Tended(ok=False, said="unsent"), Tended(ok=True, said="done")),
        Task.KEYS: (Tended(ok=False, said="refused"), Tended(ok=True, said="done")),
    }
    for task, results in outcomes.items():
        for result in results:
            guest = Guest(stage)
            let_in(guest, KEEPER)
            _do(album, guest, task, result)


def _closed(stage: Stage, album: Album) -> None:
    guest = Guest(stage, standing=Standing(closed=True))
    let_in(guest)
    album.take(guest, "home-closed-clerk")
    for result in (Tended(ok=True, said="done"), Tended(ok=False, said="failed")):
        guest = Guest(stage, standing=Standing(closed=True))
        let_in(guest, KEEPER)
        album.take(guest, "home-closed")
        guest.press(f"task:{Task.OPEN}")
        album.take(guest, "task", Task.OPEN, "doing")
        guest.do(StandingChanged(guest.at_s, Standing(closed=not result.ok)))
        guest.answer(Tend, result)
        album.take(guest, "task", Task.OPEN, result.said)
        guest.press("ok")
        album.take(guest, "home-opened")


def _do(album: Album, guest: Guest, task: Task, result: Tended) -> None:
    guest.press("machine")
    guest.answer(Tend, Tended(ok=True, said="done", seen=SEEN))
    if guest.press("upkeep"):
        album.take(guest, "upkeep")
    if not guest.press(f"task:{task}"):
        guest.press("back")
        guest.press(f"task:{task}")
    if guest.press("sure") or task in FOR_TWO:
        album.take(guest, "task", task, "second" if task in FOR_TWO else "doing")
    if task in FOR_TWO:
        guest.answer(AskLock, CHALLENGE)
        album.take(guest, "task", task, "second-asked")
        _type(guest, "12345678")
        guest.answer(TryLock, CLERK)
    album.take(guest, "task", task, "doing")
    if task is Task.KEYS:
        from kiosk.core.events import Scanned

        guest.do(Scanned(guest.at_s, "AAAA-BBBB-CCCC"))
    guest.answer(Tend, result)
    album.take(guest, "task", task, result.said)
