"""Engines that make no real speech."""

from __future__ import annotations

from array import array

from voice.engines.engine import NoSpeech


class Hums:
    """Says every text as a hum that is as long as the text."""

    def __init__(self, *, voice: str = "hum", version: str = "1", unsayable: tuple[str, ...] = ()) -> None:
        self.voice = voice
        self.version = version
        self.unsayable = unsayable
        self.asked: list[str] = []
        self.closed = False

    def say(self, text: str) -> bytes:
        self.asked.append(text)
        if text in self.unsayable:
            raise NoSpeech
        return hum(len(text))

    def warm(self) -> None: ...

    def close(self) -> None:
        self.closed = True


class Dumb(Hums):
    """Says nothing at all."""

    def say(self, text: str) -> bytes:
        self.asked.append(text)
        raise NoSpeech


def hum(signs: int) -> bytes:
    return array("h", [1000, -1000] * (120 * signs)).tobytes()
