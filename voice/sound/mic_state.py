"""What a microphone does; apart from it, so that the talk about it needs no Qt."""

from __future__ import annotations

from enum import StrEnum


class MicState(StrEnum):
    """What the microphone does."""

    CLOSED = "closed"
    OPENING = "opening"
    BRINGS = "brings"
    FAILED = "failed"
