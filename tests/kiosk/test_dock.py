"""The dock opens before its surroundings run: what it offers must work all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from PySide6.QtWidgets import QApplication, QCheckBox

from kiosk.core.screens import Screen
from kiosk.dock import Dock
from kiosk.simulated import Simulation


def nothing_yet() -> Screen:
    raise AssertionError("nobody holds a phone before the screen here")


def network_of(simulation: Simulation, folder: Path) -> tuple[Dock, QCheckBox]:
    dock = Dock(simulation, paper_folder=folder, set_paper_out=lambda _out: None, shown=nothing_yet)
    (box,) = [box for box in dock.findChildren(QCheckBox) if box.text() == "断网"]
    return dock, box


def answers(simulation: Simulation) -> bool:
    assert simulation.relay is not None
    try:
        return requests.get(f"{simulation.relay.url}/v1/health", timeout=5).ok
    except requests.RequestException:
        return False


def test_without_a_center_there_is_no_network_to_cut(qapp: QApplication, tmp_path: Path) -> None:
    simulation = Simulation(home=tmp_path, with_center=False)
    dock, box = network_of(simulation, tmp_path)
    assert not box.isEnabled()
    dock.deleteLater()


@pytest.mark.whole
def test_the_network_is_cut_also_before_the_center_is_up(qapp: QApplication, tmp_path: Path) -> None:
    simulation = Simulation(home=tmp_path, with_sender=False)
    dock, box = network_of(simulation, tmp_path)
    try:
        assert box.isEnabled()
        box.setChecked(True)
        simulation.start()
        assert not answers(simulation)
        box.setChecked(False)
        assert answers(simulation)
    finally:
        simulation.close()
        dock.deleteLater()
