"""The dates of a calendar feed: published deadlines only, and beside them a body's own, named as its own."""

from collections.abc import Iterator

from knowledge.language import Language
from knowledge.pack import Pack
from reminders import events
from reminders.subscriptions import Subscriber
from reminders.wording import CalendarEvent


def of_programme(pack: Pack, programme: str, language: Language) -> tuple[CalendarEvent, ...]:
    """Every deadline of a call that was ever published, so that a feed also keeps what is over."""
    return tuple(_deadlines(pack, programme, language))


def of_subscriber(pack: Pack, subscriber: Subscriber) -> tuple[CalendarEvent, ...]:
    """The deadlines of the calls subscribed, and each body's own."""
    language = subscriber.preferences.language
    found: dict[str, CalendarEvent] = {}
    for subscription in subscriber.subscriptions:
        for call in pack.calls():
            if subscription.covers(call.id):
                found.update((e.uid, e) for e in _deadlines(pack, call.id, language, subscriber.id))
        for own in subscription.internal:
            if edition := pack.edition(own.programme, own.year):
                event = events.own(pack, edition, own, subscription.body.name, subscription.id, language)
                found[event.uid] = event
    return tuple(found.values())


def _deadlines(
    pack: Pack, programme: str, language: Language, subscriber: int | None = None
) -> Iterator[CalendarEvent]:
    for edition in pack.editions_of(programme):
        if edition.last_day:
            yield events.organisers(pack, edition, edition.last_day, language, subscriber=subscriber)
