"""The terminal's own client against a real center on the loopback address."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
import uvicorn

from center.app import Center, create_app
from center.connectors.trial import TrialConnector
from center.days import china_day
from center.merging import Stage
from center.protocol import (
    CaseMessage,
    Dataset,
    DocumentKind,
    DocumentRequest,
    ErrorCode,
    Established,
    LookupRequest,
    ProgressRequest,
)
from center.settings import trial_settings
from center.trial.residents import village_on
from kiosk.link.client import CenterClient
from kiosk.link.enroll import join, renew
from kiosk.link.errors import Refused
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import CaseStatus, Outbox
from kiosk.link.sealing import Sealer
from tests.link.support import message, new_id

pytestmark = pytest.mark.real


class Joined:
    """A terminal and its center."""

    def __init__(self, center: Center, home: LinkHome) -> None:
        self.center = center
        self.home = home
        self.me = home.enrollment()
        self.client = CenterClient(enrollment=self.me, key=DeviceKey.load_or_make(home.device_key))
        self.number = village_on(china_day(now())).named("示例·张大山").number


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(name="joined")
def _joined(tmp_path: Path) -> Iterator[Joined]:
    center = Center(
        settings=trial_settings("http://center.test"),
        data_dir=tmp_path / "center",
        connectors=[TrialConnector(today=lambda: china_day(now()))],
        clock=now,
        log=structlog.get_logger(),
    )
    server = uvicorn.Server(uvicorn.Config(create_app(center), access_log=False, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        home = LinkHome(tmp_path / "terminal")
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        join(home, center_url=url, code=center.enrolling.give_code(terminal="QS01", township="990101"))
        yield Joined(center, home)
        server.should_exit = True
        thread.join()


def test_every_question_to_the_center(joined: Joined) -> None:
    client, number = joined.client, joined.number
    assert client.health().trial
    assert joined.me.center.trial
    facts = client.look_up(
        LookupRequest(number=number, established=Established.CARD, datasets=list(Dataset))
    ).facts()
    assert facts["pension"]["monthly"] == "185.00"
    request = DocumentRequest(
        request_id=new_id(), kind=DocumentKind.PENSION_BENEFITS, number=number, established=Established.CARD
    )
    assert client.issue(request) == client.issue(request)
    with pytest.raises(Refused) as caught:
        client.issue(request.model_copy(update={"request_id": new_id(), "established": Established.TYPED}))
    assert caught.value.code is ErrorCode.NEEDS_CARD


def test_from_the_outbox_to_the_department(joined: Joined) -> None:
    outbox = Outbox(joined.home.outbox, clock=now)
    told = joined.me.center
    case_id, message_id = new_id(), new_id()

    def compose(receipt: str) -> CaseMessage:
        return message(case_id, message_id, receipt, terminal=told.terminal)

    kept = outbox.keep(
        case_id=case_id,
        message_id=message_id,
        terminal=told.terminal,
        sealer=Sealer(key_id=told.key_id, seal_key=told.seal_key),
        compose=compose,
        receipts_from=told.receipts_from,
    )
    waiting = outbox.next()
    assert waiting is not None
    first = joined.client.put_message(case_id, message_id, waiting.body)
    again = joined.client.put_message(case_id, message_id, waiting.body)
    assert (first.replayed, again.replayed) == (False, True)
    outbox.sent(waiting, again)
    assert outbox.status(case_id) is CaseStatus.AT_CENTER
    assert joined.center.casework.current(case_id) == compose(kept.receipt)

    joined.center.casework.advance(receipt=kept.receipt, stage=Stage.ACCEPTED, who="示例镇民政办")
    (item,) = joined.client.progress(ProgressRequest(receipt=kept.receipt)).items
    assert item.state == "accepted"
    outbox.accepted(item.case_id)
    assert outbox.status(case_id) is CaseStatus.ACCEPTED
    outbox.close()


def test_a_terminal_with_a_dead_clock_is_served(joined: Joined, caplog: pytest.LogCaptureFixture) -> None:
    late = CenterClient(
        enrollment=joined.me,
        key=DeviceKey.load_or_make(joined.home.device_key),
        clock=lambda: datetime(1970, 1, 1, tzinfo=UTC),
    )
    ask = LookupRequest(number=joined.number, established=Established.CARD, datasets=[Dataset.PROFILE])
    assert late.look_up(ask).known
    assert not caplog.records


def test_a_terminal_gets_another_key(joined: Joined) -> None:
    before = DeviceKey.load_or_make(joined.home.device_key).public
    code = joined.center.enrolling.give_code(terminal="QS01", township="990101")
    enrollment = renew(joined.home.folder, code=code)
    key = DeviceKey.load_or_make(joined.home.device_key)
    assert key.public != before
    assert enrollment == joined.home.enrollment()
    assert CenterClient(enrollment=enrollment, key=key).health().trial
    with pytest.raises(Refused):  # the code counts once, and the key stays as it is
        renew(joined.home.folder, code=code)
    assert DeviceKey.load_or_make(joined.home.device_key).public == key.public
