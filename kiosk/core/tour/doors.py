"""How a service is found: over the tiles of the first page and the menus behind them."""

from __future__ import annotations

from kiosk.core.tour.guest import Guest


def open_service(guest: Guest, service_id: str) -> None:
    """From the first page to a service, by presses; one that stands in no menu is begun at once."""
    menus = guest.visit.release.menus
    tile = next((tile for tile in menus.tiles if service_id in tile.services), None)
    if tile is None:
        guest.visit.start(service_id)
        guest.touch()
        return
    find(guest, f"tile:{tile.id}")
    if len(tile.services) > 1:
        find(guest, f"service:{service_id}")


def find(guest: Guest, target: str) -> bool:
    """Presses a target of this page or of those behind 还有别的 and 看下一页."""
    for _ in range(20):
        if guest.press(target):
            return True
        if not guest.press("more"):
            return False
    return False
