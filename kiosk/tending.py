"""What staff may have done to the machine: looked at, set going again, tested, updated, emptied."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from center.protocol.export import EXPORT, OUTBOX, TRAIL, Export, SignedExport, export_text
from config.durable import write_durably
from config.release import Release
from config.staging.store import sync
from kiosk.core.events import Device, Seen, Tended
from kiosk.core.staff.acts import Task
from kiosk.link.errors import LinkError, NotEnrolled
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.staff.audit import AuditBroken, AuditTrail
from kiosk.sticks import mounted_sticks, take_update

if TYPE_CHECKING:
    from kiosk.parts import Parts

ENOUGH_MB: Final = 300
EXPORTED: Final = {"outbox.sqlite": OUTBOX, "staff/audit.sqlite": TRAIL}
KEPT: Final = "staff"
"""The folder of the lock: its trail and its count of wrong tries outlive an erased terminal."""


class Machine:
    """One terminal's machine.

    Args:
        home: Its data folder.
        terminal: Its code.
        parts: What was opened.
        trail: The audit trail, for its length.
        release: The release in force.
        restart: Ends the terminal in good order, to be started again.
        self_test: Tests every part and names those that are ill, ``None`` if it broke off; takes a while.
        open_again: Ends that the terminal is closed.
        sticks: Sticks that are there now.
    """

    def __init__(
        self,
        *,
        home: Path,
        terminal: str,
        parts: Parts,
        trail: AuditTrail,
        release: Callable[[], Release],
        restart: Callable[[], None],
        self_test: Callable[[], Sequence[str] | None] | None = None,
        open_again: Callable[[], None] | None = None,
        sticks: Callable[[], list[Path]] = mounted_sticks,
    ) -> None:
        self._home = home
        self._terminal = terminal
        self._parts = parts
        self._trail = trail
        self._release = release
        self._restart = restart
        self._self_test = self_test
        self._open_again = open_again
        self._sticks = sticks

    def do(self, task: Task, code: str = "") -> Tended:
        """Does one thing; never raises for what may go wrong in it."""
        try:
            return self._do(task, code)
        except (OSError, sqlite3.Error, subprocess.SubprocessError):
            return Tended(ok=False, said="failed")

    def _do(self, task: Task, code: str) -> Tended:
        match task:
            case Task.LOOK:
                return Tended(ok=True, said="done", seen=self._look())
            case Task.OPEN:
                return self._open()
            case Task.RESUME:
                return self._resume()
            case Task.SELF_TEST:
                return self._tested()
            case Task.RESTART:
                self._restart()
                return Tended(ok=True, said="done")
            case Task.STICK:
                return take_update(self._home, self._sticks())
            case Task.EXPORT:
                return self._export()
            case Task.ERASE:
                return self._erase()
            case Task.KEYS:
                return self._renew_keys(code)

    # -- looking ---------------------------------------------------------------------------------

    def _look(self) -> tuple[Seen, ...]:
        from kiosk.link.heartbeat import program_version

        depth = self._parts.unsent()
        free_mb = shutil.disk_usage(self._home).free // 1_000_000
        return (
            *(Seen(device.value, ok=ready) for device, ready in self._parts.printers()),
            Seen(Device.CARD_READER.value, ok=self._parts.has_reader),
            Seen(Device.CENTER.value, ok=self._parts.center_answers()),
            Seen("outbox", ok=None, value=str(depth)),
            Seen("disk-free", ok=free_mb >= ENOUGH_MB, value=str(free_mb)),
            Seen("release", value=str(self._release().seq)),
            Seen("version", value=program_version()),
            self._trail_seen(),
            Seen("terminal", value=self._terminal),
        )

    def _trail_seen(self) -> Seen:
        """How long the trail is; that somebody meddled with it hides nothing else."""
        try:
            return Seen("trail", value=str(sum(1 for _ in self._trail.entries())))
        except AuditBroken:
            return Seen("trail", ok=False)

    def _open(self) -> Tended:
        if self._open_again is None:
            return Tended(ok=False, said="not-ready")
        self._open_again()
        return Tended(ok=True, said="done")

    def _resume(self) -> Tended:
        found = self._parts.resume_printers()
        ill = tuple(Seen(device.value, ok=False) for device, ready in found if not ready)
        return Tended(ok=not ill, said="still-ill" if ill else "done", seen=ill)

    def _tested(self) -> Tended:
        if self._self_test is None:
            ill = tuple(seen for seen in self._look() if seen.ok is False)
        else:
            found = self._self_test()
            if found is None:
                return Tended(ok=False, said="failed")
            ill = tuple(Seen(part, ok=False) for part in found)
        return Tended(ok=not ill, said="ill" if ill else "well", seen=ill)

    def _export(self) -> Tended:
        """Copies what is sealed and what was done, whole, to a stick, for `kiosk center take-in`."""
        stick = next(iter(self._sticks()), None)
        if stick is None:
            return Tended(ok=False, said="no-stick")
        now = datetime.now(UTC)
        folder = stick / f"kiosk-export-{self._terminal}-{now:%Y%m%d-%H%M%S}"
        folder.mkdir()
        written: dict[str, str] = {}
        for name, copied in EXPORTED.items():
            source, target = self._home / name, folder / copied
            if source.exists():
                with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(target)) as taken:
                    given.backup(taken)
                sync(target)
                written[copied] = hashlib.sha256(target.read_bytes()).hexdigest()
        export = Export(terminal=self._terminal, made_at=now, files=written, audit_head=self._trail.head)
        text = export.model_dump_json()
        key = DeviceKey.load_or_make(LinkHome(self._home).device_key)
        signed = SignedExport(export=text, signature=key.sign(export_text(text)))
        write_durably(folder / EXPORT, signed.model_dump_json().encode())
        sync(stick)  # it is drawn out as soon as the page says that all is on it
        return Tended(ok=True, said="done")

    # -- the end ---------------------------------------------------------------------------------

    def _erase(self) -> Tended:
        if self._parts.unsent():
            return Tended(ok=False, said="unsent")
        for path in self._home.iterdir():
            if path.name == KEPT:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)  # a database that is closed meanwhile takes its own away
        self._restart()
        return Tended(ok=True, said="done")

    def _renew_keys(self, code: str) -> Tended:
        from kiosk.link.enroll import renew

        if self._parts.unsent():
            return Tended(ok=False, said="unsent")
        try:
            renew(self._home, code=code)
        except (LinkError, NotEnrolled, ValueError):
            return Tended(ok=False, said="refused")
        self._restart()
        return Tended(ok=True, said="done")
