"""What takes long, in threads: making speech line by line, and understanding what was spoken."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Final

from kiosk.core.talk import Ear, Expected, Hearing, Speech
from kiosk.log import Log, LogEvent
from voice.helper import HelperFailed
from voice.messages import Figures
from voice.ports import NotRecognised, Recognises, Speaks, Thought, Understands
from voice.sound.feed import End, Feed, Line
from voice.sound.utterances import Utterance

_TRIES: Final = 2
"""A helper that was killed is there again at the second."""


class Maker:
    """Makes speech in threads: one a speech, because one that nobody wants any more may still be at work."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.speaks: Speaks | None = None

    def begin(self, speech: Speech, first_line: int, feed: Feed) -> None:
        """Begins to fill a feed."""
        work = threading.Thread(target=self._make, args=(speech, first_line, feed), daemon=True)
        work.start()

    def _make(self, speech: Speech, first_line: int, feed: Feed) -> None:
        whole = True
        for index, line in enumerate(speech.lines[first_line:]):
            if not feed.put(Line(index)):
                return
            whole = self._make_line(line, speech.personal, feed) and whole
        feed.put(End(whole))

    def _make_line(self, line: str, personal: bool, feed: Feed) -> bool:
        for _ in range(_TRIES):
            made = False
            try:
                if self.speaks is None:
                    return False
                for pcm in self.speaks.pcm(line, personal=personal):
                    made = True
                    if not feed.put(pcm):
                        return False
                return True
            except Exception as error:  # the next line may be sayable
                self._log.warning(LogEvent.UNEXPECTED_ERROR, where="speaking", error=type(error).__name__)
                if made:
                    return False
        return False


class Thinker:
    """Understands utterances one after another, in a thread."""

    def __init__(self, log: Log, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.recognises: Recognises | None = None
        self.understands: Understands | None = None
        threading.Thread(target=self._run, name="thinker", daemon=True).start()

    def begin(self, utterance: Utterance, ear: Ear, done: Callable[[Thought], None]) -> None:
        """Begins to understand; `done` is called in the thinker's thread."""
        self._work.put(lambda: done(self._think(utterance, ear)))

    def warm(self, ear: Ear) -> None:
        """Makes a page's phrases ready."""
        self._work.put(lambda: self.understands.warm(ear) if self.understands else None)

    def forget(self) -> None:
        """Keeps nothing of what was heard, as soon as what is under way is done."""
        self._work.put(lambda: self.understands.forget() if self.understands else None)

    def _run(self) -> None:
        while True:
            work = self._work.get()
            try:
                work()
            except Exception as error:
                self._log.warning(LogEvent.UNEXPECTED_ERROR, where="listening", error=type(error).__name__)
            del work  # it holds what was said, and the next may be long in coming

    def _think(self, utterance: Utterance, ear: Ear) -> Thought:
        began = self._clock()
        recognised = began
        hearing: Hearing | None = None
        try:
            if self.recognises is not None and self.understands is not None:
                vocabulary = () if ear.expected is Expected.TEXT else self.understands.vocabulary(ear)
                texts = _recognise(self.recognises, utterance, vocabulary)
                recognised = self._clock()
                if any(text.strip() for text in texts):
                    hearing = self.understands.hear(texts, ear)
        except Exception as error:
            self._log.warning(LogEvent.UNEXPECTED_ERROR, where="listening", error=type(error).__name__)
        ended = self._clock()
        figures = Figures(utterance.spoken_s, utterance.tail_s, recognised - began, ended - recognised)
        return Thought(hearing, figures)


def _recognise(recognises: Recognises, utterance: Utterance, vocabulary: tuple[str, ...]) -> list[str]:
    try:
        return recognises.recognise(utterance.pcm, vocabulary)
    except (HelperFailed, NotRecognised):  # its process died with it; what was said is still here
        return recognises.recognise(utterance.pcm, vocabulary)
