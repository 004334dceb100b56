"""The fleet in the text format that Prometheus reads; numbers and terminals' codes only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from center.fleet.fleet import Seen
from center.fleet.illness import Weight
from center.protocol.fleet import Heartbeat

_GAUGES: Final[tuple[tuple[str, str, Callable[[Heartbeat], int]], ...]] = (
    ("kiosk_outbox_depth", "Cases that wait to be sent.", lambda beat: beat.outbox_depth),
    ("kiosk_disk_free_mb", "Free disk space in MB.", lambda beat: beat.disk_free_mb),
    ("kiosk_release", "The release that runs.", lambda beat: beat.releases.good),
    ("kiosk_up_seconds", "Seconds since the program started.", lambda beat: beat.up_s),
)


def exposition(seen: Iterable[Seen]) -> str:
    """All figures of the fleet, one line each, in Prometheus' text format 0.0.4."""
    return "\n".join([*_lines(list(seen)), ""])


def _lines(seen: list[Seen]) -> Iterator[str]:
    yield "# HELP kiosk_terminals Terminals that are enrolled."
    yield "# TYPE kiosk_terminals gauge"
    yield f"kiosk_terminals {len(seen)}"
    yield "# HELP kiosk_terminals_ill Terminals with a fault, by the worst one."
    yield "# TYPE kiosk_terminals_ill gauge"
    for weight in Weight:
        count = sum(one.weight == weight for one in seen)
        yield f'kiosk_terminals_ill{{worst="{weight.name.lower()}"}} {count}'
    for name, help_, of in _GAUGES:
        yield f"# HELP {name} {help_}"
        yield f"# TYPE {name} gauge"
        for one in seen:
            if one.beat is not None:
                yield f'{name}{{terminal="{one.terminal}"}} {of(one.beat)}'
    yield "# HELP kiosk_last_seen_seconds When a terminal was last heard of, Unix time."
    yield "# TYPE kiosk_last_seen_seconds gauge"
    for one in seen:
        if one.received_at is not None:
            yield f'kiosk_last_seen_seconds{{terminal="{one.terminal}"}} {int(one.received_at.timestamp())}'
