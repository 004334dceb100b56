"""The schema of a service file: what a maintainer writes, and nothing a program has to know.

A service is data. Its definition and a person's answers give the journey; adding one adds no code.
Texts may hold places like ``{pension.monthly|money}``: a fact's dotted path and how it is written.
Expressions (``when``, ``expr``) use facts, answers and a few names (``age``, ``today``); every name an
expression needs is listed in ``needs``, so that a missing one gives 'unknown' and never a wrong no.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,47}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=800, strip_whitespace=True)]
FactPath = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_0-9]+)*$")]


class Strict(BaseModel):
    """Unknown keys are faults; values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # a start builds what it uses


class Spoken(Strict):
    """A text with its spoken form where that differs; ``private`` texts are said only on request."""

    text: Line
    say: str = ""
    private: bool = False


Text = Annotated[Line | Spoken, Field(union_mode="left_to_right")]


class Rule(Strict):
    """Three-valued: false if ``expr`` is, unknown as long as a name in ``needs`` is missing.

    Attributes:
        expr: An expression over ``needs``.
        needs: Facts, answers, ``age``: all names that the expression uses.
        why: The condition in plain words, true or not: 要满80岁.
    """

    expr: Expression
    needs: tuple[FactPath, ...]
    why: Line


class When(Strict):
    """A condition that is silently false as long as something it needs is missing."""

    expr: Expression
    needs: tuple[FactPath, ...] = ()


class Role(StrEnum):
    """To whom an answer belongs; a helper's data never fills the villager's."""

    SUBJECT = "subject"
    OPERATOR = "operator"
    WITNESS = "witness"
    DECEASED = "deceased"
    CHILD = "child"
    RELATIVE = "relative"


class Kind(StrEnum):
    """What a service is; it decides which steps there are."""

    QUERY = "query"
    PRINT = "print"
    DECLARE = "declare"
    BUNDLE = "bundle"
    PROGRESS = "progress"
    GUIDE = "guide"


class FieldKind(StrEnum):
    """How a question is asked."""

    NUMBER = "number"
    PHONE = "phone"
    IDENTITY = "identity"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    ADDRESS = "address"
    TEXT = "text"
    FILE = "file"
    CONSENT = "consent"
    GROUP = "group"


class Option(Strict):
    """One choice of a question.

    Attributes:
        id: Its name in expressions and in the case.
        text: What is shown.
        value: Sent to the center in place of the shown text, where a program there reads it: ``3``.
    """

    id: Id
    text: Line
    value: str = ""
    detail: str = ""
    icon: str = ""
    when: When | None = None
    phrases: tuple[str, ...] = ()


class Known(Strict):
    """Where the answer may be known already.

    ``take``: it is taken and shown on the check page, never asked. ``offer``: it is the question's first
    choice, in words of ``text`` (还是尾号 {profile.phone|tail} 这个).
    """

    fact: FactPath
    mode: Literal["take", "offer"] = "take"
    text: str = ""

    @model_validator(mode="after")
    def _offer_has_words(self) -> Known:
        if self.mode == "offer" and not self.text:
            raise ValueError("'offer' needs a 'text' that says what is offered")
        return self


class Options(Strict):
    """Choices made from a list of facts: accounts by tail, members of the household."""

    over: FactPath
    id: FactPath
    text: Line
    detail: str = ""


class ServiceField(Strict):
    """One question.

    Attributes:
        id: Its name in expressions and in the case.
        concept: What it asks for, for bundles: the same (role, concept) is asked once.
        role: To whom it belongs.
        kind: How it is asked.
        ask: The question, in big type.
        label: On the check page and the receipt: 手机号.
        hint: One line under the question: what for.
        known: Where the answer may be known already.
        options: Choices (choice, choices, address level 1, text suggestions).
        options_from: Choices from facts.
        skip: Words of the way past it, where it may stay open: 记不得、没有手机.
        unknown: Words for 'I do not know', where that is a true answer.
        when: Asked only if this is true.
        checks: Conditions on the answer (as ``value``); ``why`` says how to mend it.
        length: Digits of a number, or of a phone.
        low: Least number or amount; earliest date as ``-120y``, ``0d``.
        high: Largest number or amount; latest date.
        unit: After a number: 元, 人.
        fields: Of a repeating group: the questions about one member.
        most: Of a repeating group: how many at most.
        private: Said only on request: health, poverty.
    """

    id: Name
    concept: Name | None = None
    role: Role = Role.SUBJECT
    kind: FieldKind
    ask: Text
    label: Line
    hint: str = ""
    known: Known | None = None
    options: tuple[Option, ...] = ()
    options_from: Options | None = None
    skip: str = ""
    unknown: str = ""
    when: When | None = None
    checks: tuple[Rule, ...] = ()
    length: int | None = None
    low: str = ""
    high: str = ""
    unit: str = ""
    fields: tuple[ServiceField, ...] = ()
    most: int = 8
    private: bool = False

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> ServiceField:
        chooses = self.kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.ADDRESS)
        if chooses and not self.options and self.options_from is None:
            raise ValueError(f"a '{self.kind}' needs 'options' or 'options_from'")
        if (self.kind is FieldKind.GROUP) != bool(self.fields):
            raise ValueError("'fields' belong to a 'group', and a 'group' needs them")
        if self.kind is FieldKind.TEXT and not (self.options or self.skip):
            raise ValueError("a 'text' needs 'options' to choose from or a 'skip': nobody types Hanzi here")
        return self


class Paper(Strict):
    """Something to bring.

    Attributes:
        id: Its name; the same id in two parts of a bundle is asked for once.
        name: 户口本.
        detail: Original or copy, how many, from where.
        without: True where one can begin without it (没带也能先办).
        shared: True where the center can read it by itself, so that it need not be brought.
        when: Needed only if this is true.
    """

    id: Id
    name: Line
    detail: str = ""
    without: bool = True
    shared: bool = False
    when: When | None = None


class ConsentText(Strict):
    """What a person agrees to, line by line, in plain words; posted = what the village will see."""

    lines: tuple[Line, ...] = Field(min_length=1)
    posted: str = ""
    required: bool = True


class Headline(Strict):
    """The answer, if ``when`` holds: the first one that does is shown."""

    when: When | None = None
    text: Line
    say: str = ""
    tone: Literal["plain", "good", "urgent", "bad"] = "plain"
    private: bool = False


class ShownRow(Strict):
    """A row of a result or list: left, right, under it. ``say`` is what may be said of it aloud."""

    label: Line
    value: str = ""
    detail: str = ""
    icon: str = ""
    when: When | None = None
    private: bool = True


class ShownList(Strict):
    """All of something, page by page: each item as ``item``."""

    over: FactPath
    title: Line
    button: Line
    empty: Line
    row: ShownRow


class Shown(Strict):
    """What a query shows: the answer, its rows, its lists, and what can be done next."""

    headlines: tuple[Headline, ...] = Field(min_length=1)
    rows: tuple[ShownRow, ...] = ()
    lists: tuple[ShownList, ...] = ()
    next: tuple[Id, ...] = ()


class Printed(Strict):
    """A document that the center issues.

    Attributes:
        kind: Its name at the center: pension_contributions. The terminal itself prints ``receipt``,
            ``papers_list`` and ``blank_form``, without asking the center.
        params: Answers that go with the request.
        rows: What the page says of it before it is printed.
    """

    kind: Name
    params: tuple[Name, ...] = ()
    rows: tuple[ShownRow, ...] = ()


class Affair(Strict):
    """A row of 您的事 that this service brings, if ``when`` holds.

    Attributes:
        order: due, money, entitled, other: which comes first.
        over: One row for each item of this list (as ``item``).
        days_until: A date's path; the row can say ``{days}``.
    """

    order: Literal["due", "money", "entitled", "other"]
    when: When | None = None
    over: FactPath | None = None
    days_until: FactPath | None = None
    title: Line
    detail: str = ""
    value: str = ""
    say: str = ""
    action: Line
    private: bool = True


class Next(Strict):
    """What happens after sending: one sentence each, and by when."""

    lines: tuple[Line, ...] = Field(min_length=1)
    days: int = Field(ge=0, le=365)
    working_days: bool = True


class Basis(Strict):
    """The rule that this service rests on, and until when it holds."""

    rule: Line
    valid_until: date


class Office(Strict):
    """Who handles it, where, with which phone. Hours come from the settings unless said here."""

    name: Line
    window: Line
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]{4,19}$")]
    hours: str = ""


class Identification(Strict):
    """Who must say who they are, and how.

    Attributes:
        accept: Ways: a card; the typed number (no money is shown).
        optional: True where it also works without saying who one is.
        operator: never, may (a helper may add an own card), or must.
    """

    accept: tuple[Literal["card", "typed"], ...] = ("card", "typed")
    optional: bool = False
    operator: Literal["never", "may", "must"] = "may"


class Part(Strict):
    """A service within a bundle, and when it belongs to it."""

    service: Id
    when: When | None = None
    chosen: bool = True


class Service(Strict):
    """One service, as its file says."""

    id: Id
    kind: Kind
    title: Line
    official: Line
    detail: Line
    icon: Line
    say: str = ""
    asked_as: tuple[Line, ...] = Field(min_length=3)
    basis: Basis
    office: Office
    identify: Identification = Identification()
    facts: tuple[Name, ...] = ()
    needs_devices: tuple[Literal["printer", "slip_printer", "card_reader", "center"], ...] = ()
    eligibility: tuple[Rule, ...] = ()
    instead: str = ""
    excludes: tuple[Id, ...] = ()
    higher_of: tuple[Id, ...] = ()
    papers: tuple[Paper, ...] = ()
    fields: tuple[ServiceField, ...] = ()
    consent: ConsentText | None = None
    signs: tuple[Line, ...] = ()
    presence: Literal["none", "witness"] = "none"
    deadline: str = ""
    urgent: str = ""
    sober: bool = False
    next: Next | None = None
    shown: Shown | None = None
    printed: Printed | None = None
    affairs: tuple[Affair, ...] = ()
    parts: tuple[Part, ...] = ()
    guide: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> Service:
        wants = {
            Kind.QUERY: ("shown", self.shown),
            Kind.PRINT: ("printed", self.printed),
            Kind.DECLARE: ("next", self.next),
            Kind.BUNDLE: ("parts", self.parts),
            Kind.GUIDE: ("guide", self.guide),
        }
        if self.kind in wants:
            key, value = wants[self.kind]
            if not value:
                raise ValueError(f"a service of kind '{self.kind}' needs '{key}'")
        if self.kind is Kind.DECLARE and self.consent is None:
            raise ValueError("a 'declare' needs 'consent': nothing is sent without it")
        if self.sober and self.affairs:
            raise ValueError("a 'sober' service has no 'affairs': nobody is reminded of a death")
        return self


class Tile(Strict):
    """A tile of the home page or a menu: its services, in order; one service opens at once."""

    id: Id
    title: Line
    detail: Line
    icon: Line
    services: tuple[Id, ...] = Field(min_length=1)
    home: bool = True


class Menus(Strict):
    """The home page's tiles (the first six), and all the others behind 还有别的."""

    tiles: tuple[Tile, ...]
