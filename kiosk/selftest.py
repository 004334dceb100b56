"""`kiosk selftest`: the terminal looks at every part of itself, prints a slip, and says what is ill.

Where a terminal runs in this data folder, it is asked to do so, as it holds the devices; else this command
opens them itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from center.protocol.fleet import CommandKind, Part, PartHealth
from config.release import active_release
from kiosk.core.effects import Printing, PrintSlip
from kiosk.core.events import Began, Event, PaperMoved
from kiosk.core.places.standing import trial_slip
from kiosk.core.screens import PaperState
from kiosk.core.standing import PartTested
from kiosk.core.visit import Visit
from kiosk.health.checks import DAILY, Check, models_here, run_all
from kiosk.health.doctor import expected_of
from kiosk.health.findings import Finding, Health, Live, Printer, findings, ill
from kiosk.health.probes import Machine
from kiosk.link.alone import only_one
from kiosk.link.home import LinkHome
from kiosk.link.pulse import Pulse
from kiosk.log import Log, LogEvent, json_log

if TYPE_CHECKING:
    from config.settings import Settings

PATIENCE_S = 120.0
LOOK_S = 0.5
PROBE_S = 30.0
"""Nobody waits for the morning test: a busy machine is not an ill one."""
OVER = frozenset({PaperState.DONE, PaperState.FAILED, PaperState.UNKNOWN})


class Machinery(Protocol):
    """What the test needs of the terminal's parts; see `kiosk.parts.Parts`."""

    def printer_faults(self) -> tuple[str, str]:
        """Why the printers would take nothing now."""
        ...

    def center_answers(self) -> bool:
        """Whether the center answers."""
        ...

    def stuck(self) -> int:
        """Cases that do not get away."""
        ...


class SlipPrinter(Protocol):
    """Where the test slip is printed; see `kiosk.ports.Papers`."""

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        """Prints one paper."""
        ...

    def cancel(self, job_id: str) -> None:
        """Gives it up."""
        ...


def look(
    *, settings: Settings, machinery: Machinery, enrolled: bool, known: Live, checks: Iterable[Check]
) -> tuple[Finding, ...]:
    """Looks at everything.

    Args:
        settings: What there should be.
        machinery: The open parts.
        enrolled: Whether there is a center that should answer.
        known: What is known already: voice, reader, and how the test slip came out.
        checks: Of the machine.
    """
    a4, slips = machinery.printer_faults()
    live = replace(
        known,
        printer=Printer(settings.devices.printer != "none", a4),
        slip_printer=Printer(settings.devices.slip_printer != "none", slips),
        center=machinery.center_answers() if enrolled else None,
        stuck=machinery.stuck(),
    )
    return findings(checks, live)


def print_slip(papers: SlipPrinter, slip: PrintSlip, *, job_id: str) -> tuple[PaperState, str]:
    """Prints the test slip; a printer that wants to be helped is not waited for.

    Returns:
        How it came out, and why not.
    """
    ended, cared = (PaperState.UNKNOWN, ""), ""

    def tell(news: PaperMoved) -> None:
        nonlocal ended, cared
        if news.state is PaperState.NEEDS_CARE and not cared:
            cared = news.reason or "needs-care"
            # Told from inside the job: it is given up from outside.
            threading.Thread(target=papers.cancel, args=(job_id,), name="selftest", daemon=True).start()
        if news.state in OVER:
            ended = news.state, news.reason

    papers.run(job_id, slip, tell)
    state, reason = ended
    return (PaperState.FAILED, cared) if cared and state is not PaperState.DONE else (state, reason)


def write_down(pulse: Pulse, found: Iterable[Finding], at: datetime, log: Log) -> None:
    """Keeps what was found for the heartbeat; of the center it is not told to the center."""
    found = tuple(found)
    told = [one for one in found if one.part is not PartTested.CENTER]
    for one in told:
        pulse.note_part(Part(one.part.value), PartHealth(one.health.value), reason=one.reason or None)
    pulse.note("self_test", " ".join(part.value for part in ill(told)))
    pulse.note("self_test_at", at.isoformat())
    broken = "+".join(part.value for part in ill(found))
    log.info(LogEvent.SELF_TEST_FINISHED, outcome="ill" if broken else "well", parts=broken)


def write_down_models(pulse: Pulse, models: Mapping[str, str]) -> None:
    """Keeps the models' versions for the heartbeat."""
    pulse.note("models", json.dumps(models, sort_keys=True))


def report(found: Iterable[Finding]) -> str:
    """For whoever stands there with a keyboard: a line each, with what to do."""
    lines = []
    for one in found:
        lines.append(f"{one.health.value:<8}{one.part.value:<14}{one.reason}".rstrip())
        if one.way_out and one.health is not Health.WORKS:
            lines.append(" " * 22 + "-> " + one.way_out)
    return "\n".join(lines)


def held(home: Path) -> AbstractContextManager[bool]:
    """Holds the terminal's lock, which a terminal has as long as it is open; false where one has it."""
    return only_one(home / "terminal.lock")


def checks_of(settings: Callable[[], Settings], home: Path) -> Iterable[Check]:
    """The checks of the machine, those that a terminal makes every day."""
    return run_all(Machine(timeout_s=PROBE_S), expected_of(settings, home), DAILY)


def main(argv: list[str]) -> int:
    """Tests a terminal; see `kiosk selftest --help`.

    Returns:
        0 if everything works, 1 if something is ill, 2 if the running terminal did not come to it.
    """
    from kiosk.compose import settle_home

    parser = argparse.ArgumentParser(prog="kiosk selftest", description=__doc__)
    parser.add_argument("--home", type=Path, default=None, help="the terminal's data folder")
    parser.add_argument("--no-slip", action="store_true", help="without a slip of paper")
    parser.add_argument("--out", type=Path, default=Path("out"), help="where a trial printer puts paper")
    parser.add_argument(
        "--wait-s", type=float, default=PATIENCE_S, help="how long a running one is waited for"
    )
    given = parser.parse_args(argv)
    home = settle_home(given.home)
    with held(home) as mine, closing(Pulse(LinkHome(home).pulse)) as pulse:
        if not mine:
            return _ask(pulse, given.wait_s)
        found = _look_alone(home, paper_folder=given.out, slip=not given.no_slip)
        write_down(pulse, found, datetime.now(UTC), json_log(room="health"))
        write_down_models(pulse, models_here(Machine(timeout_s=PROBE_S)))
    sys.stdout.write(report(found) + "\n")
    return 1 if ill(found) else 0


def _ask(pulse: Pulse, wait_s: float) -> int:
    """Has the running terminal test itself, and waits for what it says."""
    before = pulse.word("self_test_at")
    pulse.wish(CommandKind.SELF_TEST, datetime.now(UTC))
    sys.stdout.write("a terminal runs here: it tests itself as soon as nobody uses it\n")
    until_s, pause = time.monotonic() + wait_s, threading.Event()
    while pulse.word("self_test_at") == before:
        if time.monotonic() >= until_s:
            sys.stderr.write("kiosk selftest: it is in use, or does not get to it; it will be done later\n")
            return 2
        pause.wait(LOOK_S)
    for part in pulse.parts():
        sys.stdout.write(f"{part.health.value:<8}{part.part.value:<14}{part.reason or ''}".rstrip() + "\n")
    return 1 if pulse.word("self_test") else 0


def _look_alone(home: Path, *, paper_folder: Path, slip: bool) -> tuple[Finding, ...]:
    """Opens the parts for this test alone."""
    from kiosk.parts import open_parts

    release = active_release(home)

    def nobody(_event: Event) -> None:
        """A card or a code that is laid meanwhile is nobody's."""

    parts = open_parts(
        home=home,
        settings=release.settings,
        deliver=nobody,
        clock=time.monotonic,
        paper_folder=paper_folder,
    )
    try:
        known = Live(Printer(wanted=False), Printer(wanted=False))
        if slip and release.settings.devices.slip_printer != "none":
            local = datetime.now().astimezone().replace(tzinfo=None)
            visit = Visit(release, Began(at_s=0.0, visit_id="", serial=1, local=local))
            job = f"selftest-{local:%Y%m%d%H%M%S}"
            state, fault = print_slip(parts.papers, trial_slip(visit), job_id=job)
            known = replace(known, slip=state, slip_fault=fault)
        return look(
            settings=release.settings,
            machinery=parts,
            enrolled=parts.is_enrolled,
            known=known,
            checks=checks_of(lambda: release.settings, home),
        )
    finally:
        parts.close()
