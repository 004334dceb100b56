"""What is known of the people of a visit: who they are, their facts, their cases, what they have sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from config.release import Release
from config.services import Role
from kiosk.core import affairs
from kiosk.core.events import Began
from kiosk.core.facts import Facts
from kiosk.core.outstanding import Outstanding
from kiosk.core.own_cases import OwnCases
from kiosk.core.roles import People, Person
from kiosk.core.standpoint import Standpoint


class Acquaintance(Standpoint):
    """All that is personal in a visit, and the one function that forgets it.

    Args:
        release: The configuration.
        began: The first event.
    """

    def __init__(self, release: Release, began: Began) -> None:
        super().__init__(release, began)
        self.people: People = {}
        self.facts = Facts()
        self.covered = False
        self.outstanding = Outstanding()
        self.own_cases = OwnCases()
        self._names: tuple[tuple[Facts, Person | None, date], dict[str, Any]] | None = None
        self._affairs: tuple[dict[str, Any], bool, tuple[affairs.AffairRow, ...]] | None = None

    @property
    def subject(self) -> Person | None:
        """The person whose affairs these are."""
        return self.people.get(Role.SUBJECT)

    @property
    def hides_money(self) -> bool:
        """Whether amounts are covered: 遮住钱数, a minute without a touch, or only a typed number."""
        return self.covered or (self.subject is not None and not self.subject.sees_money)

    def names(self) -> dict[str, Any]:
        """What expressions and templates may use: facts, age, sex, today. The same object while they last."""
        made_of = (self.facts, self.subject, self.today)
        if self._names is None or self._names[0] != made_of:
            self._names = (made_of, self._make_names())
        return self._names[1]

    def _make_names(self) -> dict[str, Any]:
        names: dict[str, Any] = {"words": self.release.words, **self.facts.tree}
        subject = self.subject
        if subject is not None:
            names["sex"] = subject.sex
        if self.began.clock_trusted:
            names["today"] = self.today.isoformat()
            if subject is not None:
                names["age"] = subject.age(self.today)
                names["age_months"] = subject.age_months(self.today)
        return names

    def cases(self) -> list[Mapping[str, Any]]:
        """This person's cases, those under way first."""
        return self.own_cases.all(self.names(), self.outstanding.cases)

    def affair_rows(self) -> tuple[affairs.AffairRow, ...]:
        """What matters to this person today, the most urgent first."""
        names, cover = self.names(), self.hides_money
        if self._affairs is None or self._affairs[0] is not names or self._affairs[1] is not cover:
            self._affairs = (names, cover, affairs.rows_for(self.release, names, cover=cover))
        return self._affairs[2]

    def forget_people(self) -> None:
        """Nothing of anybody is left; what is still to come for them has no name."""
        self.people.clear()
        self.facts = Facts()
        self.covered = False
        self.outstanding.wipe()
        self.own_cases = OwnCases()
        self._names = self._affairs = None
