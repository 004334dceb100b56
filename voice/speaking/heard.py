"""How well speech is understood: what a recogniser hears of it, syllable by syllable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from config.model import Release
from voice.engines.engine import Engine
from voice.engines.sound import RATE, from_pcm, resampled
from voice.speaking.bake import bake
from voice.speaking.catalogue import clips_of, templates, wanted
from voice.speaking.clips import ClipStore
from voice.speaking.ear_text import for_ear
from voice.speaking.figure_parts import amount_parts, small_parts
from voice.speaking.plan import Clip, name_of, parse, plan
from voice.understanding.sounds import simplified, syllables

HEARD_RATE: Final = 16000
_LATIN: Final = re.compile(r"[A-Za-z]+")

COMMON: tuple[str, ...] = (
    "您好，请把身份证放在读卡区。",
    "请问您要办理什么业务？",
    "您的养老金本月到账一百八十五元。",
    "打印完成，请取走您的凭证。",
    "我要查养老金",
    "打印参保证明",
    "返回",
    "大字模式",
    "找工作人员帮忙",
    "请核对您的信息，没有问题请按下一步。",
    "您的信息已清除，可以放心离开。",
    "高龄津贴申请需要身份证和银行存折。",
    "请在三分钟之内把卡拿走。",
    "打印机缺纸，请找工作人员。",
    "重庆市城口县便民服务中心欢迎您。",
    "这项业务不收任何费用。",
    "请大声说出您要办的事情。",
    "还在吗？如果您需要更多时间，请按一下屏幕。",
    "您的申请已经提交，编号是二零二六零一零三。",
    "医保今年已经缴费四百元。",
)
"""Sentences of any such terminal; none of them is of ours."""

WITH_FIGURES: tuple[str, ...] = (
    "10月养老钱发了，185.00 元",
    "今年补贴发了 1260.50 元",
    "2026年12月3日前有答复",
    "手机号要11位，还差 2 位。看看是不是漏了。",
    "每月 130.00 元，已经交了12年",
    "自己出 86.40 元，医保报 1205.00 元",
    "从2024年3月1日起，每月 50.00 元",
    "有 3 件在办",
    "有事打 023-0000 0103",
    "满80岁，每月 25.00 元",
)
"""What pages say with figures in it; evidently of nobody."""
OWN: Final = 40


@dataclass(frozen=True, slots=True)
class Score:
    """Syllables that were heard.

    Attributes:
        wrong: Other ones, missing ones and extra ones.
        of: How many were said.
    """

    wrong: int
    of: int

    @property
    def pct(self) -> float:
        """Wrong ones in a hundred."""
        return round(100 * self.wrong / max(1, self.of), 1)


def own_sentences(release: Release) -> tuple[str, ...]:
    """Sentences that this release says: some with figures, and fixed ones from all over it."""
    fixed = [
        text
        for text in dict.fromkeys(templates(release))
        if "{" not in text and 8 <= len(for_ear(text)) <= 32 and list(clips_of(text, release))
    ]
    count = OWN - len(WITH_FIGURES)
    step = max(1, len(fixed) // count)
    return (*WITH_FIGURES, *fixed[step // 2 :: step][:count])


def clips_for(lines: Iterable[str], release: Release) -> list[str]:
    """The clips of which these lines are put together at a terminal, as far as baking makes them.

    Sentences of `COMMON` count as fixed ones; the amounts, dates and numbers in all others are never whole.
    """
    all_names = set(wanted(release)) | {*small_parts("位件个年月岁天"), *amount_parts()}
    for line in COMMON:
        all_names.update(clips_of(line, release))
    for line in WITH_FIGURES:
        all_names.update(_around_figures(line))
    has: Callable[[str], bool] = all_names.__contains__
    steps = [step for line in lines for step in plan(line, [has])]
    return list(dict.fromkeys(step.name for step in steps if isinstance(step, Clip)))


def _around_figures(line: str) -> Iterator[str]:
    for sentence in parse(line):
        for clause in sentence:
            if not any(stretch.figures for stretch in clause.stretches):
                yield name_of(clause.text)
            yield from (clause.name(at) for at, one in enumerate(clause.stretches) if not one.figures)


def bake_for(lines: Sequence[str], release: Release, store: ClipStore, engine: Engine) -> None:
    """Makes the clips of these lines only."""
    bake(clips_for(lines, release), store, engine, keeps_others=True)


def score(said: str, heard: str) -> Score:
    """Compares what was said with what was heard, without tones; Latin words that were heard are nothing."""
    hanzi = _LATIN.sub("", simplified(heard))
    reference, other = _syllables(for_ear(said)), _syllables(for_ear(hanzi))
    return Score(_distance(reference, other), len(reference))


def total(scores: Iterable[Score]) -> Score:
    """All of them together."""
    gathered = list(scores)
    return Score(sum(one.wrong for one in gathered), sum(one.of for one in gathered))


def for_recogniser(pcm: bytes) -> bytes:
    """Sound as a microphone brings it: 16 kHz, with a moment of faint noise before and after."""
    samples = resampled(from_pcm(pcm), from_hz=RATE, to_hz=HEARD_RATE)
    noise = np.random.default_rng(1).normal(0, 0.0005, HEARD_RATE // 4).astype(np.float32)
    whole = np.concatenate([noise, samples, noise])
    pcm16k: bytes = (np.clip(whole, -1, 1) * 32767).astype("<i2").tobytes()
    return pcm16k


def _syllables(text: str) -> tuple[str, ...]:
    return syllables(text.replace("幺", "一"))


def _distance(reference: Sequence[str], other: Sequence[str]) -> int:
    row = list(range(len(other) + 1))
    for count, one in enumerate(reference, start=1):
        before, row[0] = row[0], count
        for at, two in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (one != two))
    return row[-1]
