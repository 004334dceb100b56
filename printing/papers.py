"""What stands on each kind of paper, as plain data.

Certificates carry the person's data; slips, lists and forms never carry an identity number. Nothing here
draws, so the screen process can import it. `to_json` and `from_json` carry papers to the helper process that
does.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from printing.errors import PaperRefused, RefusedFor

type_name = "kind"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CANDIDATE = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \u3000-]?\d){16}[ \u3000-]?[\dXx](?![0-9A-Za-z])")


class Stock(StrEnum):
    """What the paper is printed on. Certificates, lists and forms are always A4."""

    A4 = "a4"
    A5 = "a5"
    ROLL_80 = "roll_80"  # 80 mm slip printer, 72 mm printable, 203 dots per inch


class Align(StrEnum):
    """How a table's column stands."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


@dataclass(frozen=True)
class Row:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True)
class Column:
    """The head of a table's column."""

    title: str
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """Columns and rows; each row has as many cells as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has another number of cells than there are columns")


@dataclass(frozen=True)
class Certificate:
    """A certificate, as the center issued and registered it.

    Attributes:
        title: its name, for instance 城乡居民基本养老保险参保缴费证明.
        number: the number under which the center registered it.
        person: who it is about.
        table: the facts; None when the statement says everything.
        statement: the sentence that is certified.
        purpose: what for, as the person said.
        issued_by: the office.
        issued_on: the day.
        valid_until: the last day, or None for no limit.
        verify_code: what somebody types to check it.
        verify_url: what the QR code holds: an https address with an opaque token.
        sample: True for trial data: each page carries 样张.
        note: small remarks, one paragraph a line.
    """

    title: str
    number: str
    person: tuple[Row, ...]
    table: Table | None
    purpose: str
    issued_by: str
    issued_on: date
    valid_until: date | None
    verify_code: str
    verify_url: str
    sample: bool
    note: str = ""
    statement: str = ""

    def __repr__(self) -> str:
        """Shows nothing personal."""
        return f"Certificate(sample={self.sample})"


@dataclass(frozen=True)
class Slip:
    """A receipt in big type.

    Attributes:
        title: what it is about, in the villager's words.
        when: the date line, for instance 11月21日 9:41.
        contact: who calls whom, in one sentence.
        number: the receipt number; empty when there is none yet.
        lines: what happens next; each is a paragraph.
        phone: the number to call; empty only if nobody can be called.
        phone_who: who answers there.
        qr: what the code holds (ASCII, never personal data in clear), or None.
        qr_caption: what the code is for.
        dense_qr: True for a handoff code that carries a sealed draft: level L and more modules.
        footer: the last line; the office.
        sample: True for trial data.
    """

    title: str
    when: str
    contact: str
    number: str = ""
    lines: tuple[str, ...] = ()
    phone: str = ""
    phone_who: str = ""
    qr: str | None = None
    qr_caption: str = ""
    dense_qr: bool = False
    footer: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        _check_plain(self)

    def __repr__(self) -> str:
        """Shows nothing personal."""
        return f"Slip(sample={self.sample})"


@dataclass(frozen=True)
class PaperItem:
    """One thing to bring.

    Attributes:
        name: 身份证.
        detail: original or copy, how many, from where.
        later: True where one may start without it (没带也能先办).
    """

    name: str
    detail: str = ""
    later: bool = False


@dataclass(frozen=True)
class PapersList:
    """材料清单: what to bring for a service, to be taken home."""

    service: str
    when: str
    items: tuple[PaperItem, ...]
    place: str = ""
    phone: str = ""
    phone_who: str = ""
    note: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        _check_plain(self)


@dataclass(frozen=True)
class FormField:
    """One blank of a form.

    Attributes:
        label: what to write.
        lines: how many writing lines it gets (1-6).
        choices: boxes to tick instead of a writing line.
    """

    label: str
    lines: int = 1
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlankForm:
    """空白表格: to be filled in by hand."""

    title: str
    fields: tuple[FormField, ...]
    note: str = ""
    office: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        _check_plain(self)


@dataclass(frozen=True)
class TestPage:
    """What staff print to see whether the printer is well."""

    __test__ = False  # its name makes pytest look at it

    terminal: str
    when: str
    queue: str


Paper = Certificate | Slip | PapersList | BlankForm | TestPage
_KINDS: dict[str, type[Paper]] = {k.__name__: k for k in (Certificate, Slip, PapersList, BlankForm, TestPage)}


def texts(paper: Any) -> Iterator[str]:
    """Every string that stands on a paper, in order."""
    if isinstance(paper, str):
        yield paper
    elif isinstance(paper, tuple | list):
        for item in paper:
            yield from texts(item)
    elif is_dataclass(paper):
        for field in fields(paper):
            if field.name not in ("qr", "verify_url"):
                yield from texts(getattr(paper, field.name))


def holds_identity_number(text: str) -> bool:
    """Whether an identity number (18 places with a right check digit) stands in a text, also in groups."""
    for match in _CANDIDATE.finditer(text):
        digits = re.sub(r"[ \u3000-]", "", match.group()).upper()
        check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11]
        if check == digits[17] and "01" <= digits[10:12] <= "12" and "01" <= digits[12:14] <= "31":
            return True
    return False


def _check_plain(paper: Any) -> None:
    if any(holds_identity_number(text) for text in texts(paper)):
        raise PaperRefused(RefusedFor.IDENTITY_NUMBER)
    if isinstance(paper, Slip) and not paper.title.strip():
        raise PaperRefused(RefusedFor.NOTHING_TO_SAY)


def to_json(paper: Paper) -> str:
    """One line of JSON that `from_json` turns into the same paper."""

    def plain(value: Any) -> str:
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    return json.dumps({type_name: type(paper).__name__} | asdict(paper), ensure_ascii=False, default=plain)


def from_json(line: str) -> Paper:
    """Reads what `to_json` wrote.

    Raises:
        ValueError: it is not the JSON of a paper.
        PaperRefused: the paper may not be made.
    """
    data = json.loads(line)
    try:
        return _build(_KINDS[data.pop(type_name)], data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a paper") from error


def _build(kind: type[Paper], data: dict[str, Any]) -> Paper:
    if kind is Certificate:
        data["person"] = tuple(Row(**row) for row in data["person"])
        data["issued_on"] = date.fromisoformat(data["issued_on"])
        data["valid_until"] = data["valid_until"] and date.fromisoformat(data["valid_until"])
        if table := data["table"]:
            columns = tuple(Column(c["title"], Align(c["align"])) for c in table["columns"])
            data["table"] = Table(columns, tuple(tuple(row) for row in table["rows"]))
    elif kind is Slip:
        data["lines"] = tuple(data["lines"])
    elif kind is PapersList:
        data["items"] = tuple(PaperItem(**item) for item in data["items"])
    elif kind is BlankForm:
        data["fields"] = tuple(FormField(f["label"], f["lines"], tuple(f["choices"])) for f in data["fields"])
    return kind(**data)
