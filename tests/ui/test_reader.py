"""What a real screen reader finds on the first page, over AT-SPI, under a real X server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = """
"$1" --launch-immediately >/dev/null 2>&1 &
bus=$!
"$2" -m tests.ui.reader_app > "$4/pressed" 2> "$4/errors" &
app=$!
"$3" tests/ui/reader_client.py 养老钱 > "$4/found"
code=$?
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$4/pressed" ] && break; sleep 0.3; done
kill $app $bus
exit $code
"""


def _missing() -> list[str]:
    programs = [name for name in ("xvfb-run", "dbus-run-session") if shutil.which(name) is None]
    programs += [str(path) for path in (LAUNCHER, Path(SYSTEM_PYTHON)) if not path.exists()]
    if not programs:
        tried = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], check=False, capture_output=True)
        programs += ["python3-pyatspi"] if tried.returncode else []
    return programs


@pytest.mark.real
def test_a_screen_reader_finds_and_presses_everything(tmp_path: Path) -> None:
    missing = _missing()
    assert not missing, f"make setup installs what is missing: {missing}"
    surroundings = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "PYTHONPATH": str(ROOT),
    }
    ran = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24", "dbus-run-session", "--",
         "bash", "-c", SCRIPT, "reader", str(LAUNCHER), sys.executable, SYSTEM_PYTHON, str(tmp_path)],
        cwd=ROOT, env=surroundings, timeout=100, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, (ran.stderr, (tmp_path / "errors").read_text())
    found = {
        name: (role, description) for role, name, description in json.loads((tmp_path / "found").read_text())
    }
    button = found["养老钱"][0]
    assert "button" in button
    for name in ("看不清", "听不清", "怎么用", "再念一遍", "用嘴说", "找人帮我", "还有别的", "反映问题"):
        assert found[name][0] == button, name
    assert found["养老钱"][1] == "发了没有，发了多少"
    assert found["示例镇便民服务中心"][1] == "不收钱 · 有事打 023-0000 0000 李明"
    assert found["您要办什么？"][0] in ("label", "static", "filler", "panel")
    assert (tmp_path / "pressed").read_text().split() == ["pension"]
