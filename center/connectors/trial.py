"""The embedded trial data behind the port of a county system."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

from pydantic import BaseModel

from center.connectors.port import Fetched, Lack
from center.protocol import Dataset
from center.trial import records
from center.trial.residents import Resident, Village, village_on


class TrialConnector:
    """Answers every dataset for the trial residents, as of today."""

    name = "trial"
    datasets = frozenset(Dataset)

    def __init__(self, *, today: Callable[[], date]) -> None:
        self._today = today
        self._lock = threading.Lock()
        self._village: tuple[date, Village] | None = None

    def fetch(self, *, number: str, dataset: Dataset, year: int | None) -> Fetched | Lack:
        """See the port."""
        today = self._today()
        resident = self._village_on(today).find(number)
        if resident is None:
            return Lack.UNKNOWN_PERSON
        if year is not None and year > today.year:
            return Lack.NO_RECORD
        return Fetched(as_of=today, data=_record(resident, dataset, year or today.year))

    def _village_on(self, today: date) -> Village:
        with self._lock:
            if self._village is None or self._village[0] != today:
                self._village = (today, village_on(today))
            return self._village[1]


def _record(resident: Resident, dataset: Dataset, year: int) -> BaseModel:
    match dataset:
        case Dataset.PROFILE:
            return records.profile(resident)
        case Dataset.PENSION:
            return records.pension(resident)
        case Dataset.MEDICAL:
            return records.medical(resident, year)
        case Dataset.SUBSIDIES:
            return records.subsidies(resident)
        case Dataset.ALLOWANCES:
            return records.allowances(resident)
        case Dataset.CASES:
            return records.cases(resident)
