"""The guards of conftest.py hold: each is shown a test that should fail, in a pytest of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.sources import ROOT

pytestmark = pytest.mark.real  # each starts a pytest of its own, which takes seconds

GUILTY = {
    "network": "import socket\ndef test_it():\n    socket.create_connection(('192.0.2.1', 9), timeout=0.1)",
    "lookup": "import socket\ndef test_it():\n    socket.getaddrinfo('example.invalid', 80)",
    "logging": "import logging\ndef test_it():\n    logging.getLogger('x').warning('w')",
    "structlog": "import structlog\ndef test_it():\n    structlog.get_logger().warning('w')",
    "json_log": "from kiosk.log import json_log\ndef test_it():\n    json_log(room='x').warning('w')",
    "warning": "import warnings\ndef test_it():\n    warnings.warn('w')",
    "qt": "def test_it():\n    from PySide6.QtCore import qWarning\n    qWarning('w')",
    "marker": "import pytest\n@pytest.mark.nosuch\ndef test_it():\n    pass",
}
INNOCENT = """
import logging, os, socket, structlog

def test_own_home():
    assert os.environ["HOME"] in os.environ["KIOSK_HOME"] and os.path.isdir(os.environ["HOME"])

def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_who_looks_may_warn(caplog, logged):
    logging.getLogger("x").warning("w")
    structlog.get_logger().warning("w", n=1)
    assert logged.named("w") == [{"event": "w", "n": 1, "log_level": "warning"}]
"""


def run(folder: Path, name: str, source: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "tests/conftest.py", folder / "conftest.py")
    (folder / f"test_{name}.py").write_text(source, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        str(ROOT / "pyproject.toml"),
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [*command, "--rootdir", str(folder), str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env=environment,
        check=False,
    )


def test_an_innocent_test_passes(tmp_path: Path) -> None:
    result = run(tmp_path, "innocent", INNOCENT)
    assert result.returncode == 0, result.stdout


def test_each_guilty_test_fails(tmp_path: Path) -> None:
    for name, source in GUILTY.items():
        if name != "marker":
            run_at = tmp_path / f"test_{name}.py"
            run_at.write_text(source, encoding="utf-8")
    result = run(tmp_path, "z", "")
    for name in GUILTY.keys() - {"marker"}:
        assert f"test_{name}.py::test_it" in result.stdout, f"{name} went unseen\n{result.stdout}"
    assert result.returncode == 1


@pytest.mark.parametrize("name", ["marker"])
def test_an_unknown_marker_is_refused(tmp_path: Path, name: str) -> None:
    assert run(tmp_path, name, GUILTY[name]).returncode == 2
