"""Where people stop: the page on which unfinished drafts were left, counted, and never by person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from center.desk.errors import DeskError
from center.desk.files import Files
from center.desk.township import FEWEST
from center.merging import Stage
from center.releases import Releases
from center.store import Store
from center.tables import cases, messages
from config.model import Release
from kiosk.core.journey import key_of

_MOST = 400
_STEPS = {
    "identify": "认人",
    "urgent": "急事那一页",
    "parts": "选办哪几样",
    "eligibility": "看能不能办",
    "papers": "带来的东西",
    "consent": "同意书",
    "check": "最后核对",
    "send": "送出",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A page, and how many stopped there."""

    title: str
    page: str
    count: int


class Stops:
    """Counts them."""

    def __init__(self, *, store: Store, files: Files, releases: Releases) -> None:
        self._store = store
        self._files = files
        self._releases = releases

    def of_area(self, area: str) -> list[Stop]:
        """The pages on which at least a few people of an area stopped, the worst first."""
        with self._store.read() as connection:
            rows = connection.execute(
                select(messages.c.key_id, messages.c.ciphertext)
                .join(
                    cases,
                    (cases.c.case_id == messages.c.case_id)
                    & (cases.c.current_message == messages.c.message_id),
                )
                .where(cases.c.township.startswith(area, autoescape=True), cases.c.state == Stage.DRAFT.value)
                .order_by(cases.c.updated_at.desc())
                .limit(_MOST)
            ).all()
        counted: Counter[tuple[str, str]] = Counter()
        for row in rows:
            try:
                state = self._files.unsealed(row.key_id, row.ciphertext).draft
            except DeskError:
                continue
            if state is not None and state.cursor:
                counted[(state.service, state.cursor)] += 1
        release = self._releases.newest()
        return [
            Stop(_title(release, service), _page(release, service, cursor), count)
            for (service, cursor), count in counted.most_common(20)
            if count >= FEWEST
        ]


def _title(release: Release, service: str) -> str:
    found = release.services.get(service)
    return found.title if found is not None else service


def _page(release: Release, service: str, cursor: str) -> str:
    found = release.services.get(service)
    everything = [] if found is None else [found, *(release.services[part.service] for part in found.parts)]
    for asked in (field for one in everything for field in one.fields):
        if key_of(asked) == cursor.partition("/")[0]:
            return asked.label
    return _STEPS.get(cursor.partition(":")[0], "别的")
