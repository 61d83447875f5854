"""A body's own deadline: accepted, or refused with the reason.

Refusal
├── NotPublished    nothing to hold it against
├── NotBefore       not before the organiser's
├── BeforeOpening   before the call is published
└── AlreadyPast     over
"""

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from knowledge.facts import Edition
from knowledge.pack import Pack
from reminders.subscriptions import InternalDeadline


@dataclass(frozen=True, slots=True)
class NotPublished:
    """The organiser has published no deadline for that year, so nothing can be held against it."""

    programme: str
    year: int


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The date does not precede the organiser's deadline."""

    edition: Edition
    asked: InternalDeadline


@dataclass(frozen=True, slots=True)
class BeforeOpening:
    """The date lies before the call is even published: most likely a slip."""

    edition: Edition
    asked: InternalDeadline


@dataclass(frozen=True, slots=True)
class AlreadyPast:
    """The date lies behind. `unpublished`: the year whose deadline is not published yet, where that may be meant."""

    programme: str
    day: dt.date
    unpublished: int | None = None


Refusal: TypeAlias = NotPublished | NotBefore | BeforeOpening | AlreadyPast


def internal_deadline(
    pack: Pack,
    programme: str,
    day: dt.date,
    time: dt.time | None = None,
    zone: str | None = None,
    now: dt.datetime | None = None,
) -> InternalDeadline | Refusal:
    """A body's own deadline for the call of that day's year, or why it cannot be.

    Given `now`, it must also lie ahead: a list may be imported again, but nobody sets a date that is over.
    """
    asked = InternalDeadline(programme, day.year, day, time, zone or pack.scheme.zone)
    edition = pack.edition(programme, day.year)
    if edition is None or edition.last_day is None:
        passed = _passed_this_year(pack, asked, now) if now else None
        return AlreadyPast(programme, passed, day.year) if passed else NotPublished(programme, day.year)
    if edition.opened and day < edition.opened:
        return BeforeOpening(edition, asked)
    # A day without an hour counts by its date: the same date as the organiser's leaves a body no time of its own.
    if day >= edition.last_day or (edition.closes_at and asked.closes_at >= edition.closes_at):
        return NotBefore(edition, asked)
    if now and asked.closes_at <= now:
        return AlreadyPast(programme, day)
    return asked


def _passed_this_year(pack: Pack, asked: InternalDeadline, now: dt.datetime) -> dt.date | None:
    """The same day of this year, where this year's call is still open: a day said without a year may mean that."""
    edition = pack.edition(asked.programme, asked.year - 1)
    if edition is None or not edition.closes_at or now >= edition.closes_at or asked.year - 1 != now.year:
        return None
    if (asked.day.month, asked.day.day) == (2, 29):
        return None
    day = asked.day.replace(year=now.year)
    return day if day < now.date() else None
