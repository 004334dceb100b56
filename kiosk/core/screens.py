"""What is on the screen: a small closed set of frozen descriptions that serves every service.

The core computes a `Screen`; the page widgets draw it, the voice says it, and what a person may do on
it comes back as a press of one of its targets. A page widget decides nothing and knows no words of its
own: every text that is shown stands in here, written and spoken.

Two screens with the same `serial` are the same page in another state (a digit more, a row ticked): the
page is updated in place. Another serial is another page, and what was pressed or said to the last one
no longer counts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from kiosk.core.talk import Expected


@dataclass(frozen=True, slots=True)
class Words:
    """Something that is written, and what is said of it.

    Attributes:
        written: As it stands on the page; ``""`` is nothing.
        spoken: As it is said into the room; ``""`` is silence.
        private: As it is said only after 念给我听 or into headphones; ``""`` where `spoken` says it all.
    """

    written: str = ""
    spoken: str = ""
    private: str = ""

    @classmethod
    def of(cls, written: str, spoken: str = "") -> Words:
        """Words that may be heard by everyone in the room."""
        return cls(written, spoken or written)

    @classmethod
    def hidden(cls, written: str, spoken: str = "") -> Words:
        """Personal words: only `spoken` is said aloud, the written ones after 念给我听."""
        return cls(written, spoken, written)

    def __bool__(self) -> bool:
        return bool(self.written)


NOTHING = Words()


class Tone(StrEnum):
    """What a thing means, next to its words and picture; never the only signal."""

    PLAIN = "plain"
    URGENT = "urgent"
    GOOD = "good"
    BAD = "bad"


class TextSize(StrEnum):
    """Three sizes of text; elder is what a terminal starts with."""

    STANDARD = "standard"
    ELDER = "elder"
    EXTRA_LARGE = "extra-large"


class Theme(StrEnum):
    """Three sets of colours."""

    WARM = "warm"
    CONTRAST_LIGHT = "contrast-light"
    CONTRAST_DARK = "contrast-dark"


@dataclass(frozen=True, slots=True)
class Display:
    """How this visit is shown; back to the defaults at its end."""

    text_size: TextSize = TextSize.ELDER
    theme: Theme = Theme.WARM
    low: bool = False


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much fits on one page of this terminal at one text size, from its millimetres.

    Attributes:
        tiles: Big tiles with picture, title and a line (home, menus), 2 to 6.
        choices: Choices of a question, 2 to 6.
        rows: Rows of a result or list, with a label and a value.
        affairs: Rows of 您的事, with an action each.
        checks: Rows of the check page, with a change button each.
        paragraphs: Lines of running text (consent, guides).
        details: Rows beside the answer of a result, or of a case's way so far.
    """

    tiles: int = 6
    choices: int = 6
    rows: int = 5
    affairs: int = 4
    checks: int = 4
    paragraphs: int = 6
    details: int = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Anything that can be pressed, by finger, key, or phrase.

    Attributes:
        id: What comes back in `Pressed.target`.
        words: Its label.
        detail: A second, smaller line; may be nothing.
        icon: A Material Design icon's name (without prefix), or ``""``.
        tone: What it means.
        chosen: ``None`` where it acts at once; else whether it is ticked.
        enabled: False: shown, but not to be pressed; `detail` then says why and whom to call.
        phrases: Other ways to say it.
    """

    id: str
    words: Words
    detail: Words = NOTHING
    icon: str = ""
    tone: Tone = Tone.PLAIN
    chosen: bool | None = None
    enabled: bool = True
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, result, check page or receipt.

    Attributes:
        label: What it is (left, big).
        detail: Where it comes from, or what it means (left, under it).
        value: The answer (right, biggest).
        icon: A picture's name, or ``""``.
        tone: What it means.
        action: The one thing to do with it, at its right end.
    """

    label: Words
    detail: Words = NOTHING
    value: Words = NOTHING
    icon: str = ""
    tone: Tone = Tone.PLAIN
    action: Choice | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """A full-width line under the header: 请现在拿走身份证, a caption, a warning."""

    words: Words
    icon: str = ""
    tone: Tone = Tone.GOOD


@dataclass(frozen=True, slots=True)
class Sign:
    """A small sign in the header: network, listening, paper. Picture and word."""

    id: str
    words: Words
    icon: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page, in the same places.

    Attributes:
        place: Where this terminal stands (header, bold).
        owner: No fee, and whom to call by name.
        back: Slot 1: 上一步, or 怎么用 on the first page; ``None`` leaves the slot empty.
        again: Slot 2: 再念一遍.
        speak: Slot 3: 用嘴说.
        help: Slot 4: 找人帮我.
        primary: Slot 5: the page's one primary; its words change, its place does not.
        primary_filled: Filled only when it is what the person should press next.
        tools: 看不清, 听不清, and 办完了 as soon as a visit has begun.
        strip: A full-width line under the header, or ``None``.
        signs: Small signs in the header.
        display: Text size, theme, low position.
        silent: Staff pages say nothing.
        caption: What is being said, as it is being said; it stands in the header, so that nothing moves.
        assisted: Staff are in it: the header is a broad banner, and says who and until when.
    """

    place: Words
    owner: Words
    back: Choice | None = None
    again: Choice | None = None
    speak: Choice | None = None
    help: Choice | None = None
    primary: Choice | None = None
    primary_filled: bool = False
    tools: tuple[Choice, ...] = ()
    strip: Strip | None = None
    signs: tuple[Sign, ...] = ()
    display: Display = Display()
    silent: bool = False
    caption: Words = NOTHING
    assisted: bool = False

    @property
    def bar(self) -> tuple[Choice | None, ...]:
        """The five slots of the bottom bar, from left to right."""
        return (self.back, self.again, self.speak, self.help, self.primary)


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: its serial, its frame, its title and the line under it."""

    serial: int
    frame: Frame
    title: Words
    lead: Words = NOTHING

    @property
    def body_choices(self) -> tuple[Choice, ...]:
        """Everything that can be pressed between the two bars, in reading order."""
        found: list[Choice] = []
        for name in ("panel", "choices", "rows", "tools", "keys", "parts"):
            for thing in _as_tuple(getattr(self, name, None)):
                if isinstance(thing, Choice):
                    found.append(thing)
                elif isinstance(thing, Row) and thing.action is not None:
                    found.append(thing.action)
        return tuple(found)

    @property
    def targets(self) -> frozenset[str]:
        """The ids of all that can be pressed on this page now."""
        around = (*self.frame.bar, *self.frame.tools, *self.body_choices)
        return frozenset(choice.id for choice in around if choice is not None and choice.enabled)


def muted(thing: Any) -> Any:
    """A page, or anything on it, that is only written: nothing of it is ever said."""
    if isinstance(thing, Words):
        return Words(thing.written)
    if isinstance(thing, tuple):
        return tuple(muted(one) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {f.name: muted(getattr(thing, f.name)) for f in fields(thing)}
        return replace(thing, **changed)
    return thing


def _as_tuple(thing: object) -> tuple[object, ...]:
    if thing is None:
        return ()
    return thing if isinstance(thing, tuple) else (thing,)


@dataclass(frozen=True, slots=True)
class Home(Screen):
    """The first page. `panel` is the big picture of where the card goes (a press explains it).

    `plate` is where the plate is on this machine; `tools` stand low (够不着？把按钮放低).
    """

    panel: Choice | None = None
    choices: tuple[Choice, ...] = ()
    note: Words = NOTHING
    plate: str = "below-right"
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu(Screen):
    """Services of one kind, or all the others, as tiles; `note` says what to do when nothing fits."""

    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class PagedList(Screen):
    """Rows of one kind, page by page: every month's pension, all subsidies.

    Attributes:
        icon: The picture that stands there while there are no rows.
    """

    rows: tuple[Row, ...] = ()
    icon: str = ""
    page: int = 0
    pages: int = 1
    as_of: Words = NOTHING
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class MyAffairs(Screen):
    """您的事: what is due, money, what may be due to this person, what is under way.

    Attributes:
        icon: The picture that stands there while there are no rows; `tone` colours it.
    """

    rows: tuple[Row, ...] = ()
    icon: str = ""
    tone: Tone = Tone.PLAIN
    page: int = 0
    pages: int = 1
    as_of: Words = NOTHING
    tools: tuple[Choice, ...] = ()


class CardState(StrEnum):
    """What the identify page shows of the card."""

    WAITING = "waiting"
    READING = "reading"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Identify(Screen):
    """Lay the card on the plate; or other ways. `plate` is where the plate is on this machine."""

    plate: str = "below-right"
    state: CardState = CardState.WAITING
    state_words: Words = NOTHING
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Where in the journey: 'step' of 'of', from 1, with the service's name."""

    words: Words
    step: int
    of: int


@dataclass(frozen=True, slots=True)
class EntryPart:
    """One box of an entry.

    Attributes:
        id: Press to make it the active one (dates), ``part:<name>``.
        text: As shown, already grouped (``138 0013 8``).
        label: Under or after the box: 年; may be ``""``.
        width: How many characters the full entry has, for the box's size.
        active: Whether the keypad writes here.
    """

    id: str
    text: str
    label: str
    width: int
    active: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What has been keyed so far, in one box or three, with a remark (还差 3 位)."""

    boxes: tuple[EntryPart, ...]
    remark: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Question(Screen):
    """One question. Choices, or an entry with a keypad, or both (the record's answer; 记不得).

    Attributes:
        steps: Progress, or ``None``.
        choices: What can be chosen; with an entry these stand beside it as shortcuts.
        entry: Boxes, or ``None``.
        keys: Twelve keys row by row (``None`` is a gap), or none.
        parts: Presses that make a box active (dates); same order as the entry's boxes.
        fault: What to look at again, beside the entry and said.
        page: Page of the choices, from 0.
        pages: How many pages of choices.
        fault_boxes: Ids of boxes that hold the fault.
        expects: What may be said into the boxes.
        by_touch: The choices are about where money goes: they are taken by touch and never by voice.
    """

    steps: Steps | None = None
    choices: tuple[Choice, ...] = ()
    entry: Entry | None = None
    keys: tuple[Choice | None, ...] = ()
    parts: tuple[Choice, ...] = ()
    fault: Words = NOTHING
    fault_boxes: tuple[str, ...] = ()
    page: int = 0
    pages: int = 1
    expects: Expected = Expected.NOTHING
    by_touch: bool = False


@dataclass(frozen=True, slots=True)
class Eligibility(Screen):
    """可以, 可能 or 暂不, and why, rule by rule; choices are ways on."""

    steps: Steps | None = None
    tone: Tone = Tone.PLAIN
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Papers(Screen):
    """带来了吗？ Each paper with its state; a press changes 带来了 and 以后带."""

    steps: Steps | None = None
    rows: tuple[Row, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Consent(Screen):
    """What the person agrees to: what is looked at, what is posted in the village, for what."""

    steps: Steps | None = None
    lines: tuple[Words, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Check(Screen):
    """All answers, each with 改; `choices` is the row 谁按的."""

    steps: Steps | None = None
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Working(Screen):
    """Something takes time: a picture and words at once, a way out after ten seconds."""

    icon: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Result(Screen):
    """The answer first and big, its date, the details under it, and what can be done next."""

    headline: Words = NOTHING
    tone: Tone = Tone.GOOD
    icon: str = ""
    rows: tuple[Row, ...] = ()
    as_of: Words = NOTHING
    choices: tuple[Choice, ...] = ()
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide(Screen):
    """How something is done: numbered steps, the papers, where and when; pages."""

    lines: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Progress(Screen):
    """A case's way so far: timeline, who holds it, what to bring, by when."""

    headline: Words = NOTHING
    tone: Tone = Tone.PLAIN
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


class PaperState(StrEnum):
    """What is known of a paper."""

    READY = "ready"
    PRINTING = "printing"
    NEEDS_CARE = "needs-care"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document(Screen):
    """A certificate: what it will say, then what its paper is doing."""

    state: PaperState = PaperState.READY
    state_words: Words = NOTHING
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Receipt(Screen):
    """The number, what is known (kept here, 已送到服务中心, 部门已受理), next step, whom to call."""

    number: Words = NOTHING
    state_words: Words = NOTHING
    tone: Tone = Tone.GOOD
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Handoff(Screen):
    """Where to go with the slip. The picture of the slip carries a dummy pattern, never the code.

    `code` is what staff scan from the screen, only where no paper came out.
    """

    lines: tuple[Words, ...] = ()
    slip: tuple[Words, ...] = ()
    note: Words = NOTHING
    code: str = ""


@dataclass(frozen=True, slots=True)
class Help(Screen):
    """找人帮我: who can help, how, and when. `tools` stand small and last: 我是工作人员."""

    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    tools: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Message(Screen):
    """What happened, whose fault, what to do now; at least one way on."""

    tone: Tone = Tone.PLAIN
    icon: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceConfirm(Screen):
    """您是要查养老钱吗？ One heard thing with its picture; yes or no, or a few to choose from."""

    icon: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class StillThere(Screen):
    """还在吗？ A countdown in seconds, spoken and shown; one press goes on."""

    left_s: int = 45
    total_s: int = 45
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending(Screen):
    """The person is wiped already; what to take along; whether paper is still coming."""

    lines: tuple[Words, ...] = ()
    paper: PaperState | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Settings(Screen):
    """看不清 and 听不清: sizes, colours, low position; louder, slower, headphones."""

    choices: tuple[Choice, ...] = ()
    sample: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Rating(Screen):
    """五张脸."""

    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed(Screen):
    """This terminal rests: why, until when, whom to call."""

    icon: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice(Screen):
    """A notice of the township; urgent ones fill the page."""

    tone: Tone = Tone.URGENT
    icon: str = ""
    lines: tuple[Words, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlock(Screen):
    """Staff unlock: a code to photograph, a number, a keypad. Silent."""

    challenge: str = ""
    entry: Entry | None = None
    keys: tuple[Choice | None, ...] = ()
    fault: Words = NOTHING
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffHome(Screen):
    """What staff can do here, and how the machine is. Silent."""

    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    page: int = 0
    pages: int = 1
