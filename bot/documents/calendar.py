"""The deadline of a call as a calendar file, with alarms. A body's own earlier day stands in its feed."""

import datetime as dt

from icalendar import Calendar, Event

from bot.documents.events import alarm
from bot.documents.phrases import phrase
from knowledge.facts import Edition, Programme
from knowledge.language import Language

BEFORE = (dt.timedelta(days=7), dt.timedelta(days=1), dt.timedelta(hours=3))


class NothingPublished(ValueError):
    """No deadline of the edition is published, or the published one is over: there is nothing to put down."""


def calendar(programme: Programme, edition: Edition, now: dt.datetime, language: Language) -> bytes:
    """The file's content. Raises NothingPublished."""
    if edition.closes_at is None or now >= edition.closes_at:
        raise NothingPublished(f"{edition.id}: no deadline ahead is published")
    made = Calendar.new(
        name=_title(programme, edition, language),
        prodid="-//wicbot//deadline//EN",
        uid=f"{edition.id}-calendar@wicbot",
    )
    made.add_component(_deadline(programme, edition, edition.closes_at, now, language))
    return bytes(made.to_ical())


def _deadline(
    programme: Programme, edition: Edition, closes_at: dt.datetime, now: dt.datetime, language: Language
) -> Event:
    """An instant, not a span: a calendar shows it in its own zone, the words say it in the organiser's."""
    spoken = edition.spoken.in_(language) if edition.spoken else closes_at.isoformat()
    title = phrase("deadline-event", language, what=_title(programme, edition, language), spoken=spoken)
    event = Event.new(
        uid=f"{edition.id}-deadline@wicbot",
        stamp=now.astimezone(dt.UTC),
        start=closes_at.astimezone(dt.UTC),
        summary=title,
        description=phrase("deadline-note", language, spoken=spoken),
    )
    for before in BEFORE:
        if closes_at - before > now:  # some programs ring at once for an alarm that is over
            event.add_component(alarm(title, before))
    return event


def _title(programme: Programme, edition: Edition, language: Language) -> str:
    return phrase("call", language, year=str(edition.year), programme=programme.full_name.in_(language))
