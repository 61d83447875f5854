"""The milestones in force: their rows, and what taking up others changes."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.subscribers import AT_ONCE
from bot.storage.tables import activation, address, kb_change, milestone, step
from reminders.milestones import Change, Difference, Ledger, Milestone, differences

_ACTIVATING = 0x77696361637476  # any fixed number: names the PostgreSQL lock held while activating


async def read(connection: AsyncConnection) -> Ledger:
    latest = (await connection.execute(select(activation).order_by(activation.c.id.desc()).limit(1))).first()
    return Ledger(
        version=latest.version if latest else "",
        activation=latest.id if latest else 0,
        milestones=await _milestones(connection),
        changes=await _changes(connection),
    )


async def activate(
    connection: AsyncConnection, version: str, milestones: Sequence[Milestone], now: dt.datetime
) -> tuple[Change, ...]:
    """Within one transaction: the new milestones, what changed, and all that follows for what waits."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_ACTIVATING)))
    before = await read(connection)
    if before.version == version:
        return ()
    new = insert(activation).values(version=version, at=now).returning(activation.c.id)
    id_ = int(await connection.scalar(new) or 0)
    found = list(differences(before.milestones, milestones)) if before.activation else []
    changes = [await _record(connection, id_, difference, now) for difference in found]
    await _replace(connection, milestones)
    for change in changes:
        await _supersede(connection, change)
    # A note may have been edited, a phase added: whatever follows from the pack is looked at again.
    await connection.execute(update(address).values(wake_at=AT_ONCE, revision=address.c.revision + 1))
    return tuple(changes)


async def _milestones(connection: AsyncConnection) -> tuple[Milestone, ...]:
    rows = await connection.execute(select(milestone).order_by(milestone.c.programme, milestone.c.year))
    return tuple(Milestone(r.programme, r.year, r.zone, r.opened, r.last_day, r.closes_at) for r in rows)


async def _changes(connection: AsyncConnection) -> tuple[Change, ...]:
    rows = await connection.execute(select(kb_change).order_by(kb_change.c.id))
    return tuple(Change(r.id, r.field, r.programme, r.year, r.old, r.new, r.at) for r in rows)


async def _record(connection: AsyncConnection, id_: int, found: Difference, now: dt.datetime) -> Change:
    values = {"field": found.field, "programme": found.programme, "year": found.year, "old": found.old}
    values |= {"new": found.new, "at": now, "activation_id": id_}
    change = await connection.scalar(insert(kb_change).values(**values).returning(kb_change.c.id))
    return Change(int(change or 0), found.field, found.programme, found.year, found.old, found.new, now)


async def _replace(connection: AsyncConnection, milestones: Sequence[Milestone]) -> None:
    await connection.execute(delete(milestone))
    rows = [
        {"programme": m.programme, "year": m.year, "zone": m.zone, "opened": m.opened, "last_day": m.last_day,
         "closes_at": m.closes_at}
        for m in milestones
    ]  # fmt: skip
    if rows:
        await connection.execute(insert(milestone), rows)


async def _supersede(connection: AsyncConnection, change: Change) -> None:
    """Whatever waits and counts to the old date will not be told; a notice left without steps neither."""
    if change.old is None:
        return
    stale = (step.c.state == "planned", step.c.programme == change.programme, step.c.year == change.year)
    counts = (step.c.kind.in_(("step", "again")), step.c.audience == "official", step.c.target == change.old)
    await connection.execute(update(step).where(*stale, *counts).values(state="dropped"))
    await connection.execute(
        text(
            "UPDATE notice SET state = 'superseded', why = 'the date moved' WHERE state = 'planned' "
            "AND repeat_of IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM step WHERE step.notice_id = notice.id AND step.state = 'planned')"
        )
    )
