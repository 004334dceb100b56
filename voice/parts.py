"""The engines of a real terminal: what speaks, what recognises, what understands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.log import Log, LogEvent
from voice.ports import Recognises, Speaks, Understands
from voice.service import Engines, Parts, Setup
from voice.sound.utterances import SpeechDetector

_Engine = TypeVar("_Engine")


def real_parts() -> Parts:
    """What this terminal speaks and listens with."""
    return Parts(detector=_detector, engines=_engines)


def _detector() -> SpeechDetector:
    from voice.recognisers.vad import SileroDetector

    return SileroDetector()


def _engines(setup: Setup, log: Log) -> Engines:
    closing: list[Callable[[], None]] = []

    def speaks() -> Speaks:
        from config.home import kiosk_home
        from voice.speaking.speaker import speaker

        made = speaker(kiosk_home(), log, voice=setup.sound.voice)
        closing.append(made.close)
        return made

    def recognises() -> Recognises | None:
        from voice.recognisers.chooser import installed_recogniser

        made = installed_recogniser(log)
        closing.append(made.close)
        threading.Thread(target=made.warm, name="recogniser", daemon=True).start()
        return made if made.engines else None

    def understands() -> Understands:
        from config.loader import shipped_accents
        from voice.understanding.ear import Understanding

        return Understanding(setup.accents or shipped_accents())

    def close() -> None:
        for end in closing:
            end()

    return Engines(
        _if_there(speaks, "speaking", log),
        _if_there(recognises, "recognising", log),
        _if_there(understands, "understanding", log),
        close,
    )


def _if_there(make: Callable[[], _Engine | None], where: str, log: Log) -> _Engine | None:
    """One part that is not whole takes no other with it."""
    try:
        return make()
    except (ImportError, OSError) as error:
        log.error(LogEvent.UNEXPECTED_ERROR, where=where, error=type(error).__name__)
        return None
