"""How satisfied a villager is with a case, as told at a terminal."""

from __future__ import annotations

from pydantic import Field

from center.protocol.base import LongText, ReceiptNumber, Reply, Request


class RatingRequest(Request):
    """POST /v1/ratings: by the receipt; a later one replaces an earlier one.

    `score` is 1 (very dissatisfied) to 5. `words` are what the person said, if anything.
    """

    receipt: ReceiptNumber
    score: int = Field(ge=1, le=5)
    words: LongText = ""


class RatingReply(Reply):
    """The center has it."""

    stored: bool = True
