"""Handing over at the terminal: kept first; then a token if the center said yes in time, else the draft."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from center.protocol import CallReply, HandoffReply, HandoffRequest, MessageReply
from kiosk.at_center import RealCases
from kiosk.core.cases import CaseContent, CasePart, MessageKind
from kiosk.core.effects import CallStaff, HandOver
from kiosk.core.events import Called, Failed, Failure, HandedOver
from kiosk.core.handoff.codes import read_envelope, read_token
from kiosk.core.handoff.compact import unpack
from kiosk.handing_over import RealHandoffs
from kiosk.link.errors import CenterDown, CenterSlow, LinkError
from kiosk.link.handoff.sealed import DraftSealer
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import CaseStatus, Outbox
from kiosk.link.sealing import Sealer
from tests.handoff.examples import release, sample

NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
VISIT = "00000000-0000-4000-8000-000000000001"
TOWNSHIP = PrivateKey(b"7" * 32)
PUBLIC = base64.b64encode(bytes(TOWNSHIP.public_key)).decode()


class FakeClient:
    """The center, as a test wants it."""

    def __init__(self) -> None:
        self.error: LinkError | None = None
        self.token_error: LinkError | None = None
        self.requests: list[HandoffRequest] = []
        self.answered_by = ""

    def put_message(self, case_id: str, message_id: str, body: bytes) -> MessageReply:
        if self.error:
            raise self.error
        assert body
        return MessageReply(
            case_id=case_id, message_id=message_id, receipt="QS01-000001-8", state="stored", stored_at=NOW
        )

    def hand_over(self, case_id: str, request: HandoffRequest) -> HandoffReply:
        if self.token_error:
            raise self.token_error
        self.requests.append(request)
        return HandoffReply(case_id=case_id, receipt="QS01-000001-8", valid_until=request.valid_until)

    def call_staff(self, call_id: str) -> CallReply:
        if self.error:
            raise self.error
        return CallReply(call_id=call_id)

    def call_again(self, call_id: str) -> CallReply:
        return CallReply(call_id=call_id, answered_by=self.answered_by)


class Link:
    def __init__(self, folder: Path) -> None:
        self.client = FakeClient()
        self.outbox = Outbox(folder / "outbox.sqlite", clock=lambda: NOW)
        self.bytes = 0
        self.handoffs = RealHandoffs(
            cases=RealCases(
                self.outbox,
                sealer=Sealer(key_id="t990101-0001", seal_key=PUBLIC),
                terminal="QS01",
                clock=lambda: NOW,
            ),
            outbox=self.outbox,
            codes=DraftSealer(
                key=DeviceKey(SigningKey(b"1" * 32)),
                terminal="QS01",
                key_id="t990101-0001",
                seal_key=PUBLIC,
                new_bytes=self._some,
            ),
            client=self.client,  # type: ignore[arg-type]
            clock=lambda: NOW,
            new_bytes=self._some,
        )

    def _some(self, count: int) -> bytes:
        self.bytes += 1
        return bytes([self.bytes]) * count


@pytest.fixture(name="link")
def _link(tmp_path: Path) -> Iterator[Link]:
    link = Link(tmp_path)
    yield link
    link.outbox.close()


def effect(id_: int = 1) -> HandOver:
    draft = replace(sample(), receipt="")
    case = CaseContent(
        case_id=draft.case_id,
        kind=MessageKind.DRAFT,
        service=draft.service_id,
        title="高龄津贴",
        release=42,
        parts=(CasePart(draft.service_id, "高龄津贴", consent=False, state="incomplete"),),
        people=draft.people,
        answers=(),
        papers=(),
        pressed_by="self",
    )
    return HandOver(id_, VISIT, draft, case, release(), 86_400.0)


def test_with_a_network_the_code_is_a_bare_token(link: Link) -> None:
    result = link.handoffs.hand_over(effect())
    assert isinstance(result, HandedOver)
    (request,) = link.client.requests
    assert (result.online, result.receipt) == (True, "QS01-000001-8")
    assert hashlib.sha256(read_token(result.code)).hexdigest() == request.token_sha256
    assert request.valid_until == NOW + timedelta(days=1)
    assert link.outbox.status(effect().case.case_id) is CaseStatus.AT_CENTER


@pytest.mark.parametrize("error", [CenterDown(), CenterSlow()])
@pytest.mark.parametrize("where", ["error", "token_error"])
def test_without_one_the_code_is_the_draft(link: Link, error: LinkError, where: str) -> None:
    setattr(link.client, where, error)
    result = link.handoffs.hand_over(effect())
    assert isinstance(result, HandedOver)
    assert not result.online
    envelope = read_envelope(result.code)
    assert envelope.expires_at == NOW + timedelta(days=1)
    found = unpack(SealedBox(TOWNSHIP).decrypt(envelope.sealed), lambda _: release())
    assert found.receipt == result.receipt == "QS01-000001-8"
    assert found.case_id == effect().draft.case_id
    kept = CaseStatus.KEPT_HERE if where == "error" else CaseStatus.AT_CENTER
    assert link.outbox.status(found.case_id) is kept


def test_nothing_personal_stands_in_the_code_in_clear(link: Link) -> None:
    link.client.error = CenterDown()
    result = link.handoffs.hand_over(effect())
    assert isinstance(result, HandedOver)
    raw = int(result.code).to_bytes(2000, "big")
    for person in sample().people.values():
        assert person.number.encode() not in raw
        assert person.name.encode() not in raw
        assert person.name.encode("gb18030") not in raw


def test_the_same_effect_again_is_the_same_case(link: Link) -> None:
    first, again = link.handoffs.hand_over(effect()), link.handoffs.hand_over(effect())
    assert isinstance(first, HandedOver)
    assert isinstance(again, HandedOver)
    assert first.receipt == again.receipt
    assert link.outbox.depth().kept == 0


def test_what_cannot_be_kept_is_not_handed_over(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(link.outbox, "keep", full)
    assert link.handoffs.hand_over(effect()) == Failed(Failure.DISK)


def test_a_call_tells_who_comes(link: Link) -> None:
    assert link.handoffs.call_staff(CallStaff(1, VISIT, "c" * 32, again=False)) == Called("")
    link.client.answered_by = "示例·李干部"
    assert link.handoffs.call_staff(CallStaff(2, VISIT, "c" * 32, again=True)) == Called("示例·李干部")


def test_a_call_without_a_network_fails(link: Link) -> None:
    link.client.error = CenterDown()
    assert link.handoffs.call_staff(CallStaff(1, VISIT, "c" * 32, again=False)) == Failed(Failure.DOWN)
