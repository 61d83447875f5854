"""`bot.relay.Relay` in a database."""

import datetime as dt
import json
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.pace import Cell, Limit, Pace, free_at, of_chat, taken
from bot.relay import (
    AHEAD,
    Again,
    AlreadyHandled,
    Backlog,
    Call,
    ChatNews,
    ChatState,
    Claimed,
    Due,
    GivenUp,
    Handled,
    Learnt,
    NotYet,
    Sent,
    Slot,
    Step,
    Update,
)
from bot.storage.engine import reading, writing
from bot.storage.tables import conversation, inbox, outgoing, rate, telegram_chat
from handlers.contract import Attachment, Incoming, Reply

_CHANNEL = "telegram"
# Shorter than a broadcast's: what is marked as being made when a process is killed counts as a copy later.
_CLAIMED_AHEAD = 0.1
# Seconds before a call that was under way when a process ended is made again, by how often that has happened to it:
# whoever starts and is killed within a moment, over and over, must not fill a chat with copies.
_COPY_AFTER = {0: 0.0, 1: 4.0, 2: 16.0}
_COPY_AFTER_MOST = 60.0
_KEPT = dt.timedelta(days=7)
# The server sends nothing again after a day; another server may use the same numbers anew.
_UPDATES_KEPT = dt.timedelta(days=2)
_WITHOUT_WORDS = {"body": "", "file": None}
_QUIET_METHODS = ("editMessageReplyMarkup",)  # no messages: only the bot's own limit counts them
_NO_WRITING = frozenset({ChatState.BLOCKED, ChatState.KICKED, ChatState.MUTE, ChatState.GONE})

OnMoved = Callable[[AsyncConnection, int, int], Awaitable[None]]
"""Whatever else is kept by a chat's id moves with it, in the same transaction."""
OnNews = Callable[[AsyncConnection, ChatNews, dt.datetime], Awaitable[None]]
"""Whoever else wants to know what became of a chat is told in the same transaction."""


class SqlRelay:
    """Of one bot. On PostgreSQL several processes may work on it; the database's clock counts there."""

    def __init__(
        self,
        engine: AsyncEngine,
        bot: int,
        now: Callable[[], dt.datetime],
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.time,
        on_moved: Sequence[OnMoved] = (),
        on_news: Sequence[OnNews] = (),
    ) -> None:
        self._engine = engine
        self._bot = bot
        self._now = now
        self._pace = pace or Pace()
        self._clock = clock
        self._on_moved = (_move_conversations, *on_moved)
        self._on_news = on_news
        self._is_postgres = engine.dialect.name == "postgresql"
        self._insert = postgresql.insert if self._is_postgres else sqlite.insert

    # ── updates ──────────────────────────────────────────────────────────────────────────

    async def store(self, updates: Sequence[Update]) -> Sequence[Update]:
        known = {one.update_id: one for one in updates}
        rows = [{"bot": self._bot, **asdict(one), "state": "new", "received_at": self._now()} for one in known.values()]
        if not rows:
            return ()
        statement = self._insert(inbox).on_conflict_do_nothing(index_elements=["bot", "update_id"])
        async with writing(self._engine) as connection:
            kept = await connection.scalars(statement.values(rows).returning(inbox.c.update_id))
            new = set(kept.all())
        return [one for one in known.values() if one.update_id in new]

    async def unhandled(self, most: int, *, older_than: dt.timedelta = dt.timedelta()) -> Sequence[Update]:
        waiting = [self._updates(), inbox.c.state == "new"]
        if older_than:  # all of them otherwise: after a restart a rehearsed clock is behind what it saw before
            waiting.append(inbox.c.received_at <= self._now() - older_than)
        columns = select(inbox.c.update_id, inbox.c.chat, inbox.c.body, inbox.c.mark)
        async with reading(self._engine) as connection:
            rows = await connection.execute(columns.where(*waiting).order_by(inbox.c.update_id).limit(most))
            return [Update(*row) for row in rows]

    async def is_repeat(self, update: Update, within: dt.timedelta) -> bool:
        if update.mark is None:
            return False
        same = and_(self._updates(), inbox.c.mark == update.mark)
        async with reading(self._engine) as connection:
            rows = await connection.execute(select(inbox.c.update_id, inbox.c.received_at).where(same))
            at = {row.update_id: row.received_at for row in rows}
        own = at.pop(update.update_id, None)
        return own is not None and any(
            own - within <= other <= own and (other < own or number < update.update_id) for number, other in at.items()
        )

    async def close(self, handled: Handled) -> None:
        async with writing(self._engine) as connection:
            await self.close_within(connection, handled)

    async def close_within(self, connection: AsyncConnection, handled: Handled) -> None:
        """`close` as part of a transaction that keeps something else too."""
        this = and_(self._updates(), inbox.c.update_id == handled.update_id, inbox.c.state == "new")
        state = "failed" if handled.failed else "done"
        done = await connection.execute(update(inbox).where(this).values(state=state, body=""))
        if done.rowcount != 1:
            raise AlreadyHandled(handled.update_id)
        earlier = and_(self._updates(), inbox.c.chat == handled.chat, inbox.c.state == "new")
        if handled.chat and await connection.scalar(
            select(exists().where(earlier, inbox.c.update_id < handled.update_id))
        ):
            raise NotYet(handled.update_id)
        await self._writes_again(connection, handled.chat)
        rows = [self._row(handled, number, call) for number, call in enumerate(handled.calls)]
        if rows:
            await connection.execute(insert(outgoing), rows)

    def keeper(
        self, handled: Callable[[Incoming, Reply], Handled]
    ) -> Callable[[AsyncConnection, Incoming, Reply], Awaitable[None]]:
        """What `SqlConversations` calls to keep a reply in the transaction of the chat's state."""

        async def keep(connection: AsyncConnection, message: Incoming, reply: Reply) -> None:
            await self.close_within(connection, handled(message, reply))

        return keep

    # ── calls ────────────────────────────────────────────────────────────────────────────

    async def claim(self, most: int, learnt: Learnt | None = None) -> Claimed:
        if learnt and self._is_postgres:
            # Apart: who holds a chat's limit and then asks for the bot's could wait for one who does the reverse.
            await self.learn(learnt)
            learnt = None
        async with writing(self._engine) as connection:
            now = await self._seconds(connection)
            if learnt:
                await self._learn(connection, learnt, now)
            due: list[Due] = []
            later: list[float] = []
            if (free := await self._free(connection, now)) - now > _CLAIMED_AHEAD:
                return Claimed((), free - now)
            for row in await self._heads(connection, most):
                if row.not_before > now:
                    later.append(row.not_before)
                    continue
                if len(due) == most:
                    later.append(now)
                    break
                call = _call(row)
                limits = self._pace.limits(self._bot, row.chat, message=call.method not in _QUIET_METHODS)
                at, booked = await self._book(connection, limits, now, _CLAIMED_AHEAD)
                if not booked:
                    later.append(at)
                    continue
                due.append(Due(row.id, row.chat, call, row.tries, row.copies, at - now))
            await self._mark(connection, [one.id for one in due], now)
        return Claimed(tuple(due), max(0.0, min(later) - now) if later else None)

    async def _heads(self, connection: AsyncConnection, most: int) -> Sequence[Row[Any]]:
        """The first call of every chat that has none under way."""
        earlier = outgoing.alias()
        unfinished = earlier.c.state.in_(("waiting", "sending"))
        ahead = exists().where(
            earlier.c.chat == outgoing.c.chat, earlier.c.bot == self._bot, earlier.c.id < outgoing.c.id, unfinished
        )
        query = (
            select(outgoing)
            .where(self._calls(), outgoing.c.state == "waiting", ~ahead)
            .order_by(outgoing.c.not_before > 0, outgoing.c.id)
            .limit(most * 8)
        )
        if self._is_postgres:
            query = query.with_for_update(of=outgoing, skip_locked=True)
        return (await connection.execute(query)).all()

    async def _mark(self, connection: AsyncConnection, ids: list[int], now: float) -> None:
        if ids:
            await connection.execute(
                update(outgoing)
                .where(outgoing.c.id.in_(ids))
                .values(state="sending", sending_since=now, tries=outgoing.c.tries + 1)
            )

    async def learn(self, learnt: Learnt) -> None:
        async with writing(self._engine) as connection:
            await self._learn(connection, learnt, await self._seconds(connection))

    async def _learn(self, connection: AsyncConnection, learnt: Learnt, now: float) -> None:
        for step in learnt.steps:
            await self._step(connection, step, now)
        for freeze in learnt.freezes:
            await self._later(connection, freeze.name, frozen_until=now + freeze.seconds)
        for news in learnt.chats:
            await self._chat(connection, news)

    async def _step(self, connection: AsyncConnection, step: Step, now: float) -> None:
        change: dict[str, Any]
        match step:
            case Sent(id_, message_id, chat):
                change = {"state": "sent", "message_id": message_id, **_WITHOUT_WORDS}
                if chat is not None:
                    await self._later(connection, of_chat(self._bot, chat), tat=now + self._pace.chat_seconds)
            case Again(id_, seconds, copies, call, error):
                change = {"state": "waiting", "not_before": now + seconds, "copies": copies, "error": error}
                if call:
                    change["body"] = _body(call)
            case GivenUp(id_, error, uncertain):
                change = {"state": "uncertain" if uncertain else "dead", "error": error, **_WITHOUT_WORDS}
            case other:
                assert_never(other)
        this = and_(outgoing.c.id == id_, outgoing.c.state == "sending")
        await connection.execute(update(outgoing).where(this).values(sending_since=None, **change))

    async def recover(self, older_than: float) -> int:
        async with writing(self._engine) as connection:
            now = await self._seconds(connection)
            left = and_(self._calls(), outgoing.c.state == "sending", outgoing.c.sending_since <= now - older_than)
            done = await connection.execute(
                update(outgoing)
                .where(left)
                .values(
                    state="waiting",
                    sending_since=None,
                    copies=outgoing.c.copies + 1,
                    not_before=case(_COPY_AFTER, value=outgoing.c.copies, else_=_COPY_AFTER_MOST) + now,
                    error="stopped meanwhile",
                )
            )
            return done.rowcount

    async def backlog(self) -> Backlog:
        """How much waits, for an operator."""
        async with reading(self._engine) as connection:
            updates = await connection.scalar(
                select(func.count()).select_from(inbox).where(self._updates(), inbox.c.state == "new")
            )
            rows = await connection.execute(
                select(outgoing.c.state, func.count()).where(self._calls()).group_by(outgoing.c.state)
            )
            states = {state: count for state, count in rows}
        waiting = states.get("waiting", 0) + states.get("sending", 0)
        return Backlog(updates or 0, waiting, states.get("uncertain", 0), states)

    # ── the pace ─────────────────────────────────────────────────────────────────────────

    async def slot(self, chat: int) -> Slot:
        async with writing(self._engine) as connection:
            now = await self._seconds(connection)
            waits = and_(self._calls(), outgoing.c.state == "waiting", outgoing.c.not_before <= now)
            answers_wait = bool(await connection.scalar(select(exists().where(waits))))
            limits = self._pace.broadcast(self._bot, chat, answers_wait=answers_wait)
            # Places booked far ahead, one after the other, would leave an answer none within `_CLAIMED_AHEAD`, ever.
            ahead = _CLAIMED_AHEAD / 2 if answers_wait else AHEAD
            at, booked = await self._book(connection, limits, now, ahead)
            return Slot(at - now, booked)

    async def place(self) -> float:
        async with writing(self._engine) as connection:
            now = await self._seconds(connection)
            limits = self._pace.limits(self._bot, 0, message=False)
            at, _ = await self._book(connection, limits, now, math.inf)
            return at - now

    async def _book(
        self, connection: AsyncConnection, limits: Sequence[Limit], now: float, ahead: float
    ) -> tuple[float, bool]:
        """The instant at which all limits allow a call, and whether that place was taken: not if it is far away."""
        cells = await self._cells(connection, [limit.name for limit in limits])
        at = max(free_at(limit, cell, now) for limit, cell in zip(limits, cells, strict=True))
        if at - now > ahead:
            return at, False
        for limit, cell in zip(limits, cells, strict=True):
            change = asdict(taken(limit, cell, at))
            statement = self._insert(rate).values(name=limit.name, **change)
            await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=change))
        return at, True

    async def _later(
        self, connection: AsyncConnection, name: str, *, tat: float = 0.0, frozen_until: float = 0.0
    ) -> None:
        """Moves a cell's instants on, never back."""
        statement = self._insert(rate).values(name=name, tat=tat, frozen_until=frozen_until)
        latest = func.greatest if self._is_postgres else func.max
        change = {"tat": latest(rate.c.tat, tat), "frozen_until": latest(rate.c.frozen_until, frozen_until)}
        await connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=change))

    async def _free(self, connection: AsyncConnection, now: float) -> float:
        """When the bot as a whole may make its next call."""
        limits = self._pace.limits(self._bot, 0, message=False)
        cells = await self._cells(connection, [limit.name for limit in limits])
        return max(free_at(limit, cell, now) for limit, cell in zip(limits, cells, strict=True))

    async def _cells(self, connection: AsyncConnection, names: Sequence[str]) -> list[Cell]:
        """Locked until the transaction ends; on SQLite the whole file is."""
        if self._is_postgres:  # always the whole bot's first, so that no two wait for each other
            new = self._insert(rate).values([{"name": name, "tat": 0.0, "frozen_until": 0.0} for name in names])
            await connection.execute(new.on_conflict_do_nothing(index_elements=["name"]))
            for name in names:
                await connection.execute(select(rate.c.name).where(rate.c.name == name).with_for_update())
        rows = await connection.execute(select(rate).where(rate.c.name.in_(names)))
        known = {row.name: Cell(row.tat, row.frozen_until) for row in rows}
        return [known.get(name, Cell()) for name in names]

    async def _seconds(self, connection: AsyncConnection) -> float:
        if not self._is_postgres:
            return self._clock()
        return float(await connection.scalar(select(literal_column("extract(epoch from clock_timestamp())"))) or 0)

    # ── chats ────────────────────────────────────────────────────────────────────────────

    async def is_writable(self, chat: int) -> bool:
        async with reading(self._engine) as connection:
            state = await connection.scalar(select(telegram_chat.c.state).where(self._is_chat(chat)))
        return state not in _NO_WRITING

    async def _writes_again(self, connection: AsyncConnection, chat: int) -> None:
        """Who writes to us can be written to."""
        shut = and_(self._is_chat(chat), telegram_chat.c.state.in_(_NO_WRITING))
        row = {"state": ChatState.ACTIVE, "why": "has written again", "changed_at": self._now()}
        await connection.execute(update(telegram_chat).where(shut).values(**row))

    async def _chat(self, connection: AsyncConnection, news: ChatNews) -> None:
        row = {"state": news.state, "why": news.why, "moved_to": news.moved_to, "changed_at": self._now()}
        statement = self._insert(telegram_chat).values(bot=self._bot, chat=news.chat, **row)
        await connection.execute(statement.on_conflict_do_update(index_elements=["bot", "chat"], set_=row))
        for tell in self._on_news:
            await tell(connection, news, self._now())
        waiting = and_(self._calls(), outgoing.c.chat == news.chat, outgoing.c.state == "waiting")
        if news.state in _NO_WRITING:
            await connection.execute(
                update(outgoing).where(waiting).values(state="dead", error=news.why, **_WITHOUT_WORDS)
            )
        if news.moved_to:
            unfinished = and_(self._calls(), outgoing.c.chat == news.chat, outgoing.c.state.in_(("waiting", "sending")))
            await connection.execute(update(outgoing).where(unfinished).values(chat=news.moved_to))
            for move in self._on_moved:
                await move(connection, news.chat, news.moved_to)

    # ── the rest ─────────────────────────────────────────────────────────────────────────

    async def tidy(self) -> None:
        old, known = self._now() - _KEPT, self._now() - _UPDATES_KEPT
        async with writing(self._engine) as connection:
            now = await self._seconds(connection)
            await connection.execute(
                delete(inbox).where(self._updates(), inbox.c.state != "new", inbox.c.received_at < known)
            )
            finished = outgoing.c.state.in_(("sent", "dead", "uncertain"))
            await connection.execute(delete(outgoing).where(self._calls(), finished, outgoing.c.created_at < old))
            idle = and_(rate.c.name.startswith(f"{self._bot}:"), rate.c.tat < now - 60, rate.c.frozen_until < now - 60)
            await connection.execute(delete(rate).where(idle))

    def _updates(self) -> ColumnElement[bool]:
        return inbox.c.bot == self._bot

    def _calls(self) -> ColumnElement[bool]:
        return outgoing.c.bot == self._bot

    def _is_chat(self, chat: int) -> ColumnElement[bool]:
        return and_(telegram_chat.c.bot == self._bot, telegram_chat.c.chat == chat)

    def _row(self, handled: Handled, number: int, call: Call) -> dict[str, Any]:
        return {
            "bot": self._bot,
            "update_id": handled.update_id,
            "number": number,
            "chat": handled.chat,
            "body": _body(call),
            "file": call.file.content if call.file else None,
            "state": "waiting",
            "tries": 0,
            "copies": 0,
            "not_before": 0.0,
            "created_at": self._now(),
        }


def _body(call: Call) -> str:
    file = {"name": call.file.name, "type": call.file.type} if call.file else None
    data = {"method": call.method, "fields": dict(call.fields), "file": file, "language": call.language}
    return json.dumps(data, ensure_ascii=False)


def _call(row: Row[Any]) -> Call:
    data = json.loads(row.body)
    file = Attachment(data["file"]["name"], data["file"]["type"], row.file) if data["file"] else None
    return Call(data["method"], data["fields"], file, data["language"])


async def _move_conversations(connection: AsyncConnection, old: int, new: int) -> None:
    """The chats of the persons of a group: `-12:34` becomes `-10012:34`, unless they have talked there already."""
    of_old = and_(conversation.c.channel == _CHANNEL, conversation.c.chat.startswith(f"{old}:"))
    for chat in (await connection.scalars(select(conversation.c.chat).where(of_old))).all():
        moved = f"{new}:{chat.partition(':')[2]}"
        there = and_(conversation.c.channel == _CHANNEL, conversation.c.chat == moved)
        here = and_(conversation.c.channel == _CHANNEL, conversation.c.chat == chat)
        if await connection.scalar(select(exists().where(there))):
            await connection.execute(delete(conversation).where(here))
        else:
            await connection.execute(update(conversation).where(here).values(chat=moved))
