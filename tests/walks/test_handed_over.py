"""From the terminal over paper to the window's page in a browser, and back to the villager."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.real
@pytest.mark.timeout(400)
@pytest.mark.xdist_group("desk-browser")
@pytest.mark.parametrize(
    ("story", "code"), [("handoff-online", "KH1"), ("handoff-offline", "KH2"), ("handoff-phone", "KH2")]
)
def test_a_half_filled_form_is_finished_by_staff(story: str, code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.walks.desk_story", story, str(tmp_path / "out")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=380,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["outcome"], told["code"], told["cases"]) == ("done", code, 1)
