"""What time takes away: chats nobody writes in, and addresses nobody asked for or asks for any more."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import reading, writing
from bot.storage.tables import address, conversation, notice, subscription
from handlers.state import State

Fade = Callable[[State, bool], State | None]
"""What is left of a state, told whether its chat was idle for long; None: nothing."""

_PORTION = 500
_RUNS = '"runs": {"'  # in the state of a chat that has begun a pre-check


async def fade_chats(engine: AsyncEngine, before: dt.datetime, fade: Fade) -> int:
    """Delete or lessen chats without a message since `before`, and lessen others that hold pre-checks; how many.

    A chat that somebody writes in meanwhile is left alone.
    """
    changed, last = 0, ("", "")
    while rows := await _chats(engine, before, last):
        last = (rows[-1].channel, rows[-1].chat)
        for row in rows:
            state = State.from_json(row.state)
            left = fade(state, row.updated_at < before)
            if left != state:
                changed += await _leave(engine, row, left)
    return changed


async def _chats(engine: AsyncEngine, before: dt.datetime, last: tuple[str, str]) -> Sequence[Row[Any]]:
    key = tuple_(conversation.c.channel, conversation.c.chat)
    old = or_(conversation.c.updated_at < before, conversation.c.state.contains(_RUNS, autoescape=True))
    some = select(conversation).where(key > last, old).order_by(conversation.c.channel, conversation.c.chat)
    async with reading(engine) as connection:
        return (await connection.execute(some.limit(_PORTION))).all()


async def _leave(engine: AsyncEngine, row: Row[Any], left: State | None) -> int:
    unchanged = and_(
        conversation.c.channel == row.channel, conversation.c.chat == row.chat, conversation.c.state == row.state
    )
    lessened = update(conversation).values(state=left.to_json()) if left else delete(conversation)
    async with writing(engine) as connection:
        return (await connection.execute(lessened.where(unchanged))).rowcount


async def forget_addresses(engine: AsyncEngine, before: dt.datetime) -> int:
    """Delete mailboxes nobody confirmed since `before`, and addresses without a subscription and without a notice
    that was worth telling since; how many.

    The keys of what they were told go with them, which lets nothing be told twice: who subscribes again is told of
    what becomes due from then on.
    """
    never = and_(address.c.state == "unconfirmed", address.c.state_at < before)
    subscribed = exists().where(subscription.c.address_id == address.c.id)
    lately = exists().where(notice.c.address_id == address.c.id, notice.c.valid_until >= before)
    over: ColumnElement[bool] = or_(never, and_(address.c.state_at < before, ~subscribed, ~lately))
    deleted = 0
    while True:
        async with writing(engine) as connection:
            rows = select(address.c.id).where(over).order_by(address.c.id).limit(_PORTION)
            ids = list(await connection.scalars(rows.with_for_update()))
            # Looked at again under their locks: somebody may have subscribed one while it was waited for.
            gone = await connection.execute(delete(address).where(address.c.id.in_(ids), over))
        deleted += gone.rowcount
        if len(ids) < _PORTION:
            return deleted
