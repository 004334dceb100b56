"""Staff at a printer in trouble: a whole terminal, its assisted mode, and a real print service."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import cups
import pytest

from kiosk.core.effects import PrintTest
from kiosk.core.events import PaperMoved
from kiosk.core.screens import Document, Message, PaperState
from kiosk.staff.audit import StaffAct
from kiosk.staff.trial import CLERK
from printing.cups_local import Behavior, LocalPrinting
from printing.opening import cups_queue
from tests.kiosk.test_unlocking import Hall
from tests.printing.conftest import wait_until_idle

pytestmark = [pytest.mark.real, pytest.mark.whole, pytest.mark.xdist_group("cups")]

PATIENCE_S = 30.0


class Hands(Hall):
    """A terminal whose staff has unlocked it and looks at the machine."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.to_the_lock()
        self.type(CLERK.digits(self.challenge, terminal=self.public))
        self.press("machine")

    def says(self, task: str) -> str:
        """What a task came to."""
        self.press(f"task:{task}")
        screen = self.screen
        assert isinstance(screen, Message)
        self.press("ok")
        return screen.lead.written

    def test_page(self) -> PaperState:
        self.press("test-a4", "print")
        screen = self.screen
        assert isinstance(screen, Document)
        self.press("ok")
        return screen.state


class Sheet:
    """A paper of somebody's, printed beside all else, and what its page was told."""

    def __init__(self, hands: Hands, job_id: str) -> None:
        self.told: list[PaperMoved] = []
        self._news = threading.Condition()
        parts = hands.terminal._parts
        assert parts is not None
        effect = PrintTest(1, "v", "QS01", "2026年11月23日")
        self._thread = threading.Thread(target=parts.papers.run, args=(job_id, effect, self._hear))
        self._thread.start()

    def _hear(self, moved: PaperMoved) -> None:
        with self._news:
            self.told.append(moved)
            self._news.notify()

    def wait_for_hands(self) -> str:
        """Why it waits for somebody."""
        with self._news:
            assert self._news.wait_for(self._waits, PATIENCE_S)
            return self.told[-1].reason

    def _waits(self) -> bool:
        return bool(self.told) and self.told[-1].state is PaperState.NEEDS_CARE

    def end(self) -> PaperState:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        return self.told[-1].state


@pytest.fixture
def hands(printing: LocalPrinting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    here = partial(cups_queue, host="127.0.0.1", port=printing.port)
    monkeypatch.setattr("kiosk.parts.cups_queue", here)
    monkeypatch.setattr("kiosk.parts.queues", lambda: (printing.queue,))
    found = Hands(tmp_path / "home")
    yield found
    printing.load_paper(250)
    found.terminal.close()


@pytest.fixture
def service(printing: LocalPrinting) -> Iterator[cups.Connection]:
    """Does to the queue what a print service does by itself after a fault."""
    made = cups.Connection("127.0.0.1", printing.port)
    yield made
    made.enablePrinter(printing.queue)


def test_a_stopped_queue_goes_on_and_the_test_page_comes_out(
    hands: Hands, printing: LocalPrinting, service: cups.Connection
) -> None:
    before = len(printing.printed())
    service.disablePrinter(printing.queue)
    assert hands.test_page() is PaperState.FAILED
    assert "可以打了" in hands.says("resume")
    assert hands.test_page() is PaperState.DONE
    assert len(printing.printed()) == before + 1
    assert {StaffAct.FAULT_CLEARED, StaffAct.TEST_PAGE} <= set(hands.acts())


def test_no_paper_is_not_called_mended_until_there_is_some(hands: Hands, printing: LocalPrinting) -> None:
    printing.load_paper(0)
    sheet = Sheet(hands, "QS01-0001")
    assert sheet.wait_for_hands() == "no-paper"
    assert "还是不行" in hands.says("resume"), "somebody's paper waits, and nobody has brought any"
    printing.load_paper(250)
    assert "可以打了" in hands.says("resume")
    assert sheet.end() is PaperState.DONE
    assert printing.printed().count("QS01-0001") == 1


def test_a_queue_stopped_under_a_waiting_paper_prints_it_once_at_most(
    hands: Hands, printing: LocalPrinting, service: cups.Connection
) -> None:
    printing.behave(Behavior(trouble="media-empty-error"))
    sheet = Sheet(hands, "QS01-0002")
    assert sheet.wait_for_hands() == "no-paper"
    service.disablePrinter(printing.queue)
    assert sheet.end() is PaperState.UNKNOWN, "whether it comes out shows when there is paper"
    printing.behave(Behavior(page_s=0))
    wait_until_idle(printing)
    assert "可以打了" in hands.says("resume")
    assert hands.test_page() is PaperState.DONE
    assert printing.printed().count("QS01-0002") <= 1
