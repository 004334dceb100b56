"""The dock: a small window beside a trial terminal: cards, receipts, the network, the printers' paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kiosk.core.identity import age_on
from kiosk.core.screens import Screen, Unlock
from kiosk.simulated import Simulation, trial_cards
from kiosk.staff.challenge import Challenge
from kiosk.staff.trial import CLERK, KEEPER, MEMBERS, TrialMember


class Dock(QWidget):
    """Hands for somebody at a desk. Only for trials: it shows fictional people only.

    Args:
        simulation: What it moves.
        paper_folder: Where the trial printer's paper lies.
        set_paper_out: Takes the trial printers' paper out, or puts it back.
        shown: What the terminal shows now.
    """

    def __init__(
        self,
        simulation: Simulation,
        *,
        paper_folder: Path,
        set_paper_out: Callable[[bool], None],
        shown: Callable[[], Screen],
    ) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("试用：身份证和网络")
        self._simulation = simulation
        self._shown = shown
        today = datetime.now(UTC).astimezone().date()
        self._cards = [*trial_cards(today), *(member.card for member in MEMBERS)]
        self._list = QListWidget()
        self._list.addItems([f"{card.name}（{age_on(card.birth, today)}岁）" for card in self._cards])
        self._list.setCurrentRow(0)
        lay = QPushButton("放身份证")
        lay.clicked.connect(self._lay)
        lift = QPushButton("拿走身份证")
        lift.clicked.connect(simulation.reader.lift)
        network = QCheckBox("断网")
        network.setEnabled(simulation.has_center)
        network.toggled.connect(lambda cut: simulation.cut(cut=cut))
        plug = QCheckBox("拔掉读卡器")
        plug.toggled.connect(self._unplug)
        self._code = QLineEdit()
        self._code.setPlaceholderText("回执号，如 QS01-000123-7")
        scan = QPushButton("喂码")
        scan.clicked.connect(self._scan)
        staff = QPushButton("工作人员的手机扫屏幕")
        staff.clicked.connect(lambda: self._answer(CLERK))
        keeper = QPushButton("维护人员的手机扫屏幕")
        keeper.clicked.connect(lambda: self._answer(KEEPER))
        paper = QCheckBox("抽纸")
        paper.toggled.connect(set_paper_out)
        column = QVBoxLayout(self)
        for widget in (
            QLabel("这些人都是编的"),
            self._list,
            lay,
            lift,
            self._code,
            scan,
            staff,
            keeper,
            network,
            plug,
            paper,
        ):
            column.addWidget(widget)
        column.addWidget(QLabel(f"打印的纸在：{paper_folder}/"))

    def _lay(self) -> None:
        self._simulation.reader.lay(self._cards[self._list.currentRow()])

    def _answer(self, member: TrialMember) -> None:
        """Holds the phone of one of the staff before the screen, and then before the scanner."""
        shown = self._shown()
        if isinstance(shown, Unlock) and shown.challenge:
            self._simulation.scanner.scan(member.sign(Challenge.parse(shown.challenge)))

    def _scan(self) -> None:
        self._simulation.scanner.scan(self._code.text())

    def _unplug(self, unplugged: bool) -> None:
        (self._simulation.reader.unplug if unplugged else self._simulation.reader.replug)()
