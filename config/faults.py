"""What is wrong with a configuration, in words that tell the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend.

    Attributes:
        file: The file's path within its folder: ``services/pension.yaml``.
        line: Counted from 1.
        key: Where in the file: ``fields[2].when.expr``; ``""`` for the file as a whole.
        what: What is wrong.
        way_out: What to do about it.
    """

    file: str
    line: int
    key: str
    what: str
    way_out: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: "
        key = f"{self.key}: " if self.key else ""
        return f"{place}{key}{self.what} -> {self.way_out}"


class ConfigFaults(Exception):
    """A configuration can't be used; `faults` names everything that is wrong with it, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
