"""One terminal in this process, on the play's own time: nothing in it waits, so a visit takes a second.

Real are the runtime and its visits, the window (offscreen) with its guard and pointer, the client of the
center and the center behind it, the outbox, the sender, the drawing of paper and the trial printer. Played
are the clock, the finger, and the card, which comes as the reader's events.
"""

from __future__ import annotations

import heapq
import itertools
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from config.release import Release
from kiosk.at_center import RealCases, RealCenter
from kiosk.core.events import CardRead, CardSeen, Event
from kiosk.core.identity import IdCard
from kiosk.core.screens import Screen
from kiosk.core.visit import Visit
from kiosk.handing_over import RealHandoffs
from kiosk.link.client import CenterClient
from kiosk.link.handoff.sealed import DraftSealer
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox
from kiosk.link.sealing import Sealer
from kiosk.link.sender import Sender
from kiosk.log import Log
from kiosk.outside import Outside, Work
from kiosk.ports import Papers
from kiosk.runtime import Runtime
from kiosk.silence import NoVoice
from kiosk.villagers.mouth_and_ear import PlayVoice
from kiosk.villagers.play_clock import PlayClock
from ui.capacity import capacities
from ui.window import Window

CARD_SEEN_S = 0.3
CARD_READ_S = 1.4
"""From laying a card to its text: what a real reader takes."""
WORK_S = (0.2, 1.2)
"""How long the center, the disk or the printer seem to take for one thing."""
POLL_S = 1.0


def _raise(error: Exception) -> None:
    """A mistake of ours ends the play: it must be seen."""
    raise error


class World:
    """A terminal that has just been switched on.

    Attributes:
        voice: What the terminal says and listens for, where it does.
        pressed: (serial, target) of all presses that the window let through.
        faults: How many pages could not be drawn.

    Args:
        home: The data folder of an enrolled terminal.
        release: Its configuration.
        window: Draws, and is touched; its clock is the play's.
        clock: The play's time.
        papers: The printers.
        rng: How long things take, and which ids come.
        log: Takes the terminal's events.
        on_screen: Sees each screen that differs from the last.
        talks: Whether it has a voice.
    """

    def __init__(
        self,
        *,
        home: Path,
        release: Release,
        window: Window,
        clock: PlayClock,
        papers: Papers,
        rng: random.Random,
        log: Log,
        on_screen: Callable[[Screen], None] = lambda screen: None,
        talks: bool = False,
    ) -> None:
        self.window = window
        self.clock = clock
        self._rng = rng
        self._on_screen = on_screen
        self._due: list[tuple[float, int, Event]] = []
        self._count = itertools.count()
        self._ready_s: float | None = None
        self._poll_at_s = clock.now_s
        self.voice = PlayVoice(clock.monotonic, self._later)
        link = LinkHome(home)
        enrollment = link.enrollment()
        client = CenterClient(
            enrollment=enrollment, key=DeviceKey.load_or_make(link.device_key), clock=clock.utc
        )
        self.outbox = Outbox(link.outbox, clock=clock.utc)
        reply = enrollment.center
        cases = RealCases(
            self.outbox,
            sealer=Sealer(key_id=reply.key_id, seal_key=reply.seal_key),
            terminal=reply.terminal,
            clock=clock.utc,
        )
        handoffs = RealHandoffs(
            cases=cases,
            outbox=self.outbox,
            codes=DraftSealer(
                key=DeviceKey.load_or_make(link.device_key),
                terminal=reply.terminal,
                key_id=reply.key_id,
                seal_key=reply.seal_key,
                new_bytes=rng.randbytes,
            ),
            client=client,
            clock=clock.utc,
            new_bytes=rng.randbytes,
        )
        self._sender = Sender(outbox=self.outbox, deliver=client.put_message, rng=rng, log=log)
        outside = Outside(
            center=RealCenter(client),
            cases=cases,
            papers=papers,
            run=self._run,
            deliver=self._deliver,
            log=log,
            clock=clock.monotonic,
            local=clock.local,
            new_id=lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            voice=self.voice if talks else NoVoice(),
            handoffs=handoffs,
        )
        if talks:
            self.voice.begin()
        geometry = window.geometry_of_screen
        self.runtime = Runtime(lambda: release, outside, capacities(geometry), self._show)
        self.runtime.on_mistake = _raise
        self.faults = 0
        window.faulted.connect(self._faulted)
        window.touched.connect(self._touched)
        window.pressed.connect(self._pressed)
        self.pressed: list[tuple[int, str]] = []
        self.runtime.show()

    def close(self) -> None:
        """Switches it off."""
        self.window.faulted.disconnect(self._faulted)
        self.window.touched.disconnect(self._touched)
        self.window.pressed.disconnect(self._pressed)
        self.outbox.close()

    @property
    def screen(self) -> Screen:
        """What is shown now."""
        return self.visit.screen

    @property
    def visit(self) -> Visit:
        """Whose visit it is."""
        return self.runtime.visit

    def lay(self, card: IdCard) -> None:
        """Lays a card; the reader takes its time."""
        at_s = self.clock.now_s
        self._later(at_s + CARD_SEEN_S, CardSeen(at_s))
        self._later(at_s + CARD_READ_S, CardRead(at_s, card))

    def soon(self, seconds: float, event: Event) -> None:
        """Something happens a little later."""
        self._later(self.clock.now_s + seconds, event)

    def advance(self, seconds: float) -> None:
        """Lets time pass, and whatever is due in it happen, in its order."""
        end_s = self.clock.now_s + seconds
        while (at_s := self._next_s()) <= end_s:
            self.clock.now_s = max(self.clock.now_s, at_s)
            self._happen()
        self.clock.now_s = end_s

    def _next_s(self) -> float:
        wake_at_s = self.runtime.wake_at_s
        times = [self._poll_at_s]
        if wake_at_s is not None:
            times.append(wake_at_s)
        if self._due:
            times.append(self._due[0][0])
        return min(times)

    def _happen(self) -> None:
        now_s = self.clock.now_s
        if self._due and self._due[0][0] <= now_s:
            event = heapq.heappop(self._due)[2]
            self.runtime.take(replace(event, at_s=now_s))
            return
        if self._poll_at_s <= now_s:
            self._poll_at_s = now_s + (self._sender.step() or POLL_S)
            self.runtime.poll_cases()
            return
        self.runtime.wake()

    def _run(self, work: Work) -> None:
        """Does the work at once; what comes of it comes as late as it would."""
        before, self._ready_s = self._ready_s, self.clock.now_s + self._rng.uniform(*WORK_S)
        try:
            work()
        finally:
            self._ready_s = before

    def _deliver(self, event: Event) -> None:
        if self._ready_s is None:
            self._later(self.clock.now_s, event)
        else:
            self._later(self._ready_s, event)
            self._ready_s += self._rng.uniform(*WORK_S)

    def _later(self, at_s: float, event: Event) -> None:
        heapq.heappush(self._due, (at_s, next(self._count), event))

    def _show(self, screen: Screen) -> None:
        self.window.show_screen(screen)
        self._on_screen(screen)

    def _faulted(self) -> None:
        self.faults += 1

    def _touched(self) -> None:
        self.runtime.touched()

    def _pressed(self, serial: int, target: str) -> None:
        self.pressed.append((serial, target))
        self.runtime.press(serial, target)
