"""Rows of steps and notices ↔ what they stand for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import address, notice, step
from reminders.outbox import Lease, Record, Step
from reminders.subscriptions import Address

_STEP = (
    "key", "kind", "programme", "year", "audience", "target", "days", "ref", "due_at", "valid_until", "urgency",
    "worth_repeating",
)  # fmt: skip
_MANY = 500


def step_columns(planned: Step) -> dict[str, Any]:
    columns = {name: getattr(planned, name) for name in _STEP}
    return columns | {"subscriptions": ",".join(map(str, planned.subscriptions))}


def as_step(row: Row[Any]) -> Step:
    ids = tuple(int(id_) for id_ in row.subscriptions.split(",") if id_)
    return Step(**{name: getattr(row, name) for name in _STEP}, subscriptions=ids)


async def steps_of(
    connection: AsyncConnection, notices: Sequence[int], *, dropped: bool
) -> Mapping[int, tuple[Step, ...]]:
    """The steps of notices, a repeated one's being those of the first copy; the dropped ones only where asked for."""
    origin = func.coalesce(notice.c.repeat_of, notice.c.id)
    found: dict[int, list[Step]] = defaultdict(list)
    for start in range(0, len(notices), _MANY):
        wanted = (
            select(notice.c.id.label("told_in"), step)
            .join(step, step.c.notice_id == origin)
            .where(notice.c.id.in_(notices[start : start + _MANY]))
            .order_by(step.c.urgency, step.c.key)
        )
        if not dropped:
            wanted = wanted.where(step.c.state != "dropped")
        for row in await connection.execute(wanted):
            found[row.told_in].append(as_step(row))
    return {id_: tuple(steps) for id_, steps in found.items()}


async def leases(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Lease]:
    """The leases of rows of `notice`, joined with their address, in their order."""
    steps = await steps_of(connection, [row.id for row in rows], dropped=False)
    return [
        Lease(row.id, row.lease_token, _address(row), steps.get(row.id, ()), row.attempts, row.repeat_of)
        for row in rows
    ]


async def records(connection: AsyncConnection, states: Sequence[str]) -> list[Record]:
    wanted = (
        select(notice, address.c.channel, address.c.address, address.c.thread)
        .join(address, address.c.id == notice.c.address_id)
        .where(notice.c.state.in_(states))
        .order_by(notice.c.due_at, notice.c.id)
    )
    rows = (await connection.execute(wanted)).all()
    steps = await steps_of(connection, [row.id for row in rows], dropped=True)
    return [_record(row, steps.get(row.id, ())) for row in rows]


def _record(row: Row[Any], steps: tuple[Step, ...]) -> Record:
    return Record(
        id=row.id,
        state=row.state,
        address=_address(row),
        steps=steps,
        due_at=row.due_at,
        valid_until=row.valid_until,
        attempts=row.attempts,
        why=row.why,
        text=row.message or "",
        sent_at=row.sent_at,
        repeat_of=row.repeat_of,
    )


def _address(row: Row[Any]) -> Address:
    return Address(row.channel, row.address, row.thread)
