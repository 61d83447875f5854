"""The calendar clock, real and rehearsed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock, ClockError, read_instant, system_now

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def test_the_real_clock_tells_the_zone_of_the_organiser() -> None:
    real = dt.datetime(2026, 6, 15, 16, 0, tzinfo=dt.UTC)
    clock = Clock(SHANGHAI, real=lambda: real)
    assert clock.now().isoformat() == "2026-06-16T00:00:00+08:00"
    assert clock.rehearsed_from is None
    assert abs(Clock(SHANGHAI)() - system_now()) < dt.timedelta(seconds=5)


def test_a_rehearsed_clock_starts_there_and_runs_on() -> None:
    seconds = 100.0
    clock = Clock(SHANGHAI, "2026-06-15T23:59:59+08:00", monotonic=lambda: seconds)
    assert clock.now().isoformat() == "2026-06-15T23:59:59+08:00"
    seconds = 101.5
    assert clock.now().isoformat() == "2026-06-16T00:00:00.500000+08:00"


def test_a_rehearsed_clock_crosses_a_change_of_offset() -> None:
    seconds = 0.0
    clock = Clock(NEW_YORK, "2026-03-08T01:59:59", monotonic=lambda: seconds)
    seconds = 1.0
    assert clock.now().isoformat() == "2026-03-08T03:00:00-04:00"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-06-01", "2026-06-01T00:00:00+08:00"),
        (" 2026-06-01T09:00 ", "2026-06-01T09:00:00+08:00"),
        ("2026-06-01T09:00Z", "2026-06-01T09:00:00+00:00"),
        ("2026-06-01 09:00:30-05:00", "2026-06-01T09:00:30-05:00"),
    ],
)
def test_an_instant_without_an_offset_is_meant_in_the_zone(text: str, meant: str) -> None:
    assert read_instant(text, SHANGHAI).isoformat() == meant


@pytest.mark.parametrize("text", ["soon", "", "2026-13-01", "15/06/2026", "0001-01-01T00:00+08:00"])
def test_what_is_no_instant_is_shown(text: str) -> None:
    with pytest.raises(ClockError, match="is no instant such as 2026-06-01T09:00"):
        read_instant(text, SHANGHAI)
