"""`reminders.subscriptions.Subscriptions` in a database."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.relay import ChatNews, ChatState
from bot.storage.engine import reading, writing
from bot.storage.subscribers import (
    AT_ONCE,
    deadline_columns,
    is_,
    load,
    portions,
    preference_columns,
    subscription_columns,
)
from bot.storage.tables import address, internal_deadline, notice, step, subscription
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

_PORTION = 1000  # subscribers read at a time


class SqlSubscriptions(Changing):
    """Each change is one transaction, which also asks for the address to be planned anew.

    `reach` is told the name of the point that is passed once a subscription is durable (bot/faults.py).
    """

    def __init__(self, engine: AsyncEngine, reach: Callable[[str], None] = lambda _: None) -> None:
        self._engine = engine
        self._reach = reach
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    async def of(self, address: Address) -> Subscriber | None:
        async with reading(self._engine) as connection:
            return await _one(connection, *is_(address))

    async def by_id(self, subscriber: int) -> Subscriber | None:
        async with reading(self._engine) as connection:
            return await _one(connection, address.c.id == subscriber)

    async def all(self) -> AsyncIterator[Subscriber]:
        last = 0
        while True:
            async with reading(self._engine) as connection:
                further = select(address).where(address.c.id > last).order_by(address.c.id).limit(_PORTION)
                found = await load(connection, (await connection.execute(further)).all())
            if not found:
                return
            last = found[-1].id
            for subscriber in found:
                if subscriber.subscriptions:
                    yield subscriber

    async def subscribe(self, wish: Wish, now: dt.datetime) -> Subscribed:
        (done,) = await self.subscribe_all([wish], now)
        self._reach("subscribed")
        return done

    async def subscribe_all(self, wishes: Sequence[Wish], now: dt.datetime) -> list[Subscribed]:
        """Many wishes, in a few transactions."""
        done: list[Subscribed] = []
        for start in range(0, len(wishes), _PORTION):
            async with writing(self._engine) as connection:
                done += [await self._subscribe(connection, wish, now) for wish in wishes[start : start + _PORTION]]
        return done

    async def _subscribe(self, connection: AsyncConnection, wish: Wish, now: dt.datetime) -> Subscribed:
        known = await _one(connection, *is_(wish.address), lock=True)
        known = known or await self._new(connection, wish, now)
        same = next((s for s in known.subscriptions if _is_same(s, wish)), None)
        id_ = await _keep(connection, known.id, as_wished(wish, same.id if same else 0, same, now))
        values = preference_columns(wish.preferences) if wish.preferences else {}
        state = state_after(wish, known.state)
        why = known.state_why if state == known.state else ""
        await _touch(
            connection,
            known.id,
            state=state,
            state_why=why,
            state_at=now,
            owner=known.owner or wish.owner,
            **values,
        )
        after = await _reload(connection, known.id)
        subscription = after.subscription(id_)
        assert subscription
        return Subscribed(after, subscription, new=same is None)

    async def prefer(self, address: Address, preferences: Preferences) -> Subscriber | None:
        return await self._set(address, **preference_columns(preferences))

    async def unsubscribe_all(self, address: Address) -> int:
        async with writing(self._engine) as connection:
            known = await _one(connection, *is_(address), lock=True)
            if known is None:
                return 0
            await connection.execute(delete(subscription).where(subscription.c.address_id == known.id))
            await _touch(connection, known.id)
            return len(known.subscriptions)

    async def told(self, subscribers: Sequence[int]) -> Mapping[int, frozenset[str]]:
        found: defaultdict[int, set[str]] = defaultdict(set)
        async with reading(self._engine) as connection:
            for some in portions(subscribers):
                mine = select(step.c.address_id, step.c.key).where(step.c.address_id.in_(some), step.c.state == "told")
                for row in await connection.execute(mine):
                    found[row.address_id].add(row.key)
        return {id_: frozenset(keys) for id_, keys in found.items()}

    async def set_state(self, address: Address, state: AddressState, why: str, now: dt.datetime) -> Subscriber | None:
        return await self._set(address, state=state, state_why=why, state_at=now)

    async def forget(self, address: Address) -> None:
        async with writing(self._engine) as connection:
            if known := await _one(connection, *is_(address), lock=True):
                await _delete(connection, known.id)

    async def move(self, old: Address, new: Address, kind: ChatKind = "supergroup") -> None:
        async with writing(self._engine) as connection:
            await move(connection, old, new, kind)

    async def _new(self, connection: AsyncConnection, wish: Wish, now: dt.datetime) -> Subscriber:
        at = wish.address
        row = {"channel": at.channel, "address": at.address, "thread": at.thread, "owner": wish.owner}
        row |= preference_columns(wish.preferences or Preferences())
        row |= {"state": state_after(wish, None), "state_why": "", "state_at": now}
        row |= {"secret": secrets.token_hex(16), "revision": 0, "wake_at": AT_ONCE, "planned_until": now}
        # Somebody else may be subscribing the same address: then theirs is the row, and we wait for it.
        await connection.execute(self._insert(address).values(**row).on_conflict_do_nothing())
        known = await _one(connection, *is_(at), lock=True)
        assert known
        return known

    async def _set(self, at: Address, **values: Any) -> Subscriber | None:
        async with writing(self._engine) as connection:
            known = await _one(connection, *is_(at), lock=True)
            if known is None:
                return None
            await _touch(connection, known.id, **values)
            return await _reload(connection, known.id)

    async def _change(self, subscription: int, change: Callable[[Subscription], Subscription | None]) -> Subscriber:
        async with writing(self._engine) as connection:
            owner = await _owner(connection, subscription)
            subscriber = await _one(connection, address.c.id == owner, lock=True) if owner else None
            known = subscriber.subscription(subscription) if subscriber else None
            if subscriber is None or known is None:
                raise UnknownSubscription(subscription)
            changed = change(known)
            if changed is None:
                await _end(connection, subscription)
            else:
                await _make_room(connection, subscriber, changed)
                await _keep(connection, subscriber.id, changed)
            await _touch(connection, subscriber.id)
            return await _reload(connection, subscriber.id)


async def move(connection: AsyncConnection, old: Address, new: Address, kind: ChatKind) -> None:
    """The old row takes the new number: what it was told already is known by its id."""
    known = await _one(connection, *is_(old), lock=True)
    if known is None or old == new:
        return
    if there := await _one(connection, *is_(new), lock=True):
        await _merge(connection, there, known)
    await _touch(connection, known.id, address=new.address, thread=new.thread, kind=kind, state="active", state_why="")


async def _merge(connection: AsyncConnection, gone: Subscriber, into: Subscriber) -> None:
    taken = {(s.body.name, s.programme) for s in into.subscriptions}
    for each in gone.subscriptions:
        if (each.body.name, each.programme) not in taken:
            await _set_owner(connection, each.id, into.id)
    for table in (notice, step):
        await connection.execute(update(table).where(table.c.address_id == gone.id).values(address_id=into.id))
    await _delete(connection, gone.id)


async def _set_owner(connection: AsyncConnection, id_: int, owner: int) -> None:
    await connection.execute(update(subscription).where(subscription.c.id == id_).values(address_id=owner))


async def _one(connection: AsyncConnection, *conditions: Any, lock: bool = False) -> Subscriber | None:
    wanted = select(address).where(*conditions)
    rows = (await connection.execute(wanted.with_for_update() if lock else wanted)).all()
    found = await load(connection, rows)
    return found[0] if found else None


async def _reload(connection: AsyncConnection, id_: int) -> Subscriber:
    found = await _one(connection, address.c.id == id_)
    assert found
    return found


async def _owner(connection: AsyncConnection, id_: int) -> int | None:
    return await connection.scalar(select(subscription.c.address_id).where(subscription.c.id == id_))


async def _keep(connection: AsyncConnection, owner: int, kept: Subscription) -> int:
    """Write a subscription, new where its id is 0; its id."""
    values = subscription_columns(kept)
    id_ = kept.id
    if id_:
        await connection.execute(update(subscription).where(subscription.c.id == id_).values(**values))
        await connection.execute(delete(internal_deadline).where(internal_deadline.c.subscription_id == id_))
    else:
        new = insert(subscription).values(address_id=owner, **values).returning(subscription.c.id)
        id_ = int(await connection.scalar(new) or 0)
    if kept.internal:
        await connection.execute(insert(internal_deadline), [deadline_columns(id_, d) for d in kept.internal])
    return id_


async def _make_room(connection: AsyncConnection, subscriber: Subscriber, changed: Subscription) -> None:
    """A subscription edited into what another one is already takes its place."""
    for other in subscriber.subscriptions:
        same = (other.body.name, other.programme) == (changed.body.name, changed.programme)
        if same and other.id != changed.id:
            await _end(connection, other.id)


async def _end(connection: AsyncConnection, id_: int) -> None:
    await connection.execute(delete(subscription).where(subscription.c.id == id_))


async def _touch(connection: AsyncConnection, id_: int, **values: Any) -> None:
    """Set columns of an address, and have it planned anew."""
    bumped = {"revision": address.c.revision + 1, "wake_at": AT_ONCE, **values}
    await connection.execute(update(address).where(address.c.id == id_).values(**bumped))


async def _delete(connection: AsyncConnection, id_: int) -> None:
    await connection.execute(delete(address).where(address.c.id == id_))


def _is_same(subscription: Subscription, wish: Wish) -> bool:
    return (subscription.body.name, subscription.programme) == (wish.body.name, wish.programme)


# ── what the Telegram channel learns of a chat, kept in its transaction ──


async def moved_chat(connection: AsyncConnection, old: int, new: int) -> None:
    """Every thread of a group that became a supergroup."""
    mine = select(address.c.thread).where(address.c.channel == "telegram", address.c.address == str(old))
    for row in (await connection.execute(mine)).all():
        await move(connection, _chat(old, row.thread), _chat(new, row.thread), "supergroup")


async def chat_news(connection: AsyncConnection, news: ChatNews, now: dt.datetime) -> None:
    """Blocked, removed, or back: whoever is back is planned anew, and gets what is still worth telling."""
    state = _OF_CHAT.get(news.state)
    if state is None:
        return
    mine = (address.c.channel == "telegram", address.c.address == str(news.chat), address.c.state != state)
    changed = {"state": state, "state_why": news.why, "state_at": now}
    again = {"revision": address.c.revision + 1, "wake_at": AT_ONCE}
    await connection.execute(update(address).where(*mine).values(**changed, **again))


_OF_CHAT: dict[ChatState, AddressState] = {
    ChatState.ACTIVE: "active",
    ChatState.BLOCKED: "blocked",
    ChatState.KICKED: "kicked",
    ChatState.MUTE: "kicked",
    ChatState.GONE: "gone",
}


def _chat(id_: int, thread: int) -> Address:
    return Address("telegram", str(id_), thread)
