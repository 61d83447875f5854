"""The dates of a calendar feed: published deadlines only, and beside them a body's own, named as its own."""

import datetime as dt
from collections.abc import Iterator

from knowledge.facts import Edition
from knowledge.language import Language
from knowledge.pack import Pack
from reminders.phrases import phrase
from reminders.subscriptions import InternalDeadline, Subscriber
from reminders.wording import CalendarEvent

ALARMS = (7, 1)  # days before


def of_programme(pack: Pack, programme: str, language: Language) -> tuple[CalendarEvent, ...]:
    """Every deadline of a call that was ever published, so that a feed also keeps what is over."""
    return tuple(_deadlines(pack, programme, language, ""))


def of_subscriber(pack: Pack, subscriber: Subscriber) -> tuple[CalendarEvent, ...]:
    """The deadlines of the calls subscribed, and each body's own."""
    language = subscriber.preferences.language
    events: dict[str, CalendarEvent] = {}
    for subscription in subscriber.subscriptions:
        for call in pack.calls():
            if subscription.covers(call.id):
                events.update((e.uid, e) for e in _deadlines(pack, call.id, language, f"-{subscriber.id}"))
        for own in subscription.internal:
            if edition := pack.edition(own.programme, own.year):
                event = _own(pack, edition, own, subscription.body.name, subscription.id, language)
                events[event.uid] = event
    return tuple(events.values())


def _deadlines(pack: Pack, programme: str, language: Language, mark: str) -> Iterator[CalendarEvent]:
    for edition in pack.editions_of(programme):
        if edition.last_day is None:
            continue
        name = pack.programme[programme].name.in_(language)
        title = phrase("event", language, programme=name, year=str(edition.year))
        text = edition.spoken.in_(language) if edition.spoken else title
        yield _event(pack, edition, f"{edition.id}{mark}", title, text, edition.last_day, edition.closes_at)


def _own(
    pack: Pack, edition: Edition, own: InternalDeadline, body: str, subscription: int, language: Language
) -> CalendarEvent:
    name = pack.programme[own.programme].name.in_(language)
    title = phrase("event-own", language, programme=name, year=str(own.year), bodies=body)
    closes_at = own.closes_at if own.time else None
    return _event(pack, edition, f"{edition.id}-own-{subscription}", title, title, own.day, closes_at)


def _event(
    pack: Pack, edition: Edition, uid: str, title: str, text: str, day: dt.date, closes_at: dt.datetime | None
) -> CalendarEvent:
    platform = pack.programme[edition.programme].platform
    address = platform[0].address if platform else pack.scheme.website
    return CalendarEvent(uid, title, day, closes_at, pack.scheme.zone, text, address, ALARMS)
