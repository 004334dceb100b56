"""Some builds of PySide6 abort after about a thousand signals that carry a bool; this one must not."""

from __future__ import annotations

import subprocess
import sys

CHILD = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    sent = Signal(bool)

app = QCoreApplication([])
sender, seen = Sender(), []
sender.sent.connect(seen.append)
for _ in range(5000):
    sender.sent.emit(True)
assert seen == [True] * 5000
print("sent", len(seen))
"""


def test_five_thousand_signals_with_a_bool() -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD], capture_output=True, text=True, timeout=60, check=False
    )
    assert (child.returncode, child.stdout) == (0, "sent 5000\n"), child.stderr
