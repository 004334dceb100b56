from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from center.protocol.fleet import Part, PartHealth
from kiosk.account import Account
from kiosk.core.effects import Effect
from kiosk.core.events import Device, DeviceChanged, Event, SoundChanged
from kiosk.link.pulse import Pulse
from tests.core.builders import ELDER, Walk


@pytest.fixture(name="pulse")
def _pulse(tmp_path: Path) -> Iterator[Pulse]:
    pulse = Pulse(tmp_path / "pulse.sqlite")
    yield pulse
    pulse.close()


class Watched(Walk):
    """A walk that an account is kept of."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__()

    def do(self, event: Event) -> list[Effect]:
        found = super().do(event)
        self.account.saw(event, self.visit)
        return found


def test_a_visit_is_counted_when_it_ends(pulse: Pulse) -> None:
    walk = Watched(Account(pulse, lambda work: work()))
    walk.arrive(ELDER).start("pension")
    assert pulse.uses() == ()
    walk.press("done")
    (use,) = pulse.uses()
    assert (use.service, use.started, use.finished) == ("pension", 1, 1)


def test_parts_are_noted_and_the_center_is_none(pulse: Pulse) -> None:
    walk = Watched(Account(pulse, lambda work: work()))
    walk.do(DeviceChanged(walk.at_s, Device.PRINTER, works=False))
    walk.do(DeviceChanged(walk.at_s, Device.CENTER, works=False))
    walk.do(SoundChanged(walk.at_s, speaks=True, listens=False, headphones=False))
    assert {one.part: one.health for one in pulse.parts()} == {
        Part.PRINTER: PartHealth.BROKEN,
        Part.SPEAKER: PartHealth.WORKS,
        Part.MICROPHONE: PartHealth.BROKEN,
    }


def test_a_mistake_is_noted_by_its_name_alone(pulse: Pulse) -> None:
    Account(pulse, lambda work: work()).mistake()
    assert pulse.word("last_error") == "unexpected_error"
