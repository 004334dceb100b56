"""Turns what a recogniser wrote into what was meant on the page that listens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

from config.accents import Accents
from kiosk.core.talk import Ear, Expected, Hearing, Outcome, Wanted
from voice.understanding.dates import day_of, is_lunar
from voice.understanding.distance import Measure
from voice.understanding.matcher import Limits, Match, Matcher
from voice.understanding.numerals import LAST, ordinal, signs
from voice.understanding.sounds import forget, plain, said_once, syllables
from voice.understanding.values import value_of

_NOTHING: Final = Hearing(Outcome.NOT_UNDERSTOOD)
_PLACE: Final = "第"
_ALIKE: Final = 0.03
_EXACT: Final = 0.02
_DIGIT_WORDS: Final = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "幺", "两")
_NUMBER_WORDS: Final = (*_DIGIT_WORDS, "十", "百", "千", "万", "点", "半")
_DATE_WORDS: Final = (*_NUMBER_WORDS, "年", "月", "日", "号", "昨天", "今天", "前天")
_MONEY_WORDS: Final = (*_NUMBER_WORDS, "块", "元", "毛", "角", "分")
LUNAR: Final = "农历"
"""The value of a `NOT_UNDERSTOOD` that named a day of the old calendar: the page asks for the other one."""


class Understanding:
    """The matcher of one terminal.

    Args:
        accents: How people speak here.
        today: The terminal's date: 昨天 hangs on it.
        limits: How near is near enough.
    """

    def __init__(
        self, accents: Accents, *, today: Callable[[], date] = date.today, limits: Limits | None = None
    ) -> None:
        self._accents = accents
        self._today = today
        self._measure = Measure(accents)
        self._matcher = Matcher(self._measure, accents, limits or Limits())

    def warm(self, ear: Ear) -> None:
        """Makes a page's phrases ready, so that its first utterance is not late."""
        self._matcher.warm([_by_words(wanted) for wanted in ear.wanted])

    def forget(self) -> None:
        """Keeps nothing of what was heard, nor of pages whose choices may be names."""
        self._matcher.forget()
        forget()

    def hear(self, candidates: Sequence[str], ear: Ear) -> Hearing:
        """What was meant.

        Args:
            candidates: What a recogniser wrote, its best guess first.
            ear: What the page accepts.
        """
        said = [text for text in candidates if syllables(text) and not self._is_noise(text)]
        if not said:
            return _NOTHING
        once = [said_once(text) for text in said]
        matches = self._matcher.matches(once, [_by_words(wanted) for wanted in ear.wanted])
        decided = self._matcher.decided(matches)
        if decided and decided.distance <= _EXACT:
            return self._answer(decided.wanted, said, surely=True)
        found = self._value(said, ear) or self._place(said, ear) or self._agreeing(once, ear)
        if found:
            return found
        if decided:
            return self._answer(decided.wanted, said, surely=True)
        if matches and not self._is_about_money(said, matches):
            return Hearing(Outcome.ASK, self._matcher.offered(matches))
        if ear.expected is Expected.TEXT:
            return Hearing(Outcome.VALUE, value=plain(said[0]))
        return _NOTHING

    def vocabulary(self, ear: Ear) -> tuple[str, ...]:
        """All that may be said to a page, for a recogniser that works with a list of phrases.

        Nays are in it too: a list without 别 and 不 would make of 别退出 what it holds.
        """
        phrases = [phrase for wanted in ear.wanted for phrase in wanted.phrases]
        accents = self._accents
        around = [*accents.yes, *accents.no, *accents.negations, *accents.fillers, *accents.particles]
        return tuple(dict.fromkeys([*phrases, *around, *_words_of(ear.expected)]))

    @cached_property
    def _yes(self) -> frozenset[tuple[str, ...]]:
        return frozenset(syllables(word) for word in self._accents.yes)

    @cached_property
    def _no(self) -> frozenset[tuple[str, ...]]:
        return frozenset(syllables(word) for word in self._accents.no)

    def _is_noise(self, text: str) -> bool:
        words = plain(text)
        return any(plain(noise) in words for noise in self._accents.noise)

    def _is_about_money(self, said: Sequence[str], matches: Sequence[Match]) -> bool:
        """Whether paying was spoken of, and what is meant does not say so itself."""
        phrases = "".join(phrase for match in matches[:1] for phrase in match.wanted.phrases)
        return any(word in plain(said[0]) and word not in phrases for word in self._accents.money)

    def _answer(self, wanted: Wanted, said: Sequence[str], *, surely: bool) -> Hearing:
        if self._is_about_money(said, [Match(wanted, 0.0, certain=True)]):
            return _NOTHING
        act = surely and not wanted.asks_first
        return Hearing(Outcome.ACT if act else Outcome.ASK, (wanted.target,))

    def _value(self, said: Sequence[str], ear: Ear) -> Hearing | None:
        """What fits the entry of the page; a day of the old calendar is never guessed at."""
        if ear.expected is Expected.DATE:
            if is_lunar(said[0], self._accents.lunar):
                return Hearing(Outcome.NOT_UNDERSTOOD, value=LUNAR)
            days = (day_of(text, self._today()) for text in said)
            day = next((day for day in days if day), None)
            return Hearing(Outcome.VALUE, value=day.isoformat(), day=day) if day else None
        values = (value_of(text, ear.expected) for text in said)
        value = next((value for value in values if value is not None), None)
        return None if value is None else Hearing(Outcome.VALUE, value=value)

    def _place(self, said: Sequence[str], ear: Ear) -> Hearing | None:
        """第二个: the choice that the page calls so. A tenth that is not there was a fourth, said as here."""
        places = {
            place: wanted
            for wanted in reversed(ear.wanted)
            for phrase in wanted.phrases
            if phrase.startswith(_PLACE) and (place := ordinal(phrase)) is not None
        }
        meant = ordinal(said[0]) if places else None
        if meant is None:
            return None
        if meant == LAST and LAST not in places:
            meant = max(places)
        if meant in places:
            return self._answer(places[meant], said, surely=True)
        if meant == 10 and 4 in places:
            return self._answer(places[4], said, surely=False)
        return _NOTHING

    def _agreeing(self, said: Sequence[str], ear: Ear) -> Hearing | None:
        """A yes or a no in any of its forms, where the page has a choice for it. 不存在 is a yes."""
        for forms in (self._yes, self._no):
            if not any(self._is_one_of(text, forms) for text in said[:1]):
                continue
            targets = [
                wanted
                for wanted in ear.wanted
                if any(syllables(phrase) in forms for phrase in wanted.phrases)
            ]
            if len(targets) == 1:
                return self._answer(targets[0], said, surely=True)
            if targets:
                return Hearing(Outcome.ASK, tuple(dict.fromkeys(one.target for one in targets))[:2])
        return None

    def _is_one_of(self, text: str, forms: frozenset[tuple[str, ...]]) -> bool:
        if any(sign.counts and not sign.guessed for sign in signs(text)):
            return False  # 十 is no 是
        sounds = _without_tail(syllables(text), self._measure)
        return any(
            len(sounds) == len(form)
            and all(
                self._measure.between(one, other) <= _ALIKE for one, other in zip(sounds, form, strict=True)
            )
            for form in forms
        )


def _by_words(wanted: Wanted) -> Wanted:
    """Without 第二个, which is counted and never guessed: 第七个 sounds much like 第一个."""
    if not any(phrase.startswith(_PLACE) for phrase in wanted.phrases):
        return wanted
    kept = tuple(
        phrase for phrase in wanted.phrases if not phrase.startswith(_PLACE) or ordinal(phrase) is None
    )
    return replace(wanted, phrases=kept)


def _without_tail(sounds: tuple[str, ...], measure: Measure) -> tuple[str, ...]:
    """对头嘛 -> 对头."""
    tails = {"ma", "a", "ba", "ya", "ha", "o", "la", "lei"}
    while len(sounds) > 1 and sounds[-1] in tails:
        sounds = sounds[:-1]
    return sounds


def _words_of(expected: Expected) -> tuple[str, ...]:
    match expected:
        case Expected.NOTHING | Expected.TEXT:
            return ()
        case Expected.DIGITS | Expected.PHONE | Expected.ID_NUMBER:
            return (*_DIGIT_WORDS, "叉") if expected is Expected.ID_NUMBER else _DIGIT_WORDS
        case Expected.DATE:
            return _DATE_WORDS
        case Expected.NUMBER:
            return _NUMBER_WORDS
        case Expected.AMOUNT:
            return _MONEY_WORDS
