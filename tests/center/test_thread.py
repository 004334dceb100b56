"""From enrolment to 已送到服务中心, in one go."""

from __future__ import annotations

from center.protocol import IssuedDocument, LookupReply
from tests.center.support import Terminal, Town, number_of


def test_enroll_look_up_document_message(town: Town, terminal: Terminal) -> None:
    number = number_of("示例·张大山")

    known = LookupReply.model_validate_json(
        terminal.look_up(number, "profile", "pension", "allowances", "cases").content
    )
    assert known.known
    facts = known.facts()
    assert facts["pension"]["monthly"] == "185.00"
    assert facts["pension"]["as_of"] == "2025-09-17"
    assert facts["allowances"]["old_age"]["stage"] == "none"  # type: ignore[index, call-overload]
    assert facts["profile"]["phone"] is None

    document = IssuedDocument.model_validate_json(terminal.document(number, "pension_benefits").content)
    assert document.sample
    assert document.rows[0].value == "示例·张大山"
    page = town.http.get(document.verify_url.removeprefix("http://center.test"))
    assert "样张" in page.text
    assert "示例·张*山" in page.text
    assert "张大山" not in page.text

    message = terminal.message()
    stored = terminal.put(message)
    assert stored.status_code == 201
    assert stored.json()["state"] == "stored"

    progress = terminal.post("/v1/progress", receipt=message.receipt).json()
    assert progress["items"][0]["state"] == "received"
    assert progress["items"][0]["timeline"][0]["what"] == "已送到服务中心"
