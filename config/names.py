"""What both sides of a release agree upon: roles, rings, paths of targets, how long a signature lasts."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator

RINGS: Final = ("ring0", "ring1", "ring2", "ring3")
"""Workshop, one friendly township, a share of the rest, everyone."""
HOLD: Final = "hold"
COMMAND: Final = "command"
NOTICE: Final = "notice"
DELEGATED: Final[dict[str, tuple[str, int]]] = {
    **{ring: (f"channels/{ring}/*", 2) for ring in RINGS},
    HOLD: ("control/hold.json", 1),
    COMMAND: ("commands/*", 1),
    NOTICE: ("notices/*", 1),
}
"""Role -> (what it may sign, how many signatures it needs). Two go, one stops."""
TOP: Final[dict[str, int]] = {"root": 2, "targets": 2, "snapshot": 1, "timestamp": 1}
KEYS_OF: Final[dict[str, int]] = {
    "root": 3,
    "targets": 3,
    "snapshot": 1,
    "timestamp": 1,
    **dict.fromkeys(RINGS, 2),
    HOLD: 2,
    COMMAND: 1,
    NOTICE: 1,
}
"""How many keys each role is given at first."""
ONLINE: Final = ("snapshot", "timestamp")
LASTS: Final[dict[str, timedelta]] = {
    "timestamp": timedelta(days=14),
    "snapshot": timedelta(days=30),
    "targets": timedelta(days=365),
    **{role: timedelta(days=365) for role in DELEGATED},
    "root": timedelta(days=3 * 365),
}
"""How long a signature of each role is good."""
HOLD_PATH: Final = "control/hold.json"
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 2_000_000_000
MOST_FILE_BYTES: Final = 600_000_000
_CODE: Final = (
    *(".py", ".pyc", ".pyo", ".pyd", ".pth", ".so", ".dll", ".exe", ".sh", ".bat", ".js", ".mjs", ".wasm"),
    *(
        ".pkl",
        ".pickle",
        ".pt",
        ".pth",
        ".jar",
        ".deb",
        ".rpm",
        ".whl",
        ".egg",
        ".desktop",
        ".service",
        ".lnk",
    ),
)
_PART: Final = re.compile(r"[^\x00-\x1f/\\:*?\"<>|]{1,100}")

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, le=999_999_999)]


def bundle_path(number: int) -> str:
    """The target that lists a release's files."""
    return f"bundles/{number}.json"


def channel_path(ring: str) -> str:
    """The target that says which release a ring runs."""
    return f"channels/{ring}/current.json"


def file_path(sha256: str) -> str:
    """Where a file lies on the server: by its content, so that what is there already is not fetched again."""
    return f"files/{sha256[:2]}/{sha256}"


def why_not(path: str) -> str | None:
    """Why a file may not be part of a release: its path leads elsewhere, or it is code."""
    parts = path.split("/")
    if len(path) > 300 or not all(_PART.fullmatch(part) for part in parts):
        return "its name is too long, empty, or has characters that not every system knows"
    if any(part.startswith(".") for part in parts):
        return "its name begins with a dot"
    if path.lower().endswith(_CODE):
        return "it is code; a release is data alone"
    return None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BundleFile(_Strict):
    """One file of a release."""

    sha256: Sha256
    bytes: Annotated[int, Field(ge=0, le=MOST_FILE_BYTES)]


class Bundle(_Strict):
    """All files of a release, by their path in the folder. Files below ``assign/`` go to single terminals."""

    release: Number
    notes: str = Field(default="", max_length=2000)
    min_app: str = Field(default="", max_length=20)
    max_app: str = Field(default="", max_length=20)
    content_of: Number | None = None
    files: dict[str, BundleFile] = Field(min_length=1, max_length=MOST_FILES)

    @field_validator("files")
    @classmethod
    def _plain_paths(cls, files: dict[str, BundleFile]) -> dict[str, BundleFile]:
        for path in files:
            reason = why_not(path)
            if reason is not None:
                raise ValueError(f"{path[:80]!r}: {reason}")
        if sum(file.bytes for file in files.values()) > MOST_BYTES:
            raise ValueError("the release is too big")
        return files


class Channel(_Strict):
    """Which release a ring runs, and which share of its terminals.

    Attributes:
        release: The release.
        percent: The share of the ring's terminals that takes it.
        salt: Decides who is among the share; another one for each release, so that it is not always the same.
        not_before: Earlier than this nobody begins it.
        urgent: It begins at the next idle moment, not at night.
    """

    release: Number
    percent: int = Field(default=100, ge=0, le=100)
    salt: str = Field(default="", max_length=64)
    not_before: AwareDatetime | None = None
    urgent: bool = False

    def is_for(self, terminal: str) -> bool:
        """Whether a terminal is among the share."""
        digest = hashlib.sha256(f"{self.salt}|{terminal}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % 100 < self.percent


class Hold(_Strict):
    """Releases that nobody begins any more. It can only stop."""

    everything: bool = False
    releases: tuple[Number, ...] = ()
    reason: str = Field(default="", max_length=500)

    def stops(self, number: int) -> bool:
        """Whether a release is held."""
        return self.everything or number in self.releases
