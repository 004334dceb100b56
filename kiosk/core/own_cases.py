"""A person's cases: those that the center knows of, and those that were sent a moment ago from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kiosk.core.events import CaseState
from kiosk.core.facts import dig
from kiosk.core.journey import Journey

CLOSED = frozenset({"done", "withdrawn"})
WITHDRAWING = "withdrawing"
_STATES = {
    CaseState.KEPT: "kept",
    CaseState.AT_CENTER: "received",
    CaseState.ACCEPTED: "accepted",
    CaseState.REFUSED: "accepted",
}
TAKEN = frozenset({CaseState.ACCEPTED, CaseState.REFUSED})
"""A department has it: it can't be withdrawn any more."""


def receipt_of(cases: Iterable[Mapping[str, Any]], case_id: str) -> str:
    """The receipt number of one of these cases; "" if it is none of them."""
    return next((str(case.get("receipt") or "") for case in cases if case.get("case_id") == case_id), "")


class OwnCases:
    """What was sent and withdrawn in this visit, on top of what the center said."""

    def __init__(self) -> None:
        self._sent: dict[str, dict[str, Any]] = {}
        self._withdrawn: set[str] = set()
        self._rated: set[str] = set()

    def sent(self, journey: Journey) -> None:
        """A case was kept; it can be withdrawn and corrected from now on."""
        office = journey.service.office
        self._withdrawn.discard(journey.case_id)
        self._sent[journey.case_id] = {
            "case_id": journey.case_id,
            "receipt": journey.receipt,
            "service": journey.service.id,
            "title": journey.service.title,
            "holder": office.name,
            "phone": office.phone,
            "bring": (),
            "timeline": (),
        }

    def withdrew(self, case_id: str) -> None:
        """The wish to withdraw a case was kept."""
        self._withdrawn.add(case_id)

    def rated(self, receipt: str) -> None:
        """The center has what was said of this case; it is not asked about again."""
        self._rated.add(receipt)

    def may_rate(self, case: Mapping[str, Any]) -> bool:
        """Whether it may be said how this case went."""
        return bool(case.get("can_rate")) and case.get("receipt") not in self._rated

    def all(self, names: Mapping[str, Any], known: Mapping[str, CaseState]) -> list[Mapping[str, Any]]:
        """All cases, those under way first.

        Args:
            names: The facts.
            known: What is known of the cases of this visit.
        """
        found = dig(names, "cases.items")
        items = (
            [item for item in found if isinstance(item, Mapping)] if isinstance(found, (list, tuple)) else []
        )
        there = {item.get("case_id") for item in items}
        fresh = [self._fresh(case, known) for id_, case in self._sent.items() if id_ not in there]
        cases = [self._as_withdrawn(item, known) for item in (*fresh, *items)]
        return sorted(cases, key=lambda case: case.get("state") in CLOSED)

    def _fresh(self, case: Mapping[str, Any], known: Mapping[str, CaseState]) -> Mapping[str, Any]:
        state = known.get(case["case_id"], CaseState.KEPT)
        return {**case, "state": _STATES[state], "can_withdraw": state not in TAKEN}

    def _as_withdrawn(self, case: Mapping[str, Any], known: Mapping[str, CaseState]) -> Mapping[str, Any]:
        if case.get("case_id") not in self._withdrawn:
            return case
        if known.get(str(case.get("case_id"))) is CaseState.REFUSED:
            return {**case, "state": _STATES[CaseState.REFUSED], "can_withdraw": False}
        return {**case, "state": WITHDRAWING, "can_withdraw": False}
