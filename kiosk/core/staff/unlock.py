"""The lock's page: a code for a staff member's phone and eight digits, or an own card and a PIN.

It takes nothing from a villager: 上一步 leads back to where they were, and a wrong answer costs waiting here
alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from config.roster import StaffRight
from kiosk.core.effects import AskLock, TryLock
from kiosk.core.events import CardRead, Challenged, Failed, NotUnlocked, Result, Scanned, Unlocked
from kiosk.core.identity import IdCard
from kiosk.core.place import Place
from kiosk.core.screens import Choice, Entry, EntryPart, Screen, Unlock, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

DIGITS = 8
PIN_DIGITS = 6
CHALLENGE_S = 60.0
"""As long as the terminal takes an answer to its question."""


class UnlockPlace(Place):
    """Asks for somebody of the staff.

    Args:
        then: What to do when the lock took their answer.
        act: What is to be allowed; it stands in the question that the phone answers.
        other_than: Somebody whose answer does not count.
    """

    may_reassure = False

    def __init__(
        self, then: Callable[[Visit, Unlocked], None], *, act: str = "assist", other_than: str = ""
    ) -> None:
        self._then = then
        self._act = act
        self._other_than = other_than
        self._by_card = False
        self._card: IdCard | None = None
        self._typed = ""
        self._challenge = ""
        self._short = ""
        self._asked_s = 0.0
        self._free_s = 0.0
        self._fault = ""
        self._asking = self._trying = 0

    def begin(self, visit: Visit) -> None:
        """Asks a new question; call it once the place is open."""
        self._typed, self._challenge, self._asked_s = "", "", visit.at_s
        self._asking = visit.run(partial(AskLock, act=self._act), asker=self)

    # -- what is seen ----------------------------------------------------------------------------

    @property
    def _width(self) -> int:
        return PIN_DIGITS if self._by_card else DIGITS

    def key(self, visit: Visit) -> str:
        return f"unlock-{self._act}-{self._by_card}"

    def is_busy(self, visit: Visit) -> bool:
        return bool(self._trying)

    def screen(self, visit: Visit) -> Screen:
        full, fault = len(self._typed) == self._width, self._fault_words(visit)
        primary = visit.choice("unlock", "unlock.open", "lock-open-outline")
        return Unlock(
            serial=visit.serial,
            frame=visit.frame(primary=primary, filled=full and not self._waits(visit), silent=True),
            title=self._title(visit),
            lead=Words() if fault else self._lead(visit),
            challenge="" if self._by_card else self._challenge,
            entry=Entry((EntryPart("part:0", self._shown, "", self._width + 1, active=True),)),
            keys=self._keys(visit),
            fault=fault,
            choices=(self._other_way(visit),),
        )

    @property
    def _shown(self) -> str:
        """Digits in two groups; of a PIN only how many there are."""
        text = "*" * len(self._typed) if self._by_card else self._typed
        half = self._width // 2
        return f"{text[:half]} {text[half:]}".strip()

    def _title(self, visit: Visit) -> Words:
        if self._other_than:
            return visit.words("unlock.title-second", what=visit.words(f"task.{self._act}").written)
        return visit.words("unlock.title-card" if self._by_card else "unlock.title")

    def _lead(self, visit: Visit) -> Words:
        if not self._by_card:
            if not self._challenge:
                return visit.words("unlock.asking")
            return visit.words("unlock.lead", number=self._short)
        key = "unlock.lead-card" if self._card is None else "unlock.lead-pin"
        return visit.words(key, plate=visit.settings.screen.plate_words)

    def _keys(self, visit: Visit) -> tuple[Choice | None, ...]:
        digits = [Choice(f"key:{digit}", Words.of(digit)) for digit in "123456789"]
        erase = visit.choice("key:back", "key.back", "backspace-outline")
        return (*digits, None, Choice("key:0", Words.of("0")), erase)

    def _other_way(self, visit: Visit) -> Choice:
        if self._by_card:
            return visit.choice("by-phone", "unlock.by-phone", "cellphone")
        return visit.choice("by-card", "unlock.by-card", "card-account-details-outline")

    def _waits(self, visit: Visit) -> bool:
        return visit.at_s < self._free_s

    def _fault_words(self, visit: Visit) -> Words:
        if self._waits(visit):
            wait_s = math.ceil(self._free_s - visit.at_s)
            if wait_s < 120:
                return visit.words("unlock.wait", seconds=wait_s)
            return visit.words("unlock.wait-long", minutes=math.ceil(wait_s / 60))
        if self._fault == "unlock.renewed" and not self._challenge:
            return Words()  # said when there is a code to photograph
        return visit.words(self._fault, number=self._short) if self._fault else Words()

    # -- what is done ----------------------------------------------------------------------------

    def press(self, visit: Visit, target: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "key" if not self._trying:
                self._fault = ""
                self._typed = self._typed[:-1] if rest == "back" else (self._typed + rest)[: self._width]
            case "by-card" | "by-phone":
                self._by_card = kind == "by-card"
                self._typed, self._card, self._fault = "", None, ""
                if not self._by_card:
                    self.begin(visit)
            case "unlock":
                self._answer(visit)

    def _answer(self, visit: Visit) -> None:
        if self._by_card and self._card is None:
            self._fault = "unlock.no-card"
        elif len(self._typed) < self._width:
            self._fault = "unlock.short-pin" if self._by_card else "unlock.short"
        elif self._by_card:
            self._try(visit, card=self._card, pin=self._typed)
        else:
            self._try(visit, typed=self._typed)

    def _try(
        self, visit: Visit, *, typed: str = "", scanned: str = "", card: IdCard | None = None, pin: str = ""
    ) -> None:
        if self._trying or self._waits(visit):
            return
        self._fault = ""
        self._trying = visit.run(
            lambda id_, visit_id: TryLock(
                id_,
                visit_id,
                right=StaffRight.ASSIST,
                typed=typed,
                scanned=scanned,
                card=card,
                pin=pin,
                other_than=self._other_than,
            ),
            asker=self,
        )

    def scanned(self, visit: Visit, event: Scanned) -> None:
        """The answer that the phone shows; whatever else it is, it is no answer."""
        self._try(visit, scanned=event.text)

    def card(self, visit: Visit, event: CardRead) -> bool:
        """A card of the staff, never somebody whose affairs are to be looked up."""
        self._by_card, self._card, self._fault = True, event.card, ""
        self._typed = ""
        visit.strip = visit.take_card_strip()
        return True

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id == self._asking:
            match result:
                case Challenged():
                    self._challenge, self._short = result.challenge, result.short
                    self._asked_s, self._free_s = visit.at_s, visit.at_s + result.wait_s
                    if self._fault == "unlock.not-ready":
                        self._fault = ""
                case _:
                    self._fault = "unlock.not-ready"
        elif effect_id == self._trying:
            self._trying = 0
            match result:
                case Unlocked():
                    visit.leave(self)
                    self._then(visit, result)
                case NotUnlocked():
                    self._typed, self._fault = "", "unlock.wrong"
                    self._free_s = visit.at_s + result.wait_s
                    visit.extend()
                case Failed():
                    self._typed, self._fault = "", "unlock.not-ready"
                case _:
                    pass

    def due_at(self, visit: Visit) -> float | None:
        due = [] if self._by_card or self._trying else [self._asked_s + CHALLENGE_S]
        if self._waits(visit):
            due.append(min(self._free_s, math.floor(visit.at_s) + 1.0))
        return min(due, default=None)

    def woke(self, visit: Visit) -> None:
        """The question grows old: another one, and what was keyed to the last one is void."""
        if not self._by_card and not self._trying and visit.at_s >= self._asked_s + CHALLENGE_S:
            self._fault = "unlock.renewed" if self._typed else self._fault
            self.begin(visit)
