"""`handlers.ports.Conversations` in a database."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.locks import ChatLocks
from bot.memory import OpenChat
from bot.storage.engine import MOST_CONNECTIONS, reading, writing
from bot.storage.tables import conversation
from handlers.contract import Incoming, Reply
from handlers.ports import Memory
from handlers.state import State

Keep = Callable[[AsyncConnection, Incoming, Reply], Awaitable[None]]
"""Keeps a reply in the transaction that saves the chat's state; where it raises, neither is kept."""


class SqlConversations:
    """One row per chat: its state and when it changed, nothing else.

    On PostgreSQL several processes may serve the same chat: a lock in the database spans the turn. SQLite
    knows only one lock for the whole file, which a turn must not hold; there, turns of one chat are kept
    apart within the process, and one process serves a channel.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        now: Callable[[], dt.datetime],
        replies: Mapping[str, Keep] | None = None,
    ) -> None:
        """`replies`: by channel, what keeps its replies; of a channel that is not in it, replies are not kept."""
        self._engine = engine
        self._replies = replies or {}
        self._now = now
        self._locks = ChatLocks()
        # Half the connections at most: a turn that needs a second one must find it.
        self._turns = asyncio.Semaphore(MOST_CONNECTIONS // 2)
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    @asynccontextmanager
    async def open(self, channel: str, chat: str) -> AsyncIterator[Memory]:
        in_turn = self._postgres if self._engine.dialect.name == "postgresql" else self._sqlite
        async with self._locks.hold(channel, chat), in_turn(channel, chat) as memory:
            yield memory

    @asynccontextmanager
    async def _postgres(self, channel: str, chat: str) -> AsyncIterator[OpenChat]:
        async with self._turns, writing(self._engine) as connection:
            # Not the row's own lock: a new chat has no row yet.
            await connection.execute(select(func.pg_advisory_xact_lock(_lock_key(channel, chat))))
            memory = OpenChat(await _load(connection, channel, chat))
            yield memory
            await self._keep(connection, channel, chat, memory)

    @asynccontextmanager
    async def _sqlite(self, channel: str, chat: str) -> AsyncIterator[OpenChat]:
        async with reading(self._engine) as connection:
            memory = OpenChat(await _load(connection, channel, chat))
        yield memory
        async with writing(self._engine) as connection:
            await self._keep(connection, channel, chat, memory)

    async def _keep(self, connection: AsyncConnection, channel: str, chat: str, memory: OpenChat) -> None:
        if memory.answer and (keep := self._replies.get(channel)):
            await keep(connection, *memory.answer)
        if memory.forgotten:
            await connection.execute(delete(conversation).where(_is(channel, chat)))
            return
        row = {"state": memory.state.to_json(), "updated_at": self._now()}
        statement = self._insert(conversation).values(channel=channel, chat=chat, **row)
        key = ["channel", "chat"]
        await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=row))


async def _load(connection: AsyncConnection, channel: str, chat: str) -> State:
    stored = await connection.scalar(select(conversation.c.state).where(_is(channel, chat)))
    return State.from_json(stored)


def _is(channel: str, chat: str) -> ColumnElement[bool]:
    return and_(conversation.c.channel == channel, conversation.c.chat == chat)


def _lock_key(channel: str, chat: str) -> int:
    """A number for PostgreSQL's lock table. Two chats that met on one would only wait for each other."""
    digest = hashlib.blake2b(f"{channel}\0{chat}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
