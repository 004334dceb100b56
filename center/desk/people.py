"""Who works at the desk, and what each kind of work may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StaffRole(StrEnum):
    """What somebody's work is."""

    WINDOW = "window"
    GRID = "grid"
    MAINTAINER = "maintainer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the staff who is signed in.

    Attributes:
        code: The sign-in name, which also stands in what they change: ``staff:W01``.
        name: As villagers are told.
        role: What their work is.
        area: The first digits of the area codes that they work for: a township's, or a county's.
        phone: Where villagers reach them.
        beat: Of a grid worker: villages, or ``village/group``.
    """

    code: str
    name: str
    role: StaffRole
    area: str
    phone: str = ""
    beat: tuple[str, ...] = ()

    def serves(self, township: str) -> bool:
        """Whether a township is theirs."""
        return township.startswith(self.area)

    @property
    def handles_cases(self) -> bool:
        """Whether they open villagers' cases."""
        return self.role in (StaffRole.WINDOW, StaffRole.ADMIN)

    @property
    def sees_township(self) -> bool:
        """Whether they see how the whole township does."""
        return self.role in (StaffRole.WINDOW, StaffRole.ADMIN)
