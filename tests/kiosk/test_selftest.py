"""`kiosk selftest`: the slip, what is written down, and who makes the test."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from center.protocol.fleet import Condition, Part, PartHealth
from kiosk import selftest
from kiosk.core.effects import Printing, PrintSlip
from kiosk.core.events import PaperMoved
from kiosk.core.screens import PaperState
from kiosk.core.standing import PartTested
from kiosk.health.checks import Check
from kiosk.health.findings import Finding, Health
from kiosk.link.home import LinkHome
from kiosk.link.pulse import Pulse
from kiosk.log import json_log

SLIP = PrintSlip(0, "", "试打", "", "", (), "", "", "")
AT = datetime(2026, 6, 8, tzinfo=UTC)


class Roll:
    """A slip printer that tells what it is told to tell; it may wait to be cancelled."""

    def __init__(self, *news: tuple[PaperState, str]) -> None:
        self._news = news
        self.cancelled = threading.Event()

    def run(self, job_id: str, effect: Printing, tell: Callable[[PaperMoved], None]) -> None:
        assert effect is SLIP
        for state, reason in self._news:
            tell(PaperMoved(0.0, job_id, state, reason))
            if state is PaperState.NEEDS_CARE:
                assert self.cancelled.wait(10), "nobody mends a printer in the morning"

    def cancel(self, job_id: str) -> None:
        assert job_id == "job"
        self.cancelled.set()


@pytest.mark.parametrize(
    ("news", "outcome"),
    [
        ([(PaperState.PRINTING, ""), (PaperState.DONE, "")], (PaperState.DONE, "")),
        ([(PaperState.FAILED, "offline")], (PaperState.FAILED, "offline")),
        ([(PaperState.UNKNOWN, "")], (PaperState.UNKNOWN, "")),
        (
            [(PaperState.NEEDS_CARE, "no-paper"), (PaperState.FAILED, "cancelled")],
            (PaperState.FAILED, "no-paper"),
        ),
        ([(PaperState.NEEDS_CARE, ""), (PaperState.UNKNOWN, "")], (PaperState.FAILED, "needs-care")),
        ([], (PaperState.UNKNOWN, "")),
    ],
)
def test_a_slip_comes_out_or_it_is_told_why_not(
    news: list[tuple[PaperState, str]], outcome: tuple[PaperState, str]
) -> None:
    assert selftest.print_slip(Roll(*news), SLIP, job_id="job") == outcome


@pytest.fixture(name="pulse")
def _pulse(tmp_path: Path) -> Iterator[Pulse]:
    pulse = Pulse(LinkHome(tmp_path).pulse)
    yield pulse
    pulse.close()


def test_what_was_found_is_kept_for_the_heartbeat_but_nothing_of_the_center(pulse: Pulse) -> None:
    found = (
        Finding(PartTested.PAPER, Health.BROKEN, "no-paper"),
        Finding(PartTested.CENTER, Health.BROKEN, "no-answer"),
        Finding(PartTested.CLOCK, Health.LIMITED, "clock"),
    )
    selftest.write_down(pulse, found, AT, json_log(room="test", stream=io.StringIO()))
    assert pulse.parts() == (
        Condition(part=Part.CLOCK, health=PartHealth.LIMITED, reason="clock"),
        Condition(part=Part.PAPER, health=PartHealth.BROKEN, reason="no-paper"),
    )
    assert (pulse.word("self_test"), pulse.word("self_test_at")) == ("paper", AT.isoformat())


def test_every_part_can_be_told_on_the_wire() -> None:
    assert {part.value for part in PartTested} - {PartTested.CENTER} == {part.value for part in Part}
    assert {health.value for health in Health} == {health.value for health in PartHealth}


def test_a_running_terminal_is_asked_and_may_be_busy(
    tmp_path: Path, pulse: Pulse, capsys: pytest.CaptureFixture[str]
) -> None:
    with selftest.held(tmp_path) as mine:
        assert mine
        assert selftest.main(["--home", str(tmp_path), "--wait-s", "0"]) == 2
    assert "in use" in capsys.readouterr().err
    assert os.environ["KIOSK_HOME"] == str(tmp_path), "whom it asks for the models looks there"
    assert [order.kind.value for order in pulse.orders(datetime.now(UTC))] == ["self_test"]


@pytest.mark.real
def test_alone_it_opens_the_parts_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pulse: Pulse
) -> None:
    checks = [Check("disk", False, "9 MB free", "make room")]
    monkeypatch.setattr(selftest, "checks_of", lambda _settings, _home: checks)
    monkeypatch.setattr(selftest, "models_here", lambda _probes: {"kokoro": "1.0"})
    assert selftest.main(["--home", str(tmp_path), "--out", str(tmp_path / "paper")]) == 1
    told = capsys.readouterr().out
    assert told.startswith("broken  disk")
    assert "-> make room" in told
    assert "works   slip_printer" in told
    assert len(list((tmp_path / "paper").glob("*.pdf"))) == 1
    assert (pulse.word("self_test"), pulse.word("models")) == ("disk", '{"kokoro": "1.0"}')
