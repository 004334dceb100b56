"""When to look for releases again, and what was seen last: kept outside the client's own folder.

The marks are the second anchor: should the client's folder be lost, an old repository is still refused.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from config.durable import write_durably
from config.names import LASTS

POLL: Final = "poll.json"
FIRST_S: Final = 300.0
"""After a power cut in a whole county, not all terminals look at once."""
EVERY_S: Final = 900.0
BACK_OFF_S: Final = (30.0, 3600.0)
FULL_EVERY: Final = timedelta(hours=6)
BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that says less than this is right: the program is younger."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What is remembered from one look to the next.

    Attributes:
        etag: Of the timestamp that was last taken.
        full_at: When everything was last verified, ISO; a 304 counts only for a while after it.
        floor: No earlier can it be now, ISO: when the newest timestamp that was taken was signed.
        root: The highest version of each that was ever trusted.
        failures: Looks in a row that failed.
    """

    etag: str = ""
    full_at: str = ""
    floor: str = BUILT.isoformat()
    root: int = 0
    timestamp: int = 0
    snapshot: int = 0
    failures: int = 0

    @classmethod
    def load(cls, folder: Path) -> Poll:
        """Reads it; what is damaged counts as nothing."""
        try:
            found = cls(**json.loads((folder / POLL).read_bytes()))
            datetime.fromisoformat(found.floor)
        except (OSError, ValueError, TypeError):
            return cls()
        return found

    def save(self, folder: Path) -> None:
        """Writes it durably."""
        write_durably(folder / POLL, (json.dumps(asdict(self), indent=1) + "\n").encode())

    def earliest(self) -> datetime:
        """No earlier can it be now."""
        return max(datetime.fromisoformat(self.floor), BUILT)

    def may_skip(self, now: datetime) -> bool:
        """Whether 'not changed' is answer enough: everything was verified not long ago by this clock."""
        if not self.etag or not self.full_at:
            return False
        passed = now - datetime.fromisoformat(self.full_at)
        return timedelta(0) <= passed < FULL_EVERY

    def taken(self, *, versions: tuple[int, int, int], expires: datetime, now: datetime, etag: str) -> Poll:
        """A repository was verified; the marks and the floor only rise, but for a new root's sake.

        Args:
            versions: Of root, timestamp and snapshot.
            expires: When the timestamp ends: it was signed so much earlier as it lasts.
            now: What the clock says.
            etag: Of the timestamp.
        """
        root, timestamp, snapshot = versions
        floor = max(self.earliest(), expires - LASTS["timestamp"])
        return replace(
            self,
            etag=etag,
            full_at=now.isoformat(),
            floor=floor.isoformat(),
            root=root,
            timestamp=timestamp,
            snapshot=snapshot,
            failures=0,
        )

    def is_older(self, *, root: int, timestamp: int, snapshot: int) -> bool:
        """Whether a repository is older than one that was trusted before.

        After a new root the others may count anew: that is how stolen online keys are recovered from.
        """
        if root != self.root:
            return root < self.root
        return timestamp < self.timestamp or snapshot < self.snapshot

    def failed(self) -> Poll:
        """A look failed."""
        return replace(self, failures=min(self.failures + 1, 1000))


def next_wait_s(chance: random.Random, *, failures: int, retry_after_s: float = 0) -> float:
    """Until the next look: a quarter of an hour or so; after failures, longer and longer, at random."""
    if failures == 0:
        return EVERY_S * chance.uniform(0.75, 1.25)
    low_s, high_s = BACK_OFF_S
    longest_s = min(high_s, low_s * 2 ** min(failures, 12))
    return max(chance.uniform(0, longest_s), min(retry_after_s, high_s), low_s / 2)
