"""The engines of a real terminal: what speaks, what recognises, what understands."""

from __future__ import annotations

import threading

from kiosk.log import Log
from voice.service import Engines, Parts, Setup
from voice.sound.utterances import SpeechDetector


def real_parts() -> Parts:
    """What this terminal speaks and listens with."""
    return Parts(detector=_detector, engines=_engines)


def _detector() -> SpeechDetector:
    from voice.recognisers.vad import SileroDetector

    return SileroDetector()


def _engines(setup: Setup, log: Log) -> Engines:
    from config.loader import shipped_accents
    from voice.recognisers.chooser import installed_recogniser
    from voice.speaking.home import default_home
    from voice.speaking.speaker import speaker
    from voice.understanding.ear import Understanding

    speaks = speaker(default_home(), log)
    recognises = installed_recogniser(log)
    understands = Understanding(setup.accents or shipped_accents())
    threading.Thread(target=recognises.warm, name="recogniser", daemon=True).start()

    def close() -> None:
        speaks.close()
        recognises.close()

    return Engines(speaks, recognises if recognises.engines else None, understands, close)
