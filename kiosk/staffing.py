"""The staff's side of a terminal as the runtime sees it: the lock, the trail, what is done to the machine.

Everything is judged and written down here, off the screen's thread; the trail's head goes to the heartbeat.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from config.release import Release
from config.roster import RosterEntry, StaffRight
from config.settings import Settings
from kiosk.core.effects import AskLock, NoteAct, Tend, TryLock
from kiosk.core.events import Challenged, Failed, Failure, NotUnlocked, Result, Unlocked
from kiosk.core.staff.acts import WRITTEN, Task
from kiosk.link.errors import NotEnrolled
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.pulse import Pulse
from kiosk.staff.attempts import Attempts, LockedOut
from kiosk.staff.audit import AuditTrail
from kiosk.staff.challenge import agreeing
from kiosk.staff.lock import Lock, Today, WrongAnswer
from kiosk.staff.trial import is_of_trial
from kiosk.tending import KEPT, Machine


def trail_file(home: Path) -> Path:
    """Where the audit trail lies."""
    return home / KEPT / "audit.sqlite"


def code_of(home: Path, settings: Settings) -> str:
    """The code that a terminal's center knows it by; that of its settings where it belongs to none."""
    try:
        return LinkHome(home).enrollment().center.terminal
    except NotEnrolled:
        return settings.place.terminal


def roster_of(release: Release, *, trial: bool) -> Sequence[RosterEntry]:
    """Who may unlock: the trial's staff, whose keys everybody knows, never at a terminal of a real center.

    A county's folder begins as a copy of the shipped one, so that they may still stand in its release.
    """
    return release.roster if trial else tuple(entry for entry in release.roster if not is_of_trial(entry))


class RealStaff:
    """See `kiosk.ports.Staff`.

    Args:
        lock: Judges.
        trail: Remembers.
        machine: What is done to the machine.
        tell_head: Told the trail's new head, for the center.
    """

    def __init__(
        self, *, lock: Lock, trail: AuditTrail, machine: Machine, tell_head: Callable[[str], None]
    ) -> None:
        self._lock = lock
        self._trail = trail
        self._machine = machine
        self._tell_head = tell_head
        self._one_at_a_time = threading.Lock()

    def ask(self, effect: AskLock) -> Result:
        """See `kiosk.ports.Staff`."""
        with self._one_at_a_time:
            asked = self._lock.ask(effect.act)
            return Challenged(asked.text, asked.short, self._lock.wait_s)

    def answer(self, effect: TryLock) -> Result:
        """See `kiosk.ports.Staff`."""
        with self._one_at_a_time:
            try:
                entry = self._judged(effect)
            except LockedOut as locked:
                return NotUnlocked(locked.wait_s)
            except WrongAnswer:
                return NotUnlocked(self._lock.wait_s)
            except (OSError, sqlite3.Error):
                return Failed(Failure.DISK)
            finally:
                self._tell_head(self._trail.head)
        return Unlocked(entry.code, entry.name, StaffRight.MAINTAIN in entry.rights)

    def _judged(self, effect: TryLock) -> RosterEntry:
        right, other_than = effect.right, effect.other_than
        if effect.card is not None:
            return self._lock.answer_card(effect.card, effect.pin, right, other_than=other_than)
        if effect.scanned:
            return self._lock.answer_scanned(effect.scanned, right, other_than=other_than)
        return self._lock.answer_typed(effect.typed, right, other_than=other_than)

    def note(self, effect: NoteAct) -> None:
        """See `kiosk.ports.Staff`."""
        self._tell_head(self._trail.append(effect.act, who=effect.who, case_id=effect.case_id))

    def tend(self, effect: Tend) -> Result:
        """See `kiosk.ports.Staff`. What can't be written down is not done."""
        if effect.task is not Task.LOOK:
            try:
                self._tell_head(self._trail.append(WRITTEN[effect.task], who=effect.who))
            except sqlite3.Error:
                return Failed(Failure.DISK)
        return self._machine.do(effect.task, effect.code)

    def close(self) -> None:
        """Lets go of the trail."""
        self._trail.close()


def open_staff(
    *,
    home: Path,
    terminal: str,
    trial: bool,
    release: Callable[[], Release],
    machine: Callable[[AuditTrail], Machine],
    clock: Callable[[], float],
    today: Callable[[], Today],
    pulse: Pulse | None,
) -> RealStaff:
    """The lock of this terminal.

    Args:
        home: The terminal's data folder.
        terminal: Its code.
        trial: Whether it belongs to a trial, or to no center at all.
        release: The release in force; its roster says who may unlock.
        machine: Makes what is done to the machine.
        clock: Monotonic seconds.
        today: The day.
        pulse: Where the heartbeat finds the trail's head; ``None`` where there is none.
    """
    key = DeviceKey.load_or_make(LinkHome(home).device_key)
    trail = AuditTrail(trail_file(home), clock=lambda: datetime.now(UTC), monotonic_s=clock)
    lock = Lock(
        terminal=terminal,
        roster=lambda: roster_of(release(), trial=trial),
        own=agreeing(key.signing),
        attempts=Attempts(home / KEPT / "attempts.json", monotonic_s=clock),
        trail=trail,
        today=today,
        monotonic_s=clock,
    )

    def tell_head(head: str) -> None:
        if pulse is not None:
            with contextlib.suppress(sqlite3.Error):  # told with the next act
                pulse.note("audit_head", head)

    tell_head(trail.head)
    return RealStaff(lock=lock, trail=trail, machine=machine(trail), tell_head=tell_head)
