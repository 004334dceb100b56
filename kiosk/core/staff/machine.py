"""The machine, for staff: how it is, a test page, going on after a paper fault, the self-test, a restart.

Who may maintain it finds the stick and, with a second member of the staff, export, erasing and new keys.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kiosk.core.effects import PrintSlip, PrintTest, Tend
from kiosk.core.events import Failed, Result, Scanned, Seen, Tended, Unlocked
from kiosk.core.frame import page_of
from kiosk.core.places.paper import FollowsPaper
from kiosk.core.places.waiting import way_out_at, working_screen
from kiosk.core.screens import Choice, Document, Message, PaperState, Row, Screen, StaffHome, Tone, Words
from kiosk.core.staff import mode
from kiosk.core.staff.acts import FOR_TWO, StaffAct, Task
from kiosk.core.staff.mode import StaffPlace
from kiosk.core.staff.unlock import UnlockPlace

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

ICONS = {
    Task.OPEN: "lock-open-check-outline",
    Task.RESUME: "printer-check",
    Task.SELF_TEST: "heart-pulse",
    Task.RESTART: "restart",
    Task.STICK: "usb-flash-drive-outline",
    Task.EXPORT: "export-variant",
    Task.ERASE: "delete-outline",
    Task.KEYS: "key-outline",
}
EVERYBODY = (Task.RESUME, Task.SELF_TEST, Task.RESTART)
KEEPERS = (Task.STICK, Task.EXPORT, Task.ERASE, Task.KEYS)
ASKS_FIRST = frozenset({Task.RESTART, *FOR_TWO})
MEANT = {True: ("check-circle-outline", Tone.GOOD), False: ("alert-circle-outline", Tone.BAD)}


class MachinePlace(StaffPlace):
    """How the machine is, page by page, and what can be done about it."""

    def __init__(self) -> None:
        self._seen: tuple[Seen, ...] | None = None
        self._page = 0
        self._effect_id = 0

    def begin(self, visit: Visit) -> None:
        """Has it looked at; call it once the place is open."""
        self._effect_id = visit.run(partial(Tend, task=Task.LOOK, who=()), asker=self)

    def key(self, visit: Visit) -> str:
        return f"machine-{self._page}"

    def screen(self, visit: Visit) -> Screen:
        rows = tuple(row_of(visit, seen) for seen in self._seen or ())
        self._page, pages, first, last = page_of(len(rows), self._page, visit.capacity.rows)
        more = visit.choice("more", "bar.next-page", "dots-horizontal") if pages > 1 else None
        return StaffHome(
            serial=visit.serial,
            frame=visit.frame(primary=more),
            title=visit.words("machine.title"),
            lead=visit.words("machine.looking") if self._seen is None else Words(),
            choices=self._choices(visit),
            rows=rows[first:last],
            page=self._page,
            pages=pages,
        )

    def _choices(self, visit: Visit) -> tuple[Choice, ...]:
        keeper = visit.staff is not None and visit.staff.maintains
        upkeep = visit.choice("upkeep", "machine.upkeep", "wrench-outline")
        return (
            visit.choice("test-a4", "machine.test-a4", "printer-outline"),
            visit.choice("test-slip", "machine.test-slip", "receipt-text-outline"),
            *(task_choice(visit, task) for task in EVERYBODY),
            *((upkeep,) if keeper else ()),
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "more":
                self._page = 0 if self._page_is_last(visit) else self._page + 1
            case "test-a4" | "test-slip":
                visit.go(TestPaperPlace(on_slip=target == "test-slip"))
            case "upkeep":
                visit.go(UpkeepPlace())
            case _:
                open_task(visit, target)

    def _page_is_last(self, visit: Visit) -> bool:
        return page_of(len(self._seen or ()), self._page + 1, visit.capacity.rows)[0] == self._page

    def back(self, visit: Visit) -> None:
        if self._page:
            self._page -= 1
        else:
            visit.leave(self)

    def shown_again(self, visit: Visit) -> None:
        """Something was done meanwhile: it is looked at anew."""
        self.begin(visit)

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id == self._effect_id:
            self._seen = result.seen if isinstance(result, Tended) else ()


class UpkeepPlace(StaffPlace):
    """For who may maintain the machine: the stick, and what needs two."""

    def screen(self, visit: Visit) -> Screen:
        two = visit.words("machine.for-two")
        choices = (replace(task_choice(visit, t), detail=two if t in FOR_TWO else Words()) for t in KEEPERS)
        return StaffHome(
            serial=visit.serial,
            frame=visit.frame(),
            title=visit.words("machine.upkeep"),
            lead=visit.words("machine.upkeep-lead"),
            choices=tuple(choices),
        )

    def press(self, visit: Visit, target: str) -> None:
        open_task(visit, target)


def task_choice(visit: Visit, task: Task) -> Choice:
    """A task to be chosen."""
    return visit.choice(f"task:{task}", f"task.{task}", ICONS[task])


def row_of(visit: Visit, seen: Seen) -> Row:
    """One thing that was looked at."""
    known = {None: ("", Tone.PLAIN), True: ("machine.good", Tone.GOOD), False: ("machine.bad", Tone.BAD)}
    key, tone = known[seen.ok]
    value = Words.of(seen.value) if seen.value else visit.words(key) if key else Words()
    return Row(visit.words(f"machine.{seen.name}"), value=value, tone=tone)


def open_task(visit: Visit, target: str) -> None:
    """What was chosen is asked about first where it is grave, and begun at once where it is not."""
    task = Task(target.removeprefix("task:"))
    place = TaskPlace(task)
    visit.go(place)
    if task not in ASKS_FIRST:
        place.begin(visit)


class TaskPlace(StaffPlace):
    """One task: asked about, signed by a second one where two are needed, done, and what came of it.

    Args:
        task: What is to be done.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self._second = ""
        self._result: Tended | None = None
        self._since_s: float | None = None
        self._effect_id = 0

    # -- on the way ------------------------------------------------------------------------------

    def begin(self, visit: Visit, code: str = "") -> None:
        """Does it; for new keys with the center's one-time code."""
        assert visit.staff is not None
        who = tuple(filter(None, (visit.staff.code, self._second)))
        self._since_s = visit.at_s
        self._effect_id = visit.run(partial(Tend, task=self.task, who=who, code=code), asker=self)

    def _signed(self, visit: Visit, who: Unlocked) -> None:
        self._second = who.code
        if self.task is not Task.KEYS:
            self.begin(visit)

    @property
    def _wants_code(self) -> bool:
        """Whether the center's one-time code is still to be scanned."""
        return self.task is Task.KEYS and bool(self._second) and self._since_s is None

    def is_busy(self, visit: Visit) -> bool:
        return self._since_s is not None and self._result is None

    def key(self, visit: Visit) -> str:
        return f"task-{self.task}-{self._since_s is not None}-{self._result is not None}-{self._wants_code}"

    def finished(self, visit: Visit, result: Result, effect_id: int) -> None:
        if effect_id != self._effect_id:
            return
        self._result = result if isinstance(result, Tended) else Tended(ok=False, said="failed")
        if isinstance(result, Failed):
            self._result = Tended(ok=False, said="not-ready")
        visit.extend()

    def scanned(self, visit: Visit, event: Scanned) -> None:
        if self._wants_code:
            self.begin(visit, event.text)

    # -- what is seen ----------------------------------------------------------------------------

    def screen(self, visit: Visit) -> Screen:
        if self._result is not None:
            return self._told(visit, self._result)
        if self._since_s is not None:
            return working_screen(visit, f"task.{self.task}-doing", since_s=self._since_s, icon="cog-outline")
        if self._wants_code:
            title, lead, primary = "task.keys-scan", "task.keys-scan-lead", None
        else:
            title, lead = f"task.{self.task}-sure", f"task.{self.task}-sure-lead"
            primary = visit.choice("sure", "task.go-on", "check-bold")
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=primary),
            title=visit.words(title),
            lead=visit.words(lead),
            tone=Tone.URGENT,
            icon=ICONS[self.task],
        )

    def _told(self, visit: Visit, result: Tended) -> Screen:
        icon, tone = MEANT[result.ok]
        outcome = f"{self.task}.{result.said}"
        found = "、".join(visit.words(f"machine.{seen.name}").written for seen in result.seen)
        return Message(
            serial=visit.serial,
            frame=visit.frame(back=None, primary=visit.choice("ok", "bar.ok", "check-bold"), filled=True),
            title=visit.words(f"task.{self.task}"),
            lead=visit.known_words(f"task.{outcome}", f"task.{result.said}", found=found),
            tone=tone,
            icon=icon,
        )

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "sure" if self.task in FOR_TWO:
                assert visit.staff is not None
                second = UnlockPlace(self._signed, act=self.task, other_than=visit.staff.code)
                visit.go(second)
                second.begin(visit)
            case "sure":
                self.begin(visit)
            case _:  # all right, or not to be waited for
                visit.leave(self)

    def due_at(self, visit: Visit) -> float | None:
        return way_out_at(visit, self._since_s) if self.is_busy(visit) and self._since_s is not None else None


class TestPaperPlace(FollowsPaper, StaffPlace):
    """A page that shows whether a printer is well, as far as the printer tells.

    Args:
        on_slip: On the slip printer.
    """

    __test__ = False  # its name makes pytest look at it

    def __init__(self, *, on_slip: bool) -> None:
        super().__init__()
        self._on_slip = on_slip

    def key(self, visit: Visit) -> str:
        return f"test-{self.paper.state}"

    def screen(self, visit: Visit) -> Screen:
        again = visit.choice("print", "machine.test-print", "printer")
        done = visit.choice("ok", "bar.ok", "check-bold")
        begun = self.paper.state is not None
        return Document(
            serial=visit.serial,
            frame=visit.frame(primary=done if begun else again, filled=not self.paper.is_printing),
            title=visit.words("machine.test-slip" if self._on_slip else "machine.test-a4"),
            lead=visit.words("machine.test-lead"),
            state=self.paper.state or PaperState.READY,
            state_words=self.paper.words(visit) or visit.words("document.ready"),
            choices=self.paper.choices(visit, "document.print-again"),
        )

    def press(self, visit: Visit, target: str) -> None:
        if target == "print":
            mode.note(visit, StaffAct.TEST_PAGE)
            self.paper.print(visit, self._slip(visit) if self._on_slip else self._page(visit), asker=self)
        else:
            self.paper.taken(visit)
            visit.leave(self)

    @staticmethod
    def _page(visit: Visit) -> partial[PrintTest]:
        return partial(PrintTest, terminal=visit.settings.place.terminal, when=visit.date_line)

    @staticmethod
    def _slip(visit: Visit) -> partial[PrintSlip]:
        place = visit.settings.place
        return partial(
            PrintSlip,
            title=visit.words("machine.test-slip").written,
            when=visit.date_line,
            contact=visit.words("machine.test-contact", terminal=place.terminal).written,
            lines=(visit.words("machine.test-line").written,),
            number="",
            phone=place.owner_phone,
            phone_who=place.owner,
        )
