"""What happened: a touch, a card, a due time, a finished effect.

A visit is its release and its log of these, nothing else: the same log gives the same screens. So
everything that is not computed comes in here: today's date, ids, clock trust, facts. `at_s` is always
the monotonic clock, in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kiosk.core.identity import IdCard
from kiosk.core.screens import Capacity, Display, PaperState, TextSize
from kiosk.core.standing import Standing
from kiosk.core.talk import EarState, Hearing


class Device(StrEnum):
    """Parts of the terminal that a service may need."""

    PRINTER = "printer"
    SLIP_PRINTER = "slip_printer"
    CARD_READER = "card_reader"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Began:
    """A terminal waits for its next person.

    Attributes:
        at_s: Monotonic seconds.
        visit_id: A random UUID as text; case ids are derived from it.
        serial: The first screen's serial.
        local: The local time of day, for opening hours and dates.
        clock_trusted: False: ages and days are unknown.
        capacities: What fits on a page, per (text size, low).
        display: The terminal's defaults.
        broken: Parts known to be out of order.
        trial_printer: Paper goes into a folder; the pages say so.
        has_sound: The terminal has a voice; what it lacks just now is shown by a sign.
        speaks: A voice is there.
        listens: A microphone and a recogniser are there.
        headphones: What is said is heard by this person alone.
        standing: Whether the terminal is closed, and what it has to tell.
    """

    at_s: float
    visit_id: str
    serial: int
    local: datetime
    clock_trusted: bool = True
    capacities: Mapping[tuple[TextSize, bool], Capacity] = field(default_factory=dict)
    display: Display = field(default_factory=Display)
    broken: frozenset[Device] = frozenset()
    trial_printer: bool = False
    has_sound: bool = False
    speaks: bool = False
    listens: bool = False
    headphones: bool = False
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True, slots=True)
class Touched:
    """Any press-down or key, before what it hits is known: it wakes, and counts as activity."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Pressed:
    """A target of the page with this serial was pressed (or its phrase was said)."""

    at_s: float
    serial: int
    target: str


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card lies on the plate and is being read, which takes about a second."""

    at_s: float


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was read. It still lies there: readers cannot see that it is taken."""

    at_s: float
    card: IdCard


class CardFault(StrEnum):
    """Why a card could not be read, told apart because the way out differs."""

    READ_AGAIN = "read-again"
    WRONG_CARD = "wrong-card"
    CARD_BROKEN = "card-broken"
    READER_FAILED = "reader-failed"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class CardFailed:
    """A card lies there but was not read."""

    at_s: float
    fault: CardFault


@dataclass(frozen=True, slots=True)
class LeftCardSeen:
    """The card of the last visit still lies there; whose it is stays unsaid."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code was scanned: a receipt number, or what else lay there; "" where it was no text of ours."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Woke:
    """A due time has come."""

    at_s: float


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A part broke or came back."""

    at_s: float
    device: Device
    works: bool


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """The terminal was closed or opened, its notices changed, or its self-test went on."""

    at_s: float
    standing: Standing


@dataclass(frozen=True, slots=True)
class Finished:
    """An effect ended. A result for another visit, or an unknown effect, is dropped."""

    at_s: float
    visit_id: str
    effect_id: int
    result: Result


@dataclass(frozen=True, slots=True)
class PaperMoved:
    """News of a paper; `job_id` is anonymous and may outlive the visit."""

    at_s: float
    job_id: str
    state: PaperState
    reason: str = ""
    may_repeat: bool = False


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """News of a case that was kept: it is at the center, or the department has it."""

    at_s: float
    case_id: str
    state: CaseState


@dataclass(frozen=True, slots=True)
class SpeechAt:
    """A line of a speech begins to sound; the page shows it as its caption.

    Attributes:
        number: The speech's.
        line: Which of its lines, from 0.
    """

    at_s: float
    number: int
    line: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """A speech came to its end.

    Attributes:
        number: The speech's; of one that was replaced nothing more is told.
        whole: False: it was stopped, or the loudspeaker failed.
    """

    at_s: float
    number: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody spoke to the page with this serial. Spoken to a page that is gone, it counts for nothing."""

    at_s: float
    serial: int
    hearing: Hearing = field(repr=False)


@dataclass(frozen=True, slots=True)
class EarChanged:
    """The microphone's gate opened or closed, or what was heard is being understood."""

    at_s: float
    state: EarState


@dataclass(frozen=True, slots=True)
class SoundChanged:
    """What can be done with sound from now on; devices come and go.

    Attributes:
        speaks: A voice and something to hear it from are there.
        listens: A microphone and a recogniser are there.
        headphones: What is said is heard by this person alone.
    """

    at_s: float
    speaks: bool
    listens: bool
    headphones: bool


class CaseState(StrEnum):
    """What is known of a case, in the order it becomes known."""

    KEPT = "kept"
    AT_CENTER = "at-center"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Failure(StrEnum):
    """Why the center did not answer a wish."""

    DOWN = "down"
    SLOW = "slow"
    NONSENSE = "nonsense"
    REFUSED = "refused"
    LIMITED = "limited"
    NOT_KNOWN = "not-known"
    DISK = "disk"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class DatasetReply:
    """One dataset: what holds, and as of when."""

    as_of: date
    data: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the center knows; datasets it could or would not give are missing."""

    datasets: Mapping[str, DatasetReply] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FoundCases:
    """How far the cases of a receipt are; none if the center knows none."""

    items: tuple[Mapping[str, Any], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rated:
    """The center has what somebody said of a case."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The center issued and registered a document; `content` is what is printed."""

    content: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """The case lies durably in the outbox, sealed, with its receipt number."""

    case_id: str
    receipt: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A draft lies durably in the outbox, and its code is made.

    Attributes:
        case_id: The case that it becomes.
        receipt: Its number.
        code: What the code holds: a token, or the sealed draft itself.
        online: The center has it.
        cut: How many answers did not fit the code.
    """

    case_id: str
    receipt: str
    code: str = field(repr=False)
    online: bool
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Called:
    """Staff were called; `answered_by` is "" as long as nobody said they come."""

    answered_by: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A paper is on its way under an anonymous id; news comes as `PaperMoved`."""

    job_id: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """The lock's question.

    Attributes:
        challenge: As it stands in the code on the screen.
        short: As it is read to a phone without a camera.
        wait_s: How long no answer is looked at, after too many wrong ones.
    """

    challenge: str
    short: str
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The lock took the answer.

    Attributes:
        code: Whose it was.
        name: Their name.
        maintains: Whether they may maintain the machine.
    """

    code: str
    name: str
    maintains: bool


@dataclass(frozen=True, slots=True)
class NotUnlocked:
    """The lock did not take the answer, and does not say why.

    Attributes:
        wait_s: How long no further one is looked at.
    """

    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at.

    Attributes:
        name: What it is; a wording has its name.
        ok: How it is; ``None`` where it is neither good nor bad.
        value: In figures or in the machine's own words; "" where `ok` says it all.
    """

    name: str
    ok: bool | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Tended:
    """What came of something that the machine was told to do.

    Attributes:
        ok: It was done.
        said: In one word; a wording explains it.
        seen: What was found.
    """

    ok: bool
    said: str
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """An effect did not do what was wished."""

    failure: Failure


ForStaff = Challenged | Unlocked | NotUnlocked | Tended
Result = LookedUp | FoundCases | Rated | Issued | Kept | HandedOver | Called | Queued | ForStaff | Failed
Event = (
    Began
    | Touched
    | Pressed
    | CardSeen
    | CardRead
    | CardFailed
    | LeftCardSeen
    | Scanned
    | Woke
    | DeviceChanged
    | StandingChanged
    | Finished
    | PaperMoved
    | CaseMoved
    | SpeechAt
    | SpeechEnded
    | Heard
    | EarChanged
    | SoundChanged
)
