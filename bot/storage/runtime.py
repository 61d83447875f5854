"""What concerns the database as a whole: its name, its heartbeats, whether sending is held."""

import datetime as dt
import json
import secrets
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import runtime
from reminders.outbox import Beat, Hold


async def get(connection: AsyncConnection, name: str) -> str | None:
    return await connection.scalar(select(runtime.c.value).where(runtime.c.name == name))


async def put(connection: AsyncConnection, name: str, value: str, *, anew: bool = True) -> None:
    """Write a value; `anew` False keeps one that is there."""
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(runtime).values(name=name, value=value)
    if anew:
        new = new.on_conflict_do_update(index_elements=["name"], set_={"value": value})
    await connection.execute(new if anew else new.on_conflict_do_nothing())


async def beat(connection: AsyncConnection) -> Beat:
    await put(connection, "database", secrets.token_hex(8), anew=False)
    await put(connection, "beats", "0", anew=False)
    # Counted under the row's lock: of two processes each gets a number of its own.
    row = update(runtime).where(runtime.c.name == "beats").values(value=runtime.c.value)
    await connection.execute(row)
    count = int(await get(connection, "beats") or 0) + 1
    await put(connection, "beats", str(count))
    return Beat(await get(connection, "database") or "", count)


async def held(connection: AsyncConnection) -> Hold | None:
    stored = await get(connection, "hold")
    if stored is None:
        return None
    data = json.loads(stored)
    return Hold(data["reason"], dt.datetime.fromisoformat(data["since"]))


async def hold(connection: AsyncConnection, reason: str, now: dt.datetime) -> None:
    """The first reason stays until it is released."""
    await put(connection, "hold", json.dumps({"reason": reason, "since": now.isoformat()}), anew=False)


async def release(connection: AsyncConnection) -> None:
    await connection.execute(delete(runtime).where(runtime.c.name == "hold"))


def is_held() -> ColumnElement[bool]:
    return exists().where(runtime.c.name == "hold")
