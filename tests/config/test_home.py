from __future__ import annotations

from pathlib import Path

import pytest

from config.home import kiosk_home


def test_the_data_folder_has_its_usual_place() -> None:
    assert kiosk_home({"HOME": "/h"}) == Path("/h/.local/share/kiosk")
    assert kiosk_home({"HOME": "/h", "KIOSK_HOME": ""}) == Path("/h/.local/share/kiosk")
    assert kiosk_home({"HOME": "/h", "KIOSK_HOME": "/k"}) == Path("/k")
    assert kiosk_home({}) == Path("/.local/share/kiosk")


def test_the_data_folder_is_that_of_the_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KIOSK_HOME", str(tmp_path))
    assert kiosk_home() == tmp_path
