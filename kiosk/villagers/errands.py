"""The two errands: who comes, what they want, and whether what they were told is true."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from center.app import Center
from center.protocol import CaseItem
from center.trial.cards import cards_on
from center.trial.residents import village_on
from config.release import Release
from kiosk.core.identity import IdCard, age_on
from kiosk.core.screens import Check, Receipt, Result, Screen
from kiosk.villagers.acts import Script
from kiosk.villagers.allowance import ApplyForAllowance, Titles
from kiosk.villagers.pension import SeePension
from kiosk.villagers.town import Town
from kiosk.villagers.world import World

APPLICANT = "示例·张大山"
PENSION_AGE = 60
SENT = "已送到"
SOON_S, IN_THE_END_S = 10.0, 900.0
"""When a case has arrived with the network well, and after it was mended: the sender waits ever longer."""
STORMS = 0.25


@dataclass(frozen=True)
class Errand:
    """One villager's errand.

    Attributes:
        card: Theirs.
        script: How they go about it.
        truth: "" if what they were told is true, else what is not.
        sees: Called with each screen: what happens around it.
        short: Whether it went away before they had seen it all to be right, by a press that was not meant.
    """

    card: IdCard
    script: Script
    truth: Callable[[World], str]
    sees: Callable[[Screen], None] = lambda screen: None
    short: Callable[[], bool] = lambda: False


def own_pension(rng: random.Random, today: date) -> Errand:
    """Task a: any resident who has a pension, or should have."""
    by_number = {card.number: card for card in cards_on(today)}
    old = [
        resident
        for resident in village_on(today).residents
        if age_on(resident.birth, today) >= PENSION_AGE
        and resident.entry.pension.status.value in ("paying", "suspended")
        and resident.entry.deceased_days is None
    ]
    resident = rng.choice(old)

    def truth(world: World) -> str:
        screen, subject = world.screen, world.visit.subject
        if not isinstance(screen, Result) or subject is None or subject.number != resident.number:
            return "this is not their own pension"
        pension = world.visit.facts.tree.get("pension", {})
        last = pension.get("last") or {}
        amount = str(last.get("amount", ""))
        shown = " ".join([screen.headline.written, *(row.value.written for row in screen.rows)])
        told = amount in shown if pension.get("status") == "paying" and amount else "停" in shown
        return "" if told or last.get("state") == "returned" else "the amount is not the record's"

    return Errand(by_number[resident.number], SeePension(coins_first=rng.random() < 0.5), truth)


def old_age_allowance(rng: random.Random, today: date, town: Town, release: Release) -> Errand:
    """Task b: 高龄津贴 at 82, no telephone, the register forgotten, a neighbour presses.

    For one in four the network is gone from the check page on, until they have their receipt.
    """
    storm = rng.random() < STORMS
    card = next(card for card in cards_on(today) if card.name == APPLICANT)
    script = ApplyForAllowance(Titles.of(release), rng)
    checked: dict[str, str] = {}

    def sees(screen: Screen) -> None:
        if isinstance(screen, Check):
            town.is_cut = town.is_cut or storm
            checked.update({row.label.written: row.value.written for row in screen.rows})

    def truth(world: World) -> str:
        screen = world.screen
        if not isinstance(screen, Receipt):
            return "there is no receipt"
        receipt = screen.number.written
        if SENT in screen.state_words.written and len(_cases(town, receipt)) != 1:
            return "the receipt says sent, and the center does not have it"
        if not town.is_cut:
            world.advance(SOON_S)
            screen = world.screen
            if not isinstance(screen, Receipt) or SENT not in screen.state_words.written:
                return "the center has it, and the receipt does not say so"
        town.is_cut = False
        world.advance(IN_THE_END_S)
        cases = _cases(town, receipt)
        if len(cases) != 1:
            return "not at the center exactly once"
        return _as_checked(town.center, cases[0].case_id, card, checked, release)

    return Errand(card, script, truth, sees, lambda: bool(script.unread))


def _cases(town: Town, receipt: str) -> list[CaseItem]:
    assert town.center is not None
    return town.center.casework.of_receipt(receipt)


def _as_checked(
    center: Center | None, case_id: str, card: IdCard, checked: dict[str, str], release: Release
) -> str:
    """Whether the center has what stood on the check page; "" is yes."""
    assert center is not None
    case = center.casework.current(case_id)
    answers = {answer.label: answer for answer in case.answers}
    papers = {paper.paper: paper.state.value for paper in case.papers}
    who = release.wording.phrase(f"check.by-{case.pressed_by.value}").text
    right = {
        "the person": case.people["subject"].number == card.number,
        "who pressed": checked[release.wording.phrase("check.by").text] == who,
        "the register": papers.get("household-register") in (None, "later"),
        **{label: checked.get(label) == answer.shown for label, answer in answers.items()},
    }
    return next((f"at the center: {what}" for what, is_so in right.items() if not is_so), "")
