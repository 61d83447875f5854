"""What the bodies at an address have to do this year: one call of one subscription each, done or not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.language import Language
from knowledge.pack import Pack
from reminders.subscriptions import Subscriber, Subscription


@dataclass(frozen=True)
class Work:
    """The call of one year, as one subscription has it."""

    subscription: Subscription
    programme: str
    year: int
    name: str  # the call's, in the language asked for

    @property
    def key(self) -> str:
        return f"{self.subscription.id}:{self.programme}:{self.year}"

    @property
    def is_done(self) -> bool:
        return (self.programme, self.year) in self.subscription.done


def works_of(pack: Pack, subscribers: Sequence[Subscriber], now: dt.datetime, language: Language) -> list[Work]:
    """Every call that is subscribed to, in the year that is on or was last."""
    today = now.astimezone(ZoneInfo(pack.scheme.zone)).date()
    editions = [e for call in pack.calls() if (e := pack.current_edition(call.id, today))]
    return [
        Work(subscription, edition.programme, edition.year, pack.programme[edition.programme].name.in_(language))
        for subscriber in subscribers
        for subscription in subscriber.subscriptions
        for edition in editions
        if subscription.covers(edition.programme)
    ]
