from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from center.protocol import CaseMessage, MessageReply, MessageState
from kiosk.link.outbox import CaseStatus, Kept, Outbox, Waiting
from tests.link.support import NOW, Clock, message, new_id, sealer, unseal


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="outbox")
def _outbox(tmp_path: Path, clock: Clock) -> Iterator[Outbox]:
    outbox = Outbox(tmp_path / "outbox.sqlite", clock=clock)
    yield outbox
    outbox.close()


def keep(outbox: Outbox, case_id: str, message_id: str | None = None, **more: object) -> Kept:
    name = message_id or new_id()
    return outbox.keep(
        case_id=case_id,
        message_id=name,
        terminal="QS01",
        sealer=sealer(),
        compose=lambda receipt: message(case_id, name, receipt),
        **more,  # type: ignore[arg-type]
    )


def due(outbox: Outbox) -> Waiting:
    waiting = outbox.next()
    assert waiting is not None
    return waiting


def reply(waiting: Waiting, state: MessageState = MessageState.STORED) -> MessageReply:
    return MessageReply(
        case_id=waiting.case_id,
        message_id=waiting.message_id,
        receipt="QS01-000001-0",
        state=state,
        stored_at=NOW,
    )


def test_a_kept_message_is_sealed_and_always_the_same_bytes(outbox: Outbox, tmp_path: Path) -> None:
    case_id, message_id = new_id(), new_id()
    kept = keep(outbox, case_id, message_id)
    assert kept.new
    assert kept.receipt.startswith("QS01-000001-")
    first, second = due(outbox), due(outbox)
    assert first == second
    assert unseal(first.body) == message(case_id, message_id, kept.receipt)
    disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert first.body in disk
    assert "张大山".encode() not in disk
    assert b"99010119430305011X" not in disk
    assert first.body.decode() not in repr(first)


def test_keeping_the_same_message_again_changes_nothing(outbox: Outbox) -> None:
    case_id, message_id = new_id(), new_id()
    kept = keep(outbox, case_id, message_id)
    before = due(outbox)
    assert keep(outbox, case_id, message_id) == Kept(receipt=kept.receipt, new=False)
    assert due(outbox) == before
    assert outbox.depth().kept == 1
    assert keep(outbox, new_id()).receipt.startswith("QS01-000002-")


def test_all_messages_of_a_case_bear_its_receipt(outbox: Outbox) -> None:
    case_id = new_id()
    assert keep(outbox, case_id).receipt == keep(outbox, case_id).receipt
    assert keep(outbox, new_id()).receipt.startswith("QS01-000002-")
    assert keep(outbox, new_id(), receipt="QS07-000009-4").receipt == "QS07-000009-4"
    assert keep(outbox, new_id()).receipt.startswith("QS01-000003-")


def test_a_terminal_begins_where_the_center_says(outbox: Outbox) -> None:
    assert keep(outbox, new_id(), receipts_from=41).receipt.startswith("QS01-000041-")
    assert keep(outbox, new_id(), receipts_from=41).receipt.startswith("QS01-000042-")


def test_a_message_that_cannot_be_made_takes_no_receipt(outbox: Outbox) -> None:
    def broken(_receipt: str) -> CaseMessage:
        raise RuntimeError

    for compose in (broken, lambda receipt: message(new_id(), "m" * 8, receipt)):
        with pytest.raises((RuntimeError, ValueError)):
            outbox.keep(
                case_id="c" * 8, message_id="m" * 8, terminal="QS01", sealer=sealer(), compose=compose
            )
    assert outbox.depth().kept == 0
    assert keep(outbox, new_id()).receipt.startswith("QS01-000001-")


def test_only_what_is_known_is_told(outbox: Outbox) -> None:
    case_id = new_id()
    assert outbox.status(case_id) is None
    keep(outbox, case_id)
    assert outbox.status(case_id) is CaseStatus.KEPT_HERE
    waiting = due(outbox)
    outbox.failed(waiting)
    assert outbox.status(case_id) is CaseStatus.KEPT_HERE
    outbox.sent(waiting, reply(waiting))
    assert outbox.status(case_id) is CaseStatus.AT_CENTER
    keep(outbox, case_id, "withdraw-1")
    assert outbox.status(case_id) is CaseStatus.KEPT_HERE
    assert outbox.status(case_id, waiting.message_id) is CaseStatus.AT_CENTER
    again = due(outbox)
    outbox.sent(again, reply(again))
    assert outbox.status(case_id) is CaseStatus.AT_CENTER
    outbox.accepted(case_id)
    assert outbox.status(case_id) is CaseStatus.ACCEPTED


def test_a_reply_may_say_that_the_department_has_it(outbox: Outbox) -> None:
    case_id = new_id()
    keep(outbox, case_id)
    waiting = due(outbox)
    outbox.sent(waiting, reply(waiting, MessageState.ACCEPTED))
    assert outbox.status(case_id) is CaseStatus.ACCEPTED


def test_when_the_center_has_it_the_ciphertext_goes(outbox: Outbox, tmp_path: Path) -> None:
    keep(outbox, new_id())
    waiting = due(outbox)
    outbox.sent(waiting, reply(waiting))
    assert outbox.next() is None
    outbox.close()
    with sqlite3.connect(tmp_path / "outbox.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert waiting.body[100:200] not in (tmp_path / "outbox.sqlite").read_bytes()


def test_oldest_first_and_a_stubborn_one_lets_others_pass(outbox: Outbox) -> None:
    ids = [new_id() for _ in range(3)]
    for case_id in ids:
        keep(outbox, case_id)
    assert due(outbox).case_id == ids[0]
    for _ in range(5):
        outbox.failed(due(outbox))
    assert due(outbox).case_id == ids[1]
    for case_id in ids[1:]:
        waiting = due(outbox)
        assert waiting.case_id == case_id
        outbox.sent(waiting, reply(waiting))
    assert due(outbox).case_id == ids[0]


def test_a_parked_message_stays_sealed_for_staff(outbox: Outbox) -> None:
    case_id, message_id = new_id(), new_id()
    keep(outbox, case_id, message_id)
    outbox.park(due(outbox), code="already_accepted")
    assert outbox.next() is None
    assert outbox.status(case_id) is CaseStatus.KEPT_HERE
    assert outbox.refusal(case_id, message_id) == "already_accepted"
    assert outbox.refusal(case_id, "other") is None
    depth = outbox.depth()
    assert (depth.kept, depth.parked, depth.oldest_kept_at) == (0, 1, None)


def test_what_was_sent_is_forgotten_after_a_while(outbox: Outbox, clock: Clock) -> None:
    first, second = new_id(), new_id()
    keep(outbox, first)
    waiting = due(outbox)
    outbox.sent(waiting, reply(waiting))
    keep(outbox, second)
    clock.on(days=61)
    assert outbox.forget(before=NOW) == 0
    assert outbox.depth().oldest_kept_at == NOW
    assert outbox.forget(before=clock.now) == 1
    assert outbox.status(first) is None
    assert outbox.status(second) is CaseStatus.KEPT_HERE
    assert keep(outbox, new_id()).receipt.startswith("QS01-000003-")


def test_the_screen_and_the_sender_share_the_file(outbox: Outbox, tmp_path: Path, clock: Clock) -> None:
    other = Outbox(tmp_path / "outbox.sqlite", clock=clock)
    receipts: list[str] = []

    def work(mine: Outbox) -> None:
        receipts.extend(keep(mine, new_id()).receipt for _ in range(20))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in (outbox, other, outbox)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert len(set(receipts)) == 60
    assert outbox.depth().kept == 60


def test_what_is_kept_is_on_the_disk(outbox: Outbox, tmp_path: Path) -> None:
    told = [
        outbox._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
    ]
    assert told == ["wal", 2]
    assert (tmp_path / "outbox.sqlite").exists()
