"""How long the screen's event loop is held up while the terminal speaks, listens and understands.

The real terminal on a display of its own, with the real voice on a sound server without devices: somebody
touches it, it says its page, listens, and is spoken to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from unittest import mock

from bench.display import display, environment
from bench.figures import percentile, say

GAP_MS = 50
PROBE_MS = 5
ROUNDS = 3
LISTENING_S = 5.0
STARTS_WITHIN_S = 90


def main() -> int:
    if sys.argv[1:2] == ["--screen"]:
        return screen(sys.argv[2])
    from tests.voice.pulse import SoundServer

    with display() as name, tempfile.TemporaryDirectory() as folder, SoundServer() as sound:
        if not name:
            say("voice_screen_gap_ms", 0, "ms", skipped="no Xvfb")
            return 0
        env = environment(name) | sound.environment | {"HOME": folder, "KIOSK_HOME": f"{folder}/kiosk"}
        terminal = subprocess.Popen(
            [sys.executable, "-m", "bench.bench_voice_gap", "--screen", folder],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            return measure(terminal, sound, env)
        finally:
            terminal.kill()
            terminal.wait()


def measure(terminal: subprocess.Popen[str], sound: object, env: dict[str, str]) -> int:
    """Plays the villager; prints the figures; 1 if one is over its bar."""
    from tests.voice.pulse import SoundServer

    assert isinstance(sound, SoundServer)
    nothing = threading.Event()

    def touch() -> None:
        subprocess.run(["xdotool", "mousemove", "960", "40", "click", "1"], env=env, check=True)

    def ask(word: str) -> dict[str, Any]:
        assert terminal.stdin is not None
        assert terminal.stdout is not None
        terminal.stdin.write(word + "\n")
        terminal.stdin.flush()
        found: dict[str, Any] = json.loads(terminal.stdout.readline())
        return found

    limit = time.monotonic() + STARTS_WITHIN_S
    while not ask("report")["speaks"]:  # the voice comes a while after the first page
        assert time.monotonic() < limit, "there is no voice"
        nothing.wait(0.5)
    with sound.recorder() as tape:
        touch()
        tape.wait_for_sound(timeout_s=STARTS_WITHIN_S)
        tape.wait_for_silence(length_s=2.0, timeout_s=60)
        words = bytes(tape.pcm[-24000 * 2 * 6 : -24000 * 2 * 2])  # its own, for want of a villager
        ask("begin")
        for _ in range(ROUNDS):
            touch()
            sound.speak(words)
            nothing.wait(LISTENING_S)
        gaps = ask("report")["gaps_ms"]
    late = [gap for gap in gaps if gap > 2 * PROBE_MS]
    good = say(
        "voice_screen_gap_ms",
        max(gaps),
        "ms",
        GAP_MS,
        p99=round(percentile(gaps, 0.99), 1),
        late=len(late),
        probes=len(gaps),
    )
    return 0 if good else 1


def screen(folder: str) -> int:
    """The terminal itself, with a probe in its loop that is asked over standard input."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from kiosk import app
    from kiosk.core.events import Event, SoundChanged

    gaps_ms: list[float] = []
    last_s = [time.monotonic()]

    def tick() -> None:
        now_s = time.monotonic()
        gaps_ms.append((now_s - last_s[0]) * 1000)
        last_s[0] = now_s

    class Probed(QApplication):
        def __init__(self, arguments: list[str]) -> None:
            super().__init__(arguments)
            self.probe = QTimer(self, interval=PROBE_MS, timerType=Qt.TimerType.PreciseTimer)
            self.probe.timeout.connect(tick)
            self.probe.start()

    speaks = [False]
    take = app.Screenplay.take

    def overhear(play: app.Screenplay, event: Event) -> None:
        if isinstance(event, SoundChanged):
            speaks[0] = event.speaks
        take(play, event)

    def answer() -> None:
        for line in sys.stdin:
            sys.stdout.write(json.dumps({"gaps_ms": gaps_ms, "speaks": speaks[0]}) + "\n")
            sys.stdout.flush()
            if line.strip() == "begin":
                gaps_ms.clear()

    threading.Thread(target=answer, daemon=True).start()
    with (
        mock.patch.object(app, "QApplication", Probed),
        mock.patch.object(app.Screenplay, "take", overhear),
    ):
        return app.main(["--home", os.environ["KIOSK_HOME"], "--out", str(Path(folder) / "paper")])


if __name__ == "__main__":
    sys.exit(main())
