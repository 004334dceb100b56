"""`kiosk send`: brings what waits in the outbox to the center, one message at a time, oldest first.

It can be killed at any moment: a message that the center may or may not have is sent again, the same
bytes under the same id, and the center answers as it did the first time.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from center.protocol import ErrorCode, MessageReply
from kiosk.link.alone import only_one
from kiosk.link.client import IN_THE_BACKGROUND, CenterClient
from kiosk.link.errors import CenterDown, CenterNonsense, CenterSlow, NotEnrolled, Refused
from kiosk.link.home import LinkHome
from kiosk.link.keys import DeviceKey
from kiosk.link.outbox import Outbox, Waiting
from kiosk.log import Log, LogEvent, json_log

FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 300.0
POLL_S = 1.0
_KEEP_RECORD = timedelta(days=60)

_FOR_GOOD = frozenset(
    {
        ErrorCode.BODY_DIFFERS,
        ErrorCode.WRONG_ENVELOPE,
        ErrorCode.UNKNOWN_KEY,
        ErrorCode.ALREADY_ACCEPTED,
        ErrorCode.MALFORMED,
        ErrorCode.TOO_LARGE,
        ErrorCode.TRIAL_PERSON,
    }
)
"""Refusals that no repetition changes."""


class Sender:
    """Decides after each attempt what becomes of a message, and how long to wait."""

    def __init__(
        self,
        *,
        outbox: Outbox,
        deliver: Callable[[str, str, bytes], MessageReply],
        rng: random.Random,
        log: Log,
        first_delay_s: float = FIRST_DELAY_S,
        longest_delay_s: float = LONGEST_DELAY_S,
    ) -> None:
        self._outbox = outbox
        self._deliver = deliver
        self._rng = rng
        self._log = log
        self._first_delay_s = first_delay_s
        self._longest_delay_s = longest_delay_s
        self._failures = 0

    def step(self) -> float | None:
        """Try one message.

        Returns:
            Seconds to wait before the next step, or None when nothing waits.
        """
        waiting = self._outbox.next()
        if waiting is None:
            self._failures = 0
            return None
        try:
            reply = self._deliver(waiting.case_id, waiting.message_id, waiting.body)
        except Refused as refused:
            if refused.code in _FOR_GOOD:
                return self._park(waiting, refused.code)
            return self._later("refused_" + refused.code.value, refused.retry_after_s)
        except CenterDown as down:
            if down.status is not None:
                self._outbox.failed(waiting)
            return self._later("center_down", down.retry_after_s)
        except CenterSlow:
            self._outbox.failed(waiting)
            return self._later("center_slow", None)
        except CenterNonsense:
            self._outbox.failed(waiting)
            return self._later("center_nonsense", None)
        self._outbox.sent(waiting, reply)
        self._failures = 0
        self._log.info(LogEvent.SENDING_FINISHED, outcome="sent", replayed=reply.replayed)
        return 0.0

    def step_safely(self) -> float | None:
        """The same; a mistake of ours, or of the disk, is written down, and what waits still waits."""
        try:
            return self.step()
        except Exception as error:  # one bad message, or a full disk for a while, must not end all sending
            self._log.error(LogEvent.UNEXPECTED_ERROR, error=error)
            return self._later("mistake", None)

    def _park(self, waiting: Waiting, code: ErrorCode) -> float:
        self._outbox.park(waiting, code=code.value)
        self._failures = 0
        self._log.warning(LogEvent.SENDING_FINISHED, outcome="parked", code=code.value)
        return 0.0

    def _later(self, why: str, retry_after_s: float | None) -> float:
        """Full jitter: anything up to a ceiling that doubles, so that terminals do not come all at once."""
        self._failures += 1
        ceiling_s = min(self._longest_delay_s, self._first_delay_s * 2 ** min(self._failures, 30))
        delay_s = max(self._rng.uniform(self._first_delay_s, ceiling_s), retry_after_s or 0.0)
        self._log.info(LogEvent.SENDING_FINISHED, outcome=why, wait_s=round(delay_s, 1))
        return delay_s


def run(sender: Sender, *, stop: threading.Event, poll_s: float = POLL_S) -> None:
    """Send whatever comes, until told to stop."""
    while not stop.is_set():
        delay_s = sender.step_safely()
        stop.wait(poll_s if delay_s is None else delay_s)


def run_once(sender: Sender) -> bool:
    """Send until nothing waits, or until something fails; returns whether nothing waits."""
    while (delay_s := sender.step()) is not None:
        if delay_s > 0:
            return False
    return True


def main(argv: list[str]) -> int:
    """Run the sender; see `kiosk send --help`."""
    parser = argparse.ArgumentParser(prog="kiosk send", description=__doc__)
    parser.add_argument("--once", action="store_true", help="send what waits now, then stop")
    parser.add_argument("--home", type=Path, help="the terminal's data folder")
    parser.add_argument("--first-delay-s", type=float, default=FIRST_DELAY_S, help=argparse.SUPPRESS)
    parser.add_argument("--poll-s", type=float, default=POLL_S, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    home = LinkHome(arguments.home) if arguments.home else LinkHome.of()
    log = json_log(room="link")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: stop.set())
    with only_one(home.sender_lock) as mine:
        if not mine:
            sys.stderr.write("kiosk send: another sender is at work\n")
            return 0
        try:
            enrollment = home.enrollment()
        except NotEnrolled as error:
            sys.stderr.write(f"kiosk send: {error}\n")
            return 2
        outbox = Outbox(home.outbox, clock=lambda: datetime.now(UTC))
        client = CenterClient(
            enrollment=enrollment,
            key=DeviceKey.load_or_make(home.device_key),
            patience=IN_THE_BACKGROUND,
        )
        outbox.forget(before=datetime.now(UTC) - _KEEP_RECORD)
        sender = Sender(
            outbox=outbox,
            deliver=client.put_message,
            rng=random.Random(),
            log=log,
            first_delay_s=arguments.first_delay_s,
        )
        try:
            if arguments.once:
                return 0 if run_once(sender) else 1
            run(sender, stop=stop, poll_s=arguments.poll_s)
        finally:
            outbox.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
