"""What the Telegram channel keeps: the same promises on SQLite and on PostgreSQL."""

import asyncio
import datetime as dt
import itertools
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.pace import PER_SECOND_BROADCAST, Pace
from bot.relay import (
    Again,
    AlreadyHandled,
    Call,
    ChatNews,
    ChatState,
    Freeze,
    GivenUp,
    Handled,
    Learnt,
    NotYet,
    Sent,
    Update,
)
from bot.storage import engine as storage
from bot.storage.conversations import SqlConversations
from bot.storage.relay import SqlRelay
from bot.storage.tables import inbox, outgoing, rate, telegram_chat
from handlers.contract import Attachment, Incoming, Kind, Reply
from handlers.state import State
from tests.fakes import NOON

pytestmark = pytest.mark.asyncio

BOT, LI, WANG, GROUP = 42, 7, 8, -5
HELLO = Call("sendMessage", {"text": "你好"}, language="zh")
FAST = Pace(per_second=10_000, chat_seconds=0.0, group_seconds=0.0)


@dataclass
class Store:
    """A relay, and what it stands on."""

    engine: AsyncEngine
    relay: SqlRelay
    url: str

    def another(self, *, bot: int = BOT, pace: Pace = FAST) -> SqlRelay:
        return SqlRelay(self.engine, bot, lambda: NOON, pace=pace)

    async def next_call(self, limit: str) -> float:
        """When a limit allows the next call: each call moves it on."""
        async with storage.reading(self.engine) as connection:
            return float(await connection.scalar(select(rate.c.tat).where(rate.c.name == f"{BOT}:{limit}")) or 0)

    async def states(self) -> list[str]:
        async with storage.reading(self.engine) as connection:
            return list((await connection.scalars(select(outgoing.c.state).order_by(outgoing.c.id))).all())


@pytest_asyncio.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    sqlite = f"sqlite+aiosqlite:///{tmp_path}/relay.db"
    url = sqlite if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    await storage.upgrade(url)
    engine = storage.open_engine(url)
    async with storage.writing(engine) as connection:
        for table in ("inbox", "outgoing", "telegram_chat", "rate", "conversation"):
            await connection.execute(text(f"DELETE FROM {table}"))
    yield Store(engine, SqlRelay(engine, BOT, lambda: NOON, pace=FAST), url)
    await engine.dispose()


async def handled(store: Store, number: int, chat: int, *calls: Call) -> None:
    await store.relay.store([Update(number, chat, "{}")])
    await store.relay.close(Handled(number, chat, calls))


async def test_an_update_is_new_once(store: Store) -> None:
    first, second = Update(1, LI, '{"a": 1}', "m"), Update(2, LI, "{}")
    assert await store.relay.store([first]) == [first]
    assert await store.relay.store([first, second, second]) == [second]
    assert [one.update_id for one in await store.relay.unhandled(10)] == [1, 2]
    assert (await store.relay.unhandled(10))[0] == first
    assert await store.relay.store([]) == ()


async def test_another_bot_numbers_its_updates_for_itself(store: Store) -> None:
    await store.relay.store([Update(1, LI, "{}")])
    other = store.another(bot=43)
    assert len(await other.store([Update(1, LI, "{}")])) == 1
    assert len(await store.relay.unhandled(10)) == 1


async def test_after_a_restart_of_a_rehearsal_what_came_later_by_its_clock_is_not_overlooked(store: Store) -> None:
    await store.relay.store([Update(1, LI, "{}")])
    earlier = SqlRelay(store.engine, BOT, lambda: NOON - dt.timedelta(minutes=5), pace=FAST)
    assert [one.update_id for one in await earlier.unhandled(10)] == [1]


async def test_an_update_is_handled_once_and_its_words_are_gone(store: Store) -> None:
    await handled(store, 1, LI, HELLO)
    with pytest.raises(AlreadyHandled):
        await store.relay.close(Handled(1, LI, (HELLO,)))
    assert await store.states() == ["waiting"]
    async with storage.reading(store.engine) as connection:
        assert (await connection.execute(select(inbox.c.state, inbox.c.body))).all() == [("done", "")]


async def test_two_at_once_handle_it_once(store: Store) -> None:
    await store.relay.store([Update(1, LI, "{}")])
    tries = [store.another().close(Handled(1, LI, (HELLO,))) for _ in range(5)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, AlreadyHandled) for one in done) == 4
    assert await store.states() == ["waiting"]


async def test_the_order_of_a_chat_is_kept(store: Store) -> None:
    await store.relay.store([Update(1, LI, "{}"), Update(2, LI, "{}"), Update(3, WANG, "{}")])
    with pytest.raises(NotYet):
        await store.relay.close(Handled(2, LI, (HELLO,)))
    await store.relay.close(Handled(3, WANG, (HELLO,)))
    assert await store.states() == ["waiting"]
    await store.relay.close(Handled(1, LI))
    await store.relay.close(Handled(2, LI))


async def test_a_reply_and_a_state_are_kept_together_or_not_at_all(store: Store) -> None:
    keep = store.relay.keeper(lambda message, reply: Handled(int(message.update or 0), LI, (HELLO,)))
    chats = SqlConversations(store.engine, lambda: NOON, {"telegram": keep})

    async def turn(update: str) -> None:
        async with chats.open("telegram", "7") as memory:
            memory.state = State(language="en")
            message = Incoming("telegram", "7", "x", NOON, update=update)
            memory.answered(message, Reply(Kind.DONE, "x", "en"))

    with pytest.raises(AlreadyHandled):
        await turn("1")  # not stored: as if another process had handled it
    async with chats.open("telegram", "7") as memory:
        assert memory.state == State()
    await store.relay.store([Update(1, LI, "{}")])
    await turn("1")
    assert await store.states() == ["waiting"]
    async with chats.open("telegram", "7") as memory:
        assert memory.state == State(language="en")


async def test_replies_of_other_channels_are_not_kept(store: Store) -> None:
    chats = SqlConversations(store.engine, lambda: NOON)
    async with chats.open("web", "a") as memory:
        memory.answered(Incoming("web", "a", "x", NOON), Reply(Kind.DONE, "x", "en"))
    assert await store.states() == []


async def test_repeats_are_told_by_their_mark_within_a_time(store: Store) -> None:
    one, two = Update(1, LI, "{}", "same"), Update(2, LI, "{}", "same")
    await store.relay.store([one])
    assert not await store.relay.is_repeat(one, dt.timedelta(seconds=5))
    late = SqlRelay(store.engine, BOT, lambda: NOON + dt.timedelta(seconds=60))
    await late.store([two])
    assert not await store.relay.is_repeat(two, dt.timedelta(seconds=5))
    assert await store.relay.is_repeat(two, dt.timedelta(minutes=5))
    assert not await store.relay.is_repeat(Update(1, LI, "{}"), dt.timedelta(minutes=5))


async def test_calls_are_claimed_once_one_a_chat_in_their_order(store: Store) -> None:
    file = Attachment("result.docx", "application/x", b"\x00\xff")
    await handled(store, 1, LI, HELLO, Call("sendDocument", {}, file, "en"))
    await handled(store, 2, WANG, HELLO)
    first = (await store.relay.claim(8)).due
    assert [(due.chat, due.call) for due in first] == [(LI, HELLO), (WANG, HELLO)]
    assert (await store.relay.claim(8)).due == ()
    await store.relay.learn(Learnt([Sent(due.id, 100) for due in first]))
    (second,) = (await store.relay.claim(8)).due
    assert (second.call.file, second.call.language, second.tries) == (file, "en", 0)
    await store.relay.learn(Learnt([Sent(second.id, 101)]))
    assert await store.states() == ["sent", "sent", "sent"]
    async with storage.reading(store.engine) as connection:
        assert set((await connection.execute(select(outgoing.c.body, outgoing.c.file))).all()) == {("", None)}


async def test_several_processes_claim_each_call_once(store: Store) -> None:
    for number in range(1, 41):
        await handled(store, number, 1000 + number, HELLO)
    claims = await asyncio.gather(*(store.another().claim(5) for _ in range(12)))
    ids = [due.id for claimed in claims for due in claimed.due]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 25


async def test_what_is_to_be_made_later_is_not_claimed_before(store: Store) -> None:
    await handled(store, 1, LI, HELLO)
    (due,) = (await store.relay.claim(8)).due
    plain = Call("sendMessage", {"text": "plain"})
    await store.relay.learn(Learnt([Again(due.id, 30.0, 1, plain, "5xx")]))
    claimed = await store.relay.claim(8)
    assert claimed.due == ()
    assert claimed.again_in is not None
    assert 25 < claimed.again_in <= 30
    assert (await store.relay.backlog()).calls == 1


async def test_what_a_process_left_under_way_counts_as_a_copy(store: Store) -> None:
    await handled(store, 1, LI, HELLO)
    assert (await store.relay.claim(8)).due[0].copies == 0
    assert await store.relay.recover(60.0) == 0
    assert await store.relay.recover(0.0) == 1
    assert (await store.relay.claim(8)).due[0].copies == 1


async def test_what_is_left_under_way_again_and_again_is_made_less_and_less_often(store: Store) -> None:
    clock = [1_000_000.0]
    relay = SqlRelay(store.engine, BOT, lambda: NOON, pace=FAST, clock=lambda: clock[0])
    if store.engine.dialect.name == "postgresql":
        pytest.skip("the database's own clock counts there")
    await handled(store, 1, LI, HELLO)
    assert (await relay.claim(8)).due
    pauses = []
    for _ in range(6):
        assert await relay.recover(0.0) == 1
        claimed = await relay.claim(8)
        pauses.append(0.0 if claimed.due else claimed.again_in)
        if not claimed.due:
            clock[0] += claimed.again_in or 0.0
            assert (await relay.claim(8)).due
    assert pauses == [0.0, 4.0, 16.0, 60.0, 60.0, 60.0]


async def test_a_late_report_changes_nothing(store: Store) -> None:
    """A process that was asleep must not overwrite what was decided meanwhile."""
    await handled(store, 1, LI, HELLO)
    (due,) = (await store.relay.claim(8)).due
    await store.relay.learn(Learnt([GivenUp(due.id, "5xx", uncertain=True)]))
    await store.relay.learn(Learnt([Sent(due.id, 5)]))
    assert await store.states() == ["uncertain"]
    assert (await store.relay.backlog()).unsure == 1


async def test_a_chat_that_cannot_be_written_to(store: Store) -> None:
    await handled(store, 1, LI, HELLO, HELLO)
    (due,) = (await store.relay.claim(8)).due
    blocked = ChatNews(LI, ChatState.BLOCKED, "403")
    await store.relay.learn(Learnt([GivenUp(due.id, "403")], chats=[blocked]))
    assert await store.states() == ["dead", "dead"]
    assert not await store.relay.is_writable(LI)
    await handled(store, 2, LI)
    assert await store.relay.is_writable(LI)


async def test_a_group_that_moves_takes_all_with_it(store: Store) -> None:
    moved: list[tuple[int, int]] = []

    async def also(_: AsyncConnection, old: int, new: int) -> None:
        moved.append((old, new))

    relay = SqlRelay(store.engine, BOT, lambda: NOON, pace=FAST, on_moved=[also])
    chats = SqlConversations(store.engine, lambda: NOON)
    for chat in ("-5:7", "-5:8", "-55:7", "-100:8"):
        async with chats.open("telegram", chat) as memory:
            memory.state = State(dialogue={"was": {"chat": chat}})
    await handled(store, 1, GROUP, HELLO)
    (due,) = (await relay.claim(8)).due
    news = ChatNews(GROUP, ChatState.MOVED, "now a supergroup", -100)
    for _ in range(2):  # the service message may come twice, and in either order
        await relay.learn(Learnt([Again(due.id, 0.0, 0)], chats=[news]))
    (again,) = (await relay.claim(8)).due
    assert (again.chat, again.copies) == (-100, 0)
    found = {}
    for chat in ("-5:7", "-5:8", "-55:7", "-100:7", "-100:8"):
        async with chats.open("telegram", chat) as memory:
            found[chat] = memory.state.dialogue.get("was", {}).get("chat")
            memory.forget()
    assert found == {"-5:7": None, "-5:8": None, "-55:7": "-55:7", "-100:7": "-5:7", "-100:8": "-100:8"}
    assert moved == [(GROUP, -100)] * 2
    async with storage.reading(store.engine) as connection:
        assert (await connection.scalars(select(telegram_chat.c.moved_to))).all() == [-100]


async def test_a_pause_is_kept_and_only_ever_grows(store: Store) -> None:
    chat = f"{BOT}:chat:{LI}"
    await store.relay.learn(Learnt(freezes=[Freeze(chat, 60.0)]))
    await store.relay.learn(Learnt(freezes=[Freeze(chat, 5.0)]))
    paused, free = await store.another().slot(LI), await store.relay.slot(WANG)
    assert not paused.booked
    assert 55 < paused.wait <= 60
    assert free.booked
    await handled(store, 1, LI, HELLO)
    claimed = await store.relay.claim(8)
    assert claimed.due == ()
    assert claimed.again_in is not None
    assert claimed.again_in > 50


async def test_processes_share_one_pace(store: Store) -> None:
    relays = [store.another(pace=Pace(per_second=25)) for _ in range(3)]
    began = time.time()
    slots = [await relays[number % 3].slot(1000 + number) for number in range(40)]
    booked = [slot for slot in slots if slot.booked]
    assert booked
    assert await store.next_call("all") - began >= len(booked) / 25 - 0.01


async def test_another_place_is_behind_all_that_were_booked(store: Store) -> None:
    relays = [store.another(pace=Pace(per_second=25)) for _ in range(2)]
    began = time.time()
    for number in range(8):
        await relays[number % 2].slot(1000 + number)
    behind = await store.next_call("all")
    wait = await relays[0].place()
    assert time.time() + wait >= behind - 0.01
    assert await store.next_call("all") - began >= 9 / 25 - 0.01


async def test_broadcasts_leave_room_while_an_answer_waits(store: Store) -> None:
    relay = store.another(pace=Pace(per_second=25))
    await handled(store, 1, LI, HELLO)
    began = time.time()
    booked = [slot for number in range(30) if (slot := await relay.slot(1000 + number)).booked]
    assert booked
    assert await store.next_call("broadcast") - began >= len(booked) / PER_SECOND_BROADCAST - 0.01


async def test_an_answer_is_not_kept_out_by_places_booked_ahead(store: Store) -> None:
    """Who books as far ahead as may be, again and again, would leave the answer no place near enough, ever."""
    relay = store.another(pace=Pace(per_second=25))
    numbers = itertools.count(1000)
    while (await relay.slot(next(numbers))).booked:
        pass
    await handled(store, 1, LI, HELLO)
    ends = time.time() + 3
    while not (claimed := await relay.claim(8)).due:
        assert time.time() < ends
        for _ in range(8):
            await relay.slot(next(numbers))
        await asyncio.sleep(min(claimed.again_in or 0.0, 0.05))


async def test_what_is_old_is_forgotten(store: Store) -> None:
    await handled(store, 1, LI, HELLO)
    await store.relay.store([Update(2, WANG, "{}")])
    (due,) = (await store.relay.claim(8)).due
    await store.relay.learn(Learnt([Sent(due.id, 5)]))
    later = SqlRelay(store.engine, BOT, lambda: NOON + dt.timedelta(days=8))
    await later.tidy()
    assert await store.states() == []
    assert [one.update_id for one in await store.relay.unhandled(10)] == [2]


async def test_the_schema_goes_down_and_up_again(store: Store) -> None:
    await store.engine.dispose()
    await storage.downgrade(store.url, "0001")
    engine = storage.open_engine(store.url)
    assert not await storage.reachable(engine)
    await engine.dispose()
    await storage.upgrade(store.url)
    assert await storage.reachable(store.engine)
