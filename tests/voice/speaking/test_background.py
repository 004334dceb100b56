import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config.staging.store import Stages
from kiosk.log import json_log
from voice.speaking.background import BackgroundBaking

NOTES = "import os, sys\nprint(os.environ['KIOSK_HOME'], file=open(sys.argv[1], 'a'), flush=True)"
WAITS = "import sys\nopen(sys.argv[1], 'a').close()\nsys.stdin.read()\n"


def baking(home: Path, code: str, note: Path, *, look_every_s: float = 0.01) -> BackgroundBaking:
    log = json_log(room="test", stream=io.StringIO())
    command = (sys.executable, "-c", code, str(note))
    return BackgroundBaking(home, log, command=command, look_every_s=look_every_s, first_after_s=0)


def until(met: Callable[[], object], *, within_s: float = 20.0) -> None:
    limit = time.monotonic() + within_s
    while not met():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_it_bakes_once_and_again_after_a_new_configuration(tmp_path: Path) -> None:
    note = tmp_path / "note"
    active = Stages(tmp_path).state_file
    active.parent.mkdir(parents=True, exist_ok=True)
    active.write_bytes(b"1")
    work = baking(tmp_path, NOTES, note)
    work.start()
    try:
        until(lambda: note.exists() and note.read_text())
        new = tmp_path / "new"
        new.write_bytes(b"2")
        new.replace(active)
        until(lambda: len(note.read_text().splitlines()) == 2)
    finally:
        work.close()
    assert note.read_text().splitlines() == [str(tmp_path)] * 2


def test_it_ends_in_the_middle(tmp_path: Path) -> None:
    note = tmp_path / "note"
    work = baking(tmp_path, WAITS, note)
    work.start()
    until(note.exists)
    began = time.monotonic()
    work.close()
    assert time.monotonic() - began < 5
