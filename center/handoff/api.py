"""What the desk asks of handed-over drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from center.desk.people import Staff
from kiosk.core.handoff.draft import Draft


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft that a member of the staff now has.

    Attributes:
        draft: What was filled in, and where the person stopped.
        receipt: The number on the slip.
        township: Whose it is.
        terminal: Where it was begun.
        handed_over_at: When, if known.
        by: How it was found: ``KH1``, ``KH2`` or ``card``.
        again: This member of the staff has had it before.
    """

    draft: Draft
    receipt: str
    township: str
    terminal: str
    handed_over_at: datetime | None
    by: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody at a terminal asks for staff; `answered_by` is "" as long as nobody said they come."""

    call_id: str
    terminal: str
    township: str
    at: datetime
    answered_by: str = ""


class Handoffs(Protocol):
    """Drafts; `center.handoff.service.HandoffService` is the real one, at `Center.handoffs`.

    `center.handoff.calls.Calls` at `Center.calls` has the calls for staff: `calls(who)`,
    `answer_call(call_id, who)`.

    Every method that opens something raises `center.handoff.faults.HandoffError`.
    """

    def open_code(self, text: str, who: Staff, *, scanned_at: datetime | None = None) -> Opened:
        """Open whatever was scanned: a KH1 token or a KH2 number; full-width digits and spaces are mended.

        Args:
            text: As the scanner, the camera or a keyboard gave it.
            who: Who is signed in.
            scanned_at: When a phone without network scanned it, if earlier than now.
        """
        ...

    def redeem(self, token: str, who: Staff) -> Opened:
        """Open the draft of a one-time token; the first desk gets it, the second is told who has it."""
        ...

    def open_kh2(self, text: str, who: Staff, *, scanned_at: datetime | None = None) -> Opened:
        """Open the draft that a KH2 number holds; it becomes the same case as by any other way."""
        ...

    def find_by_card(self, number: str, who: Staff) -> tuple[Opened, ...]:
        """All unfinished drafts of the person whose card is on the desk's reader, newest first.

        They are not taken by this; `take` does that.
        """
        ...

    def take(self, case_id: str, who: Staff) -> Opened:
        """Take a draft that was found by card."""
        ...

    def release(self, case_id: str, who: Staff) -> None:
        """Give it back: another desk may take it."""
        ...
