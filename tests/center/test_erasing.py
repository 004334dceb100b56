from __future__ import annotations

import threading
import uuid
from datetime import datetime

import pytest
from sqlalchemy import func, select

from center.merging import Stage
from center.protocol import CaseMessage
from center.tables import case_events, case_parts, cases, documents, lookups, messages, metadata, nonces
from tests.center.support import Terminal, Town, number_of
from tests.conftest import Logged

ON_BOTH = True


def counts(town: Town) -> dict[str, int]:
    with town.center.store.read() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


def test_each_thing_goes_after_its_time_and_not_before(town: Town, terminal: Terminal) -> None:
    draft, done, open_case, withdrawn = (
        terminal.message(kind=kind) for kind in ("draft", "submit", "submit", "submit")
    )
    for message in (draft, done, open_case, withdrawn):
        assert terminal.put(message).status_code == 201
    town.center.casework.advance(receipt=done.receipt, stage=Stage.DONE, who="示例镇民政办")
    withdraw = CaseMessage.model_validate(
        withdrawn.model_dump() | {"message_id": uuid.uuid4().hex, "kind": "withdraw"}
    )
    terminal.put(withdraw)
    terminal.document(number_of("示例·张大山"), "pension_benefits")
    town.center.enrolling.give_code(terminal="QS07", township="990101")

    assert set(town.center.erasing.run().values()) == {0}
    before = counts(town)
    assert before[cases.name] == 4

    town.clock.on(days=29)
    town.center.erasing.run()
    assert counts(town) == before | {"nonces": 0, "enroll_codes": 0}
    town.clock.on(days=2)
    assert town.center.erasing.run()["cases"] == 1
    town.clock.on(days=3 * 365)
    town.center.erasing.run()

    left = counts(town)
    assert (left[lookups.name], left[documents.name], left[nonces.name]) == (0, 0, 0)
    assert (left[cases.name], left[messages.name], left[case_parts.name]) == (1, 1, 1)
    assert left[case_events.name] == 1
    assert town.center.casework.current(open_case.case_id) == open_case
    assert left["terminals"] == 1


def test_a_fault_does_not_end_the_erasing(
    town: Town, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick's folder that cannot be removed today must not keep everything else for ever."""

    def broken(_before: datetime) -> int:
        raise PermissionError

    monkeypatch.setattr(town.center.erasing, "_forget_exports", broken)
    over = threading.Event()
    over.set()
    town.center.erasing.run_until(over)
    assert [event["fault"] for event in logged.named("erasing_failed")] == ["PermissionError"]
