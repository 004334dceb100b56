from __future__ import annotations

import uuid

from sqlalchemy import func, select

from center.merging import Stage
from center.protocol import CaseMessage
from center.tables import case_events, case_parts, cases, documents, lookups, messages, metadata, nonces
from tests.center.support import Terminal, Town, number_of

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
