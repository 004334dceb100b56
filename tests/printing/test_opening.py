from __future__ import annotations

from pathlib import Path

import pytest

from printing.cups_local import LocalPrinting
from printing.opening import cups_queue, open_desk, queues
from printing.outcome import Outcome, OutcomeKind
from printing.trial_queue import TrialQueue
from tests.printing.examples import slip
from tests.printing.fakes import Keeper


def test_no_service_has_no_queues() -> None:
    assert queues(host="127.0.0.1", port=1) == ()


@pytest.mark.real
def test_a_desk_with_the_trial_printer_prints(tmp_path: Path) -> None:
    queue = TrialQueue(tmp_path / "out", keep=True, page_s=1.0)
    desk = open_desk(queue=queue, journal=tmp_path / "prints.sqlite", log=Keeper(), papers=tmp_path)
    desk.start()
    desk.warm()
    assert desk.status().ready
    assert desk.run("R-1", slip()) == Outcome(OutcomeKind.DONE, trial=True)
    assert desk.purge()
    assert (tmp_path / "out" / "R-1.pdf").read_bytes().startswith(b"%PDF-")
    desk.close()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out"]


@pytest.mark.real
@pytest.mark.xdist_group("cups")
def test_a_service_says_which_queues_it_has(printing: LocalPrinting) -> None:
    assert queues(host="127.0.0.1", port=printing.port) == (printing.queue,)
    queue = cups_queue(printing.queue, log=Keeper(), host="127.0.0.1", port=printing.port)
    assert queue.status().ready
    assert not queue.trial
