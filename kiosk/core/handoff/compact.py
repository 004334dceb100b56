"""A draft as few bytes: a list by form position, options by number, Hanzi in GB18030 (two bytes, not three).

Too long for one code: free text is left out first, then the longest answers, and both ends are told which.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from config.release import Release
from config.services import ServiceField
from kiosk.core.cases import STAFF, Answer, CasePerson, Source
from kiosk.core.fields import shown_value
from kiosk.core.handoff.cbor import NOTHING, CborError, Item, decode, encode
from kiosk.core.handoff.draft import Draft
from kiosk.core.handoff.form import FREE, Form, form_of
from kiosk.core.identity import Established

_SOURCES = (Source.PERSON, Source.CARD, Source.RECORD)
_STAFF = len(_SOURCES)
_CONFIRMED = 4
_HOWS = tuple(Established)
_PRESSED = ("", "self", "family", "neighbor", "staff")
_CORRECTS = 1
_MAP, _ODD, _GIVEN = 0, 1, 2


class CompactError(ValueError):
    """These bytes are no draft, or one of another form."""


class OtherForm(CompactError):
    """The form has other positions here than where it was filled in."""


class TooLong(CompactError):
    """It does not fit, whatever is left out."""


def pack(draft: Draft, release: Release) -> bytes:
    """A draft as bytes; `unpack` with the same release gives it back, but for what is shown of answers.

    Raises:
        CompactError: It holds what a draft cannot.
    """
    try:
        return encode(_written(draft, form_of(release, draft.service_id)))
    except (UnicodeError, CborError, ValueError, KeyError) as error:
        raise CompactError("not a draft") from error


def pack_within(draft: Draft, release: Release, *, most_bytes: int) -> tuple[bytes, tuple[str, ...]]:
    """A draft in at most so many bytes, and the step ids that had to be left out.

    Raises:
        TooLong: Even without any answer it does not fit.
        CompactError: It holds what a draft cannot.
    """
    form = form_of(release, draft.service_id)
    raw = pack(draft, release)
    if len(raw) <= most_bytes:
        return raw, draft.cut
    draft = replace(draft, notes="")

    def weight(step_id: str) -> tuple[bool, int]:
        asked = form.asked(step_id)
        free = asked is None or (asked.kind in FREE and not _is_option(asked, draft.answers[step_id].value))
        return free, len(encode(_value(asked, draft.answers[step_id].value)))

    while len(raw := pack(draft, release)) > most_bytes:
        if not draft.answers:
            raise TooLong("even without answers")
        longest = max(draft.answers, key=weight)
        answers = {key: answer for key, answer in draft.answers.items() if key != longest}
        draft = replace(draft, answers=answers, cut=(*draft.cut, longest))
    return raw, draft.cut


def unpack(raw: bytes, release: Callable[[int], Release]) -> Draft:
    """Reads a draft; nothing in it is trusted.

    Args:
        raw: As `pack` wrote it.
        release: Gives the release of a number.

    Raises:
        OtherForm: That release has another form.
        CompactError: It is no draft.
    """
    try:
        return _read(decode(raw), release)
    except (OtherForm, CompactError):
        raise
    except (CborError, UnicodeError, ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
        raise CompactError("not a draft") from error


# -- writing -------------------------------------------------------------------------------------


def _text(text: str) -> bytes:
    return text.encode("gb18030")


def _written(draft: Draft, form: Form) -> list[Item]:
    keys = form.keys
    answers: list[Item] = []
    sources: list[Item] = []
    odd: list[Item] = []
    for key, asked in form.fields.items():
        answer = draft.answers.get(key)
        answers.append(NOTHING if answer is None else _value(asked, answer.value))
        if answer is not None:
            sources.append(_source(answer))
    for key in sorted(draft.answers.keys() - form.fields.keys()):
        answer = draft.answers[key]
        odd.append([_step(key, keys), _value(form.asked(key), answer.value), _source(answer)])
    while answers and answers[-1] is NOTHING:
        answers.pop()
    return [
        _case(draft.case_id),
        _text(draft.service_id),
        draft.release_seq,
        form.fingerprint,
        _text(draft.receipt),
        [
            [_text(role), _text(one.name), _number(one.number), _HOWS.index(one.how)]
            for role, one in sorted(draft.people.items())
        ],
        answers,
        _few(sources),
        odd,
        _step(draft.cursor, keys),
        _flags(form.papers, draft.papers),
        _flags(form.services, draft.consents),
        [[_step(key, keys), count] for key, count in sorted(draft.members.items())],
        [form.services.index(one) for one in sorted(draft.left_out)],
        [_step(one, keys) for one in draft.settled],
        [_PRESSED.index(draft.pressed_by), _CORRECTS if draft.corrects else 0],
        [_step(one, keys) for one in draft.cut],
        _text(draft.notes),
    ]


def _few(sources: list[Item]) -> Item:
    """One number where all have the same source; else one byte each, or a list where staff have names."""
    codes = [one for one in sources if isinstance(one, int)]
    if len(codes) < len(sources):
        return sources
    return codes[0] if len(set(codes)) == 1 else bytes(codes)


def _source(answer: Answer) -> Item:
    confirmed = _CONFIRMED if answer.confirmed else 0
    if answer.by_staff:
        return [_STAFF | confirmed, _text(answer.source.removeprefix(STAFF))]
    return _SOURCES.index(Source(answer.source)) | confirmed


def _case(case_id: str) -> Item:
    made = uuid.UUID(case_id)
    raw = made.bytes
    return raw if str(made) == case_id else [raw] if made.hex == case_id else _bad("case id")


def _bad(what: str) -> Item:
    raise ValueError(what)


def _number(number: str) -> Item:
    """17 digits and what follows them take ten bytes, not eighteen."""
    head, tail = number[:-1], number[-1:]
    if len(number) == 18 and head.isascii() and head.isdecimal() and head[0] != "0" and tail in "0123456789X":
        return [int(head), 10 if tail == "X" else int(tail)]
    return _text(number)


def _step(step_id: str, keys: tuple[str, ...]) -> Item:
    return keys.index(step_id) if step_id in keys else _text(step_id)


def _flags(ids: tuple[str, ...], given: Mapping[str, bool]) -> Item:
    if not given.keys() <= set(ids):
        raise ValueError("unknown ids")
    return [[ids.index(one), given[one]] for one in ids if one in given] if given else []


def _is_option(asked: ServiceField, value: Any) -> bool:
    return any(option.id == value for option in asked.options)


def _value(asked: ServiceField | None, value: Any) -> Item:
    """An option is its number; a real number is kept apart from it."""
    if asked is not None and isinstance(value, str):
        for at, option in enumerate(asked.options):
            if option.id == value:
                return at
    match value:
        case None | bool():
            return value
        case str():
            return _text(value)
        case int():
            return [_ODD, value]
        case Mapping():
            return [_MAP, *(item for key in sorted(value) for item in (_text(key), _value(None, value[key])))]
        case list() | tuple():
            return [_GIVEN, *(_value(asked, one) for one in value)]
        case _:
            raise ValueError("a value that no question gives")


# -- reading -------------------------------------------------------------------------------------


def _as_list(item: Item) -> list[Item]:
    if not isinstance(item, list):
        raise CompactError("a list was due")
    return item


def _as_int(item: Item) -> int:
    if not isinstance(item, int) or isinstance(item, bool) or item < 0:
        raise CompactError("a number was due")
    return item


def _as_bytes(item: Item) -> bytes:
    if not isinstance(item, bytes):
        raise CompactError("bytes were due")
    return item


def _as_text(item: Item) -> str:
    return _as_bytes(item).decode("gb18030")


def _as_bool(item: Item) -> bool:
    if not isinstance(item, bool):
        raise CompactError("yes or no was due")
    return item


def _at(ids: tuple[str, ...], item: Item) -> str:
    return ids[_as_int(item)]


def _read(item: Item, release: Callable[[int], Release]) -> Draft:
    case, service, seq, fingerprint, receipt, people, answers, sources, odd, cursor, papers, consents = (
        _as_list(item)[:12]
    )
    members, left_out, settled, more, cut, notes = _as_list(item)[12:]
    service_id, release_seq = _as_text(service), _as_int(seq)
    found = release(release_seq)
    if service_id not in found.services:
        raise OtherForm("no such service")
    form = form_of(found, service_id)
    if form.fingerprint != _as_bytes(fingerprint):
        raise OtherForm("other positions")
    pressed, flags = map(_as_int, _as_list(more))
    keys = form.keys
    return Draft(
        case_id=uuid.UUID(bytes=_as_bytes(_as_list(case)[0])).hex
        if isinstance(case, list)
        else str(uuid.UUID(bytes=_as_bytes(case))),
        service_id=service_id,
        release_seq=release_seq,
        answers=_read_answers(form, _as_list(answers), sources, _as_list(odd)),
        cursor=_read_step(cursor, keys),
        people=dict(_read_person(one) for one in _as_list(people)),
        papers=_read_flags(form.papers, papers),
        consents=_read_flags(form.services, consents),
        members={
            _read_step(_as_list(one)[0], keys): _read_count(form, _as_list(one), keys)
            for one in _as_list(members)
        },
        left_out=frozenset(_at(form.services, one) for one in _as_list(left_out)),
        settled=tuple(_read_step(one, keys) for one in _as_list(settled)),
        pressed_by=_PRESSED[pressed],
        receipt=_as_text(receipt),
        notes=_as_text(notes),
        cut=tuple(_read_step(one, keys) for one in _as_list(cut)),
        corrects=bool(flags & _CORRECTS),
    )


def _read_count(form: Form, pair: list[Item], keys: tuple[str, ...]) -> int:
    key, count = _read_step(pair[0], keys), _as_int(pair[1])
    asked = form.fields.get(key)
    if asked is None or count > asked.most:
        raise CompactError("more members than there can be")
    return count


def _read_answers(form: Form, answers: list[Item], sources: Item, odd: list[Item]) -> dict[str, Answer]:
    given = [(key, item) for key, item in zip(form.keys, answers, strict=False) if item is not NOTHING]
    if len(answers) > len(form.keys):
        raise CompactError("more answers than questions")
    if isinstance(sources, int):
        each: list[Item] = [sources] * len(given)
    else:
        each = list(sources) if isinstance(sources, (bytes, list)) else []
    if len(each) != len(given):
        raise CompactError("a source for each answer was due")
    found: dict[str, Answer] = {}
    for (key, item), source in zip(given, each, strict=True):
        found[key] = _answer(form.fields[key], item, source)
    for one in odd:
        step, value, source = _as_list(one)
        key = _read_step(step, form.keys)
        found[key] = _answer(form.asked(key), value, source)
    return found


def _answer(asked: ServiceField | None, item: Item, source: Item) -> Answer:
    name = ""
    if isinstance(source, list):
        code, name = _as_int(source[0]), _as_text(source[1])
    else:
        code = _as_int(source)
    kind = code & ~_CONFIRMED
    word = f"{STAFF}{name}" if kind == _STAFF and name else _SOURCES[kind].value
    value = _read_value(asked, item)
    shown = "" if value is None else shown_value(asked, value) if asked is not None else str(value)
    return Answer(value, word, confirmed=bool(code & _CONFIRMED), shown=shown)


def _read_value(asked: ServiceField | None, item: Item) -> Any:
    match item:
        case None | bool():
            return item
        case bytes():
            return item.decode("gb18030")
        case int():
            if asked is None or item < 0:
                raise CompactError("an option without a question")
            return asked.options[item].id
        case [0, *pairs]:
            keys, values = pairs[::2], pairs[1::2]
            return {_as_text(key): _read_value(None, value) for key, value in zip(keys, values, strict=True)}
        case [1, int() as number]:
            return number
        case [2, *items]:
            return [_read_value(asked, one) for one in items]
        case _:
            raise CompactError("no value")


def _read_person(item: Item) -> tuple[str, CasePerson]:
    role, name, number, how = _as_list(item)
    if isinstance(number, list):
        head, tail = map(_as_int, number)
        shown = f"{head}{'X' if tail == 10 else tail}"
        if len(shown) != 18:
            raise CompactError("no number")
    else:
        shown = _as_text(number)
    return _as_text(role), CasePerson(_as_text(name), shown, _HOWS[_as_int(how)])


def _read_flags(ids: tuple[str, ...], item: Item) -> dict[str, bool]:
    pairs = [_as_list(one) for one in _as_list(item)]
    return {_at(ids, pair[0]): _as_bool(pair[1]) for pair in pairs}


def _read_step(item: Item, keys: tuple[str, ...]) -> str:
    return _as_text(item) if isinstance(item, bytes) else _at(keys, item)
