"""Pages to speak to, and the mistakes that recognisers and accents make."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from random import Random

from opencc import OpenCC
from pypinyin import lazy_pinyin

from config.loader import load_folder, shipped_accents
from config.release import DEFAULTS, Release
from kiosk.core.talk import Ear, Expected, Wanted
from voice.understanding.ear import Understanding

SWAPS = (
    ("n", "l"),
    ("l", "n"),
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("z", "zh"),
    ("c", "ch"),
    ("s", "sh"),
    ("f", "h"),
)
ENDS = (("ing", "in"), ("in", "ing"), ("eng", "en"), ("en", "eng"))
BEFORE = ("我想问一下", "那个", "麻烦你", "请问", "嗯", "我要查", "就是那个")
AFTER = ("嘛", "哈", "谢谢", "啊", "晓得不")


@cache
def shipped() -> Release:
    return load_folder(DEFAULTS)


@cache
def understanding() -> Understanding:
    return Understanding(shipped_accents())


@cache
def services_ear() -> Ear:
    services = shipped().services.values()
    wanted = (Wanted(f"service:{one.id}", (one.title, *one.asked_as)) for one in services)
    return Ear(7, tuple(wanted))


def ear(*wanted: Wanted, expected: Expected = Expected.NOTHING) -> Ear:
    return Ear(7, wanted, expected)


@cache
def characters_of() -> dict[str, tuple[str, ...]]:
    """The common characters of each syllable."""
    found: dict[str, list[str]] = defaultdict(list)
    for first in range(0xB0, 0xD8):
        for second in range(0xA1, 0xFF):
            character = bytes((first, second)).decode("gb2312", errors="ignore")
            if character and character not in "不别莫没":
                found[lazy_pinyin(character)[0]].append(character)
    return {syllable: tuple(characters) for syllable, characters in found.items()}


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def misheard(phrase: str, dice: Random) -> str:
    """A phrase as a recogniser may write it: homophones, accents, a syllable lost, fillers, two scripts."""
    syllables = lazy_pinyin(phrase)
    written = []
    lost = dice.randrange(len(phrase)) if len(phrase) >= 6 and dice.random() < 0.15 else -1
    for at, (character, syllable) in enumerate(zip(phrase, syllables, strict=True)):
        if at == lost and character not in "不别莫没":
            continue
        if character in "不别莫没":
            written.append(character)
            continue
        chance = dice.random()
        said = _accented(syllable, dice) if chance < 0.2 else syllable
        same = characters_of().get(said, ())
        written.append(dice.choice(same) if same and chance < 0.45 else character)
    text = "".join(written)
    if dice.random() < 0.3:
        text = dice.choice(BEFORE) + text
    if dice.random() < 0.2:
        text += dice.choice(AFTER)
    return str(_traditional().convert(text)) if dice.random() < 0.5 else text


def _accented(syllable: str, dice: Random) -> str:
    begins = [here + syllable[len(there) :] for there, here in SWAPS if syllable.startswith(there)]
    ends = [syllable[: -len(there)] + here for there, here in ENDS if syllable.endswith(there)]
    known = [said for said in (*begins, *ends) if said in characters_of()]
    return dice.choice(known) if known else syllable
