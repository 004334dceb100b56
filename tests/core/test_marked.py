"""A broken part is known on the first page, before somebody begins what needs it."""

from __future__ import annotations

from functools import cache

from config.release import Release, shipped
from kiosk.core.events import Device
from kiosk.core.screens import Choice
from tests.core.builders import Walk


@cache
def release() -> Release:
    return shipped()


def tile(id_: str, *broken: Device) -> Choice:
    walk = Walk(release(), broken=frozenset(broken))
    walk.touch()
    while f"tile:{id_}" not in {choice.id for choice in walk.screen.body_choices}:
        walk.press("more")
    return next(choice for choice in walk.screen.body_choices if choice.id == f"tile:{id_}")


def test_with_its_printer_broken_a_service_says_where_to_go_instead() -> None:
    walk = Walk(release(), broken=frozenset({Device.PRINTER}))
    walk.touch()
    walk.press("tile:certificates")
    service = next(
        choice for choice in walk.screen.body_choices if choice.id == "service:pension-certificate"
    )
    assert not service.enabled
    assert service.detail.written == "今天打不出来，请到2号窗口"


def test_a_tile_most_of_which_cannot_be_done_says_so_and_opens() -> None:
    certificates = tile("certificates", Device.PRINTER)
    assert certificates.enabled
    assert certificates.detail.written == "多半今天办不了，到2号窗口"


def test_a_tile_with_little_amiss_is_as_ever() -> None:
    assert tile("certificates", Device.SLIP_PRINTER) == tile("certificates")
