"""Watch rules: data that says whom the township should look in on, over records that it may read.

A rule decides nothing about anybody. It makes a visit of kind 核查; each reading of records is written
down with the rule's legal ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy import insert

from center.connectors.port import Fetched
from center.days import china_day
from center.desk.acts import WATCH, Act, note_act
from center.desk.grid.orders import Errand, OrderKind, Orders
from center.errors import SettingsError
from center.keys import Keyring
from center.lookups import Lookups
from center.protocol import Dataset, Profile
from center.settings import CenterSettings
from center.store import Store
from center.tables import lookups as lookup_rows
from config.services import Id, When
from kiosk.core.eligibility import holds
from kiosk.core.identity import Established
from kiosk.core.roles import Person

SHIPPED = Path(__file__).with_name("watch.yaml")
_BY_RULE = "WATCH"


class WatchRule(BaseModel):
    """One rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    when: When
    facts: tuple[Dataset, ...] = Field(min_length=1)
    opens: Id
    ground: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    says: tuple[str, ...] = Field(min_length=1)
    due_days: int = Field(ge=1, le=90)
    quiet_days: int = Field(ge=1, le=3650)


class WatchRules(BaseModel):
    """A file of rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[WatchRule, ...] = ()


def load_rules(file: Path) -> tuple[WatchRule, ...]:
    """Read the rules of a county; those that were shipped if it has none of its own.

    Raises:
        SettingsError: The file has faults; the text names each.
    """
    path = file if file.exists() else SHIPPED
    try:
        return WatchRules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).rules
    except yaml.YAMLError as error:
        raise SettingsError(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError(f"{path}: " + "; ".join(faults)) from error


@dataclass(frozen=True, slots=True)
class Watched:
    """What a round of watching did."""

    read: int
    ordered: int


class Watch:
    """Goes through a list of people."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        settings: CenterSettings,
        lookups: Lookups,
        orders: Orders,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._lookups = lookups
        self._orders = orders
        self._clock = clock

    def run(self, rules: Iterable[WatchRule], numbers: Iterable[str], *, township: str) -> Watched:
        """Apply every rule to every person once.

        Args:
            rules: Of the county.
            numbers: The people whom the county lets be watched, by identity number.
            township: Whose people they are.
        """
        read = ordered = 0
        everyone = list(numbers)
        for rule in rules:
            for number in everyone:
                person = self._keyring.person(number)
                since = self._clock() - timedelta(days=rule.quiet_days)
                if self._orders.recent_of_rule(rule=rule.id, person=person, since=since):
                    continue
                read += 1
                ordered += self._look(rule, number, person, township)
        return Watched(read, ordered)

    def _look(self, rule: WatchRule, number: str, person: str, township: str) -> bool:
        self._write_down(rule, person, township)
        answers = self._lookups.fetch(number, list(dict.fromkeys((Dataset.PROFILE, *rule.facts))))
        found = {name.value: one for name, one in answers.items() if isinstance(one, Fetched)}
        if not holds(rule.when, self._names(number, found)):
            return False
        profile = found["profile"].data if "profile" in found else None
        known = profile if isinstance(profile, Profile) else None
        self._orders.give(
            by=WATCH,
            township=township,
            village=known.village if known else "",
            hamlet=known.group if known else "",
            errand=Errand(
                name=known.name if known else "",
                number=number,
                address=known.address if known else "",
                phone=(known.phone or "") if known else "",
                what=rule.says,
                service=rule.opens,
            ),
            title=rule.title,
            due_on=self._orders.due_from_now(rule.due_days),
            kind=OrderKind.CHECK,
            rule=rule.id,
            ground=rule.ground,
        )
        return True

    def _names(self, number: str, found: dict[str, Fetched]) -> dict[str, Any]:
        names: dict[str, Any] = {name: one.data.model_dump(mode="json") for name, one in found.items()}
        today = china_day(self._clock())
        names["today"] = today.isoformat()
        age = Person(number, Established.WITNESS).age(today)
        if age is not None:
            names["age"] = age
        return names

    def _write_down(self, rule: WatchRule, person: str, township: str) -> None:
        now = self._clock()
        with self._store.write() as connection:
            connection.execute(
                insert(lookup_rows).values(
                    at=now,
                    terminal=_BY_RULE,
                    person=person,
                    datasets=",".join(sorted(rule.facts)),
                    established="rule",
                    why="watch",
                )
            )
            note_act(
                connection,
                at=now,
                who=WATCH,
                act=Act.WATCHED,
                township=township,
                detail=rule.id,
                ground=rule.ground,
            )
