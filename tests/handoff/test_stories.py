"""The whole way of a case to a person and back, with a network and without; all is real but the hands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.real
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("story", "code"), [("handoff-online", "KH1"), ("handoff-offline", "KH2")])
def test_the_story_ends_well(story: str, code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--story", story, "--out", str(tmp_path / "out")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["outcome"] == "done"
    assert (told["code"], told["presses_to_slip"]) == (code, 2)
    assert told["answers_taken_over"] >= 1
    assert list((tmp_path / "out").glob("*-photo.png"))
