"""Who may unlock the assisted mode: public keys and slow hashes only, so that a stolen disk tells little."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import RootModel, StringConstraints, model_validator

from config.services import Line, Strict

Key32 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""32 bytes in base64."""


class StaffRight(StrEnum):
    """What somebody may do at a terminal."""

    ASSIST = "assist"
    MAINTAIN = "maintain"


class RosterEntry(Strict):
    """A member of the staff.

    Attributes:
        code: As on the receipt and in the audit trail.
        name: As on their identity card.
        rights: What they may do.
        sign_key: Their phone's Ed25519 key, for an answer that is scanned.
        agree_key: Their phone's X25519 key, for an answer of eight digits that is typed.
        card_pin: An Argon2id hash of their card's number and PIN; empty where they have none.
        valid_until: After this day the entry opens nothing; a release brings a new one.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2,6}$")]
    name: Line
    rights: tuple[StaffRight, ...] = (StaffRight.ASSIST,)
    sign_key: Key32 | None = None
    agree_key: Key32 | None = None
    card_pin: Annotated[str, StringConstraints(pattern=r"^(\$argon2id\$[^\s]+)?$")] = ""
    valid_until: date

    @model_validator(mode="after")
    def _opens_somehow(self) -> Self:
        if not (self.sign_key or self.agree_key or self.card_pin):
            raise ValueError(f"{self.code} has neither a phone's key nor a card_pin, so it opens nothing")
        return self

    def may(self, right: StaffRight, *, today: date, clock_trusted: bool) -> bool:
        """Whether this entry opens that today; with an untrusted clock the day is not looked at."""
        return right in self.rights and (not clock_trusted or today <= self.valid_until)


class Roster(RootModel[tuple[RosterEntry, ...]]):
    """The file ``roster.yaml``: one entry for each member of the staff."""

    @model_validator(mode="after")
    def _one_entry_each(self) -> Self:
        codes = [entry.code for entry in self.root]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands here twice: one entry for each member of the staff")
        return self
