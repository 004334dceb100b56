"""How many syllables of the terminal's speech a recogniser hears wrong, and how soon it begins to sound."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.figures import say

WRONG_PCT = {"clips": 8.0, "kokoro": 8.0, "pyttsx3": None}
FIRST_SOUND_MS = {"baked_max": 150.0, "new_amount_max": 600.0, "kokoro_median": None}


def main() -> int:
    command = [sys.executable, "-m", "kiosk", "voice", "bench-out", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=3600)
    if done.returncode:
        return done.returncode
    figures = json.loads(done.stdout)
    wrong, first = figures["syllables_wrong_pct"], figures["first_sound_ms"]
    good = [
        say(f"voice_{name}_syllables_wrong_pct", wrong[name], "%", bar and bar + 0.01)
        for name, bar in WRONG_PCT.items()
    ]
    good += [
        say(f"voice_first_sound_{name}_ms", first[name], "ms", bar) for name, bar in FIRST_SOUND_MS.items()
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
