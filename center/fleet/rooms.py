"""What the desk's pages about terminals work with."""

from __future__ import annotations

from dataclasses import dataclass

from center.fleet.fleet import Fleet
from center.fleet.holds import Holds
from center.fleet.notices import Notices
from center.fleet.orders import Orders
from center.fleet.signing import NoticeKeys


@dataclass(frozen=True)
class FleetRooms:
    """The terminals, and what may be done to them from here."""

    fleet: Fleet
    holds: Holds
    orders: Orders
    notices: Notices
    notice_keys: NoticeKeys
