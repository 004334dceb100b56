"""Qt without a display: for the demo, the gallery, the audit and the simulated villager."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """The application, drawing into memory unless a platform was named; keep it as long as windows live."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication(["kiosk"])
