"""What is to be done outside: each effect once, with its id and its visit's id.

Results come back as `Finished` with both ids; a stale one is dropped, except that printing and sending
go to journals that outlive visits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.release import Release
from config.roster import StaffRight
from kiosk.core.cases import CaseContent
from kiosk.core.handoff.draft import Draft
from kiosk.core.identity import Established, IdCard
from kiosk.core.staff.acts import StaffAct, Task
from kiosk.core.talk import Ear, Speech, Tuning


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask the center what it knows of a person."""

    id: int
    visit_id: str
    number: str = field(repr=False)
    how: Established
    datasets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindCase:
    """Ask the center how far a case is, by its receipt or by the token on the slip of a handover."""

    id: int
    visit_id: str
    receipt: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """Tell the center how a finished case went.

    Attributes:
        receipt: Of which case.
        score: 1 (very dissatisfied) to 5.
        words: Why, as it stands on the page; "" where nothing was said.
    """

    id: int
    visit_id: str
    receipt: str
    score: int
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Issue:
    """Let the center issue and register a document."""

    id: int
    visit_id: str
    kind: str
    number: str = field(repr=False)
    how: Established
    params: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """Print an issued document on A4."""

    id: int
    visit_id: str
    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Print a receipt in big type.

    Attributes:
        title: What it is about, in the villager's words.
        when: The date line.
        contact: Who calls whom, in one sentence.
        lines: What happens next.
        number: The receipt number, very big.
        phone: Whom to call.
        phone_who: Who answers there.
        code: What its code holds; the receipt number if "".
        code_caption: What the code is for; that of a receipt if "".
    """

    id: int
    visit_id: str
    title: str
    when: str
    contact: str
    lines: tuple[str, ...] = field(repr=False)
    number: str
    phone: str
    phone_who: str
    code: str = field(default="", repr=False)
    code_caption: str = ""


@dataclass(frozen=True, slots=True)
class PrintPapers:
    """Print what to bring for a service, on A4 in big type, to be taken home.

    Attributes:
        service: Its title.
        when: The date line.
        items: (name, detail, whether one may begin without it).
        place: Where to go.
        phone: Whom to call.
        phone_who: Who answers there.
        note: How it goes on.
    """

    id: int
    visit_id: str
    service: str
    when: str
    items: tuple[tuple[str, str, bool], ...]
    place: str
    phone: str
    phone_who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintForm:
    """Print a blank form, to be filled in by hand.

    Attributes:
        title: The service's title.
        blanks: (label, boxes to tick instead of a line).
        office: Where to bring it.
        note: What is said before the blanks.
    """

    id: int
    visit_id: str
    title: str
    blanks: tuple[tuple[str, tuple[str, ...]], ...]
    office: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PrintTest:
    """Print a page that shows whether a printer is well.

    Attributes:
        terminal: Which terminal.
        when: The date line.
    """

    id: int
    visit_id: str
    terminal: str
    when: str


@dataclass(frozen=True, slots=True)
class CancelPaper:
    """Cancel what is still to be printed of this job."""

    id: int
    visit_id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a case durably, sealed, and let the sender bring it to the center."""

    id: int
    visit_id: str
    case: CaseContent = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Keep a draft durably, sealed, and make the code by which staff find it, with or without a network.

    Attributes:
        draft: Where the journey stands.
        case: The same as the message that the center keeps.
        release: The configuration that the draft was made with.
        valid_s: How long the code counts.
    """

    id: int
    visit_id: str
    draft: Draft = field(repr=False)
    case: CaseContent = field(repr=False)
    release: Release = field(repr=False)
    valid_s: float


@dataclass(frozen=True, slots=True)
class CallStaff:
    """Call staff to this terminal; `again` only asks whether somebody is coming."""

    id: int
    visit_id: str
    call_id: str
    again: bool


@dataclass(frozen=True, slots=True)
class AskLock:
    """A question for a staff member's phone; the one before is void.

    Attributes:
        act: What is to be allowed; it stands in the question.
    """

    id: int
    visit_id: str
    act: str


@dataclass(frozen=True, slots=True)
class TryLock:
    """An answer to the lock: eight digits, or a code that was scanned, or a card and its PIN.

    Attributes:
        right: What it must allow.
        other_than: Somebody whose answer does not count: two are needed.
    """

    id: int
    visit_id: str
    right: StaffRight
    typed: str = field(default="", repr=False)
    scanned: str = field(default="", repr=False)
    card: IdCard | None = field(default=None, repr=False)
    pin: str = field(default="", repr=False)
    other_than: str = ""


@dataclass(frozen=True, slots=True)
class NoteAct:
    """Write an act of the staff into the audit trail.

    Attributes:
        who: Codes of the staff.
        case_id: The case that it was about; kept as a hash.
    """

    id: int
    visit_id: str
    act: StaffAct
    who: tuple[str, ...]
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Tend:
    """Do something to the machine, and write it down.

    Attributes:
        who: Codes of the staff who want it, two where two are needed.
        code: What was scanned for it: a one-time code of the center for new keys.
    """

    id: int
    visit_id: str
    task: Task
    who: tuple[str, ...]
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Say:
    """Say this now, instead of whatever is being said."""

    id: int
    visit_id: str
    speech: Speech = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hush:
    """Be silent at once: a person acted, or the page is gone."""

    id: int
    visit_id: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the gate of the microphone for this page, as soon as nothing is being said."""

    id: int
    visit_id: str
    ear: Ear = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deafen:
    """Close the gate of the microphone."""

    id: int
    visit_id: str


@dataclass(frozen=True, slots=True)
class Tune:
    """Say it slower, faster, louder or softer from now on."""

    id: int
    visit_id: str
    tuning: Tuning


@dataclass(frozen=True, slots=True)
class Wipe:
    """The visit ended: forget everything of it, everywhere, and remember the card's hash only."""

    id: int
    visit_id: str


Printing = PrintDocument | PrintSlip | PrintPapers | PrintForm | PrintTest
Sound = Say | Hush | Listen | Deafen | Tune
ForStaff = AskLock | TryLock | NoteAct | Tend
Effect = (
    LookUp
    | FindCase
    | Rate
    | Issue
    | Printing
    | CancelPaper
    | Keep
    | HandOver
    | CallStaff
    | ForStaff
    | Sound
    | Wipe
)
