"""What a terminal says of itself every minute, and what it may be told in return. Nobody's data is in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, StringConstraints

from center.protocol.base import Name, Reply, Request
from center.protocol.notices import MOST_NOTICES, Notice

Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]{1,64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CommandId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Seq = Annotated[int, Field(ge=0, le=10**9)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Seconds = Annotated[int, Field(ge=0, le=10**10)]
"""Up to three hundred years: a clock that jumped from 1970 is still told."""
LONGEST_LOG: Final = 200_000


class Part(StrEnum):
    """A part of a terminal that can be ill."""

    PRINTER = "printer"
    SLIP_PRINTER = "slip_printer"
    PAPER = "paper"
    CARD_READER = "card_reader"
    SCANNER = "scanner"
    SPEAKER = "speaker"
    MICROPHONE = "microphone"
    VOICE = "voice"
    DISK = "disk"
    CLOCK = "clock"
    OUTBOX = "outbox"


class PartHealth(StrEnum):
    """How a part is."""

    WORKS = "works"
    LIMITED = "limited"
    BROKEN = "broken"
    ABSENT = "absent"


class Condition(Request):
    """One part, and why it is not well: a word of the program's own, never free text."""

    part: Part
    health: PartHealth
    reason: Name | None = None


class Releases(Request):
    """What is installed: the good release, one on trial, those that failed here, the highest ever seen."""

    good: Seq
    trial: Seq | None = None
    bad: Annotated[tuple[Seq, ...], Field(max_length=20)] = ()
    high: Seq = 0


class Use(Request):
    """How often a service was begun, finished, left at a step, or help was asked for, since the last beat."""

    service: Name
    started: Count = 0
    finished: Count = 0
    helped: Count = 0
    left_at: Annotated[Mapping[Name, Count], Field(max_length=30)] = Field(default_factory=dict)


class Heartbeat(Request):
    """A terminal is there, and this is how it is.

    Attributes:
        beat_id: Made at random; the same beat again counts once.
        at: The terminal's clock.
        up_s: Seconds since its program started.
        models: Name -> version of what it speaks and listens with.
        outbox_oldest_s: How long the oldest unsent case waits.
        last_error: The event name of the last unexpected error.
        audit_head: The head of the staff's audit chain.
        self_test: The parts that failed the last self-test; None if none was run yet.
        done: Commands that were carried out.
        failed: Commands that could not be, and why: a `WhyNot`, or that of a newer terminal.
        closed: Whether the terminal is closed now, whoever closed or opened it.
    """

    beat_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    at: AwareDatetime
    version: Version
    up_s: Seconds
    releases: Releases
    models: Annotated[Mapping[Name, Version], Field(max_length=20)] = Field(default_factory=dict)
    parts: Annotated[tuple[Condition, ...], Field(max_length=len(Part))] = ()
    disk_free_mb: Annotated[int, Field(ge=0)]
    outbox_depth: Count = 0
    outbox_oldest_s: Seconds = 0
    last_error: Name | None = None
    audit_head: Digest | None = None
    self_test: Annotated[tuple[Part, ...], Field(max_length=len(Part))] | None = None
    self_test_at: AwareDatetime | None = None
    uses: Annotated[tuple[Use, ...], Field(max_length=200)] = ()
    done: Annotated[tuple[CommandId, ...], Field(max_length=20)] = ()
    failed: Annotated[Mapping[CommandId, Name], Field(max_length=20)] = Field(default_factory=dict)
    closed: bool | None = None


class CommandKind(StrEnum):
    """All that a terminal can be told from afar; data only comes with releases."""

    SELF_TEST = "self_test"
    RESTART = "restart"
    COLLECT_LOG = "collect_log"
    CLOSE = "close"
    OPEN = "open"


class WhyNot(StrEnum):
    """Why a terminal could not carry an order out."""

    TOO_LATE = "too-late"
    BROKE_OFF = "broke-off"
    NO_LOG = "no-log"
    LOG_UNREADABLE = "log-unreadable"
    NOT_SUPERVISED = "not-supervised"


class Command(Reply):
    """One order. `signature` (Ed25519, base64) is by the command role over `command_text`."""

    command_id: CommandId
    terminal: str
    kind: CommandKind
    not_after: AwareDatetime
    signature: str


class HeartbeatReply(Reply):
    """What the center answers.

    Attributes:
        config_hint: A newer release may be there; it only brings the next poll forward.
        next_in_s: When to come again, before jitter.
        notices: All that this terminal shows or will show: one that is no longer here was withdrawn.
        held: Releases that the center stopped: a terminal does not begin them. It can only stop.
    """

    center_time: AwareDatetime
    next_in_s: Annotated[int, Field(ge=5, le=3600)] = 60
    config_hint: int | None = None
    commands: tuple[Command, ...] = ()
    notices: Annotated[tuple[Notice, ...], Field(max_length=MOST_NOTICES)] = ()
    held: Annotated[tuple[Seq, ...], Field(max_length=20)] = ()


class LogReport(Request):
    """POST /v1/logs: the last lines of a terminal's log, on an order to collect it. Nobody is in it."""

    command_id: CommandId
    log: Annotated[str, StringConstraints(max_length=LONGEST_LOG)]


class LogReply(Reply):
    """The center has the log, or wants none."""

    wanted: bool


def command_text(*, command_id: str, terminal: str, kind: CommandKind, not_after: str) -> bytes:
    """The bytes that the command role signs; `not_after` in ISO format, UTC."""
    return "\n".join(("kiosk-command-1", command_id, terminal, kind.value, not_after)).encode()


TRIAL_COMMAND_KEY: Final = "Iz5hDXYtLspcotcAPqQ3VvBxV/ET841SD3+IpYbb614="
TRIAL_NOTICE_KEY: Final = "5beXf3/iXBAifBYjb1yaQN1V9xIKuPAIprlTcjsBSCI="
"""The public halves of the trial center's keys. They count only at a terminal that is enrolled in a trial."""
