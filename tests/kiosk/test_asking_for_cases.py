"""A receipt, a slip's token and a rating as they go to the center, and what of a case comes back."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any, cast

from center.protocol import CaseItem, CaseState, ProgressReply, ProgressRequest, RatingReply, RatingRequest
from kiosk.at_center import RealCenter
from kiosk.core.effects import FindCase, Rate
from kiosk.core.events import Failed, Failure, FoundCases, Rated
from kiosk.core.handoff.codes import TOKEN_BYTES, token_text
from kiosk.link.client import CenterClient
from kiosk.link.errors import CenterDown

VISIT = "00000000-0000-4000-8000-000000000001"
TOKEN = b"\x07" * TOKEN_BYTES
ITEM = CaseItem(
    case_id="case-00000001",
    receipt="QS01-000001-8",
    service="old-age-allowance",
    title="申请80岁老人补贴",
    state=CaseState.WAITING,
    holder="示例镇便民服务中心",
    phone="023-0000 0102",
    promised_by=date(2026, 6, 9),
    reason="折子是别人的",
    bring=["存折"],
    timeline=[],
    can_withdraw=True,
)


class Client:
    """Knows one case; takes ratings, until it is gone."""

    def __init__(self, *, gone: bool = False) -> None:
        self.asked: list[Any] = []
        self.gone = gone

    def progress(self, request: ProgressRequest) -> ProgressReply:
        self.asked.append(request)
        return ProgressReply(as_of=datetime(2026, 6, 8, tzinfo=UTC), items=[ITEM])

    def rate(self, request: RatingRequest) -> RatingReply:
        self.asked.append(request)
        if self.gone:
            raise CenterDown
        return RatingReply()


def test_a_slip_is_asked_for_by_the_digest_of_its_token_alone() -> None:
    client = Client()
    found = RealCenter(cast("CenterClient", client)).find_case(FindCase(1, VISIT, token=token_text(TOKEN)))
    (asked,) = client.asked
    assert asked.token_sha256 == hashlib.sha256(TOKEN).hexdigest()
    assert (asked.receipt, asked.number) == (None, None)
    assert isinstance(found, FoundCases)
    assert found.items[0]["bring"] == ["存折"]
    assert "reason" not in found.items[0]  # that is for whoever lays the card


def test_a_token_with_a_wrong_letter_asks_nobody() -> None:
    client = Client()
    found = RealCenter(cast("CenterClient", client)).find_case(FindCase(1, VISIT, token="KH1:1"))
    assert found == FoundCases(())
    assert not client.asked


def test_a_rating_arrives_or_is_said_not_to() -> None:
    effect = Rate(1, VISIT, ITEM.receipt, 2, "等得太久")
    client = Client()
    assert RealCenter(cast("CenterClient", client)).rate(effect) == Rated()
    assert client.asked == [RatingRequest(receipt=ITEM.receipt, score=2, words="等得太久")]
    gone = RealCenter(cast("CenterClient", Client(gone=True)))
    assert gone.rate(effect) == Failed(Failure.DOWN)
