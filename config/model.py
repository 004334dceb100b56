"""A release: everything that a maintainer can change, checked and frozen.

Its file is one JSON object whose first key is the SHA-256 of all the bytes after it: a file that is cut
short or changed by hand is not taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, RootModel, ValidationError

from config.accents import Accents
from config.roster import RosterEntry
from config.services import Line, Menus, Service, Strict
from config.settings import Settings
from config.wording import Wording

_HEAD: Final = b'{"sha256":"%s",'
_HEAD_BYTES: Final = len(_HEAD % (b"0" * 64))


class ReleaseFileError(Exception):
    """A release file can't be used: absent, cut short, changed, or of another version of the schema."""


class States(RootModel[Mapping[str, Line]]):
    """The words of ``words.yaml``: how a state that the center names is said: paying -> 正在领."""


class Release(Strict):
    """One set of services, menus, wording and settings. A visit is bound to the one it began with.

    Attributes:
        seq: Counts up with every set that this terminal activates; 0 is what was shipped.
        services: By id, in the order of the menus: what comes first there comes first everywhere.
        menus: The home page's tiles and all the others.
        wording: All phrases by key.
        settings: Of this terminal.
        words: States by their name at the center, for places like ``{pension.status|word}``.
        accents: How people here speak, for the terminal's ear.
        roster: Who may unlock the assisted mode; nobody where a folder names none.
    """

    seq: int = Field(default=0, ge=0)
    services: Annotated[Mapping[str, Service], Field(min_length=1)]
    menus: Menus
    wording: Wording = Wording({})
    settings: Settings = Settings()
    words: Mapping[str, Line] = {}
    accents: Accents = Accents()
    roster: tuple[RosterEntry, ...] = ()

    def dump(self) -> bytes:
        """The release as the bytes of its file."""
        body = self.model_dump_json(exclude_defaults=True).encode()[1:]
        return _HEAD % hashlib.sha256(body).hexdigest().encode() + body

    @classmethod
    def load(cls, file: Path) -> Self:
        """Reads a release file.

        Raises:
            ReleaseFileError: It is not there, not whole, or not of this version.
        """
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise ReleaseFileError(f"{file.name} can't be read: {error.strerror}") from error
        body = raw[_HEAD_BYTES:]
        if raw[:_HEAD_BYTES] != _HEAD % hashlib.sha256(body).hexdigest().encode():
            raise ReleaseFileError(f"{file.name} is not whole")
        try:
            return cls.model_validate_json(b"{" + body)
        except ValidationError as error:
            raise ReleaseFileError(f"{file.name} is of another version of the schema") from error
