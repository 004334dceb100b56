"""What stands around a trial terminal: a center with a fictional village, a reader's emulator, a network.

Everything speaks the real protocols: the terminal cannot tell the difference.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from kiosk import alongside
from kiosk.core.identity import IdCard
from kiosk.devices.card_emulator import EmulatedCardReader
from kiosk.devices.scanner_emulator import EmulatedScanner
from kiosk.link.enroll import join
from kiosk.link.home import LinkHome
from kiosk.relay import Relay

CENTER_PORT = 8710
TERMINAL = "QS01"


def trial_cards(today: date) -> list[IdCard]:
    """The cards of the fictional residents."""
    from center.trial.cards import cards_on

    return cards_on(today)


def free_port(wanted: int = 0) -> int:
    """A free port on loopback, the wanted one if it is."""
    for port in (wanted, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as probe:
                return int(probe.getsockname()[1])
        except OSError:
            continue
    raise OSError("no free port on loopback")


class Simulation:
    """Starts and ends the simulated surroundings.

    Args:
        home: The terminal's data folder; the trial keeps its own below it.
        with_center: Whether a trial center runs, too.
        with_sender: Whether a sender runs.
        pace: The reader's speed: 1.0 is that of a real one, 0 takes no time.
    """

    def __init__(
        self, *, home: Path, with_center: bool = True, with_sender: bool = True, pace: float = 1.0
    ) -> None:
        self.home = home / "trial"
        self._with_center = with_center
        self._with_sender = with_sender
        self._folder = Path(tempfile.mkdtemp(prefix="kiosk-reader-"))
        self.reader = EmulatedCardReader(self._folder, pace=pace)
        self.scanner = EmulatedScanner(self._folder, pace=pace)
        self.relay: Relay | None = None
        self._is_cut = False
        self.center_port = 0
        self._center: subprocess.Popen[str] | None = None
        self._sender: subprocess.Popen[str] | None = None

    @property
    def reader_port(self) -> str:
        """The serial line of the simulated reader."""
        return str(self.reader.path)

    @property
    def center_pid(self) -> int:
        """The trial center's process, for those who want to see it die."""
        assert self._center is not None
        return self._center.pid

    @property
    def has_center(self) -> bool:
        """Whether there is a line to a center, or will be as soon as it is started."""
        return self._with_center

    def cut(self, *, cut: bool) -> None:
        """Cuts the line to the center, or mends it; also one that is still being laid."""
        self._is_cut = cut
        if self.relay is not None:
            self.relay.cut(cut=cut)

    @property
    def scanner_port(self) -> str:
        """The serial line of the simulated scanner."""
        return str(self.scanner.path)

    def start(self) -> None:
        """Starts everything."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.reader.start()
        self.scanner.start()
        if self._with_center:
            self._start_center()
            if self._with_sender:
                self._sender = alongside.start(["send", "--home", str(self.home), "--poll-s", "0.5"])

    def _start_center(self) -> None:
        for wanted in (CENTER_PORT, 0, 0):  # another trial may take a port that was free a moment ago
            port = free_port(wanted)
            options = ["--trial", "--data", str(self.home / "center"), "--port", str(port)]
            self._center = alongside.start(["center", *options], stdout=subprocess.PIPE)
            assert self._center.stdout is not None
            if self._center.stdout.readline().startswith("center:"):
                break
            self._center.wait()
            self._center.stdout.close()
        else:
            raise RuntimeError("the trial center did not start; see its messages above")
        self.center_port = port
        code = subprocess.run(
            [sys.executable, "-m", "kiosk", "center", "enroll-code", *options, "--terminal", TERMINAL],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        relay = Relay(port)
        relay.start()
        join(LinkHome(self.home), center_url=relay.url, code=code)
        self.relay = relay
        relay.cut(cut=self._is_cut)

    def close(self) -> None:
        """Ends what was started, by its own process ids."""
        alongside.stop(self._sender)
        alongside.stop(self._center)
        if self.relay is not None:
            self.relay.close()
        self.reader.stop()
        self.scanner.stop()
        for left in self._folder.glob("*"):
            left.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            os.rmdir(self._folder)
