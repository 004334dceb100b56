"""How a service goes together with others is told before anything is asked."""

from __future__ import annotations

from dataclasses import replace

from config.release import shipped
from kiosk.core.journey import Step, StepKind
from kiosk.core.places.journey import JourneyPlace
from kiosk.core.screens import Eligibility
from kiosk.core.steps.eligible import EligibilityView
from tests.core.builders import Walk


def rows_of(service_id: str) -> list[str]:
    release = shipped()
    visit = Walk().visit
    visit.release = release
    # A page that holds everything: this is about words, not about paging.
    visit.began = replace(visit.began, capacities={})
    home = JourneyPlace(release.services[service_id], case_id="case-beside")
    screen = EligibilityView(home, Step(StepKind.ELIGIBILITY, "eligibility")).screen(visit)
    assert isinstance(screen, Eligibility)
    return [row.label.written for row in screen.rows]


def test_the_higher_of_two_is_told() -> None:
    assert "和“残疾人生活、护理补贴”都够的，发高的那一样" in rows_of("old-age-allowance")


def test_only_one_of_two_is_told() -> None:
    assert any("只能领一样" in row for row in rows_of("low-income-application"))
