"""Deadlines as calendar events: the organiser's, and beside it a body's own, named as its own.

A letter's file and a feed give the same event the same id, so that a calendar that gets both shows one.
"""

import datetime as dt

from knowledge.facts import Edition
from knowledge.language import Language
from knowledge.pack import Pack
from reminders.phrases import phrase
from reminders.subscriptions import InternalDeadline
from reminders.wording import CalendarEvent

ALARMS = (7, 1)  # days before


def organisers(
    pack: Pack,
    edition: Edition,
    last_day: dt.date,
    language: Language,
    *,
    subscriber: int | None = None,
    moved: int = 0,
) -> CalendarEvent:
    """The published deadline; of one subscriber's calendar or of everybody's. `moved` grows when the date does."""
    mark = "" if subscriber is None else f"-{subscriber}"
    title = phrase("event", language, **_named(pack, edition, language))
    text = edition.spoken.in_(language) if edition.spoken else title
    return CalendarEvent(
        f"{edition.id}{mark}", title, last_day, edition.closes_at, pack.scheme.zone, text, _address(pack, edition),
        ALARMS, moved,
    )  # fmt: skip


def own(
    pack: Pack, edition: Edition, deadline: InternalDeadline, bodies: str, subscription: int, language: Language
) -> CalendarEvent:
    """The day by which bodies want to have everything."""
    title = phrase("event-own", language, bodies=bodies, **_named(pack, edition, language))
    closes_at = deadline.closes_at if deadline.time else None
    uid = f"{edition.id}-own-{subscription}"
    return CalendarEvent(
        uid, title, deadline.day, closes_at, deadline.zone, title, _address(pack, edition), ALARMS
    )  # fmt: skip


def _named(pack: Pack, edition: Edition, language: Language) -> dict[str, str]:
    return {"programme": pack.programme[edition.programme].name.in_(language), "year": str(edition.year)}


def _address(pack: Pack, edition: Edition) -> str:
    platform = pack.programme[edition.programme].platform
    return platform[0].address if platform else pack.scheme.website
