"""The people of a visit: subject, operator, witness. A helper's data never fills the villager's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from config.services import Role
from kiosk.core.identity import Established, IdCard, age_on, birth_of, sex_of


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who takes part, and how it was established who that is."""

    number: str = field(repr=False)
    how: Established
    name: str = field(default="", repr=False)
    card: IdCard | None = field(default=None, repr=False)

    @classmethod
    def of_card(cls, card: IdCard) -> Person:
        """A person whose card was read."""
        return cls(number=card.number, how=Established.CARD, name=card.name, card=card)

    @classmethod
    def typed(cls, number: str) -> Person:
        """A person whose number was typed: good for applying, no money is shown."""
        return cls(number=number, how=Established.TYPED)

    @property
    def birth(self) -> date | None:
        """From the card, else from the number."""
        return self.card.birth if self.card else birth_of(self.number)

    def age(self, today: date) -> int | None:
        """Full years on `today`."""
        return age_on(self.birth, today) if self.birth else None

    def age_months(self, today: date) -> int | None:
        """Full months on `today`."""
        if self.birth is None:
            return None
        months = (today.year - self.birth.year) * 12 + today.month - self.birth.month
        return months - (today.day < self.birth.day)

    @property
    def sex(self) -> str | None:
        """'M' or 'F'."""
        return self.card.sex if self.card else sex_of(self.number)

    @property
    def sees_money(self) -> bool:
        """Money is shown only after a card or a witness."""
        return self.how is not Established.TYPED


People = dict[Role, Person]
