"""When it is so late at some place: local days and hours as instants, and around quiet hours."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from reminders.subscriptions import Quiet

MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)


@lru_cache(maxsize=65536)
def local_instant(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The instant of a local time, in UTC: its first occurrence, or where clocks skip it, the first minute after."""
    here = ZoneInfo(zone)
    first = dt.datetime.combine(day, time, here)
    instant = first.astimezone(dt.UTC)
    if instant.astimezone(here).replace(tzinfo=None) == first.replace(tzinfo=None):
        return instant
    return _end_of_gap(first)


def _end_of_gap(skipped: dt.datetime) -> dt.datetime:
    here = skipped.tzinfo
    instant = skipped.replace(fold=1).astimezone(dt.UTC)  # counted with the offset after the gap: before it ends
    offset = skipped.replace(fold=1).utcoffset()
    while instant.astimezone(here).utcoffset() != offset:
        instant += MINUTE
    return instant


def around_quiet(
    instant: dt.datetime, zone: str, quiet: Quiet | None, latest: dt.datetime, valid_until: dt.datetime
) -> dt.datetime:
    """The instant, or what is nearest to it outside quiet hours and before `latest`.

    Forward to the end of the quiet hours; where that is too late, back to just before they began.
    """
    instant = min(instant, latest - MINUTE)
    if quiet is None:
        return instant
    local = instant.astimezone(ZoneInfo(zone))
    if not quiet.holds(local.time()):
        return instant
    end = quiet_end(instant, zone, quiet)
    return end if end < min(latest, valid_until) else _quiet_start(local, zone, quiet) - MINUTE


def quiet_end(instant: dt.datetime, zone: str, quiet: Quiet) -> dt.datetime:
    """When the quiet hours that hold at `instant` are over."""
    local = instant.astimezone(ZoneInfo(zone))
    ends_tomorrow = quiet.start > quiet.end and local.time() >= quiet.start
    return local_instant(local.date() + (_DAY if ends_tomorrow else dt.timedelta()), quiet.end, zone)


def _quiet_start(local: dt.datetime, zone: str, quiet: Quiet) -> dt.datetime:
    began_yesterday = quiet.start > quiet.end and local.time() < quiet.end
    return local_instant(local.date() - (_DAY if began_yesterday else dt.timedelta()), quiet.start, zone)


def is_quiet(instant: dt.datetime, zone: str, quiet: Quiet | None) -> bool:
    return quiet is not None and quiet.holds(instant.astimezone(ZoneInfo(zone)).time())


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """The first instant after a local day."""
    return local_instant(day + _DAY, dt.time.min, zone)
