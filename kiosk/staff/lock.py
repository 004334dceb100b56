"""The lock of the assisted mode: asks, judges the answer, and counts what was wrong. Needs no network."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from nacl.public import PrivateKey

from config.roster import RosterEntry, StaffRight
from kiosk.core.identity import IdCard
from kiosk.core.staff.unlock import CHALLENGE_S
from kiosk.staff.attempts import Attempts
from kiosk.staff.audit import AuditTrail, StaffAct
from kiosk.staff.challenge import Challenge, is_signed, is_typed_right, signed_by


class WrongAnswer(Exception):
    """It opens nothing; why is not told to whoever stands there."""


@dataclass(frozen=True)
class Today:
    """The day, and whether the clock is believed."""

    day: date
    trusted: bool


class Lock:
    """One terminal's lock.

    Args:
        terminal: This terminal's code.
        roster: Who may open it, from the release in force.
        own: This terminal's X25519 key.
        attempts: The count of wrong tries.
        trail: Where it is written down.
    """

    def __init__(
        self,
        *,
        terminal: str,
        roster: Callable[[], Sequence[RosterEntry]],
        own: PrivateKey,
        attempts: Attempts,
        trail: AuditTrail,
        today: Callable[[], Today],
        monotonic_s: Callable[[], float],
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._terminal = terminal
        self._roster = roster
        self._own = own
        self._attempts = attempts
        self._trail = trail
        self._today = today
        self._monotonic_s = monotonic_s
        self._hasher = hasher or PasswordHasher()
        self._asked: tuple[Challenge, float] | None = None

    @property
    def wait_s(self) -> float:
        """How long no answer is looked at, after too many wrong ones."""
        return self._attempts.wait_s

    def ask(self, act: str = "assist") -> Challenge:
        """A new question; the one before is void."""
        challenge = Challenge(self._terminal, act, secrets.token_hex(8))
        self._asked = (challenge, self._monotonic_s())
        return challenge

    def answer_scanned(self, answer: str, right: StaffRight, *, other_than: str = "") -> RosterEntry:
        """A phone's signature was scanned.

        Args:
            answer: As it was scanned.
            right: What it must allow.
            other_than: Whose answer does not count, as two are needed.

        Raises:
            WrongAnswer, LockedOut: It opens nothing.
        """
        challenge = self._current()
        self._attempts.begin()
        found = signed_by(challenge, answer)
        if found is not None:
            code, signature = found
            for entry in self._entries(right, other_than):
                if entry.code == code and is_signed(challenge, signature, entry):
                    return self._opened(entry)
        raise self._refused()

    def answer_typed(self, typed: str, right: StaffRight, *, other_than: str = "") -> RosterEntry:
        """Eight digits were typed; see `answer_scanned`.

        Raises:
            WrongAnswer, LockedOut: They open nothing.
        """
        challenge = self._current()
        self._attempts.begin()
        for entry in self._entries(right, other_than):
            if is_typed_right(challenge, typed, entry, own=self._own):
                return self._opened(entry)
        raise self._refused()

    def answer_card(self, card: IdCard, pin: str, right: StaffRight, *, other_than: str = "") -> RosterEntry:
        """A card lies there and a PIN was typed. Takes a tenth of a second: not for the screen's thread.

        Raises:
            WrongAnswer, LockedOut: They open nothing.
        """
        self._attempts.begin()
        for entry in self._entries(right, other_than):
            if entry.name != card.name or not entry.card_pin:
                continue
            try:
                self._hasher.verify(entry.card_pin, f"{card.number}:{pin}")
            except (Argon2Error, InvalidHashError):
                continue
            return self._opened(entry)
        raise self._refused()

    def _current(self) -> Challenge:
        if self._asked is None or self._monotonic_s() - self._asked[1] > CHALLENGE_S:
            self._asked = None
            raise WrongAnswer
        return self._asked[0]

    def _entries(self, right: StaffRight, other_than: str) -> list[RosterEntry]:
        today = self._today()
        able = (e for e in self._roster() if e.may(right, today=today.day, clock_trusted=today.trusted))
        return [entry for entry in able if entry.code != other_than]

    def _opened(self, entry: RosterEntry) -> RosterEntry:
        self._attempts.right()
        self._asked = None
        self._trail.append(StaffAct.UNLOCKED, who=(entry.code,))
        return entry

    def _refused(self) -> WrongAnswer:
        self._trail.append(StaffAct.REFUSED, who=())
        return WrongAnswer()
