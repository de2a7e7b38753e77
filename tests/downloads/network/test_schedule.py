"""The alternative limits follow the clock on the wall: across midnight, and when the clock is put forward or back."""

from datetime import UTC, datetime, time, timedelta

import pytest

from apps.downloads.network.domain import Limits, NetworkWishes, Schedule, When
from apps.downloads.network.schedule import is_within, limits_at, next_switch

EVERY_DAY = frozenset(range(7))
BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def inside(schedule: Schedule, *moments: str) -> list[bool]:
    return [is_within(schedule, at(moment)) for moment in moments]


def test_office_hours_on_weekdays() -> None:
    schedule = Schedule(frozenset(range(5)), time(8), time(18), BERLIN)
    monday = "2026-11-23"
    edges = [f"{monday}T{each}+01:00" for each in ("07:59:59", "08:00", "17:59:59", "18:00")]
    assert inside(schedule, *edges) == [False, True, True, False]
    assert inside(schedule, "2026-11-22T12:00+01:00") == [False]


def test_across_midnight_the_day_of_the_beginning_counts() -> None:
    friday_night = Schedule(frozenset({4}), time(22), time(6), BERLIN)
    assert inside(
        friday_night, "2026-11-27T21:59+01:00", "2026-11-27T22:00+01:00", "2026-11-28T05:59+01:00",
        "2026-11-28T06:00+01:00", "2026-11-28T23:00+01:00",
    ) == [False, True, True, False, False]  # fmt: skip


def test_the_same_time_twice_is_a_whole_day() -> None:
    sundays = Schedule(frozenset({6}), time(0), time(0), "UTC")
    assert inside(sundays, "2026-11-22T00:00+00:00", "2026-11-22T23:59+00:00", "2026-11-23T00:00+00:00") == [
        True, True, False,
    ]  # fmt: skip


def test_a_beginning_that_the_clock_skips_comes_at_the_skip() -> None:
    """On 29 March 2026 the clock in Berlin goes from 02:00 to 03:00."""
    schedule = Schedule(EVERY_DAY, time(2, 30), time(4), BERLIN)
    assert inside(
        schedule, "2026-03-29T01:59:59+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:59+02:00",
        "2026-03-29T04:00+02:00",
    ) == [False, True, True, False]  # fmt: skip


def test_an_hour_that_the_clock_shows_twice_is_no_second_beginning_and_no_gap() -> None:
    """On 25 October 2026 the clock in Berlin goes from 03:00 back to 02:00."""
    schedule = Schedule(EVERY_DAY, time(2, 30), time(4), BERLIN)
    moments = [at("2026-10-25T02:30+02:00") + timedelta(minutes=10 * step) for step in range(15)]
    assert all(is_within(schedule, moment) for moment in moments)
    assert inside(schedule, "2026-10-25T02:29+02:00", "2026-10-25T04:00+01:00") == [False, False]


@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
def test_every_night_has_one_window_all_the_year(zone: str) -> None:
    schedule = Schedule(EVERY_DAY, time(1, 45), time(2, 15), zone)
    moment, edges, was = datetime(2026, 1, 1, tzinfo=UTC), 0, False
    for _ in range(4 * 24 * 365):
        now = is_within(schedule, moment)
        edges, was, moment = edges + (now and not was), now, moment + timedelta(minutes=15)
    assert edges == 365


def test_the_next_switch_is_told_in_the_schedules_own_zone() -> None:
    schedule = Schedule(frozenset(range(5)), time(8), time(18), BERLIN)
    friday_evening = next_switch(schedule, at("2026-11-27T19:00+01:00"))
    assert friday_evening is not None
    assert friday_evening.isoformat() == "2026-11-30T08:00:00+01:00"
    assert next_switch(Schedule(EVERY_DAY, time(0), time(0), "UTC"), at("2026-11-27T19:00+01:00")) is None
    assert next_switch(Schedule(), at("2026-11-27T19:00+01:00")) is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [(When.OFF, Limits(5, 6)), (When.ON, Limits(1, 2)), (When.SCHEDULE, Limits(1, 2))],
)
def test_which_limits_hold(when: When, expected: Limits) -> None:
    wishes = NetworkWishes(
        limits=Limits(5, 6),
        alternative_limits=Limits(1, 2),
        alternative=when,
        schedule=Schedule(EVERY_DAY, time(0), time(0), "UTC"),
    )
    assert limits_at(wishes, at("2026-11-27T19:00+01:00")) == (expected, when != When.OFF)
