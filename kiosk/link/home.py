"""Where the terminal keeps what belongs to its link, and to which center it belongs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from center.protocol import EnrollReply
from config.durable import write_durably
from config.home import kiosk_home
from kiosk.link.errors import NotEnrolled


class Enrollment(BaseModel):
    """The center that this terminal belongs to; `ca_file` is its private authority, where it has one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    center_url: str
    ca_file: str | None
    center: EnrollReply


@dataclass(frozen=True)
class LinkHome:
    """The places in a terminal's data folder."""

    folder: Path

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> LinkHome:
        """The places in the data folder that these environment variables name."""
        return cls(kiosk_home(environment))

    @property
    def device_key(self) -> Path:
        """The Ed25519 key."""
        return self.folder / "keys" / "device.key"

    @property
    def outbox(self) -> Path:
        """The queue of sealed messages."""
        return self.folder / "outbox.sqlite"

    @property
    def sender_lock(self) -> Path:
        """Held by the one sender."""
        return self.folder / "sender.lock"

    @property
    def pulse(self) -> Path:
        """How the machine is, for the heartbeat."""
        return self.folder / "pulse.sqlite"

    @property
    def log(self) -> Path:
        """The folder of the last events."""
        return self.folder / "log"

    @property
    def beat_lock(self) -> Path:
        """Held by the one heartbeat."""
        return self.folder / "beat.lock"

    @property
    def _enrollment(self) -> Path:
        return self.folder / "enrollment.json"

    def enrollment(self) -> Enrollment:
        """The center that this terminal belongs to.

        Raises:
            NotEnrolled: None yet, or the file is damaged.
        """
        try:
            return Enrollment.model_validate_json(self._enrollment.read_bytes())
        except (FileNotFoundError, ValidationError) as error:
            raise NotEnrolled("run `kiosk enroll --center URL --code CODE`") from error

    def keep_enrollment(self, enrollment: Enrollment) -> None:
        """Write it down, durably."""
        write_durably(self._enrollment, enrollment.model_dump_json(indent=1).encode())
