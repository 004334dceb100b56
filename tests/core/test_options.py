"""Choices made from facts, beside those of the file."""

from __future__ import annotations

from config.services import ServiceField
from kiosk.core.options import options_of

HOUSEHOLD = {"profile": {"household": [{"name": "示例·秀莲"}, {"name": "示例·建国"}]}}


def asked(**more: object) -> ServiceField:
    options = [{"id": "self", "text": "我自己", "icon": "account-outline"}]
    base = {"id": "persons", "kind": "choices", "ask": "哪些人要交？", "label": "要交的人"}
    return ServiceField.model_validate({**base, "options": options, **more})


def test_beside_names_nobody_has_a_picture() -> None:
    mixed = asked(options_from={"over": "profile.household", "id": "item.name", "text": "{item.name}"})
    assert [(o.text, o.icon) for o in options_of(mixed, HOUSEHOLD)] == [
        ("示例·秀莲", ""),
        ("示例·建国", ""),
        ("我自己", ""),
    ]
    assert [o.icon for o in options_of(mixed, {})] == ["account-outline"]


def test_options_of_the_file_keep_their_pictures() -> None:
    assert [o.icon for o in options_of(asked(), HOUSEHOLD)] == ["account-outline"]
