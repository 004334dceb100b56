"""What staff find behind the lock: the person's affairs, being a witness, handing over, the machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from config.services import Role
from kiosk.core.events import Device, Unlocked
from kiosk.core.identity import Established
from kiosk.core.places.handoff import hand_over, to_hand_over
from kiosk.core.roles import Person
from kiosk.core.screens import Choice, Message, Row, Screen, StaffHome, Tone, Words
from kiosk.core.staff import mode
from kiosk.core.staff.acts import StaffAct, Task
from kiosk.core.staff.machine import MachinePlace, open_task, task_choice
from kiosk.core.staff.mode import StaffPlace
from kiosk.core.staff.unlock import UnlockPlace
from kiosk.core.wording import mask_name

if TYPE_CHECKING:
    from kiosk.core.visit import Visit

DEVICE_ICONS = {
    Device.PRINTER: "printer",
    Device.SLIP_PRINTER: "receipt-text-outline",
    Device.CARD_READER: "card-account-details-outline",
    Device.CENTER: "wifi",
}


def open_staff(visit: Visit) -> None:
    """我是工作人员: the lock, or what lies behind it."""
    if visit.ended:
        return
    if visit.staff is None:
        if not isinstance(visit.place, UnlockPlace):
            place = UnlockPlace(_unlocked)
            visit.go(place)
            place.begin(visit)
        return
    for open_one in visit.stack:
        if isinstance(open_one, StaffPlace):
            visit.leave(open_one)
            break
    visit.close_asides()
    visit.go(StaffHomePlace())


def _unlocked(visit: Visit, who: Unlocked) -> None:
    visit.open = True
    mode.begin(visit, code=who.code, name=who.name, maintains=who.maintains)
    open_staff(visit)


class StaffHomePlace(StaffPlace):
    """The staff's first page: what can be done, and how the machine is."""

    def screen(self, visit: Visit) -> Screen:
        assert visit.staff is not None
        return StaffHome(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("lock", "staff.lock", "lock-outline")),
            title=visit.words("staff.title"),
            lead=visit.words("staff.closed" if visit.closed else "staff.lead"),
            choices=self._choices(visit),
            rows=self._rows(visit),
        )

    @staticmethod
    def _rows(visit: Visit) -> tuple[Row, ...]:
        """What is broken comes first: the rest may have no room."""
        devices = sorted(Device, key=lambda device: device not in visit.broken)
        return tuple(_device_row(visit, device) for device in devices)[: visit.capacity.details]

    def _choices(self, visit: Visit) -> tuple[Choice, ...]:
        begun = to_hand_over(visit)
        help_on = visit.choice("go-on", "staff.go-on" if begun else "staff.help-person", "account-supervisor")
        if begun is not None:
            help_on = replace(help_on, detail=Words.of(begun.journey.service.title))
        witness = visit.choice("witness", "staff.witness", "account-check-outline")
        over = visit.choice("hand-over", "staff.hand-over", "file-document-arrow-right-outline")
        help_on = replace(help_on, detail=help_on.detail or visit.words("staff.help-person-detail"))
        return (
            self._opening(visit) if visit.closed else help_on,
            self._given(visit, witness, "witness", possible=self._somebody(visit)),
            self._given(visit, over, "hand-over", possible=begun is not None),
            replace(
                visit.choice("machine", "staff.machine", "printer-outline"),
                detail=visit.words("staff.machine-detail"),
            ),
        )

    def _opening(self, visit: Visit) -> Choice:
        """A closed terminal is opened by who maintains it; helping anybody comes after that."""
        keeper = visit.staff is not None and visit.staff.maintains
        return self._given(visit, task_choice(visit, Task.OPEN), "open", possible=keeper)

    @staticmethod
    def _somebody(visit: Visit) -> bool:
        """Whether the person of this visit is here; whoever 不是我 or another card covered is not."""
        return visit.subject is not None and not visit.is_guarded

    @staticmethod
    def _given(visit: Visit, choice: Choice, what: str, *, possible: bool) -> Choice:
        detail = visit.words(f"staff.{what}-detail" if possible else f"staff.{what}-not")
        return replace(choice, detail=detail, enabled=possible)

    def press(self, visit: Visit, target: str) -> None:
        match target:
            case "go-on":
                mode.note(visit, StaffAct.ASSISTED)
                begun = to_hand_over(visit)
                visit.leave(self)
                if begun is None and not visit.is_guarded:
                    visit.home()
            case "witness":
                visit.go(WitnessPlace())
            case "hand-over":
                mode.note(visit, StaffAct.HANDED_OVER)
                visit.leave(self)
                hand_over(visit)
            case "machine":
                machine = MachinePlace()
                visit.go(machine)
                machine.begin(visit)
            case _ if target == f"task:{Task.OPEN}":
                open_task(visit, target)


def _device_row(visit: Visit, device: Device) -> Row:
    works = device not in visit.broken
    return Row(
        visit.words(f"machine.{device}"),
        value=visit.words("machine.good" if works else "machine.bad"),
        icon=DEVICE_ICONS[device],
        tone=Tone.GOOD if works else Tone.BAD,
    )


class WitnessPlace(StaffPlace):
    """I see this person here, and they are who the card or the number says."""

    def screen(self, visit: Visit) -> Screen:
        subject = visit.subject
        name = mask_name(subject.name) if subject is not None and subject.name else ""
        tail = subject.number[-4:] if subject is not None else ""
        return Message(
            serial=visit.serial,
            frame=visit.frame(primary=visit.choice("seen", "witness.seen", "check-bold"), filled=True),
            title=visit.words("witness.title"),
            lead=visit.words("witness.lead", name=name, tail=tail),
            icon="account-check-outline",
        )

    def press(self, visit: Visit, target: str) -> None:
        subject, staff = visit.subject, visit.staff
        visit.leave(self)
        if subject is None or staff is None:
            return
        visit.people[Role.WITNESS] = Person(number="", how=Established.WITNESS, name=staff.name)
        if subject.how is Established.TYPED:
            visit.identify(Role.SUBJECT, replace(subject, how=Established.WITNESS))
        begun = to_hand_over(visit)
        mode.note(visit, StaffAct.WITNESSED, case_id=begun.journey.case_id if begun is not None else "")
        visit.strip = None
