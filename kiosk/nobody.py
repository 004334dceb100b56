"""What is not there: staff to be called or handed anything, and a lock that somebody could open."""

from __future__ import annotations

from kiosk.core.effects import AskLock, CallStaff, HandOver, NoteAct, Tend, TryLock
from kiosk.core.events import Failed, Failure, Result


class NoHandoffs:
    """See `kiosk.ports.Handoffs`."""

    def hand_over(self, effect: HandOver) -> Result:
        """See `kiosk.ports.Handoffs`."""
        return Failed(Failure.REFUSED)

    def call_staff(self, effect: CallStaff) -> Result:
        """See `kiosk.ports.Handoffs`."""
        return Failed(Failure.REFUSED)


class NoStaff:
    """See `kiosk.ports.Staff`: nobody is let in."""

    def ask(self, effect: AskLock) -> Result:
        """See `kiosk.ports.Staff`."""
        return Failed(Failure.REFUSED)

    def answer(self, effect: TryLock) -> Result:
        """See `kiosk.ports.Staff`."""
        return Failed(Failure.REFUSED)

    def note(self, effect: NoteAct) -> None:
        """See `kiosk.ports.Staff`."""

    def tend(self, effect: Tend) -> Result:
        """See `kiosk.ports.Staff`."""
        return Failed(Failure.REFUSED)
