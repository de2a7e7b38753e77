"""Whether a moment lies in a part of the week, by the clock on the wall: a window opens and closes once a day, also on
the days when the clock is put forward or back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import get_localzone

from apps.downloads.network.domain import Limits, NetworkWishes, Schedule, When

DAY = timedelta(days=1)


def limits_at(wishes: NetworkWishes, moment: datetime) -> tuple[Limits, bool]:
    """The limits that hold at a moment (aware), and whether they are the alternative ones."""
    is_alternative = wishes.alternative == When.ON or (
        wishes.alternative == When.SCHEDULE and is_within(wishes.schedule, moment)
    )
    return (wishes.alternative_limits if is_alternative else wishes.limits), is_alternative


def is_within(schedule: Schedule, moment: datetime) -> bool:
    """Whether `moment` (aware) lies in the schedule."""
    return any(start <= moment < end for start, end in _windows(schedule, moment))


def next_switch(schedule: Schedule, moment: datetime) -> datetime | None:
    """When the schedule next begins or ends, in its own zone; None where it never does."""
    edges = [edge for window in _windows(schedule, moment) for edge in window if edge > moment]
    inside = is_within(schedule, moment)
    turning = sorted(edge for edge in edges if is_within(schedule, edge) != inside)
    return turning[0].astimezone(zone_of(schedule)) if turning else None


def zone_of(schedule: Schedule) -> tzinfo:
    """The zone by whose clock the schedule goes; an unknown one is the machine's own."""
    try:
        return ZoneInfo(schedule.zone) if schedule.zone else _local()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _local()


def _local() -> tzinfo:
    try:
        return get_localzone()
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a machine whose zone has no name
        return UTC


def _windows(schedule: Schedule, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The windows of the days around a moment, a week ahead."""
    zone = zone_of(schedule)
    today = moment.astimezone(zone).date()
    for ahead in range(-1, 9):
        day = today + ahead * DAY
        if day.weekday() in schedule.days:
            last = day if schedule.end > schedule.start else day + DAY
            yield _instant(day, schedule.start, zone), _instant(last, schedule.end, zone)


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    """When the wall clock first shows `at` or later on that day, in UTC.

    A time that the clock skips comes at the skip; of one that it shows twice, the first counts.
    """
    wall = datetime.combine(day, at)
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _skip(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), found, zone)


def _skip(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The second between two moments at which the zone's offset changes."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after.replace(microsecond=0)
