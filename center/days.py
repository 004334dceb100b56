"""Days as villagers count them: China has one time zone and no summer time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def china_day(moment: datetime) -> date:
    """The day in China at an aware moment."""
    return moment.astimezone(CHINA).date()


def written_day(day: date | None) -> str:
    """A day as it stands on a paper or a page; nothing where there is none."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def months_before(day: date, months: int) -> date:
    """The first of the month so many months earlier (later, when negative)."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def same_day(year: int, like: date) -> date:
    """That day in another year; 29 February becomes the 28th where there is none."""
    try:
        return like.replace(year=year)
    except ValueError:
        return like.replace(year=year, day=28)
