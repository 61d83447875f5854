"""The half of the outbox that delivers: leases, marks, outcomes, and what the forgotten become.

Every change names the state and the lease it acts under, and does nothing where another process owns the notice.
"""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Sequence
from typing import Any, assert_never

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import runtime, subscribers
from bot.storage.engine import reading, writing
from bot.storage.notices import leases
from bot.storage.subscriptions import move
from bot.storage.tables import activation, address, attempt, notice, step
from reminders.courier import (
    ChannelDown,
    Delivered,
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Uncertain,
    Unreachable,
)
from reminders.outbox import LEASE_SECONDS, REPEAT_AFTER, Dropped, Lease, Reaped, Seen, Step
from reminders.subscriptions import Subscriber
from reminders.wording import Message

_APART = "/"  # in a lease: the holder, and what makes it one of many
_RESUME_WITHIN = 5.0  # seconds after which a channel that is down is tried again by a process that may


class Sending:
    """Leasing, marking, settling.

    `real` gives seconds since 1970 by the real clock. `is_gone` tells of a holder that it surely runs no more: its
    leases are over at once.
    """

    def __init__(
        self, engine: AsyncEngine, real: Callable[[], float], is_gone: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._engine = engine
        self._real = real
        self._is_gone = is_gone

    async def lease(self, holder: str, now: dt.datetime, channels: Sequence[str], limit: int) -> Sequence[Lease]:
        token, real = f"{holder}{_APART}{secrets.token_hex(8)}", self._real()
        try:
            async with writing(self._engine) as connection:
                ids = await self._free(connection, now, channels, limit, real)
                if not ids:
                    return ()
                taken = {"state": "leased", "lease_token": token, "lease_until": real + LEASE_SECONDS, "changed": real}
                await connection.execute(update(notice).where(notice.c.id.in_(ids)).values(**taken))
                at = (address.c.channel, address.c.address, address.c.thread)
                rows = select(notice, *at).join(address, address.c.id == notice.c.address_id)
                mine = rows.where(notice.c.id.in_(ids)).order_by(notice.c.urgency, notice.c.due_at, notice.c.id)
                return await leases(connection, (await connection.execute(mine)).all())
        except IntegrityError:
            return ()  # another process took a notice of the same address meanwhile: the next turn finds others

    async def _free(
        self, connection: AsyncConnection, now: dt.datetime, channels: Sequence[str], limit: int, real: float
    ) -> list[int]:
        other = notice.alias()
        in_flight = exists().where(other.c.address_id == notice.c.address_id, other.c.state.in_(("leased", "sending")))
        wanted = (
            select(notice.c.id, notice.c.address_id)
            .join(address, address.c.id == notice.c.address_id)
            .where(notice.c.state == "planned", notice.c.due_at <= now, notice.c.not_before <= real)
            .where(address.c.channel.in_(channels), ~in_flight, ~runtime.is_held())
            .order_by(notice.c.urgency, notice.c.due_at, notice.c.id)
            .limit(4 * limit)
            .with_for_update(of=notice, skip_locked=True)
        )
        first: dict[int, int] = {}
        for row in await connection.execute(wanted):
            first.setdefault(row.address_id, row.id)
        return list(first.values())[:limit]

    async def subscriber(self, lease: Lease) -> Subscriber | None:
        owner = select(notice.c.address_id).where(notice.c.id == lease.notice).scalar_subquery()
        async with reading(self._engine) as connection:
            rows = (await connection.execute(select(address).where(address.c.id == owner))).all()
            found = await subscribers.load(connection, rows)
            return found[0] if found else None

    async def mark_sending(self, lease: Lease, steps: Sequence[Step], message: Message, seen: Seen) -> bool:
        real = self._real()
        same = exists().where(address.c.id == notice.c.address_id, address.c.revision == seen.revision)
        later = exists().where(activation.c.id > seen.activation)
        words = json.dumps(message.to_json(), ensure_ascii=False, default=str)
        async with writing(self._engine) as connection:
            marked = await connection.execute(
                update(notice)
                .where(self._mine(lease, "leased"), notice.c.lease_until > real, same, ~later, ~runtime.is_held())
                .values(
                    state="sending",
                    message=words,
                    attempts=notice.c.attempts + 1,
                    changed=real,
                    lease_until=real + LEASE_SECONDS,
                )
            )
            if marked.rowcount != 1:
                return False
            await self._tell(connection, lease, steps)
            await connection.execute(
                insert(attempt).values(
                    notice_id=lease.notice, number=lease.attempt + 1, holder=lease.token, began=real,
                    outcome="sending", why="",
                )
            )  # fmt: skip
            return True

    async def _tell(self, connection: AsyncConnection, lease: Lease, steps: Sequence[Step]) -> None:
        mine = step.c.notice_id == (lease.repeat_of or lease.notice)
        told = [s.key for s in steps]
        await connection.execute(update(step).where(mine, step.c.key.in_(told)).values(state="told"))
        await connection.execute(
            update(step).where(mine, step.c.key.not_in(told), step.c.state == "planned").values(state="dropped")
        )

    async def settle(self, lease: Lease, outcome: Outcome, now: dt.datetime) -> bool:
        real = self._real()
        async with writing(self._engine) as connection:
            values = self._after(outcome, real, now)
            settled = await connection.execute(
                update(notice).where(self._mine(lease, "sending")).values(changed=real, **values)
            )
            await connection.execute(
                update(attempt)
                .where(attempt.c.holder == lease.token, attempt.c.notice_id == lease.notice, attempt.c.ended.is_(None))
                .values(ended=real, outcome=type(outcome).__name__.lower(), why=str(values["why"]))
            )
            if settled.rowcount != 1:
                return False
            await self._consequences(connection, lease, outcome, now)
            return True

    def _after(self, outcome: Outcome, real: float, now: dt.datetime) -> dict[str, Any]:
        match outcome:
            case Delivered(receipt, alarm):
                return {"state": "sent", "sent_at": now, "receipt": receipt[:255], "why": alarm}
            case RetryLater(wait, why):
                return {"state": "planned", "not_before": real + wait, "why": why}
            case Moved():
                return {"state": "planned", "not_before": real, "why": f"moved to {outcome.address}"}
            case ChannelDown(why):
                return {"state": "planned", "not_before": real + _RESUME_WITHIN, "why": why}
            case Unreachable(state, why):
                return {"state": "dead", "why": f"{state}: {why}"}
            case Refused(why):
                return {"state": "dead", "why": why}
            case Uncertain(why):
                return {"state": "uncertain", "why": why}
            case other:
                assert_never(other)

    async def _consequences(
        self, connection: AsyncConnection, lease: Lease, outcome: Outcome, now: dt.datetime
    ) -> None:
        mine = step.c.notice_id == (lease.repeat_of or lease.notice)
        match outcome:
            case Unreachable(state, why):
                owner = select(notice.c.address_id).where(notice.c.id == lease.notice).scalar_subquery()
                values = {"state": state, "state_why": why, "state_at": now, "revision": address.c.revision + 1}
                await connection.execute(update(address).where(address.c.id == owner).values(**values))
                await self._cancel(connection, owner)
                # It was not told: whoever comes back gets what is still worth telling.
                await connection.execute(update(step).where(mine).values(state="dropped"))
            case Moved(to, kind):
                await move(connection, lease.address, to, kind)
                await connection.execute(update(step).where(mine, step.c.state == "told").values(state="planned"))
            case RetryLater() | ChannelDown():
                await connection.execute(update(step).where(mine, step.c.state == "told").values(state="planned"))

    async def _cancel(self, connection: AsyncConnection, owner: Any) -> None:
        waiting = and_(notice.c.address_id == owner, notice.c.state == "planned")
        of_waiting = select(notice.c.id).where(waiting)
        await connection.execute(update(step).where(step.c.notice_id.in_(of_waiting)).values(state="dropped"))
        gone = {"state": "cancelled", "why": "the address cannot be reached", "changed": self._real()}
        await connection.execute(update(notice).where(waiting).values(**gone))

    async def give_back(self, lease: Lease, *, wait: float = 0.0, due_at: dt.datetime | None = None) -> bool:
        values: dict[str, Any] = {"state": "planned", "not_before": self._real() + wait, "lease_token": None}
        if due_at:
            values["due_at"] = due_at
        return await self._change(lease, values)

    async def drop(self, lease: Lease, state: Dropped, why: str) -> bool:
        dropped = await self._change(lease, {"state": state, "why": why})
        if dropped and lease.repeat_of is None:
            async with writing(self._engine) as connection:
                mine = (step.c.notice_id == lease.notice, step.c.state == "planned")
                await connection.execute(update(step).where(*mine).values(state="dropped"))
        return dropped

    async def _change(self, lease: Lease, values: dict[str, Any]) -> bool:
        async with writing(self._engine) as connection:
            held = self._mine(lease, "leased")
            changed = await connection.execute(update(notice).where(held).values(changed=self._real(), **values))
            return changed.rowcount == 1

    def _mine(self, lease: Lease, state: str) -> ColumnElement[bool]:
        return and_(notice.c.id == lease.notice, notice.c.state == state, notice.c.lease_token == lease.token)

    async def reap(self, now: dt.datetime) -> Reaped:
        real = self._real()
        async with writing(self._engine) as connection:
            over = or_(notice.c.lease_until <= real, notice.c.lease_token.in_(await self._left_behind(connection)))
            returned = await self._turn(connection, (notice.c.state == "leased", over), {"state": "planned"})
            lost = {"state": "uncertain", "why": "whoever sent it was gone before it was known what came of it"}
            uncertain = await self._turn(connection, (notice.c.state == "sending", over), lost)
            late = {"state": "expired", "why": "its time was over before it could be sent"}
            waiting = (notice.c.state == "planned", notice.c.valid_until <= now)
            expired = await self._turn(connection, waiting, late)
            if expired:
                await connection.execute(update(step).where(step.c.notice_id.in_(expired)).values(state="dropped"))
            repeated = await self._repeat(connection, now, real)
        return Reaped(tuple(returned), tuple(uncertain), tuple(repeated), tuple(expired))

    async def _left_behind(self, connection: AsyncConnection) -> list[str]:
        """Leases of processes that are gone."""
        held = select(notice.c.lease_token).where(notice.c.state.in_(("leased", "sending"))).distinct()
        return [token for token in await connection.scalars(held) if self._is_gone(token.partition(_APART)[0])]

    async def _turn(self, connection: AsyncConnection, where: Any, values: dict[str, Any]) -> list[int]:
        turned = update(notice).where(*where).values(changed=self._real(), **values).returning(notice.c.id)
        return [row.id for row in await connection.execute(turned)]

    async def _repeat(self, connection: AsyncConnection, now: dt.datetime, real: float) -> list[int]:
        """Uncertain ones that are worth it, once more with a mark; each once."""
        worth = (notice.c.state == "uncertain", notice.c.worth_repeating, ~notice.c.repeated)
        ripe = (notice.c.changed <= real - REPEAT_AFTER, notice.c.valid_until > now)
        rows = (await connection.execute(select(notice).where(*worth, *ripe).with_for_update(skip_locked=True))).all()
        ids = [row.id for row in rows]
        if not ids:
            return []
        await connection.execute(update(notice).where(notice.c.id.in_(ids)).values(repeated=True))
        copies = [
            {"address_id": row.address_id, "state": "planned", "due_at": now, "valid_until": row.valid_until,
             "urgency": row.urgency, "worth_repeating": False, "repeated": False, "attempts": 0, "not_before": 0.0,
             "changed": real, "why": "", "repeat_of": row.repeat_of or row.id}
            for row in rows
        ]  # fmt: skip
        await connection.execute(insert(notice), copies)
        return ids
