"""Puts the terminal's chores together with its parts: the self-test, orders, notices."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings
from kiosk.chores import Chores, Moment
from kiosk.core.events import Device, Event
from kiosk.core.places.standing import trial_slip
from kiosk.health.checks import models_here
from kiosk.health.findings import Finding, Live, Printer
from kiosk.health.probes import Machine
from kiosk.link.home import LinkHome
from kiosk.link.pulse import Pulse
from kiosk.log import json_log
from kiosk.processes import SUPERVISED
from kiosk.runtime import Runtime
from kiosk.selftest import PROBE_S, checks_of, held, look, print_slip, write_down, write_down_models

if TYPE_CHECKING:
    from kiosk.parts import Parts


@dataclass(frozen=True, slots=True)
class Daily:
    """The chores, and what they hold open."""

    chores: Chores
    _held: ExitStack

    def close(self) -> None:
        """Lets go of it."""
        self._held.close()


def open_daily(
    *,
    home: Path,
    settings: Settings,
    parts: Parts,
    runtime: Runtime,
    deliver: Callable[[Event], None],
    clock: Callable[[], float],
    local: Callable[[], datetime],
) -> Daily:
    """Opens the chores of a terminal; its lock says from now on that a terminal runs here.

    A trial's terminal tests itself only when it is told to: nobody wants a slip of it every morning.
    """
    held_open = ExitStack()
    held_open.enter_context(held(home))
    pulse = Pulse(LinkHome(home).pulse)
    held_open.callback(pulse.close)
    log = json_log(room="health")

    def test() -> tuple[Finding, ...]:
        found = look_at_parts(home=home, settings=settings, parts=parts, runtime=runtime)
        write_down(pulse, found, datetime.now(UTC), log)
        write_down_models(pulse, models_here(Machine(timeout_s=PROBE_S)))
        return found

    def is_idle() -> bool:
        visit = runtime.visit
        return not (visit.open or visit.ended or visit.outstanding.paper_coming)

    real = parts.is_enrolled and not parts.trial
    chores = Chores(
        pulse=pulse,
        test=test,
        test_at=time.fromisoformat(settings.self_test.at) if real else None,
        is_idle=is_idle,
        deliver=deliver,
        moment=Moment(
            now=lambda: datetime.now(UTC), local=local, clock_s=clock, trusted=runtime.outside.clock_trusted
        ),
        log=log,
        supervised=SUPERVISED in os.environ,
    )
    return Daily(chores, held_open)


def look_at_parts(
    *,
    home: Path,
    settings: Settings,
    parts: Parts,
    runtime: Runtime,
) -> tuple[Finding, ...]:
    """The whole self-test of an open terminal. Blocks; not for the screen's thread."""
    sound = runtime.sound
    state, fault = None, ""
    if settings.self_test.prints_slip and settings.devices.slip_printer != "none":
        job_id = f"selftest-{runtime.outside.new_id()}"
        state, fault = print_slip(parts.papers, trial_slip(runtime.visit), job_id=job_id)
    known = Live(
        Printer(wanted=False),
        Printer(wanted=False),
        slip=state,
        slip_fault=fault,
        reader=Device.CARD_READER not in runtime.broken if parts.has_reader else None,
        speaks=sound.speaks if sound is not None else None,
        listens=sound.listens if sound is not None else None,
    )
    return look(
        settings=settings,
        machinery=parts,
        enrolled=parts.is_enrolled,
        known=known,
        checks=checks_of(lambda: settings, home),
    )
