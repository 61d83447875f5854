"""Updates in hand: each chat in its order, chats side by side, and never more than can be kept in mind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.types import User

from bot.channels.telegram.api import open_bot
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.receive import Asked
from bot.channels.telegram.send import Sender
from bot.channels.telegram.work import AT_ONCE, MOST_WAITING, Work
from bot.relay import Handled
from bot.storage.engine import is_passing, open_engine, upgrade
from bot.storage.relay import SqlRelay
from handlers.contract import Incoming, Kind, Reply
from tests.fakes import NOON
from tests.telegram.cloud import TOKEN

pytestmark = pytest.mark.asyncio


class Gate:
    """A responder that waits to be let go, and notes what it was told, in what order and how many at once."""

    def __init__(self, relay: SqlRelay) -> None:
        self._relay = relay
        self.open = asyncio.Event()
        self.heard: dict[str, list[str]] = {}
        self.inside = self.most_inside = 0

    async def respond(self, message: Incoming) -> Reply:
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        await self.open.wait()
        self.heard.setdefault(message.chat, []).append(message.text)
        await self._relay.close(Handled(int(message.update or 0), int(message.chat)))
        self.inside -= 1
        return Reply(Kind.DONE, "", "zh")


@pytest_asyncio.fixture
async def relay(tmp_path: Path) -> AsyncIterator[SqlRelay]:
    url = f"sqlite+aiosqlite:///{tmp_path}/relay.db"
    await upgrade(url)
    engine = open_engine(url)
    yield SqlRelay(engine, 42, lambda: NOON)
    await engine.dispose()


async def nobody_asks(_: Asked) -> None:
    raise AssertionError("there is no inline query")


@pytest_asyncio.fixture
async def bot() -> AsyncIterator[Bot]:
    """A client of a server that is not there: what is optional fails, and nothing else is asked."""
    client = open_bot(TOKEN, "http://127.0.0.1:9")
    yield client
    await client.session.close()


def working(relay: SqlRelay, gate: Gate, bot: Bot) -> Work:
    me = User(id=42, is_bot=True, first_name="WIC", username="wic_bot")
    sender = Sender(bot, relay)
    return Work(
        gate, relay, sender, me=me, commands=frozenset(), now=lambda: NOON,
        wake=lambda: None, passes=is_passing, inline=nobody_asks,
    )  # fmt: skip


def said(number: int, chat: int) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "P"}
    place = {"id": chat, "type": "private", "first_name": "P"}
    message = {"message_id": number, "date": 1, "chat": place, "from": person, "text": str(number)}
    return {"update_id": number, "message": message}


async def test_each_chat_in_its_order_and_chats_side_by_side(relay: SqlRelay, bot: Bot) -> None:
    gate = Gate(relay)
    work, inbox = working(relay, gate, bot), Inbox(relay, b"key")
    inbox.staff(work, [])
    await inbox.put([said(number, 1 + number % 40) for number in range(1, 161)])
    gate.open.set()
    await work.idle()
    assert gate.most_inside == AT_ONCE
    assert len(gate.heard) == 40
    for words in gate.heard.values():
        assert words == sorted(words, key=int)
        assert len(words) == 4
    assert await relay.unhandled(10) == []


async def test_when_its_hands_are_full_no_more_is_taken(relay: SqlRelay, bot: Bot) -> None:
    gate = Gate(relay)
    work, inbox = working(relay, gate, bot), Inbox(relay, b"key")
    inbox.staff(work, [])
    await inbox.put([said(number, 1 + number % 50) for number in range(1, MOST_WAITING + 1)])
    assert inbox.is_full
    waiting = asyncio.create_task(inbox.room())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    gate.open.set()
    await asyncio.wait_for(waiting, 60)
    await work.idle()
    assert not inbox.is_full


async def test_what_arrives_before_there_is_somebody_to_handle_it(relay: SqlRelay, bot: Bot) -> None:
    gate = Gate(relay)
    gate.open.set()
    inbox = Inbox(relay, b"key")
    await inbox.put([said(2, 1)])
    await inbox.put([said(2, 1), {"no": "update"}, said(3, 1)])
    work = working(relay, gate, bot)
    await relay.store([])
    inbox.staff(work, await relay.unhandled(10))
    await work.idle()
    assert gate.heard == {"1": ["2", "3"]}


async def test_an_earlier_update_found_late_goes_first(relay: SqlRelay, bot: Bot) -> None:
    gate = Gate(relay)
    work = working(relay, gate, bot)
    inbox = Inbox(relay, b"key")
    await inbox.put([said(number, 1) for number in (1, 2, 3)])
    one, two, three = await relay.unhandled(10)
    work.take([two, three])
    await asyncio.sleep(0.05)
    work.take([one, two])
    gate.open.set()
    await asyncio.wait_for(work.idle(), 20)
    assert gate.heard["1"][-3:] == ["1", "2", "3"]
    assert await relay.unhandled(10) == []
