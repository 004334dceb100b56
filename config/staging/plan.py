"""Where a terminal's releases come from: written once when it joins, and changed by a maintainer alone."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from config.durable import write_durably
from config.settings import AreaCode, TerminalCode

PLAN: Final = "releases.json"
ROOT: Final = "releases-root.json"


class NoPlan(Exception):
    """This terminal follows no repository."""


class Plan(BaseModel):
    """Which repository, and as whom.

    Attributes:
        url: Where the repository is served; ``metadata/`` and ``targets/`` lie below it.
        ring: Which ring the terminal is in.
        area: Its administrative area.
        terminal: Its code there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, StringConstraints(pattern=r"^(https?|file)://\S+$")]
    ring: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")] = "ring3"
    area: AreaCode = "990101"
    terminal: TerminalCode = "QS01"
    keep_for_center: str = Field(
        default="", description="a center's folder of releases, beside which this runs"
    )

    @property
    def who(self) -> str:
        """The terminal by name."""
        return f"{self.area}-{self.terminal}"

    @classmethod
    def load(cls, home: Path) -> Plan:
        """Reads it.

        Raises:
            NoPlan: There is none, or it is damaged.
        """
        with contextlib.suppress(OSError, ValidationError):
            return cls.model_validate_json((home / PLAN).read_bytes())
        raise NoPlan("run `kiosk update --join URL --root ROOT.json` first")

    def save(self, home: Path, root: bytes) -> None:
        """Writes it, with the first root that is trusted: it came by hand, not over the network."""
        write_durably(home / ROOT, root)
        write_durably(home / PLAN, (self.model_dump_json(indent=1) + "\n").encode())
