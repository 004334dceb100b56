"""A draft's one-time token, and the call for staff to a terminal."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from center.protocol.base import Id, ReceiptNumber, Reply, Request, Text

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class HandoffRequest(Request):
    """PUT /v1/handoffs/{case_id}, after the draft's own message: the digest of the token that opens it."""

    message_id: Id
    token_sha256: Digest
    valid_until: AwareDatetime


class HandoffReply(Reply):
    """The token opens the draft, once, until then."""

    case_id: Id
    receipt: ReceiptNumber
    valid_until: AwareDatetime


class CallReply(Reply):
    """PUT or GET /v1/calls/{call_id}: staff are called; `answered_by` once somebody said they come."""

    call_id: Id
    answered_by: Text = ""
