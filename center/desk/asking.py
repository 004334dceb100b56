"""The form's questions as fields of a page, and what comes back from them.

Checks are those of the terminal; the words of a fault are the terminal's too. Staff have a keyboard, so a
text may be written where a villager could only choose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from center.desk.content import CaseForm
from config.services import FieldKind, ServiceField, Spoken
from kiosk.core import fields
from kiosk.core.cases import Answer, Source
from kiosk.core.facts import MISSING, dig
from kiosk.core.fields import Draft, Fault
from kiosk.core.identity import normalised
from kiosk.core.journey import Step, StepKind
from kiosk.core.options import options_of
from kiosk.core.wording import fill

SKIP, UNKNOWN, KNOWN, FREE, NONE = "~skip", "~unknown", "~known", "~free", "~none"
LONGEST_TEXT = 500
_MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Pick:
    """One choice."""

    id: str
    text: str
    detail: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to write into."""

    name: str
    label: str
    value: str
    width: int
    numeric: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page.

    Attributes:
        key: Its name in the page's form.
        kind: boxes, one, several, text or group.
        shown: The answer that stands there now; "" for none.
        source: From where, in words.
        by_staff: Whether staff put it there and the person has not yet said yes.
        open: Whether it has no answer yet.
    """

    key: str
    kind: str
    ask: str
    label: str
    hint: str
    shown: str
    source: str
    by_staff: bool
    open: bool
    picks: tuple[Pick, ...] = ()
    boxes: tuple[Box, ...] = ()
    text: str = ""
    members: int = 0
    most: int = 0
    fault: str = ""


@dataclass(slots=True)
class Filled:
    """What a posted page did to the form."""

    changed: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)


Posted = Mapping[str, Sequence[str]]


def questions(form: CaseForm, filled: Filled | None = None) -> list[Asked]:
    """Every question of the form, as the page asks it."""
    filled = filled or Filled()
    return [_question(form, step, filled) for step in form.steps()]


def fill_in(form: CaseForm, posted: Posted, *, staff_id: str, today: date) -> Filled:
    """Take what was posted: an answer that did not change keeps its source, a changed one is the staff's.

    Answers open and close questions, so it goes on until nothing more was asked on that page.
    """
    filled = Filled()
    seen: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        fresh = [step for step in form.steps() if step.id not in seen and f"has:{step.id}" in posted]
        if not fresh:
            break
        for step in fresh:
            seen.add(step.id)
            if step.kind is StepKind.FIELD:
                _take(form, step, posted, filled, staff_id=staff_id, today=today)
    _members(form, posted, filled)
    return filled


# -- drawing -------------------------------------------------------------------------------------------


def _question(form: CaseForm, step: Step, filled: Filled) -> Asked:
    asked = step.field
    assert asked is not None
    answer = form.journey.answers.get(step.id)
    kept = filled.kept.get(step.id)
    common: dict[str, Any] = {
        "key": step.id,
        "ask": asked.ask.text if isinstance(asked.ask, Spoken) else asked.ask,
        "label": asked.label if step.member is None else f"第{step.member + 1}人 {asked.label}",
        "hint": asked.hint,
        "shown": answer.shown if answer else "",
        "source": _source(answer),
        "by_staff": answer is not None and answer.by_staff and not answer.confirmed,
        "open": answer is None and step.kind is StepKind.FIELD,
        "fault": filled.faults.get(step.id, ""),
    }
    if step.kind is StepKind.GROUP:
        return Asked(kind="group", members=form.journey.members.get(step.id, 0), most=asked.most, **common)
    picks = tuple(_picks(form, step, asked, answer))
    boxes = fields.boxes_of(asked)
    if boxes:
        texts = kept["boxes"] if kept else fields.draft_of(asked, answer.value if answer else None).texts
        padded = [*texts, *[""] * len(boxes)]
        made = tuple(
            Box(f"b:{step.id}:{at}", box.label, padded[at], box.width, "X" not in box.keys)
            for at, box in enumerate(boxes)
        )
        return Asked(kind="boxes", boxes=made, picks=picks, **common)
    if asked.kind is FieldKind.CHOICES:
        return Asked(kind="several", picks=picks, **common)
    writes = asked.kind in (FieldKind.TEXT, FieldKind.ADDRESS)
    own = answer is not None and answer.value is not None and not any(pick.chosen for pick in picks)
    text = str(answer.value) if writes and own and answer is not None else ""
    return Asked(kind="text" if writes else "one", picks=picks, text=text, **common)


def _picks(form: CaseForm, step: Step, asked: ServiceField, answer: Answer | None) -> list[Pick]:
    value = answer.value if answer else None
    chosen = set(value) if isinstance(value, (list, tuple)) else {value}
    picks = [
        Pick(option.id, option.text, option.detail, option.id in chosen)
        for option in options_of(asked, form.names, form.scope(step))
    ]
    known = asked.known
    if known is not None and dig(form.names, known.fact) is not MISSING:
        fact = dig(form.names, known.fact)
        words = (fill(known.text, form.names) if known.text else None) or "用记录上的"
        shown = fields.shown_value(asked, fact)
        picks.insert(0, Pick(KNOWN, words, shown, answer is not None and value == fact))
    if asked.kind is FieldKind.CONSENT:
        picks += [Pick("yes", "同意", chosen=value == "yes"), Pick("no", "不同意", chosen=value == "no")]
    if asked.kind is FieldKind.FILE:
        picks += [Pick("brought", "带来了", chosen=value == "brought")]
        picks += [Pick("later", "以后补", chosen=value == "later")]
    if asked.kind is FieldKind.CHOICES:
        none = form.release.wording.phrase("answer.none").text
        picks.append(Pick(NONE, none, chosen=answer is not None and value == []))
    empty = answer is not None and answer.value is None
    said = answer.shown if answer else ""
    if asked.unknown:
        picks.append(Pick(UNKNOWN, asked.unknown, chosen=empty and said == asked.unknown))
    if asked.skip:
        picks.append(Pick(SKIP, asked.skip, chosen=empty and said != asked.unknown))
    elif empty and not asked.unknown:
        picks.append(Pick(SKIP, said or "到窗口再说", chosen=True))
    strange = isinstance(value, str) and answer is not None and not any(pick.chosen for pick in picks)
    if strange and asked.kind is FieldKind.CHOICE:
        picks.insert(0, Pick(str(value), said or str(value), chosen=True))
    return picks


def _source(answer: Answer | None) -> str:
    if answer is None:
        return ""
    match answer.source:
        case Source.CARD:
            return "身份证上的"
        case Source.RECORD:
            return "记录上的"
        case Source.PERSON:
            return "本人填的"
        case _:
            who = answer.source.partition(":")[2]
            return f"工作人员 {who} 填的" + ("" if answer.confirmed else "，本人还没点头")


# -- taking --------------------------------------------------------------------------------------------


def _take(form: CaseForm, step: Step, posted: Posted, filled: Filled, *, staff_id: str, today: date) -> None:
    asked = step.field
    assert asked is not None
    before = form.journey.answers.get(step.id)
    found = _posted(form, step, asked, posted, today)
    if found is None:
        if before is not None:
            del form.journey.answers[step.id]
            form.journey.settled.discard(step.id)
            filled.changed.append(step.id)
        return
    if isinstance(found, Fault):
        phrase = form.release.wording.phrase(found.key)
        filled.faults[step.id] = fill(phrase.text, found.values) or phrase.text
        filled.kept[step.id] = {"boxes": _texts(asked, step, posted)}
        return
    value, shown = found
    if before is not None and before.value == value and (value is not None or before.shown == shown):
        return
    fresh = before or Answer(None)
    form.journey.staff_edit(step.id, fresh.edited(value, staff_id=staff_id, shown=shown))
    filled.changed.append(step.id)


def _posted(
    form: CaseForm, step: Step, asked: ServiceField, posted: Posted, today: date
) -> tuple[Any, str] | Fault | None:
    """What stands on the page now: a value with how it is shown, a fault, or nothing."""
    ticked = [pick for pick in posted.get(f"p:{step.id}", ()) if pick]
    texts = _texts(asked, step, posted)
    before = form.journey.answers.get(step.id)
    if asked.kind is FieldKind.CHOICES:
        return _several(form, step, asked, ticked)
    written = "".join(posted.get(f"t:{step.id}", ())).strip()[:LONGEST_TEXT]
    if any(texts):
        draft = Draft(tuple(texts))
        found = fields.check(asked, draft, form.scope(step), today)
        if isinstance(found, Fault):
            return found
        value: Any = found.value
        if asked.kind is FieldKind.PERSON:
            same = before is not None and isinstance(before.value, Mapping)
            if same and before is not None and before.value.get("number") == value:
                return before.value, before.shown
            value = {"number": found.value, "name": "", "how": "typed"}
        return value, found.shown
    if written and (not ticked or ticked[0] == FREE):
        return fields.ruled_out(asked, written, form.scope(step)) or (written, written)
    if not ticked:
        return None
    return _one(form, step, asked, ticked[0], before)


def _one(
    form: CaseForm, step: Step, asked: ServiceField, pick: str, before: Answer | None
) -> tuple[Any, str] | Fault | None:
    match pick:
        case "~skip":
            kept = before is not None and before.value is None and not asked.skip
            return None, (before.shown if kept and before is not None else asked.skip)
        case "~unknown":
            return None, asked.unknown
        case "~known" if asked.known is not None:
            value = dig(form.names, asked.known.fact)
            return None if value is MISSING else (value, fields.shown_value(asked, value))
        case "~free":
            return None
    offered = {one.id: one.text for one in _picks(form, step, asked, before)}
    if pick not in offered:
        return None
    return fields.ruled_out(asked, pick, form.scope(step)) or (pick, offered[pick])


def _several(
    form: CaseForm, step: Step, asked: ServiceField, ticked: Sequence[str]
) -> tuple[Any, str] | Fault | None:
    if not ticked:
        return None
    before = form.journey.answers.get(step.id)
    if UNKNOWN in ticked:
        return None, asked.unknown
    if SKIP in ticked:
        return None, asked.skip
    offered = {one.id: one.text for one in _picks(form, step, asked, before) if one.id[0] != "~"}
    picked = [id_ for id_ in offered if id_ in ticked]
    none = form.release.wording.phrase("answer.none").text
    shown = "、".join(offered[id_] for id_ in picked) or none
    return fields.ruled_out(asked, picked, form.scope(step)) or (picked, shown)


def _texts(asked: ServiceField, step: Step, posted: Posted) -> list[str]:
    texts = []
    for at, box in enumerate(fields.boxes_of(asked)):
        text = "".join(posted.get(f"b:{step.id}:{at}", ()))
        plain = normalised(text)
        texts.append("".join(key for key in plain if key in box.keys)[: box.width])
    return texts


_MEMBER = re.compile(r"(.{1,120})/(\d{1,3})")


def _members(form: CaseForm, posted: Posted, filled: Filled) -> None:
    """One more member of a repeating group, or one less."""
    groups = {step.id: step.field for step in form.steps() if step.kind is StepKind.GROUP}
    for key in posted.get("add", ()):
        group = groups.get(key)
        if group is not None and form.journey.members.get(key, 0) < group.most:
            form.journey.add_member(group)
            filled.changed.append(key)
    for name in posted.get("remove", ()):
        found = _MEMBER.fullmatch(name)
        group = groups.get(found[1]) if found else None
        if found and group is not None and int(found[2]) < form.journey.members.get(found[1], 0):
            form.journey.remove_member(group, int(found[2]))
            filled.changed.append(found[1])
