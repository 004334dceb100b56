"""Makes clips of all that is fixed in a release; interrupted at any moment, it goes on there."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voice.engines.engine import Engine, NoSpeech
from voice.speaking.clips import ClipStore
from voice.speaking.plan import OPEN


@dataclass(frozen=True, slots=True)
class Baked:
    """What a baking did.

    Attributes:
        made: Clips that were made now.
        there: Clips that had been there.
        failed: Texts that the engine could not say.
        dropped: Clips of other releases that were taken away.
    """

    made: int
    there: int
    failed: int
    dropped: int = 0


Progress = Callable[[int, int], None]
"""Called with how many of how many are done."""


def bake(
    names: Sequence[str],
    store: ClipStore,
    engine: Engine,
    *,
    progress: Progress = lambda done, of: None,
    keeps_others: bool = False,
) -> Baked:
    """Makes every clip that is not there yet, in order.

    Args:
        names: As in `voice.speaking.plan`.
        store: Where they are kept.
        engine: Who says them.
        progress: Is told after each.
        keeps_others: Clips of other texts stay.

    Raises:
        OSError: The disk is full, or can't be written.
    """
    store.look()
    missing = [name for name in names if not store.has(name)]
    there = len(names) - len(missing)
    progress(there, len(names))
    failed = 0
    for count, name in enumerate(missing, start=1):
        try:
            pcm = engine.say(spoken(name))
        except NoSpeech:
            pcm = b""
        if pcm:
            store.put(name, pcm)
        else:
            failed += 1
        progress(there + count, len(names))
    dropped = 0 if keeps_others or failed else store.keep_only(names)
    return Baked(len(missing) - failed, there, failed, dropped)


def spoken(name: str) -> str:
    """What an engine is given to say a clip: a comma where speech goes on."""
    text = name.removeprefix(OPEN)
    return text.removesuffix(OPEN) + "，" if text.endswith(OPEN) else text


def step_back() -> None:
    """Lets everything else on this machine come first: the process yields the processor and the disk."""
    os.nice(19)
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
