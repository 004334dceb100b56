"""Looking somebody up: limited per terminal, written down before it happens, asked in parallel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import TypeVar, cast

from pydantic import BaseModel
from sqlalchemy import func, insert, select

from center.auth import Caller
from center.casework import Casework, newest_first
from center.connectors.port import Connector, Fetched, Lack
from center.days import china_day
from center.errors import CenterError
from center.keys import Keyring
from center.log import CenterEvent, Log
from center.people import is_trial_number
from center.protocol import (
    CARD_DATASETS,
    Allowances,
    Cases,
    Dataset,
    Delivery,
    ErrorCode,
    Established,
    LookupReply,
    LookupRequest,
    Profile,
    Unavailable,
)
from center.settings import CenterSettings
from center.store import Store
from center.tables import lookups

_HOUR = timedelta(hours=1)
_WHY = {
    Lack.UNKNOWN_PERSON: Unavailable.NO_RECORD,
    Lack.NO_RECORD: Unavailable.NO_RECORD,
    Lack.DOWN: Unavailable.SOURCE_DOWN,
    Lack.SLOW: Unavailable.SOURCE_SLOW,
    Lack.NONSENSE: Unavailable.SOURCE_NONSENSE,
}
M = TypeVar("M", bound=BaseModel)


class Lookups:
    """Answers what is known about a person."""

    def __init__(
        self,
        *,
        store: Store,
        keyring: Keyring,
        settings: CenterSettings,
        connectors: Sequence[Connector],
        casework: Casework,
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._casework = casework
        self._clock = clock
        self._log = log
        self._sources: dict[Dataset, Connector] = {}
        for connector in connectors:
            for dataset in connector.datasets:
                self._sources.setdefault(dataset, connector)
        self._workers = ThreadPoolExecutor(max_workers=24, thread_name_prefix="source")

    def close(self) -> None:
        """Stop asking."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def look_up(self, caller: Caller, request: LookupRequest) -> LookupReply:
        """Answer one lookup.

        Raises:
            CenterError: TOO_MANY_LOOKUPS, or TRIAL_PERSON at a center that is not a trial.
        """
        self.admit(caller, request.number, request.established, [*request.datasets], why="lookup")
        wanted = list(dict.fromkeys(request.datasets))
        allowed = [
            name
            for name in wanted
            if request.established is not Established.TYPED or name not in CARD_DATASETS
        ]
        answers = self.fetch(request.number, allowed, year=request.year)
        known = Lack.UNKNOWN_PERSON not in answers.values() or any(
            isinstance(answer, Fetched) for name, answer in answers.items() if name is not Dataset.CASES
        )
        slots: dict[str, object] = {
            name.value: Delivery(unavailable=Unavailable.NEEDS_CARD) for name in wanted
        }
        slots |= {
            name.value: _delivery(answer, request.established, known=known)
            for name, answer in answers.items()
        }
        self._log.info(
            CenterEvent.LOOKUP_FINISHED,
            terminal=caller.terminal,
            datasets=len(wanted),
            delivered=sum(isinstance(answer, Fetched) for answer in answers.values()),
            known=known,
        )
        return LookupReply.model_validate({"known": known, **slots})

    def admit(
        self,
        caller: Caller,
        number: str,
        established: Established,
        datasets: Sequence[Dataset],
        *,
        why: str,
    ) -> None:
        """Write down who looks up whom, unless this terminal has asked too often in the last hour.

        Raises:
            CenterError: TOO_MANY_LOOKUPS or TRIAL_PERSON.
        """
        if not self._settings.trial and is_trial_number(number):
            raise CenterError(ErrorCode.TRIAL_PERSON)
        self._admit(caller, self._keyring.person(number), established.value, datasets, why=why)

    def admit_receipt(self, caller: Caller) -> None:
        """Write down that a terminal asked by a receipt, under the same limit; whose it is stays unsaid.

        Raises:
            CenterError: TOO_MANY_LOOKUPS.
        """
        self._admit(caller, "", "receipt", [Dataset.CASES], why="receipt")

    def _admit(
        self, caller: Caller, person: str, established: str, datasets: Sequence[Dataset], *, why: str
    ) -> None:
        now = self._clock()
        with self._store.write(alone_for=f"lookups {caller.terminal}") as connection:
            count, oldest = connection.execute(
                select(func.count(), func.min(lookups.c.at)).where(
                    lookups.c.terminal == caller.terminal, lookups.c.at > now - _HOUR
                )
            ).one()
            if count >= self._settings.lookups_per_hour:
                wait_s = (oldest + _HOUR - now).total_seconds()
                raise CenterError(ErrorCode.TOO_MANY_LOOKUPS, retry_after_s=max(1, int(wait_s)))
            connection.execute(
                insert(lookups).values(
                    at=now,
                    terminal=caller.terminal,
                    person=person,
                    datasets=",".join(sorted(set(datasets))),
                    established=established,
                    why=why,
                )
            )

    def fetch(
        self, number: str, datasets: Sequence[Dataset], *, year: int | None = None
    ) -> dict[Dataset, Fetched | Lack | None]:
        """Ask the sources, all at once; None where no source is connected."""
        asked: dict[Dataset, Future[Fetched | Lack]] = {
            name: self._workers.submit(self._sources[name].fetch, number=number, dataset=name, year=year)
            for name in datasets
            if name in self._sources
        }
        wait(asked.values(), timeout=self._settings.lookup_deadline_s)
        answers: dict[Dataset, Fetched | Lack | None] = {}
        for name in datasets:
            future = asked.get(name)
            answer = None if future is None else self._outcome(name, future)
            answers[name] = self._with_own(number, answer) if name is Dataset.CASES else answer
        return answers

    def _outcome(self, name: Dataset, future: Future[Fetched | Lack]) -> Fetched | Lack:
        if not future.done():
            future.cancel()
            answer: Fetched | Lack = Lack.SLOW
        else:
            fault = future.exception()
            if fault is not None:  # a connector must not raise; its text may quote a person
                self._log.warning(CenterEvent.SOURCE_FAILED, source=name.value, fault=type(fault).__name__)
                return Lack.NONSENSE
            answer = future.result()
        if isinstance(answer, Lack) and answer not in (Lack.UNKNOWN_PERSON, Lack.NO_RECORD):
            self._log.warning(CenterEvent.SOURCE_FAILED, source=self._sources[name].name, fault=answer.value)
        return answer

    def _with_own(self, number: str, answer: Fetched | Lack | None) -> Fetched | Lack | None:
        """The cases that came in here, with those of the county's system if there is one."""
        own = self._casework.of_person(number)
        if isinstance(answer, Lack) and answer is not Lack.UNKNOWN_PERSON and answer is not Lack.NO_RECORD:
            return answer
        elsewhere = cast("Cases", answer.data).items if isinstance(answer, Fetched) else []
        if answer is Lack.UNKNOWN_PERSON and not own:
            return answer
        return Fetched(as_of=china_day(self._clock()), data=Cases(items=newest_first([*own, *elsewhere])))


def _delivery(answer: Fetched | Lack | None, how: Established, *, known: bool) -> Delivery[BaseModel]:
    if answer is None:
        return Delivery(unavailable=Unavailable.NOT_CONNECTED)
    if isinstance(answer, Lack):
        return Delivery(unavailable=_WHY[answer])
    if not known:
        return Delivery(unavailable=Unavailable.NO_RECORD)
    return Delivery(
        as_of=answer.as_of, data=_for_typed(answer.data) if how is Established.TYPED else answer.data
    )


def _for_typed(data: BaseModel) -> BaseModel:
    """What may be told on a number that anybody could have typed: no money, no phone."""
    match data:
        case Profile():
            return data.model_copy(update={"phone": None, "medical_self_paid_90d": None})
        case Allowances():
            kept = {
                name: getattr(data, name).model_copy(update={"amount": None})
                for name in Allowances.model_fields
            }
            return data.model_copy(update=kept)
        case _:
            return data
