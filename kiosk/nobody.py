"""A terminal that belongs to no center: nobody can be called or handed anything."""

from __future__ import annotations

from kiosk.core.effects import CallStaff, HandOver
from kiosk.core.events import Failed, Failure, Result


class NoHandoffs:
    """See `kiosk.ports.Handoffs`."""

    def hand_over(self, effect: HandOver) -> Result:
        """See `kiosk.ports.Handoffs`."""
        return Failed(Failure.REFUSED)

    def call_staff(self, effect: CallStaff) -> Result:
        """See `kiosk.ports.Handoffs`."""
        return Failed(Failure.REFUSED)
