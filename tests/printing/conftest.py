"""Fonts are loaded once; the private print service once for all tests that need it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import cups
import pytest

from printing.cups_local import Behavior, LocalPrinting
from printing.folder import PaperFolder
from printing.fonts import FontBook


@pytest.fixture(scope="session")
def fonts() -> FontBook:
    return FontBook()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[PaperFolder]:
    made = PaperFolder(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def _printing() -> Iterator[LocalPrinting]:
    made = LocalPrinting(connect_timeout_s=1)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def printing(_printing: LocalPrinting) -> Iterator[LocalPrinting]:
    """A running service with a well-behaved printer that was never in trouble."""
    _printing.behave(Behavior(page_s=0.0))
    yield _printing
    _printing.restore()
    wait_until_idle(_printing)


def wait_until_idle(printing: LocalPrinting) -> None:
    """Until the printer has put its last job away; it would let a new one wait for ten seconds."""
    device = cups.Connection("localhost", printing.printer_port)
    for _ in range(500):
        found = device.getPrinterAttributes(
            uri=printing.device_uri, requested_attributes=["printer-state", "printer-state-reasons"]
        )
        if found["printer-state"] == 3 and found["printer-state-reasons"] in ("none", ["none"]):
            return
        threading.Event().wait(0.02)
    raise AssertionError(found)
