"""Going through a service: to its check page, to what is sent, and what stands there."""

from __future__ import annotations

from kiosk.core.cases import CaseContent
from kiosk.core.effects import Keep
from kiosk.core.journey import Journey
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Check
from tests.core.builders import Walk


def journey(walk: Walk) -> Journey:
    place = next(place for place in reversed(walk.visit.stack) if isinstance(place, JourneyPlace))
    return place.journey


def sent(walk: Walk) -> CaseContent:
    return walk.pending(Keep).case


def to_check(walk: Walk) -> Walk:
    """The allowance, up to the check page."""
    walk.arrive().start("allowance").press("next", "next", "known", "opt:a1", "opt:none", "agree")
    walk.shows(Check)
    return walk


def page_with(walk: Walk, target: str) -> Walk:
    """Turns the pages until a target is there."""
    while target not in walk.screen.targets:
        walk.press("more")
    return walk


def send(walk: Walk) -> Walk:
    return page_with(walk, "send").press("send")
