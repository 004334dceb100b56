"""Retention: what is old enough is erased, once a day and on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from center.days import china_day
from center.desk.tables import desk_acts, visit_orders
from center.fleet.tables import fleet_commands, fleet_history, fleet_logs, fleet_uses, notices
from center.handoff.tables import handoff_nonces, handoff_tokens, terminal_calls
from center.log import CenterEvent, Log, where
from center.merging import Stage
from center.settings import CenterSettings
from center.store import Store
from center.tables import cases, documents, enroll_codes, lookups, nonces

CALLS_KEPT = timedelta(days=7)
_INTERVAL_S = 6 * 3600.0


class Erasing:
    """Erases by the periods of the settings.

    Args:
        store: The tables.
        settings: The periods.
        clock: The center's time.
        forget_exports: Removes what terminals exported before a moment, and says how many.
    """

    def __init__(
        self,
        *,
        store: Store,
        settings: CenterSettings,
        clock: Callable[[], datetime],
        forget_exports: Callable[[datetime], int],
        log: Log,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._forget_exports = forget_exports
        self._log = log

    def run(self) -> dict[str, int]:
        """Erase what is due; returns how many rows of each table went, and how many exports.

        A case takes its parts, events and messages with it. A case that is under way is never erased.
        """
        keep, now = self._settings.retention, self._clock()
        finished = [Stage.DONE.value, Stage.WITHDRAWN.value]
        due = {
            "nonces": delete(nonces).where(
                nonces.c.at < now - timedelta(hours=2 * self._settings.clock_tolerance_h + 1)
            ),
            "handoff_tokens": delete(handoff_tokens).where(
                handoff_tokens.c.valid_until < now - timedelta(days=keep.drafts_days)
            ),
            "handoff_nonces": delete(handoff_nonces).where(handoff_nonces.c.keep_until < now),
            "terminal_calls": delete(terminal_calls).where(terminal_calls.c.at < now - CALLS_KEPT),
            "enroll_codes": delete(enroll_codes).where(enroll_codes.c.expires_at < now),
            "lookups": delete(lookups).where(lookups.c.at < now - timedelta(days=keep.lookups_days)),
            "cases": delete(cases).where(
                or_(
                    (cases.c.state == Stage.DRAFT.value)
                    & (cases.c.updated_at < now - timedelta(days=keep.drafts_days)),
                    cases.c.state.in_(finished)
                    & (cases.c.updated_at < now - timedelta(days=keep.finished_cases_days)),
                )
            ),
            "visits": delete(visit_orders).where(
                visit_orders.c.state == "done",
                visit_orders.c.updated_at < now - timedelta(days=keep.visits_days),
            ),
            "desk_acts": delete(desk_acts).where(desk_acts.c.at < now - timedelta(days=keep.desk_acts_days)),
            "fleet_history": delete(fleet_history).where(
                fleet_history.c.at < now - timedelta(days=keep.fleet_history_days)
            ),
            "fleet_uses": delete(fleet_uses).where(
                fleet_uses.c.day < china_day(now) - timedelta(days=keep.fleet_uses_days)
            ),
            "fleet_commands": delete(fleet_commands).where(
                fleet_commands.c.not_after < now - timedelta(days=keep.fleet_history_days)
            ),
            "fleet_logs": delete(fleet_logs).where(fleet_logs.c.at < now - timedelta(days=keep.logs_days)),
            "notices": delete(notices).where(notices.c.ends_at < now - timedelta(days=keep.notices_days)),
            "documents": delete(documents).where(
                documents.c.valid_until < china_day(now) - timedelta(days=keep.documents_after_validity_days)
            ),
        }
        with self._store.write() as connection:
            gone = {table: connection.execute(statement).rowcount for table, statement in due.items()}
        gone["exports"] = self._forget_exports(now - timedelta(days=keep.desk_acts_days))
        self._log.info(CenterEvent.ERASING_FINISHED, **gone)
        return gone

    def run_until(self, stop: threading.Event) -> None:
        """Erase now and every few hours, until told to stop."""
        while True:
            try:
                self.run()
            except Exception as error:  # whatever it was, the next one comes
                self._log.warning(
                    CenterEvent.ERASING_FAILED, fault=type(error).__name__, where=where(error.__traceback__)
                )
            if stop.wait(_INTERVAL_S):
                return
