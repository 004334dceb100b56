"""Staff beside the terminal: unlocked without a network by a phone, a form filled in together, and sent."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from kiosk.core.screens import Check, MyAffairs, PagedList, Receipt, StaffHome, Unlock
from kiosk.link.keys import DeviceKey
from kiosk.staff.audit import AuditTrail, StaffAct
from kiosk.staff.challenge import Challenge
from kiosk.staff.trial import CLERK
from kiosk.staffing import trail_file
from tests.walks.rig import Rig, written

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("walks")]

WHO = "示例·张大山"
SERVICE = "pension-certification"
ACTS = {StaffAct.UNLOCKED: 1, StaffAct.ASSISTED: 2, StaffAct.WITNESSED: 1, StaffAct.LOCKED: 1}


def is_assisted(rig: Rig) -> bool:
    return rig.screen.frame.assisted


def unlock(rig: Rig) -> None:
    rig.press("help")
    rig.press("staff")
    screen = rig.stage.until(lambda shown: isinstance(shown, Unlock) and bool(shown.challenge))
    assert isinstance(screen, Unlock)
    challenge = Challenge.parse(screen.challenge)
    key = DeviceKey.load_or_make(rig.simulation.home / "keys" / "device.key")
    public = key.signing.verify_key.to_curve25519_public_key()
    for digit in CLERK.digits(challenge, terminal=bytes(public)):
        rig.press(f"key:{digit}")
    rig.press("unlock")
    rig.until(StaffHome)


def test_staff_fill_in_a_form_with_somebody_and_it_reaches_the_center(rig: Rig) -> None:
    rig.lay(WHO)
    rig.until(MyAffairs)
    assert rig.simulation.relay is not None
    rig.simulation.relay.cut(cut=True)  # the lock needs no network
    unlock(rig)
    assert is_assisted(rig)
    rig.press("go-on")
    rig.simulation.relay.cut(cut=False)
    rig.stage.terminal.runtime.visit.start(SERVICE)
    rig.stage.touch()
    rig.press("staff")
    rig.press("witness")
    rig.press("seen")
    rig.press("go-on")
    rig.go_until(Check)
    rig.press("send")
    assert isinstance(rig.screen, PagedList)
    assert is_assisted(rig)
    rig.press("yes")
    receipt = rig.until(Receipt, "已送到服务中心")
    missing = rig.stage.terminal.runtime.visit.words("receipt.witness").written
    assert missing not in written(receipt)
    rig.press("lock")
    assert not is_assisted(rig)
    rig.leave()
    trail = AuditTrail(
        trail_file(rig.simulation.home), clock=lambda: datetime.now(UTC), monotonic_s=lambda: 0.0
    )
    try:
        assert Counter(entry.act for entry in trail.entries()) == ACTS
        assert {entry.who for entry in trail.entries()} == {("W01",)}
    finally:
        trail.close()
