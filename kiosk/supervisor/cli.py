"""`kiosk supervise`: runs the terminal and keeps it well; what a terminal's service file starts."""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from config.home import kiosk_home
from config.staging.store import Stages
from kiosk.compose import local_now
from kiosk.link.home import LinkHome
from kiosk.link.pulse import Pulse
from kiosk.log import json_log
from kiosk.supervisor.crew import RealCrew
from kiosk.supervisor.supervisor import Habits, Supervisor, Word

STEP_S = 0.5
RESTARTS = (
    "SELECT command_id FROM orders WHERE kind = 'restart' AND state = 'waiting' AND not_after > ? LIMIT 1"
)


def word_of(home: Path) -> Word:
    """What the heartbeat's process has written down; nothing where there is none."""
    file = home / "pulse.sqlite"
    if not file.exists():
        return Word()
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=1)) as pulse:
            words = dict(pulse.execute("SELECT name, word FROM words"))
            restart = pulse.execute(RESTARTS, (datetime.now(UTC).isoformat(timespec="seconds"),)).fetchone()
        beat_at = words.get("beat_at")
        told = datetime.fromisoformat(beat_at).astimezone().replace(tzinfo=None) if beat_at else None
        held = frozenset(int(number) for number in words.get("held", "").split())
        return Word(told, int(words.get("config_hint", 0)), held, restart[0] if restart else "")
    except (sqlite3.Error, ValueError):
        return Word()


def carried_out(home: Path, command_id: str) -> bool:
    """Writes down that an order was carried out; false if that was so before, or cannot be written."""
    try:
        with closing(Pulse(LinkHome(home).pulse)) as pulse:
            return pulse.carried_out(command_id)
    except sqlite3.Error:
        return False


def supervise(supervisor: Supervisor, wait: Callable[[float], bool]) -> None:
    """Steps until told to stop, or until the terminal is ended by its own wish.

    Args:
        supervisor: Whose steps.
        wait: Waits so many seconds; true when it is to stop.
    """
    try:
        supervisor.begin()
        while not supervisor.over:
            supervisor.step()
            if wait(STEP_S):
                break
    finally:
        supervisor.close()


def main(argv: list[str]) -> int:
    """Runs the terminal; see `kiosk supervise --help`."""
    parser = argparse.ArgumentParser(prog="kiosk supervise", description=__doc__)
    parser.add_argument("--home", type=Path, default=None, help="the terminal's data folder")
    parser.add_argument("--trial-s", type=float, default=Habits().trial_s, help="how long a release is tried")
    parser.add_argument("run", nargs="*", help="after --: arguments of `kiosk run`")
    given = parser.parse_args(argv)
    home: Path = given.home or kiosk_home()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stop.set())
    supervisor = Supervisor(
        Stages(home),
        crew=RealCrew(home, given.run),
        clock=time.monotonic,
        local=local_now,
        chance=random.Random(),
        word=lambda: word_of(home),
        habits=Habits(trial_s=given.trial_s),
        log=json_log(room="kiosk"),
        carried_out=lambda command_id: carried_out(home, command_id),
    )
    supervise(supervisor, stop.wait)
    return 0
