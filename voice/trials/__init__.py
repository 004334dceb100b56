"""What the bench says into the terminal: commands with what they mean, and what means nothing to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from config.release import Release
from kiosk.core.hearing import ear_of
from kiosk.core.screens import Capacity, TextSize
from kiosk.core.talk import Ear
from kiosk.core.tour import tour

_FOLDER: Final = Path(__file__).parent
_SERVICES: Final = ("pension", "old-age-allowance", "pension-certificate")
"""Whose pages the trials are spoken to."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to be said.

    Attributes:
        page: To which page, by its name on the tour.
        words: What.
        target: What is meant by it; ``""``: nothing that the terminal could do.
    """

    page: str
    words: str
    target: str = ""


def commands() -> tuple[Sentence, ...]:
    """What is said to be understood."""
    return tuple(
        Sentence(page, said["say"], said["target"])
        for page, sayings in _read("commands.yaml").items()
        for said in sayings
    )


def others() -> tuple[Sentence, ...]:
    """What is said to one another, and what only sounds like a command."""
    return tuple(
        Sentence(page, words)
        for name in ("unrelated.yaml", "hard-negatives.yaml")
        for page, sayings in _read(name).items()
        for words in sayings
    )


def ears(release: Release) -> Mapping[str, Ear]:
    """What the pages of the tour accept, by name; as they are asked for."""
    capacities = {(size, low): Capacity() for size in TextSize for low in (False, True)}
    services = tuple(release.services.values())

    def phrases(key: str) -> tuple[str, ...]:
        phrase = release.wording.phrase(key)
        return (phrase.text, *phrase.phrases)

    return {
        stop.name: ear_of(stop.screen, services, phrases, offers=True)
        for stop in tour(release, capacities, services=_SERVICES)
    }


def _read(name: str) -> Mapping[str, list[Any]]:
    found: Mapping[str, list[Any]] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return found


def pages(sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """The pages that sentences are said to, each once."""
    yield from dict.fromkeys(sentence.page for sentence in sentences)
