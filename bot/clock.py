"""The only reader of the wall clock."""

import datetime as dt
import time
from collections.abc import Callable


class ClockError(ValueError):
    """WICBOT_CLOCK holds no readable instant; the message shows it."""


def system_now() -> dt.datetime:
    """The real instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


class Clock:
    """The calendar clock: the real one, or one that started at a given instant and runs on at normal speed.

    The monotonic clock moves a rehearsed one, so that a correction of the machine's time does not shift it.
    """

    def __init__(
        self,
        zone: dt.tzinfo,
        start: str | None = None,
        *,
        real: Callable[[], dt.datetime] = system_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._zone = zone
        self._real = real
        self._monotonic = monotonic
        self._start = read_instant(start, zone) if start else None
        self._began = monotonic()

    @property
    def rehearsed_from(self) -> dt.datetime | None:
        """Where a rehearsed clock started, to be said at start-up; None for the real clock."""
        return self._start

    def now(self) -> dt.datetime:
        """The present instant, aware, in the organiser's zone."""
        if self._start is None:
            return self._real().astimezone(self._zone)
        passed = dt.timedelta(seconds=self._monotonic() - self._began)
        # Added in UTC: adding to a local time would count wrong across a change of offset.
        return (self._start.astimezone(dt.UTC) + passed).astimezone(self._zone)

    def __call__(self) -> dt.datetime:
        return self.now()


def read_instant(text: str, zone: dt.tzinfo) -> dt.datetime:
    """An ISO instant; one without an offset is meant in `zone`. ClockError where it cannot be read."""
    try:
        instant = dt.datetime.fromisoformat(text.strip())
        aware = instant if instant.tzinfo else instant.replace(tzinfo=zone)
        aware.astimezone(dt.UTC)  # year 1 or 9999 with an offset may lie outside what can be computed
    except (ValueError, OverflowError):
        raise ClockError(f"{text!r} is no instant such as 2026-06-01T09:00+08:00") from None
    return aware
