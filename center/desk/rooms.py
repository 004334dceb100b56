"""Everything that the desk's pages work with, put together once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import insert, select

from center.connectors.port import Fetched
from center.desk.accounts import Accounts
from center.desk.acts import Act, Acts, note_act
from center.desk.board import Board
from center.desk.content import NOTHING_KNOWN, SUBJECT, CaseForm, Known, UnknownServiceError
from center.desk.errors import DeskError, DeskFault
from center.desk.files import CaseFile, Files
from center.desk.grid.asked import Asked
from center.desk.grid.orders import Orders
from center.desk.grid.watch import Watch
from center.desk.opening import Opening
from center.desk.people import Staff
from center.desk.phones import Phones
from center.desk.sessions import Sessions
from center.desk.sight import Sights
from center.desk.stops import Stops
from center.desk.tables import desk_acts
from center.desk.township import Township
from center.desk.work import Work
from center.handoff.calls import Calls
from center.handoff.service import HandoffService
from center.keys import Keyring
from center.lookups import Lookups
from center.protocol import CaseMessage, Dataset, Profile
from center.releases import Releases
from center.settings import CenterSettings
from center.store import Store
from center.tables import lookups as lookup_rows

_SAME_LOOK = timedelta(minutes=10)
_DATASETS = frozenset(Dataset) - {Dataset.CASES}


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with its form.

    Attributes:
        exact: Whether the release that it was made with is kept here.
    """

    case: CaseFile
    form: CaseForm
    profile: Profile | None
    exact: bool


@dataclass(frozen=True)
class Rooms:
    """The desk."""

    settings: CenterSettings
    clock: Callable[[], datetime]
    store: Store
    keyring: Keyring
    lookups: Lookups
    releases: Releases
    accounts: Accounts
    phones: Phones
    sessions: Sessions
    acts: Acts
    files: Files
    board: Board
    work: Work
    sights: Sights
    orders: Orders
    opening: Opening
    asked: Asked
    watch: Watch
    township: Township
    stops: Stops
    data_dir: Path
    handoffs: HandoffService
    calls: Calls
    closing: threading.Event = field(default_factory=threading.Event)

    def open(self, case_id: str, who: Staff, *, message: CaseMessage | None = None) -> Opened:
        """A case with its form; what the county knows of the person is read only by whoever holds it.

        Args:
            case_id: Which.
            who: Who opens it.
            message: Another content than the one that is kept.

        Raises:
            DeskError: NOT_FOUND, WRONG_TOWNSHIP, NOT_ALLOWED, NOT_READABLE, OLD_RELEASE.
        """
        case = self.files.open(case_id, who)
        if not who.handles_cases and case.holder != who.code:
            raise DeskError(DeskFault.NOT_ALLOWED)  # a grid worker sees what is in the own hands
        content = message or case.message
        found = self.releases.find(content.release)
        known = self._known(case, content, who) if case.holder == who.code and case.is_open else NOTHING_KNOWN
        try:
            form = CaseForm(release=found.release, message=content, known=known, now=self.clock())
        except UnknownServiceError:
            raise DeskError(DeskFault.OLD_RELEASE) from None
        profile = known.datasets.get(Dataset.PROFILE.value)
        return Opened(
            case,
            form,
            profile.data if profile is not None and isinstance(profile.data, Profile) else None,
            found.exact,
        )

    def _known(self, case: CaseFile, message: CaseMessage, who: Staff) -> Known:
        subject = message.people.get(SUBJECT)
        if subject is None or subject.number is None:
            return NOTHING_KNOWN
        release = self.releases.find(message.release).release
        services = [release.services[id_] for id_ in message.services if id_ in release.services]
        wanted = {Dataset.PROFILE.value, *(name for service in services for name in service.facts)}
        datasets = sorted(name for name in _DATASETS if name.value in wanted)
        ground = "；".join(dict.fromkeys(service.basis.rule for service in services))
        self._write_down(case, subject.number, datasets, who, ground)
        answers: Mapping[Dataset, object] = self.lookups.fetch(subject.number, datasets)
        return Known({name.value: one for name, one in answers.items() if isinstance(one, Fetched)})

    def _write_down(
        self, case: CaseFile, number: str, datasets: list[Dataset], who: Staff, ground: str
    ) -> None:
        """Who read whose records for which case; once for a short while."""
        now = self.clock()
        with self.store.write() as connection:
            seen = connection.scalar(
                select(desk_acts.c.id)
                .where(
                    desk_acts.c.case_id == case.case_id,
                    desk_acts.c.staff == who.code,
                    desk_acts.c.act == Act.LOOKED_UP.value,
                    desk_acts.c.at > now - _SAME_LOOK,
                )
                .limit(1)
            )
            if seen is not None:
                return
            connection.execute(
                insert(lookup_rows).values(
                    at=now,
                    terminal="DESK",
                    person=self.keyring.person(number),
                    datasets=",".join(name.value for name in datasets),
                    established="staff",
                    why="case",
                )
            )
            note_act(
                connection,
                at=now,
                who=who,
                act=Act.LOOKED_UP,
                township=case.township,
                case_id=case.case_id,
                detail="、".join(name.value for name in datasets),
                ground=ground,
            )


def make_rooms(
    *,
    settings: CenterSettings,
    clock: Callable[[], datetime],
    store: Store,
    keyring: Keyring,
    lookups: Lookups,
    data_dir: Path,
    releases: Releases,
    handoffs: HandoffService,
    calls: Calls,
    hasher: PasswordHasher | None = None,
) -> Rooms:
    """The desk of a center.

    Args:
        settings: The county's.
        clock: The time.
        store: The center's.
        keyring: The center's.
        lookups: What the county's systems know.
        data_dir: Where releases and watch rules are kept.
        handoffs: Drafts that terminals hand over.
        calls: Terminals at which somebody asks for staff.
        releases: What terminals follow.
        hasher: How passwords are hashed; a test's may be quicker.
    """
    desk = settings.desk
    files = Files(store=store, keyring=keyring)
    orders = Orders(store=store, keyring=keyring, settings=settings, clock=clock)
    return Rooms(
        settings=settings,
        clock=clock,
        store=store,
        keyring=keyring,
        lookups=lookups,
        releases=releases,
        accounts=Accounts(store=store, keyring=keyring, clock=clock, hasher=hasher),
        phones=Phones(store=store, clock=clock),
        sessions=Sessions(
            store=store,
            keyring=keyring,
            clock=clock,
            idle=timedelta(minutes=desk.idle_min),
            longest=timedelta(hours=desk.longest_h),
        ),
        acts=Acts(store),
        files=files,
        board=Board(store=store, keyring=keyring, files=files, clock=clock),
        work=Work(store=store, keyring=keyring, settings=settings, clock=clock),
        sights=Sights(store=store, files=files, clock=clock),
        orders=orders,
        asked=Asked(store=store, files=files, orders=orders, releases=releases),
        opening=Opening(store=store, keyring=keyring, releases=releases, clock=clock),
        watch=Watch(
            store=store, keyring=keyring, settings=settings, lookups=lookups, orders=orders, clock=clock
        ),
        township=Township(store=store, keyring=keyring, clock=clock),
        stops=Stops(store=store, files=files, releases=releases),
        data_dir=data_dir,
        handoffs=handoffs,
        calls=calls,
    )
