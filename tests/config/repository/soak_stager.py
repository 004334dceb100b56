"""A terminal that stages and activates again and again until it is killed; a process of its own."""

from __future__ import annotations

import random
import sys
from functools import partial
from pathlib import Path

from config.release import active_release
from config.staging.state import State
from config.staging.store import Stages
from config.update import Updates


def judged(state: State, *, sound: bool) -> State:
    return state if state.staged is None else state.judge(state.staged, sound=sound)


def main(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    stages = Stages(home)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        Updates(home).run(full=True)
        sound = chance.random() > 0.1
        stages.change(partial(judged, sound=sound))
        stages.change(State.begin)
        if stages.state().trial is not None:
            stages.change(chance.choice([State.praise, State.praise, State.strike, State.back]))
        stages.tidy()
        active_release(home)
        sys.stdout.write("round\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
