"""Keypads and entry boxes: what is keyed, in groups, with how much is still missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from config.services import FieldKind, ServiceField
from kiosk.core import fields
from kiosk.core.fields import Draft
from kiosk.core.screens import NOTHING, Choice, Entry, EntryPart, Words

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

GROUP_SPACES = {FieldKind.PHONE: 2, FieldKind.IDENTITY: 2, FieldKind.PERSON: 2}


def keys_for(visit: Visit, asked: ServiceField) -> tuple[Choice | None, ...]:
    """Twelve keys, row by row: digits, one more where it is needed, 退一位."""
    boxes = fields.boxes_of(asked)
    if not boxes:
        return ()
    digits = [_key(digit) for digit in "123456789"]
    extra = next((_key(key) for key in boxes[0].keys if key in "X."), None)
    erase = replace(visit.choice("key:back", "key.back", "backspace-outline"), words=visit.words("key.back"))
    return (*digits, extra, _key("0"), erase)


def _key(character: str) -> Choice:
    return Choice(f"key:{character}", Words.of(character))


def entry_of(visit: Visit, asked: ServiceField, draft: Draft) -> Entry | None:
    """The boxes as they are shown, with what is still missing."""
    boxes = fields.boxes_of(asked)
    if not boxes:
        return None
    texts = (*draft.texts, "", "")[: len(boxes)]
    parts = tuple(
        EntryPart(
            id=f"part:{at}",
            text=fields.grouped(asked, text),
            label=box.label,
            width=box.width + GROUP_SPACES.get(asked.kind, 0),
            active=at == draft.active,
        )
        for at, (box, text) in enumerate(zip(boxes, texts, strict=True))
    )
    return Entry(parts, remark=_remark(visit, asked, draft))


def _remark(visit: Visit, asked: ServiceField, draft: Draft) -> Words:
    if fields.is_empty(draft):
        return NOTHING
    missing = fields.missing_digits(asked, draft)
    if missing:
        return Words(visit.words("entry.missing", count=missing).written)
    return visit.words("entry.complete") if asked.kind in GROUP_SPACES else NOTHING


def fault_words(visit: Visit, draft: Draft) -> Words:
    """What the last 下一步 found, in words."""
    if draft.fault is None:
        return NOTHING
    return (
        visit.private(draft.fault.key, **draft.fault.values)
        if draft.fault.values.get("group")
        else (visit.words(draft.fault.key, **draft.fault.values))
    )
