from __future__ import annotations

import base64
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import func, select

from center.desk.people import Staff, StaffRole
from center.errors import CenterError
from center.merging import Stage
from center.protocol import CaseMessage, MessageKind
from center.tables import cases, messages
from tests.center.support import Terminal, Town, number_of

ON_BOTH = True


def code_of(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def count(town: Town, table: object) -> int:
    with town.center.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


def progress(terminal: Terminal, message: CaseMessage) -> dict[str, Any]:
    items = terminal.post("/v1/progress", receipt=message.receipt).json()["items"]
    assert len(items) == 1
    found: dict[str, Any] = items[0]
    return found


def follow(message: CaseMessage, kind: str, **changes: object) -> CaseMessage:
    return CaseMessage.model_validate(
        message.model_dump() | {"message_id": uuid.uuid4().hex, "kind": kind} | changes
    )


def test_the_same_message_again_gets_the_same_reply(town: Town, terminal: Terminal) -> None:
    message = terminal.message()
    body = terminal.body(message)
    first = terminal.put(message, body)
    town.clock.on(days=3)
    again = terminal.put(message, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"replayed": True}
    assert (count(town, cases), count(town, messages)) == (1, 1)


def test_the_same_id_with_another_body_is_refused(terminal: Terminal) -> None:
    message = terminal.message()
    assert terminal.put(message).status_code == 201
    assert code_of(terminal.put(message)) == (422, "body_differs")  # sealed anew: other bytes


def test_five_at_once_are_one(town: Town, terminal: Terminal) -> None:
    message = terminal.message()
    body = terminal.body(message)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: terminal.put(message, body), range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert (count(town, cases), count(town, messages)) == (1, 1)


def test_the_envelope_must_be_ours_and_about_this_case(town: Town, terminal: Terminal) -> None:
    message = terminal.message()
    envelope = json.loads(terminal.body(message))

    def put(**changes: object) -> tuple[int, str]:
        return code_of(terminal.put(message, json.dumps(envelope | changes).encode()))

    stranger = SealedBox(PrivateKey.generate().public_key).encrypt(message.model_dump_json().encode())
    assert put(ciphertext=base64.b64encode(stranger).decode()) == (422, "wrong_envelope")
    assert put(ciphertext="AAAA") == (422, "wrong_envelope")
    assert put(ciphertext="AAAAA") == (422, "wrong_envelope")
    assert put(key_id="t990101-9999") == (422, "unknown_key")
    assert put(key_id="people") == (422, "wrong_envelope") or put(key_id="people") == (422, "unknown_key")
    assert put(alg=2) == (422, "malformed")
    for changes in ({"case_id": "b" * 32}, {"message_id": "b" * 32}, {"terminal": "QS09"}):
        other = CaseMessage.model_validate(message.model_dump() | changes)
        assert code_of(terminal.put(message, terminal.body(other))) == (422, "wrong_envelope")
    garbage = SealedBox(PrivateKey(base64.b64decode(key_file(town).read_bytes())).public_key)
    sealed = base64.b64encode(garbage.encrypt(b'{"people": "\xe5\xbc\xa0"}')).decode()
    assert put(ciphertext=sealed) == (422, "wrong_envelope")
    assert count(town, cases) == 0


def key_file(town: Town) -> Path:
    return next(town.center.keyring._folder.glob("t990101-*.key"))


def test_another_terminal_may_not_bring_it(town: Town, terminal: Terminal) -> None:
    message = terminal.message()
    assert code_of(town.new_terminal("QS02").put(message, terminal.body(message))) == (422, "wrong_envelope")


def test_nothing_readable_is_kept(town: Town, terminal: Terminal) -> None:
    terminal.put(terminal.message())
    with town.center.store.read() as connection:
        stored = str(connection.execute(select(messages)).all()) + str(
            connection.execute(select(cases)).all()
        )
    assert not [word for word in ("张大山", number_of("示例·张大山"), "没有电话") if word in stored]


def test_a_half_filled_case_tells_who_has_it_what_to_bring_and_what_was_done(
    town: Town, terminal: Terminal
) -> None:
    papers = [
        {"paper": "id-card", "title": "身份证", "state": "brought"},
        {"paper": "passbook", "title": "存折", "state": "later"},
    ]
    draft = terminal.message(kind="draft", papers=papers)
    terminal.put(draft)
    told = progress(terminal, draft)
    assert (told["state"], told["bring"], told["can_withdraw"]) == ("waiting", ["存折"], True)
    assert [step["what"] for step in told["timeline"]] == ["在机器上填了一半，交给窗口"]
    window = Staff("W01", "示例·周敏", StaffRole.WINDOW, "990101", "023-0000 0102")
    town.center.desk.accounts.add(window, password="long enough 1")
    town.center.handoffs.take(draft.case_id, window)
    told = progress(terminal, draft)
    assert told["state"] == "in_work"
    assert told["holder"].endswith("示例·周敏")
    assert told["phone"] == "023-0000 0102"


def test_a_draft_is_found_by_its_person_and_by_nobody_else(town: Town, terminal: Terminal) -> None:
    draft = terminal.message(kind="draft")
    assert terminal.put(draft).json()["state"] == "stored"
    casework = town.center.casework
    assert [item.case_id for item in casework.of_person(number_of("示例·张大山"))] == [draft.case_id]
    assert casework.of_person(number_of("示例·李桂英")) == []
    assert casework.current(draft.case_id) == draft
    assert progress(terminal, draft)["state"] == "waiting"
    submit = follow(draft, "submit")
    assert terminal.put(submit).status_code == 201
    late = follow(draft, "draft", notes="late")
    assert terminal.put(late).status_code == 201
    assert casework.current(draft.case_id) == submit
    assert progress(terminal, submit)["state"] == "received"


def test_withdrawal_until_the_department_has_accepted(town: Town, terminal: Terminal) -> None:
    first, second = terminal.message(), terminal.message()
    for message in (first, second):
        terminal.put(message)
    withdrawn = terminal.put(follow(first, "withdraw"))
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (201, "withdrawn")
    assert progress(terminal, first)["state"] == "withdrawn"

    assert progress(terminal, second)["can_withdraw"] is True
    town.center.casework.advance(receipt=second.receipt, stage=Stage.ACCEPTED, who="示例镇民政办")
    assert progress(terminal, second)["can_withdraw"] is False
    assert code_of(terminal.put(follow(second, "withdraw"))) == (409, "already_accepted")
    assert code_of(terminal.put(follow(second, "correct"))) == (409, "already_accepted")
    shown = progress(terminal, second)
    assert shown["state"] == "accepted"
    timeline = shown["timeline"]
    assert isinstance(timeline, list)
    assert [event["what"] for event in timeline] == ["已送到服务中心", "部门已受理"]


def test_a_correction_replaces_what_was_sent(town: Town, terminal: Terminal) -> None:
    message = terminal.message()
    terminal.put(message)
    correction = follow(message, "correct", notes="电话写错了")
    assert terminal.put(correction).status_code == 201
    assert town.center.casework.current(message.case_id) == correction
    assert progress(terminal, message)["state"] == "received"


def test_a_case_keeps_its_receipt_and_its_person(town: Town, terminal: Terminal) -> None:
    message = terminal.message()
    terminal.put(message)
    elsewhere = town.new_terminal("QS02")
    receipt = elsewhere.message().receipt
    correction = follow(message, "correct", terminal="QS02", receipt=receipt)
    assert elsewhere.put(correction).json()["receipt"] == message.receipt
    assert progress(elsewhere, message)["receipt"] == message.receipt
    assert terminal.post("/v1/progress", receipt=receipt).json()["items"] == []
    other = {"subject": {"name": "示例·李桂英", "number": number_of("示例·李桂英"), "how": "card"}}
    for kind in ("withdraw", "correct"):
        for people in (other, {}):
            assert code_of(terminal.put(follow(message, kind, people=people))) == (422, "wrong_envelope")
    found = terminal.post("/v1/progress", number=number_of("示例·张大山"), established="card").json()
    assert [item["state"] for item in found["items"]] == ["received"]


def test_a_withdrawal_that_overtakes_its_case_holds(terminal: Terminal) -> None:
    message = terminal.message()
    assert terminal.put(follow(message, "withdraw")).json()["state"] == "withdrawn"
    assert terminal.put(message).json()["state"] == "withdrawn"
    assert progress(terminal, message)["state"] == "withdrawn"


def test_the_same_matter_twice_is_noticed(town: Town, terminal: Terminal) -> None:
    first, second = terminal.message(), terminal.message()
    assert terminal.put(first).json()["twice"] is None
    assert terminal.put(second).json()["twice"] == first.receipt
    other = terminal.message(
        services=["senior-card"],
        parts=[{"service": "senior-card", "title": "老年证", "consent": "not_asked", "state": "ready"}],
    )
    assert terminal.put(other).json()["twice"] is None
    person = {"subject": {"name": "示例·李桂英", "number": number_of("示例·李桂英"), "how": "card"}}
    assert terminal.put(terminal.message(people=person)).json()["twice"] is None
    town.clock.on(days=200)
    assert terminal.put(terminal.message()).json()["twice"] is None  # another year
    terminal.put(follow(first, "withdraw"))
    terminal.put(follow(second, "withdraw"))


def test_a_case_without_a_person(terminal: Terminal) -> None:
    message = terminal.message(people={})
    assert terminal.put(message).status_code == 201
    assert progress(terminal, message)["state"] == "received"


def test_cases_are_found_by_person_after_a_card(terminal: Terminal) -> None:
    message = terminal.message()
    terminal.put(message)
    number = number_of("示例·张大山")
    found = terminal.post("/v1/progress", number=number, established="card").json()["items"]
    assert [item["receipt"] for item in found] == [message.receipt]
    assert code_of(terminal.post("/v1/progress", number=number, established="typed")) == (403, "needs_card")
    assert code_of(terminal.post("/v1/progress", number=number)) == (422, "malformed")
    assert code_of(terminal.post("/v1/progress")) == (422, "malformed")
    both = terminal.post("/v1/progress", number=number, established="card", receipt=message.receipt)
    assert code_of(both) == (422, "malformed")


def test_an_office_moves_only_what_was_handed_in(town: Town, terminal: Terminal) -> None:
    draft = terminal.message(kind=MessageKind.DRAFT)
    terminal.put(draft)
    for receipt in (draft.receipt, "QS01-999999-0"):
        with pytest.raises(CenterError):
            town.center.casework.advance(receipt=receipt, stage=Stage.ACCEPTED, who="x")


def test_of_many_that_say_the_same_at_once_all_but_the_first_are_told(town: Town) -> None:
    terminals = [town.new_terminal(f"QS{number:02}") for number in range(11, 17)]
    ready = threading.Barrier(len(terminals))

    def submit(terminal: Terminal) -> str | None:
        message = terminal.message()
        body = terminal.body(message)
        ready.wait(20)
        told: str | None = terminal.put(message, body).json()["twice"]
        return told

    with ThreadPoolExecutor(len(terminals)) as threads:
        told = list(threads.map(submit, terminals))
    assert told.count(None) == 1
