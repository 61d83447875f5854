"""`reminders.outbox.Outbox` in a database: planning, the books, holding. Delivering is in `sending`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import ledger, notices, runtime, subscribers
from bot.storage.engine import reading, writing
from bot.storage.sending import Sending
from bot.storage.tables import address, attempt, notice, step
from reminders.milestones import Change, Ledger, Milestone
from reminders.outbox import ENDED, OPEN, Beat, Hold, Kept, NoticeState, Planned, Record, Step
from reminders.subscriptions import Subscriber


class SqlOutbox(Sending):
    """On SQLite one writer at a time; on PostgreSQL any number of processes, kept apart by row locks."""

    async def activate(self, version: str, milestones: Sequence[Milestone], now: dt.datetime) -> tuple[Change, ...]:
        async with reading(self._engine) as connection:
            if (await ledger.read(connection)).version == version:
                return ()
        async with writing(self._engine) as connection:
            return await ledger.activate(connection, version, milestones, now)

    async def ledger(self) -> Ledger:
        async with reading(self._engine) as connection:
            return await ledger.read(connection)

    async def to_plan(self, now: dt.datetime, limit: int) -> Sequence[Subscriber]:
        waiting = (
            select(address)
            .where(address.c.wake_at <= now, address.c.state.in_(("active", "unconfirmed")))
            .order_by(address.c.wake_at, address.c.id)
            .limit(limit)
        )
        async with reading(self._engine) as connection:
            return await subscribers.load(connection, (await connection.execute(waiting)).all())

    async def put(self, planned: Sequence[Planned], now: dt.datetime) -> Kept:
        async with writing(self._engine) as connection:
            unchanged = await self._unchanged(connection, planned)
            mine = [p for p in planned if unchanged.get(p.subscriber) == p.revision]
            if not mine:
                return Kept()
            kept = await self._keep(connection, mine)
            looked_at = update(address).where(address.c.id == bindparam("of"))
            seen = looked_at.values(wake_at=bindparam("next"), planned_until=now)
            await connection.execute(seen, [{"of": p.subscriber, "next": p.wake_at} for p in mine])
            return kept

    async def _unchanged(self, connection: AsyncConnection, planned: Sequence[Planned]) -> dict[int, int]:
        """The revision of each, under its lock: two planners of one address take turns."""
        ids = sorted(p.subscriber for p in planned)
        rows = select(address.c.id, address.c.revision).where(address.c.id.in_(ids)).order_by(address.c.id)
        return {row.id: row.revision for row in await connection.execute(rows.with_for_update())}

    async def _keep(self, connection: AsyncConnection, planned: Sequence[Planned]) -> Kept:
        keys = [s.key for p in planned for group in (*p.notices, p.missed) for s in group]
        known = {
            row.key: row.state
            for row in await connection.execute(select(step.c.key, step.c.state).where(step.c.key.in_(keys)))
        }
        # What was dropped was never told: it may be wanted again, such as after a date moved there and back.
        groups = [
            (p.subscriber, new)
            for p in planned
            for group in p.notices
            if (new := [s for s in group if known.get(s.key, "dropped") == "dropped"])
        ]
        revived = [s.key for _, group in groups for s in group if s.key in known]
        if revived:
            await connection.execute(delete(step).where(step.c.key.in_(revived)))
        await self._insert(connection, groups, "planned", "planned", "")
        missed = [(p.subscriber, [s]) for p in planned for s in p.missed if s.key not in known]
        await self._insert(connection, missed, "expired", "dropped", "its time was over before anybody could plan it")
        return Kept(len(groups), len(missed))

    async def _insert(
        self, connection: AsyncConnection, groups: Sequence[tuple[int, list[Step]]], state: str, of_steps: str, why: str
    ) -> None:
        if not groups:
            return
        new = insert(notice).returning(notice.c.id, sort_by_parameter_order=True)
        made = [self._notice(owner, group) | {"state": state, "why": why} for owner, group in groups]
        ids = [row.id for row in await connection.execute(new, made)]
        rows = [
            notices.step_columns(s) | {"address_id": owner, "notice_id": id_, "state": of_steps}
            for id_, (owner, group) in zip(ids, groups, strict=True)
            for s in group
        ]
        await connection.execute(insert(step), rows)

    def _notice(self, owner: int, steps: Sequence[Step]) -> dict[str, Any]:
        return {
            "address_id": owner,
            "due_at": min(s.due_at for s in steps),
            "valid_until": max(s.valid_until for s in steps),
            "urgency": min(s.urgency for s in steps),
            "worth_repeating": any(s.worth_repeating for s in steps),
            "repeated": False,
            "attempts": 0,
            "not_before": 0.0,
            "changed": self._real(),
        }

    async def wake_all(self) -> None:
        async with writing(self._engine) as connection:
            await connection.execute(update(address).values(wake_at=subscribers.AT_ONCE))

    async def records(self, states: Sequence[NoticeState]) -> Sequence[Record]:
        async with reading(self._engine) as connection:
            return await notices.records(connection, states)

    async def counts(self) -> Mapping[NoticeState, int]:
        counted = select(notice.c.state, func.count()).where(notice.c.state.in_(OPEN)).group_by(notice.c.state)
        async with reading(self._engine) as connection:
            found = {state: count for state, count in await connection.execute(counted)}
        return {state: found.get(state, 0) for state in OPEN}

    async def forget(self, before: dt.datetime) -> int:
        old = (notice.c.state.in_(ENDED), notice.c.valid_until < before, notice.c.message.is_not(None))
        async with writing(self._engine) as connection:
            emptied = await connection.execute(update(notice).where(*old).values(message=None))
            over = exists().where(notice.c.id == attempt.c.notice_id, *old[:2])
            await connection.execute(delete(attempt).where(over))
            return emptied.rowcount

    async def beat(self) -> Beat:
        async with writing(self._engine) as connection:
            return await runtime.beat(connection)

    async def held(self) -> Hold | None:
        async with reading(self._engine) as connection:
            return await runtime.held(connection)

    async def hold(self, reason: str, now: dt.datetime) -> None:
        async with writing(self._engine) as connection:
            await runtime.hold(connection, reason, now)

    async def release(self) -> None:
        async with writing(self._engine) as connection:
            await runtime.release(connection)
