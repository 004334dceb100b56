"""Heartbeats to test with."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from center.fleet.fleet import Fleet
from center.fleet.orders import about
from center.protocol.fleet import Condition, Heartbeat, HeartbeatReply, Part, PartHealth, Releases


def beat(at: datetime, **changes: Any) -> Heartbeat:
    given: dict[str, Any] = {
        "beat_id": uuid.uuid4().hex,
        "at": at,
        "version": "0.1.0",
        "up_s": 3600,
        "releases": Releases(good=5, high=5),
        "parts": (Condition(part=Part.PRINTER, health=PartHealth.WORKS),),
        "disk_free_mb": 9000,
    }
    return Heartbeat(**{**given, **changes})


def ill(part: Part, reason: str | None = None) -> Condition:
    return Condition(part=part, health=PartHealth.BROKEN, reason=reason)


def told(fleet: Fleet, terminal: str, said: Heartbeat, *, township: str = "") -> HeartbeatReply:
    """A terminal says how it is; what it is answered."""
    with fleet._store.write(alone_for=about(terminal)) as connection:
        reply, seen = fleet.take(connection, said, terminal=terminal, township=township)
    fleet.heard(seen)
    return reply


MINUTE = timedelta(minutes=1)
