"""Looks at the fleet now and then, by itself: stops a release that fails too often, and tells people."""

from __future__ import annotations

import threading
from collections.abc import Callable

from center.fleet.alerts import Alerts
from center.fleet.fleet import Fleet
from center.fleet.holds import Holds
from center.log import CenterEvent, Log, where


class FleetWatch:
    """The look, and its thread.

    Args:
        every_s: Seconds between two looks.
    """

    def __init__(self, *, fleet: Fleet, holds: Holds, alerts: Alerts, every_s: float, log: Log) -> None:
        self._fleet = fleet
        self._holds = holds
        self._alerts = alerts
        self._every_s = every_s
        self._log = log

    def look(self) -> None:
        """One look: first it stops what must stop, then it tells."""
        seen = self._fleet.terminals()
        self._holds.look(seen)
        self._alerts.look(seen, self._holds.all().values())

    def run_until(self, stop: threading.Event, wait: Callable[[float], bool] | None = None) -> None:
        """Looks until told to stop; what goes wrong with one look ends nothing."""
        waiting = wait or stop.wait
        while not waiting(self._every_s):
            try:
                self.look()
            except Exception as error:  # whatever it was, the next one comes
                self._log.warning(
                    CenterEvent.FLEET_LOOK_FAILED,
                    fault=type(error).__name__,
                    where=where(error.__traceback__),
                )
