"""What the center asks of a county system."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel

from center.protocol import Dataset


class Lack(StrEnum):
    """Why a source has nothing to give."""

    UNKNOWN_PERSON = "unknown_person"
    NO_RECORD = "no_record"
    DOWN = "down"
    SLOW = "slow"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class Fetched:
    """One dataset as a source gave it, checked against the protocol.

    `data` is a model of the dataset; its repr is kept out of logs.
    """

    as_of: date
    data: BaseModel = field(repr=False)


class Connector(Protocol):
    """A county system, or something that stands for one.

    Implementations are called from several threads at once, and bound their own time.
    """

    @property
    def name(self) -> str:
        """How it is called in logs."""
        ...

    @property
    def datasets(self) -> frozenset[Dataset]:
        """What it can be asked for."""
        ...

    def fetch(self, *, number: str, dataset: Dataset, year: int | None) -> Fetched | Lack:
        """Ask for one dataset of one person.

        Args:
            number: Identity number, upper case.
            dataset: One of `datasets`.
            year: For datasets of one year; None means the current one.
        """
        ...
