"""A hundred times the voice or one of its helpers is killed while it speaks: no speech may be lost."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
from pathlib import Path

from bench.figures import say

KILLS = 100
STARTS_WITHIN_S = 90
ENDS_WITHIN_S = 60
LINES = ("好的。", "请看屏幕。", "请按下一步。")


def main() -> int:
    from tests.voice.pulse import SoundServer

    with tempfile.TemporaryDirectory() as folder, SoundServer() as sound:
        os.environ.update(sound.environment | {"KIOSK_HOME": folder})
        return measure()


def measure() -> int:
    """Prints the figures; 1 if one is over its bar."""
    from config.settings import Sound
    from kiosk.core.events import SoundChanged, SpeechAt, SpeechEnded
    from kiosk.core.talk import Speech
    from voice.client import VoiceClient
    from voice.messages import Told

    chance = random.Random(1)
    speaks, began, ended = threading.Event(), threading.Event(), threading.Event()
    now, whole = [0], [False]

    def deliver(event: Told) -> None:
        match event:
            case SoundChanged(speaks=True):
                speaks.set()
            case SpeechAt(number=number) if number == now[0]:
                began.set()
            case SpeechEnded(number=number) if number == now[0]:
                whole[0] = event.whole
                ended.set()
            case _:
                pass

    voice = VoiceClient(deliver=deliver, sound=Sound(), log=_Silent())
    voice.start()
    killed: dict[str, int] = {"voice": 0, "helper": 0}
    lost = cut = 0
    try:
        if not speaks.wait(STARTS_WITHIN_S):
            say("voice_speeches_lost", KILLS, "speeches", 1, reason="there is no voice")
            return 1
        voice.visit_began()
        for number in range(1, KILLS + 1):
            now[0] = number
            began.clear()
            ended.clear()
            voice.say(Speech(number, number, LINES))
            began.wait(ENDS_WITHIN_S)
            threading.Event().wait(chance.uniform(0, 0.4))
            _kill(voice.pid, chance, killed)
            if not ended.wait(ENDS_WITHIN_S):
                lost += 1
            elif not whole[0]:
                cut += 1
    finally:
        voice.close()
    return 0 if say("voice_speeches_lost", lost + cut, "speeches", 1, kills=KILLS, **killed) else 1


def _kill(pid: int | None, chance: random.Random, killed: dict[str, int]) -> None:
    """The voice every second time, else one of its helpers."""
    if pid is None:
        return
    helpers = children(pid)
    victim = chance.choice(helpers) if helpers and chance.random() < 0.5 else pid
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return
    killed["voice" if victim == pid else "helper"] += 1


def children(pid: int) -> list[int]:
    """The Python processes that were started by this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        name, _, rest = stat.partition("(")[2].rpartition(")")
        if int(rest.split()[1]) == pid and name.startswith("python"):
            found.append(int(entry.name))
    return found


class _Silent:
    def info(self, event: str, **fields: object) -> None:
        pass

    warning = error = info


if __name__ == "__main__":
    sys.exit(main())
