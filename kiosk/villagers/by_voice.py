"""Task a with the eyes closed: after the card everything is done by speaking, and nothing is touched.

The villager knows only what the terminal says. What they say is text, as a recogniser would write it, and
the terminal's own understanding makes of it what it makes; some of it is misheard or not what was meant.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from config.release import Release
from kiosk.core.events import EarChanged, Heard
from kiosk.core.identity import IdCard
from kiosk.core.screens import Ending, Home
from kiosk.core.talk import Ear, EarState
from kiosk.villagers.errands import Errand
from kiosk.villagers.world import World
from voice.understanding.ear import Understanding

MOST_TURNS = 40
WAIT_S = 1.0
MOST_WAITS = 240
ANSWERS_S = 0.9
"""From the end of what a person says to what the terminal makes of it."""
THINKS_S = (1.0, 6.0)
SERVICE = "pension"
MONEY = re.compile(r"\d+\.\d\d")
MAY_READ, UNCOVER = "念给我听", "看钱数"
IS_IT = re.compile(r"您是要，(.+?)，是不是")
NUMBERED = re.compile(r"^(第.+?个)，(.*)")
MINE = ("养老钱", "养老")
YES, NO, BACK = ("是的", "要得", "对头"), ("不是", "不对头"), ("上一步", "退转去", "倒转去")
READ = ("念给我听", "念来我听")
DONE = ("办完了", "我走了")
NOISE = ("", "嗯嗯啊", "今天太阳好大", "你吃饭了没得")


@dataclass(frozen=True, slots=True)
class Tongue:
    """How well somebody is heard.

    Attributes:
        wrong: How often they say something else of the page than they meant.
        misheard: How often nothing comes of it.
        dropped: How often a syllable is lost.
    """

    wrong: float = 0.10
    misheard: float = 0.08
    dropped: float = 0.15


@dataclass
class Spoken:
    """What happened in a visit by voice.

    Attributes:
        done: Whether they heard how much they get, and it is true.
        outcome: If not, why not.
        turns: How often they said something.
        early: Lines with an amount that were said before they asked for it.
        said: What they said, for who looks into a failure.
    """

    done: bool = False
    outcome: str = ""
    turns: int = 0
    early: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class VoiceVisit:
    """One villager at one terminal, who sees nothing.

    Args:
        world: The terminal.
        errand: Whose pension, and whether what was told is true.
        release: Its services: how people ask.
        understanding: The terminal's own.
        rng: Their chance.
        tongue: How well they are heard.
    """

    def __init__(
        self,
        *,
        world: World,
        errand: Errand,
        release: Release,
        understanding: Understanding,
        rng: random.Random,
        tongue: Tongue | None = None,
    ) -> None:
        self._world = world
        self._errand = errand
        self._asks = (release.services[SERVICE].title, *release.services[SERVICE].asked_as)
        self._understanding = understanding
        self._rng = rng
        self._tongue = tongue or Tongue()
        self._spoken = Spoken()
        self._asked_to_read = False
        self._meant = ""

    def run(self, card: IdCard) -> Spoken:
        """Plays it."""
        spoken, world = self._spoken, self._world
        world.advance(WAIT_S)
        world.lay(card)
        for spoken.turns in range(1, MOST_TURNS + 1):
            if not self._wait_for_the_ear():
                spoken.outcome = f"it never listened again: {world.screen.title.written}"
                return spoken
            lines = self._hear_out()
            if self._asked_to_read and any(MONEY.search(line) or "停" in line for line in lines):
                spoken.outcome = self._errand.truth(world)
                spoken.done = not spoken.outcome
                self._go()
                return spoken
            self._say(self._answer(lines))
        spoken.outcome = f"gave up at: {world.screen.title.written}"
        return spoken

    def _wait_for_the_ear(self) -> bool:
        for _ in range(MOST_WAITS):
            if self._world.voice.is_listening:
                self._world.advance(self._rng.uniform(*THINKS_S))
                if self._world.voice.is_listening:
                    return True
            self._world.advance(WAIT_S)
        return False

    def _hear_out(self) -> list[str]:
        lines = self._world.voice.hear_out()
        if not self._asked_to_read:
            self._spoken.early += [line for line in lines if MONEY.search(line)]
        return lines

    def _answer(self, lines: list[str]) -> str:
        """What they say to what they heard."""
        told = " ".join(lines)
        asked = IS_IT.search(told)
        if asked is not None:
            return self._one_of(YES if self._is_mine(asked[1]) else NO)
        for line in lines:
            numbered = NUMBERED.match(line)
            if numbered is not None and "说第几个" in told and self._is_mine(numbered[2]):
                return numbered[1]
        if "还在吗" in told:
            return "我还在"
        if UNCOVER in told:
            return UNCOVER
        if MAY_READ in told and any(word in told for word in MINE) and "要办的事" not in told:
            return self._one_of(READ)
        if "请再说一遍" in told:
            return self._meant or self._one_of(self._asks)
        if not lines or "说第几个" in told:
            return self._one_of(BACK)
        services_here = self._ear is not None and any(
            phrase in self._asks for wanted in self._ear.wanted for phrase in wanted.phrases
        )
        return self._one_of(self._asks if services_here else BACK)

    @property
    def _ear(self) -> Ear | None:
        return self._world.voice.ear

    def _is_mine(self, told: str) -> bool:
        return any(word in told for word in MINE) and "年审" not in told

    def _one_of(self, ways: tuple[str, ...]) -> str:
        return self._rng.choice(ways)

    def _say(self, meant: str) -> None:
        """They say it; what arrives may be another thing."""
        ear, world = self._ear, self._world
        if ear is None:
            return
        self._meant = meant
        text = self._as_heard(meant, ear)
        self._spoken.said.append(f"{meant}>{text}" if text != meant else meant)
        hearing = self._understanding.hear([text], ear)
        if meant in READ and "voice:read" in hearing.targets:
            self._asked_to_read = True
        world.soon(0.1, EarChanged(world.clock.now_s, EarState.THINKING))
        world.soon(ANSWERS_S, Heard(world.clock.now_s, ear.serial, hearing))
        world.advance(ANSWERS_S + 0.1)

    def _as_heard(self, meant: str, ear: Ear) -> str:
        rng, tongue = self._rng, self._tongue
        chance = rng.random()
        if chance < tongue.misheard:
            return rng.choice(NOISE)
        if chance < tongue.misheard + tongue.wrong:
            others = [one for one in ear.wanted if one.target not in ("done", "end") and not one.asks_first]
            return rng.choice(others).phrases[0] if others else meant
        if chance < tongue.misheard + tongue.wrong + tongue.dropped and len(meant) > 3:
            at = rng.randrange(1, len(meant))
            return meant[:at] + meant[at + 1 :]
        return meant

    def _go(self) -> None:
        """They say that they are done, and that this is meant."""
        for _ in range(MOST_TURNS):
            screen = self._world.screen
            if isinstance(screen, (Ending, Home)) and not self._world.visit.people:
                return
            if not self._wait_for_the_ear():
                return
            told = " ".join(self._world.voice.hear_out())
            again = "请再说一遍" in told and self._meant in YES
            self._say(self._one_of(YES if again or IS_IT.search(told) else DONE))
