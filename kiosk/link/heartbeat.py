"""`kiosk beat`: tells the center every minute how this terminal is, and takes orders that are rightly signed.

A process of its own, as the sender is: whatever becomes of it, the screen goes on. Of the orders it only
brings the log itself; the others wait in the pulse file for the screen, or for the supervisor.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from nacl.signing import VerifyKey

from center.protocol.fleet import (
    LONGEST_LOG,
    TRIAL_COMMAND_KEY,
    TRIAL_NOTICE_KEY,
    Command,
    CommandKind,
    Heartbeat,
    HeartbeatReply,
    LogReply,
    LogReport,
    Part,
    Releases,
    WhyNot,
    command_text,
)
from config.release import active_release
from config.staging.store import Stages
from kiosk.link.alone import only_one
from kiosk.link.client import IN_THE_BACKGROUND, CenterClient
from kiosk.link.errors import CenterDown, LinkError, NotEnrolled, Refused
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey, is_signed
from kiosk.link.logbook import LogBook
from kiosk.link.notices import NoticeCheck
from kiosk.link.outbox import Outbox
from kiosk.link.pulse import CLOSED, Order, Pulse
from kiosk.log import Log, LogEvent, json_log

EVERY_S = 60.0
JITTER = 0.25
LONGEST_S = 900.0
_MB = 1_000_000


class Beater:
    """Makes one heartbeat, sends it, and takes what comes back.

    Args:
        terminal: This terminal's code.
        command_key: The command role's public key (Ed25519, base64); "" takes no orders.
        notices: Which notices are kept.
        send: Brings a heartbeat to the center.
        send_log: Brings the log.
        log_tail: The last events, so many characters at most.
    """

    def __init__(
        self,
        *,
        terminal: str,
        command_key: str,
        notices: NoticeCheck,
        pulse: Pulse,
        outbox: Outbox,
        stages: Stages,
        send: Callable[[Heartbeat], HeartbeatReply],
        send_log: Callable[[LogReport], LogReply],
        log_tail: Callable[[int], str],
        hint: Callable[[int], None],
        clock: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        rng: random.Random,
        log: Log,
    ) -> None:
        self._terminal = terminal
        self._key = VerifyKey(base64.b64decode(command_key)) if command_key else None
        self._pulse = pulse
        self._outbox = outbox
        self._stages = stages
        self._send = send
        self._send_log = send_log
        self._log_tail = log_tail
        self._notices = notices
        self._hint = hint
        self._clock = clock
        self._monotonic_s = monotonic_s
        self._began_s = monotonic_s()
        self._rng = rng
        self._log = log
        self._failures = 0

    def step(self) -> float:
        """One beat.

        Returns:
            Seconds until the next: a minute with jitter, longer the more often it failed.
        """
        try:
            before = self._pulse.unanswered()
            if before is not None:
                self._bring(before)
            reply = self._bring(self.beat())
        except LinkError as error:
            self._log.info(LogEvent.CENTER_CALL_FINISHED, call="beat", outcome=type(error).__name__)
            return self._later()
        self._failures = 0
        self._pulse.note("beat_at", self._clock().isoformat())
        self._pulse.note("held", " ".join(str(seq) for seq in reply.held))
        self._pulse.take_orders(self._rightly_signed(reply.commands))
        self._pulse.keep_notices(self._notices.let_through(reply.notices))
        if reply.config_hint is not None:
            self._hint(reply.config_hint)
        self._bring_logs()
        return reply.next_in_s * self._rng.uniform(1 - JITTER, 1 + JITTER)

    def _bring(self, beat: Heartbeat) -> HeartbeatReply:
        """Sends a heartbeat. If its answer gets lost, its counts may have come: they go with no other one."""
        if beat.uses:
            self._pulse.on_its_way(beat)
        try:
            reply = self._send(beat)
        except LinkError as error:
            if isinstance(error, Refused) or (isinstance(error, CenterDown) and error.status == 500):
                self._pulse.not_taken()
            raise
        self._pulse.told(beat.uses, (*beat.done, *beat.failed))
        return reply

    def step_safely(self) -> float:
        """The same; a mistake of ours, or of the disk, is written down, and the next beat still comes."""
        try:
            return self.step()
        except Exception as error:  # a full disk for a while must not make the terminal silent for good
            self._log.warning(LogEvent.CENTER_CALL_FINISHED, call="beat", outcome="mistake", error=error)
            return self._later()

    def _later(self) -> float:
        self._failures += 1
        return self._rng.uniform(EVERY_S / 2, min(LONGEST_S, EVERY_S * 2 ** min(self._failures, 10)))

    def beat(self) -> Heartbeat:
        """How the terminal is now."""
        now = self._clock()
        depth = self._outbox.depth()
        oldest = depth.oldest_kept_at
        state = self._stages.state()
        self_test = self._pulse.word("self_test")
        self_test_at = self._pulse.word("self_test_at")
        done, failed = self._pulse.done(), self._pulse.failed(now)  # before what they may have changed
        return Heartbeat(
            beat_id=secrets.token_hex(16),
            at=now,
            version=program_version(),
            up_s=int(self._monotonic_s() - self._began_s),
            releases=Releases(good=state.good, trial=state.trial, bad=state.bad[:20], high=state.high),
            models=json.loads(self._pulse.word("models") or "{}"),
            parts=self._pulse.parts(),
            disk_free_mb=shutil.disk_usage(self._stages.folder.parent).free // _MB,
            outbox_depth=depth.kept + depth.parked,
            outbox_oldest_s=max(0, int((now - oldest).total_seconds())) if oldest else 0,
            last_error=self._pulse.word("last_error"),
            audit_head=self._pulse.word("audit_head"),
            self_test=None if self_test is None else tuple(Part(part) for part in self_test.split()),
            self_test_at=None if self_test_at is None else datetime.fromisoformat(self_test_at),
            uses=self._pulse.uses(),
            done=done,
            failed=failed,
            closed=self._pulse.word(CLOSED) == "yes",
        )

    def _bring_logs(self) -> None:
        """Brings the log where that was ordered; what does not get through is tried with the next beat."""
        for order in self._pulse.orders(self._clock()):
            if order.kind is not CommandKind.COLLECT_LOG:
                continue
            try:
                log = self._log_tail(LONGEST_LOG)
            except OSError:
                self._give_up(order, WhyNot.LOG_UNREADABLE)
                continue
            if not log:
                self._give_up(order, WhyNot.NO_LOG)
                continue
            try:
                self._send_log(LogReport(command_id=order.command_id, log=log))
            except LinkError as error:
                self._log.info(LogEvent.ORDER_FINISHED, kind=order.kind.value, outcome=type(error).__name__)
                continue
            self._pulse.carried_out(order.command_id)
            self._log.info(LogEvent.ORDER_FINISHED, kind=order.kind.value, outcome="done")

    def _give_up(self, order: Order, why: WhyNot) -> None:
        self._pulse.give_up(order.command_id, why)
        self._log.warning(LogEvent.ORDER_FINISHED, kind=order.kind.value, outcome=why.value)

    def forget_foreign(self) -> None:
        """Keeps of the notices only those that a key of this release signed: call it after a start."""
        self._pulse.keep_notices(tuple(self._notices.let_through(self._pulse.notices())))

    def _rightly_signed(self, commands: Iterable[Command]) -> Iterable[Command]:
        now = self._clock()
        for command in commands:
            if command.terminal == self._terminal and command.not_after > now and self._is_signed(command):
                yield command
            else:
                self._log.warning(LogEvent.ORDER_REFUSED, kind=command.kind.value)

    def _is_signed(self, command: Command) -> bool:
        if self._key is None:
            return False
        text = command_text(
            command_id=command.command_id,
            terminal=command.terminal,
            kind=command.kind,
            not_after=command.not_after.astimezone(UTC).isoformat(),
        )
        return is_signed(text, command.signature, self._key)


def program_version() -> str:
    """The version of this program."""
    try:
        return version("kiosk")
    except PackageNotFoundError:
        return "unknown"


def run(beater: Beater, *, stop: threading.Event, rng: random.Random) -> None:
    """Beats until told to stop; the first one at a random moment, so that a county does not come at once."""
    delay_s = rng.uniform(0, EVERY_S / 4)
    while not stop.wait(delay_s):
        delay_s = beater.step_safely()


def main(argv: list[str]) -> int:
    """Run the heartbeat; see `kiosk beat --help`."""
    parser = argparse.ArgumentParser(prog="kiosk beat", description=__doc__)
    parser.add_argument("--once", action="store_true", help="one beat, then stop")
    parser.add_argument("--home", type=Path, help="the terminal's data folder")
    arguments = parser.parse_args(argv)
    home = LinkHome(arguments.home) if arguments.home else LinkHome.of()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stop.set())
    with only_one(home.beat_lock) as mine:
        if not mine:
            sys.stderr.write("kiosk beat: another one is at work\n")
            return 0
        try:
            enrollment = home.enrollment()
        except NotEnrolled as error:
            sys.stderr.write(f"kiosk beat: {error}\n")
            return 2
        client = CenterClient(
            enrollment=enrollment,
            key=DeviceKey.load_or_make(home.device_key),
            patience=IN_THE_BACKGROUND,
        )
        pulse = Pulse(home.pulse)
        outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
        rng = random.Random()
        settings, trial = active_release(home.folder).settings, enrollment.center.trial
        log = json_log(room="link")
        beater = Beater(
            terminal=enrollment.center.terminal,
            command_key=settings.fleet.command_key or (TRIAL_COMMAND_KEY if trial else ""),
            notices=NoticeCheck(
                keys=settings.fleet.notice_keys or ((TRIAL_NOTICE_KEY,) if trial else ()),
                area=settings.place.area,
                terminal=enrollment.center.terminal,
                log=log,
            ),
            pulse=pulse,
            outbox=outbox,
            stages=Stages(home.folder),
            send=client.beat,
            send_log=client.send_log,
            log_tail=LogBook(home.log).tail,
            hint=lambda seq: pulse.note("config_hint", str(seq)),
            clock=lambda: datetime.now(UTC),
            monotonic_s=time.monotonic,
            rng=rng,
            log=log,
        )
        beater.forget_foreign()
        try:
            if arguments.once:
                beater.step()
            else:
                run(beater, stop=stop, rng=rng)
        finally:
            outbox.close()
            pulse.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
