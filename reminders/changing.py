"""What each operation on subscriptions means, whatever keeps them: the shared half of every `Subscriptions`."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from reminders.subscriptions import INDEFINITELY, Edit, InternalDeadline, Subscriber, Subscription, Wish


def as_wished(wish: Wish, id_: int, known: Subscription | None, now: dt.datetime) -> Subscription:
    """A new subscription, or a known one changed to what is wished now; it keeps what the wish does not speak of."""
    chosen = (wish.lead_days, wish.phases, wish.changes)
    if known is None:
        return Subscription(id_, wish.body, wish.programme, now, *chosen, internal=wish.internal)
    internal = known.internal
    for deadline in wish.internal:
        internal = _with_deadline(internal, deadline)
    lead_days, phases, changes = chosen
    return replace(
        known, body=wish.body, lead_days=lead_days, phases=phases, changes=changes, internal=internal, paused_until=None
    )


class Changing(ABC):
    """Each operation as a change of one subscription; where it is kept, and under which lock, is up to `_change`."""

    @abstractmethod
    async def _change(self, subscription: int, change: Callable[[Subscription], Subscription | None]) -> Subscriber:
        """Replace a subscription by what `change` makes of it, or delete it for None; the subscriber afterwards.

        Raises UnknownSubscription where there is none.
        """

    async def edit(self, subscription: int, edit: Edit, now: dt.datetime) -> Subscriber:
        return await self._change(subscription, lambda known: _edited(known, edit, now))

    async def set_internal(self, subscription: int, deadline: InternalDeadline) -> Subscriber:
        return await self._change(
            subscription, lambda known: replace(known, internal=_with_deadline(known.internal, deadline))
        )

    async def clear_internal(self, subscription: int, programme: str, year: int) -> Subscriber:
        return await self._change(
            subscription,
            lambda known: replace(
                known, internal=tuple(d for d in known.internal if (d.programme, d.year) != (programme, year))
            ),
        )

    async def pause(self, subscription: int, until: dt.datetime = INDEFINITELY) -> Subscriber:
        return await self._change(subscription, lambda known: replace(known, paused_until=until))

    async def resume(self, subscription: int) -> Subscriber:
        return await self._change(subscription, lambda known: replace(known, paused_until=None))

    async def unsubscribe(self, subscription: int) -> Subscriber:
        return await self._change(subscription, lambda _: None)

    async def mark_done(self, subscription: int, programme: str, year: int) -> Subscriber:
        return await self._change(
            subscription, lambda known: replace(known, done=known.done | {(programme, year)}, again_on=None)
        )

    async def unmark_done(self, subscription: int, programme: str, year: int) -> Subscriber:
        return await self._change(subscription, lambda known: replace(known, done=known.done - {(programme, year)}))

    async def remind_again(self, subscription: int, day: dt.date) -> Subscriber:
        return await self._change(subscription, lambda known: replace(known, again_on=day))


def _with_deadline(known: tuple[InternalDeadline, ...], new: InternalDeadline) -> tuple[InternalDeadline, ...]:
    others = [d for d in known if (d.programme, d.year) != (new.programme, new.year)]
    return tuple(sorted([*others, new], key=lambda d: (d.programme, d.year)))


def _edited(known: Subscription, edit: Edit, now: dt.datetime) -> Subscription:
    changed = replace(
        known,
        body=edit.body or known.body,
        programme=edit.programme or known.programme,
        lead_days=known.lead_days if edit.lead_days is None else edit.lead_days,
        phases=known.phases if edit.phases is None else edit.phases,
        changes=known.changes if edit.changes is None else edit.changes,
    )
    # For a call it did not cover before, it begins now: what lies behind is not made up for.
    return changed if known.programme == changed.programme else replace(changed, since=now)
