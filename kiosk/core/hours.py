"""Opening hours: is somebody there now, and when next."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from config.settings import Hours

LEAST_VALID_H = 24


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def is_open(hours: Hours, now: datetime) -> bool:
    """Whether somebody is there at this local time."""
    if now.isoweekday() not in hours.weekdays:
        return False
    return any(_time(start) <= now.time() < _time(end) for start, end in hours.spans)


def next_opening(hours: Hours, now: datetime) -> datetime | None:
    """When somebody is there next, within two weeks; ``None`` if never."""
    for ahead in range(15):
        day = now + timedelta(days=ahead)
        if day.isoweekday() not in hours.weekdays:
            continue
        for start, _ in hours.spans:
            opens = datetime.combine(day.date(), _time(start))
            if opens > now:
                return opens
    return None


def slip_valid_until(hours: Hours, now: datetime) -> datetime:
    """Until when a slip counts: to the end of the next day on which somebody is there, at least 24 hours."""
    least = now + timedelta(hours=LEAST_VALID_H)
    for ahead in range(1, 15):
        day = now + timedelta(days=ahead)
        if day.isoweekday() in hours.weekdays and hours.spans:
            closes = max(_time(end) for _, end in hours.spans)
            return max(least, datetime.combine(day.date(), closes))
    return least


def add_working_days(start: datetime, days: int, hours: Hours) -> datetime:
    """The day that lies so many opening days after `start`."""
    day, left = start, days
    while left > 0 and hours.weekdays:
        day += timedelta(days=1)
        left -= day.isoweekday() in hours.weekdays
    return day
