"""Rows of one address ↔ the `Subscriber` they stand for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import address, internal_deadline, subscription
from reminders.subscriptions import Address, Body, InternalDeadline, Preferences, Quiet, Subscriber, Subscription

AT_ONCE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # as `wake_at`: planned by the next heartbeat
_MANY = 500  # ids in one statement


async def load(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Subscriber]:
    """The subscribers of rows of `address`, in their order."""
    subscriptions = await _subscriptions(connection, [row.id for row in rows])
    return [_subscriber(row, tuple(subscriptions.get(row.id, ()))) for row in rows]


async def _subscriptions(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, list[Subscription]]:
    found: dict[int, list[Subscription]] = defaultdict(list)
    for some in portions(ids):
        mine = select(subscription).where(subscription.c.address_id.in_(some)).order_by(subscription.c.id)
        rows = (await connection.execute(mine)).all()
        deadlines = await _deadlines(connection, [row.id for row in rows])
        for row in rows:
            found[row.address_id].append(_subscription(row, tuple(deadlines.get(row.id, ()))))
    return found


async def _deadlines(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, list[InternalDeadline]]:
    found: dict[int, list[InternalDeadline]] = defaultdict(list)
    table = internal_deadline
    for some in portions(ids):
        order = (table.c.programme, table.c.year)
        for row in await connection.execute(select(table).where(table.c.subscription_id.in_(some)).order_by(*order)):
            time = dt.time.fromisoformat(row.time) if row.time else None
            found[row.subscription_id].append(InternalDeadline(row.programme, row.year, row.day, time, row.zone))
    return found


def portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _MANY] for start in range(0, len(ids), _MANY))


def _subscriber(row: Row[Any], subscriptions: tuple[Subscription, ...]) -> Subscriber:
    quiet = Quiet(_time(row.quiet_from), _time(row.quiet_to)) if row.quiet_from else None
    return Subscriber(
        id=row.id,
        address=Address(row.channel, row.address, row.thread),
        preferences=Preferences(row.language, row.zone, _time(row.hour), quiet, row.kind),
        state=row.state,
        state_why=row.state_why,
        subscriptions=subscriptions,
        owner=row.owner,
        secret=row.secret,
        revision=row.revision,
        planned_until=row.planned_until,
    )


def _subscription(row: Row[Any], internal: tuple[InternalDeadline, ...]) -> Subscription:
    return Subscription(
        id=row.id,
        body=Body(row.body_name, row.body_kind),
        programme=row.programme,
        since=row.since,
        lead_days=tuple(int(day) for day in row.lead_days.split(",") if day),
        phases=row.phases,
        changes=row.changes,
        paused_until=row.paused_until,
        internal=internal,
        done=frozenset((p, int(year)) for p, year in (each.split(":") for each in row.done.split(",") if each)),
        again_on=row.again_on,
    )


def preference_columns(preferences: Preferences) -> dict[str, Any]:
    quiet = preferences.quiet
    return {
        "kind": preferences.kind,
        "language": preferences.language,
        "zone": preferences.zone,
        "hour": _hhmm(preferences.hour),
        "quiet_from": _hhmm(quiet.start) if quiet else None,
        "quiet_to": _hhmm(quiet.end) if quiet else None,
    }


def subscription_columns(kept: Subscription) -> dict[str, Any]:
    return {
        "body_name": kept.body.name,
        "body_kind": kept.body.kind,
        "programme": kept.programme,
        "since": kept.since,
        "lead_days": ",".join(map(str, kept.lead_days)),
        "phases": kept.phases,
        "changes": kept.changes,
        "paused_until": kept.paused_until,
        "done": ",".join(f"{programme}:{year}" for programme, year in sorted(kept.done)),
        "again_on": kept.again_on,
    }


def deadline_columns(subscription_id: int, deadline: InternalDeadline) -> dict[str, Any]:
    return {
        "subscription_id": subscription_id,
        "programme": deadline.programme,
        "year": deadline.year,
        "day": deadline.day,
        "time": _hhmm(deadline.time) if deadline.time else None,
        "zone": deadline.zone,
    }


def is_(at: Address) -> tuple[Any, ...]:
    """The conditions under which a row of `address` is that address."""
    return address.c.channel == at.channel, address.c.address == at.address, address.c.thread == at.thread


def _hhmm(time: dt.time) -> str:
    return time.strftime("%H:%M")


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)
