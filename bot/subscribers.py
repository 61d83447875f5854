"""`reminders.subscriptions.Subscriptions` kept in the process: for talks that open no database, and for tests."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from reminders.changing import Changing, as_wished
from reminders.subscriptions import (
    Address,
    AddressState,
    ChatKind,
    Preferences,
    Subscribed,
    Subscriber,
    Subscription,
    UnknownSubscription,
    Wish,
    state_after,
)


class MemorySubscriptions(Changing):
    """Ends with the process. Nothing in it waits, so no change is ever seen half done."""

    def __init__(self) -> None:
        self._kept: dict[int, Subscriber] = {}
        self._ids = count(1)

    async def of(self, address: Address) -> Subscriber | None:
        return next((s for s in self._kept.values() if s.address == address), None)

    async def by_id(self, subscriber: int) -> Subscriber | None:
        return self._kept.get(subscriber)

    async def all(self) -> AsyncIterator[Subscriber]:
        for subscriber in list(self._kept.values()):
            if subscriber.subscriptions:
                yield subscriber

    async def subscribe(self, wish: Wish, now: dt.datetime) -> Subscribed:
        known = await self.of(wish.address) or self._new(wish)
        same = next((s for s in known.subscriptions if _is_same(s, wish)), None)
        subscription = as_wished(wish, same.id if same else next(self._ids), same, now)
        others = tuple(s for s in known.subscriptions if s.id != subscription.id)
        kept = self._keep(
            replace(
                known,
                preferences=wish.preferences or known.preferences,
                subscriptions=tuple(sorted((*others, subscription), key=lambda s: s.id)),
                state=state_after(wish, known.state),
                owner=known.owner or wish.owner,
            )
        )
        return Subscribed(kept, subscription, new=same is None)

    async def prefer(self, address: Address, preferences: Preferences) -> Subscriber | None:
        known = await self.of(address)
        return self._keep(replace(known, preferences=preferences)) if known else None

    async def unsubscribe_all(self, address: Address) -> int:
        known = await self.of(address)
        if known is None:
            return 0
        self._keep(replace(known, subscriptions=()))
        return len(known.subscriptions)

    async def told(self, subscribers: Sequence[int]) -> Mapping[int, frozenset[str]]:
        return {}  # nothing is ever sent from here

    async def set_state(self, address: Address, state: AddressState, why: str, now: dt.datetime) -> Subscriber | None:
        known = await self.of(address)
        return self._keep(replace(known, state=state, state_why=why)) if known else None

    async def forget(self, address: Address) -> None:
        if known := await self.of(address):
            del self._kept[known.id]

    async def move(self, old: Address, new: Address, kind: ChatKind = "supergroup") -> None:
        known, there = await self.of(old), await self.of(new)
        if known is None or old == new:
            return
        taken = {_names(s) for s in known.subscriptions}
        if there:
            del self._kept[there.id]
        more = tuple(s for s in (there.subscriptions if there else ()) if _names(s) not in taken)
        preferences = replace(known.preferences, kind=kind)
        self._keep(
            replace(known, address=new, preferences=preferences, state="active",
                    subscriptions=(*known.subscriptions, *more))
        )  # fmt: skip

    async def _change(self, subscription: int, change: Callable[[Subscription], Subscription | None]) -> Subscriber:
        for subscriber in self._kept.values():
            if known := subscriber.subscription(subscription):
                changed = change(known)
                others = (s for s in subscriber.subscriptions if s.id != subscription)
                # one edited into what another is already takes its place
                apart = [s for s in others if changed is None or _names(s) != _names(changed)]
                after = sorted([*apart, changed] if changed else apart, key=lambda s: s.id)
                return self._keep(replace(subscriber, subscriptions=tuple(after)))
        raise UnknownSubscription(subscription)

    def _new(self, wish: Wish) -> Subscriber:
        state = state_after(wish, None)
        return Subscriber(next(self._ids), wish.address, state=state, secret="in this process only")

    def _keep(self, subscriber: Subscriber) -> Subscriber:
        kept = replace(subscriber, revision=subscriber.revision + 1)
        self._kept[kept.id] = kept
        return kept


def _names(subscription: Subscription) -> tuple[str, str]:
    return subscription.body.name, subscription.programme


def _is_same(subscription: Subscription, wish: Wish) -> bool:
    return _names(subscription) == (wish.body.name, wish.programme)
