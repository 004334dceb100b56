"""From Hanzi to what an engine reads: pinyin for espeak-ng, phonemes for Kokoro."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pypinyin
from pypinyin.contrib.tone_convert import to_tone

from voice.engines.polyphones import PHRASES
from voice.speaking.ear_text import PAUSES

_RUN: Final = re.compile(f"[{PAUSES}]|[^{PAUSES}]+")
_SYLLABLE: Final = re.compile(r"[a-zü]+[1-5]")
_PAUSE_SIGNS: Final = {"，": ", ", "。": ". ", "？": "? ", "！": "! "}


class Reading:
    """How Hanzi are read; holds the dictionaries, which take a second to load."""

    def __init__(self) -> None:
        self._cut = _cutter()
        pypinyin.load_phrases_dict(
            {phrase: [[marked] for marked in _marked(reading)] for phrase, reading in PHRASES.items()}
        )

    def words(self, text: str) -> list[str]:
        """Words and pauses, in order."""
        found: list[str] = []
        for run in _RUN.findall(text):
            found.extend([run] if run in PAUSES else self._cut(run))
        return found

    def syllables(self, word: str) -> list[str]:
        """The readings of a word's Hanzi, tones as figures, ü as v; unreadable ones are left out."""
        readings = pypinyin.lazy_pinyin(
            word, style=pypinyin.Style.TONE3, neutral_tone_with_five=True, errors="ignore"
        )
        return [reading for reading in readings if _SYLLABLE.fullmatch(reading.replace("v", "ü"))]

    def pinyin(self, text: str) -> str:
        """The text in pinyin, as espeak-ng's Latin Mandarin voice reads it."""
        said = ""
        for word in self.words(text):
            said += _PAUSE_SIGNS.get(word) or " ".join(self.syllables(word)) + " "
        return re.sub(r"\s+([,.?!])", r"\1", said).strip()

    def phonemes(self, text: str) -> str:
        """The text in the phonemes that Kokoro was taught."""
        from misaki.zh import ZHG2P

        said = ""
        for word in self.words(text):
            if word in _PAUSE_SIGNS:
                said = said.rstrip() + _PAUSE_SIGNS[word]
            else:
                said += "".join(ZHG2P.py2ipa(syllable) for syllable in self.syllables(word)) + " "
        return said.replace(chr(815), "").strip()


def _cutter() -> Callable[[str], list[str]]:
    """What cuts a sentence into words; made without the dictionary's copy that jieba keeps for everybody."""
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for phrase in PHRASES:
        tokenizer.add_word(phrase)
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


def _marked(reading: str) -> list[str]:
    """Figures as tone marks, which is how pypinyin keeps its phrases."""
    return [to_tone(syllable) for syllable in reading.split()]
