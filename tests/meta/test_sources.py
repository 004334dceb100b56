"""The reader of our own files, on files that break the rules."""

from __future__ import annotations

from pathlib import Path

from tests.meta.sources import ROOT, Module

SOURCE = """
from __future__ import annotations
import os.path
from . import sibling
from ..core import fields
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import reportlab
else:
    import json
try:
    import fast
except ImportError:
    import slow
class Lazy:
    import early
    def late(self):
        import sqlalchemy
        return self.clock.now(), open("x")
"""


def module(name: str, path: str) -> Module:
    return Module(name=name, path=ROOT / Path(path), source=SOURCE)


def test_relative_imports_are_resolved() -> None:
    inner = module("kiosk.link.sender", "kiosk/link/sender.py")
    assert {"kiosk.link.sibling", "kiosk.core.fields", "os.path"} <= inner.imports
    package = module("kiosk.link.deep", "kiosk/link/deep/__init__.py")
    assert {"kiosk.link.deep.sibling", "kiosk.link.core.fields"} <= package.imports


def test_what_is_lazy_or_for_types_is_not_loaded() -> None:
    loaded = module("kiosk.app", "kiosk/app.py").imports_when_loaded
    assert {"json", "fast", "slow", "early"} <= loaded
    assert not {"reportlab", "sqlalchemy"} & loaded


def test_calls_are_seen() -> None:
    assert {"self.clock.now", "open"} <= module("kiosk.app", "kiosk/app.py").calls
