"""Dates as a calendar (RFC 5545): the file that goes with a reminder, and the feeds people subscribe to."""

import datetime as dt
from collections.abc import Sequence

from icalendar import STATUS, Alarm, Calendar, Event

from knowledge.language import Language
from reminders.wording import CalendarEvent

_NAME: dict[Language, str] = {"zh": "征集截止时间", "en": "Deadlines of the calls"}


def calendar_of(events: Sequence[CalendarEvent], language: Language, name: str = "") -> bytes:
    """The same dates make the same bytes, whenever they are asked for.

    A deadline with an hour is an instant, which every calendar shows in its own zone; one without is a whole day.
    """
    made = Calendar.new(name=name or _NAME[language], prodid="-//wicbot//deadlines//EN", uid=None)
    made.pop("UID", None)
    made.add("X-PUBLISHED-TTL", "PT6H")
    for event in events:
        made.add_component(_event(event))
    return bytes(made.to_ical())


def _event(told: CalendarEvent) -> Event:
    start: dt.date = told.closes_at.astimezone(dt.UTC) if told.closes_at else told.day
    # the day stands for when it was put down: the present instant would make every copy another
    stamp = dt.datetime.combine(told.day, dt.time.min, dt.UTC)
    event = Event.new(
        uid=f"{told.uid}@wicbot",
        stamp=stamp,
        start=start,
        summary=told.title,
        description=told.text,
        url=told.address or None,
        sequence=told.sequence,
        status=STATUS.CANCELLED if told.cancelled else STATUS.CONFIRMED,
    )
    for days in () if told.cancelled else told.alarms:
        event.add_component(alarm(told.title, dt.timedelta(days=days)))
    return event


def alarm(title: str, before: dt.timedelta) -> Alarm:
    """Shows the title so long before the event."""
    made = Alarm.new(description=title)
    made.add("action", "DISPLAY")
    made.add("trigger", -before)
    return made
