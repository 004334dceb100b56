"""What a person said is nowhere in the voice's process once the visit is over."""

from __future__ import annotations

import queue

import voice.understanding.sounds
from config.loader import shipped_accents
from kiosk.core.talk import Ear, Expected, Outcome, Wanted
from kiosk.log import json_log
from tests.core.wiping import reachable, strings
from voice.ports import Thought
from voice.sound.utterances import Utterance
from voice.understanding.ear import Understanding
from voice.workers import Thinker

NAME, SOUND = "示例张大山", b"\1\2" * 16000


class Recogniser:
    """Hears the name, whatever was said, and keeps nothing."""

    def recognise(self, pcm16k: bytes, vocabulary: tuple[str, ...]) -> list[str]:
        return ["".join(reversed("山大张例示"))]


def test_nothing_that_was_heard_is_kept_when_the_visit_ends() -> None:
    thinker = Thinker(json_log(room="test"))
    thinker.recognises, thinker.understands = Recogniser(), Understanding(shipped_accents())
    thoughts: queue.SimpleQueue[Thought] = queue.SimpleQueue()
    page = Ear(1, (Wanted("member:1", ("给示例李小河办",)), Wanted("next", ("下一步",))), Expected.TEXT)
    thinker.begin(Utterance(SOUND, 0.6), page, thoughts.put)
    hearing = thoughts.get(timeout=30).hearing
    assert hearing is not None
    assert hearing.outcome is Outcome.VALUE
    known = (thinker, vars(voice.understanding.sounds))
    assert any("张大山" in text for text in strings(known))

    thinker.forget()
    done: queue.SimpleQueue[None] = queue.SimpleQueue()
    thinker._work.put(lambda: done.put(None))
    done.get(timeout=30)
    left = [one for one in strings(known) if "张大山" in one or "李小河" in one]
    assert left == []
    assert not any(one == SOUND for one in reachable(thinker) if isinstance(one, bytes))
