"""Why a model is not there, or not to be used."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """What went wrong with a model."""

    UNKNOWN_MODEL = "unknown-model"
    NOT_PINNED = "not-pinned"
    NOT_FOUND = "not-found"
    NOT_FETCHED = "not-fetched"
    WRONG_SUM = "wrong-sum"
    SELF_TEST_FAILED = "self-test-failed"
    NO_ROOM = "no-room"
    BUSY = "busy"


class ModelError(Exception):
    """A model cannot be installed, or is not to be used.

    Attributes:
        trouble: What went wrong.
        detail: With what, in words for a maintainer.
    """

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble = trouble
        self.detail = detail
