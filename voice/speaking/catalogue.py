"""Every fixed text of a release, in the order in which it should be made into clips. Pure.

Texts with places are taken apart: what stays the same whoever stands there is fixed, and so are the words
around a figure. What holds a name, or anything else that comes from a person's record, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from config.model import Release
from config.wording import Phrase
from voice.speaking.figure_parts import amount_parts, small_parts
from voice.speaking.numerals import number
from voice.speaking.plan import Clause, name_of, parse

_PLACE: Final = re.compile(r"\{([a-z_][a-z_0-9.]*)(?:\|([a-z]+))?\}")
_ID: Final = re.compile(r"[a-z0-9_-]*")
_MOST_CHOICES: Final = 18
_FIRST_KEYS: Final = ("home.", "bar.", "tool.", "menu.", "voice.")
_NEXT_KEYS: Final = ("identify.", "strip.", "working.", "affairs.", "answer.", "still.", "ending.")
_ALL_KEYS: Final = ("",)
_SAID: Final = (
    "text say title detail label ask hint skip unknown unit why instead value button empty action lines "
    "posted deadline urgent guide signs name options fields rows lists headlines shown printed affairs "
    "papers consent next eligibility checks row known office"
)
"""The parts of a service file that hold what is said."""
_SPOKEN_PARTS: Final = frozenset(_SAID.split())

_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "money": ("1.00", "2.00"),
    "day": ("1月1日", "2月2日"),
    "date": ("2026年1月1日", "2027年2月2日"),
    "month": ("1月", "2月"),
    "year": ("2026", "2027"),
    "years": ("3年", "4年"),
    "count": ("3", "4"),
    "tail": ("1234", "5678"),
}
_COUNTED: Final = "count days missing number month low high brought later left age item.age item.quantity"
_COUNTS: Final = frozenset(_COUNTED.split())
"""The places that take a number, where their form does not say so."""


def wanted(release: Release) -> list[str]:
    """The names of all clips that this release can use, the first page's first; each once."""
    people = tuple(_names(release))
    measures: dict[str, None] = {}

    def fixed(texts: Iterable[str]) -> list[str]:
        found = []
        for template in texts:
            measures.update(dict.fromkeys(_measures(template)))
            found += [clip for clip in clips_of(template, release) if not any(one in clip for one in people)]
        return found

    first, others = fixed(_first(release)), fixed(templates(release))
    return list(dict.fromkeys([*first, *small_parts(tuple(measures)), *others, *amount_parts()]))


def templates(release: Release) -> Iterator[str]:
    """The texts of a release as they are written, places and all."""
    for keys in (_NEXT_KEYS, _ALL_KEYS):
        yield from _wording(release, keys)
    for tile in release.menus.tiles:
        yield from (tile.title, tile.detail)
    for service in release.services.values():
        yield service.title
        yield from _texts(service)
    yield from release.words.values()
    for line in release.settings.help_lines:
        yield line.detail
    yield from release.settings.villages


def clips_of(template: str, release: Release) -> Iterator[str]:
    """The clips that a text with places is put together from."""
    for constants in _constants(template, release):
        same = _filled(template, constants, figures=0, words="甲")
        other_figures = _filled(template, constants, figures=1, words="甲")
        other_words = _filled(template, constants, figures=0, words="乙")
        for sentence, by_figures, by_words in zip(
            parse(same), parse(other_figures), parse(other_words), strict=True
        ):
            if sentence == by_figures == by_words:
                yield name_of("".join(clause.text for clause in sentence))
            else:
                yield from _parts(sentence, by_figures, by_words)


def _parts(sentence: list[Clause], by_figures: list[Clause], by_words: list[Clause]) -> Iterator[str]:
    for clause, figures, words in zip(sentence, by_figures, by_words, strict=True):
        if clause == figures == words:
            yield name_of(clause.text)
        elif clause == words:
            for index, stretch in enumerate(clause.stretches):
                if not stretch.figures:
                    yield clause.name(index)


def _first(release: Release) -> list[str]:
    """What the first page says."""
    found = [*_wording(release, _FIRST_KEYS)]
    for tile in release.menus.tiles:
        if tile.home:
            found += [tile.title, tile.detail]
    found += [release.services[name].title for tile in release.menus.tiles for name in tile.services[:1]]
    return found


def _wording(release: Release, beginnings: tuple[str, ...]) -> Iterator[str]:
    for key, phrase in release.wording.root.items():
        if key.startswith(beginnings):
            said = _said(phrase)
            if said:
                yield said


def _said(phrase: str | Phrase) -> str:
    if isinstance(phrase, str):
        return phrase
    return "" if phrase.say == "-" else phrase.say or phrase.text


def _texts(thing: BaseModel) -> Iterator[str]:
    for name in type(thing).model_fields:
        if name in _SPOKEN_PARTS:
            yield from _texts_in(getattr(thing, name))


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from _texts(value)
    elif isinstance(value, str):
        if value != "-" and not _ID.fullmatch(value):
            yield value
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts_in(one)


def _names(release: Release) -> Iterator[str]:
    """Of whoever is named in the settings: they are said, but never kept."""
    people = [release.settings.place.owner, *(line.name for line in release.settings.help_lines)]
    for person in people:
        yield re.split(r"[\s·•]", person)[-1]


def _constants(template: str, release: Release) -> Iterator[dict[str, str]]:
    """What stands in the places that are the same for everybody here; several where there are several."""
    places = {match[1] for match in _PLACE.finditer(template)}
    own = release.settings.place
    here = {
        "window": own.window,
        "phone": own.owner_phone,
        "place": own.name,
        "plate": release.settings.screen.plate_words,
    }
    yield here | {"number": number(1)} if "number" in places else here
    if "number" in places:
        yield from (here | {"number": number(value)} for value in range(2, _MOST_CHOICES + 1))
        yield here
    if places & {"office", "phone", "window"}:
        all_offices = (service.office for service in release.services.values())
        offices = {(office.name, office.window, office.phone) for office in all_offices}
        for office, window, phone in sorted(offices):
            yield here | {"office": office, "window": window, "phone": phone}


def _filled(template: str, constants: Mapping[str, str], *, figures: int, words: str) -> str:
    def one(match: re.Match[str]) -> str:
        place, form = match[1], match[2]
        if place in constants and form is None:
            return constants[place]
        if place == "day" and not template[match.end() :].startswith("日"):
            form = form or "day"
        if place in _COUNTS or place == "day":
            form = form or "count"
        return _FIGURES[form][figures] if form in _FIGURES else words

    return _PLACE.sub(one, template)


def _measures(template: str) -> Iterator[str]:
    """The measure words after changing numbers."""
    for match in _PLACE.finditer(template):
        if match[1] in _COUNTS or match[2] in ("count", "years"):
            after = template[match.end() :].lstrip()[:1]
            if match[2] == "years":
                yield "年"
            elif after in tuple("个件样位天年岁次人月日行"):
                yield after
