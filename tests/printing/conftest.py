"""Fonts are loaded once; the private print service once for all tests that need it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
    _printing.refill()
    _printing.restore()
