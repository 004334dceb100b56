from __future__ import annotations

import base64
import random
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from nacl.signing import SigningKey

from center.protocol import ErrorCode
from center.protocol.fleet import (
    Command,
    CommandKind,
    Heartbeat,
    HeartbeatReply,
    LogReply,
    LogReport,
    WhyNot,
    command_text,
)
from center.protocol.notices import Notice, NoticeLevel, notice_text
from config.staging.store import Stages
from kiosk.link.errors import CenterDown, LinkError, Refused
from kiosk.link.heartbeat import EVERY_S, LONGEST_S, Beater, run
from kiosk.link.notices import NoticeCheck
from kiosk.link.outbox import Outbox
from kiosk.link.pulse import CLOSED, Order, Pulse
from kiosk.supervisor.cli import carried_out, word_of
from tests.conftest import Logged

NOW = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)
COMMAND_KEY = SigningKey(b"c" * 32)
NOTICE_KEY = SigningKey(b"n" * 32)


def order(
    kind: CommandKind = CommandKind.SELF_TEST, *, key: SigningKey = COMMAND_KEY, **changes: object
) -> Command:
    given = {
        "command_id": uuid.uuid4().hex,
        "terminal": "QS01",
        "kind": kind,
        "not_after": NOW + timedelta(hours=1),
    }
    wished = Command.model_validate({**given, "signature": "", **changes})
    text = command_text(
        command_id=wished.command_id,
        terminal=wished.terminal,
        kind=wished.kind,
        not_after=wished.not_after.isoformat(),
    )
    return wished.model_copy(update={"signature": base64.b64encode(key.sign(text).signature).decode()})


class Bench:
    """A beater, and a center that answers as told."""

    def __init__(self, folder: Path, *, command_key: SigningKey | None = COMMAND_KEY) -> None:
        self.pulse = Pulse(folder / "pulse.sqlite")
        self.outbox = Outbox(folder / "outbox.sqlite", clock=lambda: NOW)
        self.answer: HeartbeatReply | LinkError = HeartbeatReply(center_time=NOW)
        self.sent: list[Heartbeat] = []
        self.hints: list[int] = []
        self.logs: list[LogReport] = []
        self.loses_logs = False
        public = base64.b64encode(bytes(command_key.verify_key)).decode() if command_key else ""
        self.beater = Beater(
            terminal="QS01",
            command_key=public,
            pulse=self.pulse,
            outbox=self.outbox,
            stages=Stages(folder),
            notices=NoticeCheck(
                keys=[base64.b64encode(bytes(NOTICE_KEY.verify_key)).decode()],
                area="990101",
                terminal="QS01",
                log=structlog.get_logger(),
            ),
            send=self._send,
            send_log=self._send_log,
            log_tail=lambda most: "the log"[:most],
            hint=self.hints.append,
            clock=lambda: NOW,
            monotonic_s=lambda: 0.0,
            rng=random.Random(1),
            log=structlog.get_logger(),
        )

    def _send(self, beat: Heartbeat) -> HeartbeatReply:
        self.sent.append(beat)
        if isinstance(self.answer, LinkError):
            raise self.answer
        return self.answer

    def _send_log(self, report: LogReport) -> LogReply:
        if isinstance(self.answer, LinkError) or self.loses_logs:
            raise CenterDown
        self.logs.append(report)
        return LogReply(wanted=True)

    def close(self) -> None:
        self.pulse.close()
        self.outbox.close()


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def test_a_beat_tells_what_is_known(bench: Bench) -> None:
    bench.pulse.add_use("pension", {"started": 3})
    delay_s = bench.beater.step()
    assert EVERY_S * 0.7 < delay_s < EVERY_S * 1.3
    (beat,) = bench.sent
    assert [use.started for use in beat.uses] == [3]
    assert (beat.outbox_depth, beat.releases.good) == (0, 0)
    assert bench.pulse.word("beat_at") == NOW.isoformat()
    bench.beater.step()
    assert bench.sent[1].uses == ()


@pytest.mark.parametrize("loses", ["the beat", "the answer"])
def test_counts_come_once_whatever_gets_lost_on_the_way(bench: Bench, loses: str) -> None:
    """The center counts the same heartbeat once; so what may have come is sent again as it was."""
    taken: dict[str, int] = {}

    def send(beat: Heartbeat) -> HeartbeatReply:
        if bench.answer is not lost or loses == "the answer":
            taken[beat.beat_id] = sum(use.started for use in beat.uses)
        return Bench._send(bench, beat)

    lost = bench.answer = CenterDown()
    bench.beater._send = send
    bench.pulse.add_use("pension", {"started": 3})
    for _ in range(12):
        assert EVERY_S / 2 <= bench.beater.step() <= LONGEST_S
        bench.pulse.add_use("pension", {"started": 1})
    bench.answer = HeartbeatReply(center_time=NOW)
    bench.beater.step()
    assert sum(taken.values()) == 15
    assert bench.pulse.uses() == ()


@pytest.mark.parametrize("no", [Refused(ErrorCode.MALFORMED), CenterDown(status=500)])
def test_a_beat_that_the_center_does_not_take_is_not_sent_for_ever(bench: Bench, no: LinkError) -> None:
    bench.pulse.add_use("pension", {"started": 3})
    bench.answer = no
    for _ in range(3):
        bench.beater.step()
    assert len({beat.beat_id for beat in bench.sent}) == len(bench.sent) == 3
    bench.answer = HeartbeatReply(center_time=NOW)
    bench.beater.step()
    assert [use.started for use in bench.sent[-1].uses] == [3]


def test_a_beat_on_its_way_that_cannot_be_read_any_more_is_let_go(bench: Bench) -> None:
    bench.pulse.note("on_its_way", '{"beat_id": "of an older program"}')
    bench.beater.step()
    assert len(bench.sent) == 1


class TwoBeats(threading.Event):
    """Tells to stop after two beats, without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.delays_s: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.delays_s.append(timeout)
        return len(self.delays_s) > 2


def test_a_full_disk_does_not_end_all_beats(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, logged: Logged
) -> None:
    def is_full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(bench.pulse, "told", is_full)
    stop = TwoBeats()
    run(bench.beater, stop=stop, rng=random.Random(1))
    assert len(bench.sent) == 2
    assert all(delay_s is not None and delay_s >= EVERY_S / 2 for delay_s in stop.delays_s[1:])
    assert len(logged.warnings) == 2


def test_a_rightly_signed_order_waits_once_and_is_reported_done_once(bench: Bench) -> None:
    wanted = order()
    bench.answer = HeartbeatReply(center_time=NOW, commands=(wanted,))
    bench.beater.step()
    bench.beater.step()
    assert bench.pulse.orders(NOW) == [Order(wanted.command_id, CommandKind.SELF_TEST)]
    assert bench.pulse.carried_out(wanted.command_id)
    assert not bench.pulse.carried_out(wanted.command_id)
    assert bench.pulse.orders(NOW) == []
    bench.beater.step()
    bench.beater.step()
    assert [beat.done for beat in bench.sent[2:]] == [(wanted.command_id,), ()]
    assert bench.pulse.orders(NOW) == []


@pytest.mark.parametrize(
    "wrong",
    [
        order(key=SigningKey(b"x" * 32)),
        order(terminal="QS02"),
        order(not_after=NOW - timedelta(seconds=1)),
        order().model_copy(update={"kind": CommandKind.RESTART}),
        order().model_copy(update={"not_after": NOW + timedelta(days=30)}),
        order().model_copy(update={"signature": "not base64!"}),
        order().model_copy(update={"signature": "c2hvcnQ="}),
    ],
    ids=["foreign key", "another terminal", "too late", "another kind", "longer", "nonsense", "short"],
)
def test_a_wrong_order_is_not_taken(bench: Bench, wrong: Command, logged: Logged) -> None:
    bench.answer = HeartbeatReply(center_time=NOW, commands=(wrong,))
    bench.beater.step()
    assert bench.pulse.orders(NOW) == []
    assert len(logged.named("order_refused")) == 1


def test_without_a_key_no_order_is_taken(tmp_path: Path, logged: Logged) -> None:
    bench = Bench(tmp_path, command_key=None)
    bench.answer = HeartbeatReply(center_time=NOW, commands=(order(),))
    bench.beater.step()
    assert bench.pulse.orders(NOW) == []
    assert len(logged.named("order_refused")) == 1
    bench.close()


def test_what_the_center_stopped_is_written_down_for_the_supervisor(bench: Bench, tmp_path: Path) -> None:
    bench.answer = HeartbeatReply(center_time=NOW, held=(6, 8), config_hint=9)
    bench.beater.step()
    assert word_of(tmp_path).held == {6, 8}
    bench.answer = HeartbeatReply(center_time=NOW)
    bench.beater.step()
    assert word_of(tmp_path).held == frozenset()


def test_a_hint_is_handed_on(bench: Bench) -> None:
    bench.answer = HeartbeatReply(center_time=NOW, config_hint=9)
    bench.beater.step()
    assert bench.hints == [9]


def notice(*, key: SigningKey = NOTICE_KEY, **changes: object) -> Notice:
    given = {
        "notice_id": uuid.uuid4().hex,
        "level": NoticeLevel.URGENT,
        "area": "990101",
        "title": "今晚停电",
        "text": "今晚八点到十点停电。",
        "office": "示例镇人民政府",
        "begins_at": NOW,
        "ends_at": NOW + timedelta(hours=6),
    }
    wished = Notice.model_validate({**given, **changes})
    signature = base64.b64encode(key.sign(notice_text(wished)).signature).decode()
    return wished.model_copy(update={"signature": signature})


def test_the_log_is_brought_once_and_again_only_if_it_did_not_get_through(bench: Bench) -> None:
    wanted = order(CommandKind.COLLECT_LOG)
    bench.answer = HeartbeatReply(center_time=NOW, commands=(wanted,))
    bench.loses_logs = True
    bench.beater.step()
    assert bench.logs == []
    bench.loses_logs = False
    bench.beater.step()
    bench.beater.step()
    assert [(report.command_id, report.log) for report in bench.logs] == [(wanted.command_id, "the log")]
    assert bench.sent[2].done == (wanted.command_id,)


def test_an_order_that_is_too_late_is_not_carried_out(bench: Bench) -> None:
    bench.answer = HeartbeatReply(center_time=NOW, commands=(order(CommandKind.RESTART),))
    bench.beater.step()
    assert len(bench.pulse.orders(NOW + timedelta(minutes=59))) == 1
    assert bench.pulse.orders(NOW + timedelta(hours=1)) == []


def test_what_is_wished_at_the_terminal_is_not_told_to_the_center(bench: Bench) -> None:
    wish = bench.pulse.wish(CommandKind.SELF_TEST, NOW)
    assert [one.command_id for one in bench.pulse.orders(NOW)] == [wish]
    bench.pulse.carried_out(wish)
    assert bench.pulse.done() == ()


def test_a_notice_that_is_brought_twice_is_kept_once(bench: Bench) -> None:
    same = notice()
    bench.answer = HeartbeatReply(center_time=NOW, notices=(same, same))
    bench.beater.step()
    assert bench.pulse.notices() == (same,)


def test_notices_are_kept_until_the_center_leaves_them_out(bench: Bench) -> None:
    first, second = notice(), notice(title="停水")
    bench.answer = HeartbeatReply(center_time=NOW, notices=(first, second))
    bench.beater.step()
    assert [one.notice_id for one in bench.pulse.notices()] == [first.notice_id, second.notice_id]
    bench.answer = CenterDown()
    bench.beater.step()
    assert len(bench.pulse.notices()) == 2
    bench.answer = HeartbeatReply(center_time=NOW, notices=(second,))
    bench.beater.step()
    assert [one.notice_id for one in bench.pulse.notices()] == [second.notice_id]


@pytest.mark.parametrize(
    "wrong",
    [
        notice(key=SigningKey(b"x" * 32)),
        notice(area="990102"),
        notice(terminals=("QS02",)),
        notice().model_copy(update={"text": "别的话。"}),
        notice().model_copy(update={"ends_at": NOW + timedelta(days=20)}),
        notice().model_copy(update={"signature": "AAAA"}),
        notice().model_copy(update={"signature": ""}),
    ],
    ids=["foreign key", "foreign area", "another terminal", "another text", "longer", "short", "none"],
)
def test_a_wrong_notice_is_not_kept(bench: Bench, wrong: Notice, logged: Logged) -> None:
    bench.answer = HeartbeatReply(center_time=NOW, notices=(wrong,))
    bench.beater.step()
    assert bench.pulse.notices() == ()
    assert len(logged.named("notice_refused")) == 1


def test_after_a_start_notices_of_a_key_that_no_longer_counts_are_gone(bench: Bench, logged: Logged) -> None:
    right, foreign = notice(), notice(key=SigningKey(b"x" * 32))
    bench.pulse.keep_notices((right, foreign))
    bench.beater.forget_foreign()
    assert bench.pulse.notices() == (right,)
    assert len(logged.named("notice_refused")) == 1


def test_an_ordered_restart_waits_for_the_supervisor_and_happens_once(bench: Bench, tmp_path: Path) -> None:
    wish = bench.pulse.wish(CommandKind.RESTART, datetime.now(UTC))
    assert word_of(tmp_path).restart == wish
    assert carried_out(tmp_path, wish)
    assert not carried_out(tmp_path, wish)
    assert word_of(tmp_path).restart == ""


def test_an_order_that_cannot_be_carried_out_is_reported_with_why_and_once(
    bench: Bench, logged: Logged
) -> None:
    def unreadable(_: int) -> str:
        raise PermissionError

    bench.beater._log_tail = unreadable
    wanted = order(CommandKind.COLLECT_LOG)
    bench.answer = HeartbeatReply(center_time=NOW, commands=(wanted,))
    for _ in range(3):
        bench.beater.step()
    assert [dict(beat.failed) for beat in bench.sent] == [
        {},
        {wanted.command_id: WhyNot.LOG_UNREADABLE},
        {},
    ]
    assert not any(beat.done for beat in bench.sent)
    assert [one["outcome"] for one in logged.named("order_finished")] == ["log-unreadable"]


def test_a_log_that_was_never_kept_is_not_brought_as_an_empty_one(bench: Bench, logged: Logged) -> None:
    bench.beater._log_tail = lambda _: ""
    wanted = order(CommandKind.COLLECT_LOG)
    bench.answer = HeartbeatReply(center_time=NOW, commands=(wanted,))
    bench.beater.step()
    assert bench.logs == []
    assert bench.pulse.failed(NOW) == {wanted.command_id: WhyNot.NO_LOG}
    assert logged.named("order_finished")


def test_it_says_whether_the_terminal_is_closed(bench: Bench) -> None:
    assert bench.beater.beat().closed is False
    bench.pulse.note(CLOSED, "yes")
    assert bench.beater.beat().closed is True
