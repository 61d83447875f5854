"""The channel on PostgreSQL: the same promises, and two processes that share the work."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.pace import Pace
from bot.storage import engine as storage
from knowledge.library import Library
from tests.bot.telegram.killing import stream
from tests.bot.telegram.test_kill import check, environment_for
from tests.telegram import running
from tests.telegram.running import InThread
from tests.telegram_talk import bot_in_thread

pytestmark = pytest.mark.usefixtures("fitted")

DEADLINE = "领先科技奖什么时候截止？"


@pytest.fixture
def telegram() -> Iterator[InThread]:
    with running() as stand_in:
        yield stand_in


@pytest_asyncio.fixture
async def url(postgres_url: str) -> AsyncIterator[str]:
    await storage.upgrade(postgres_url)
    await _empty(postgres_url)
    yield postgres_url
    await _empty(postgres_url)


async def _empty(url: str) -> None:
    engine = storage.open_engine(url)
    async with storage.writing(engine) as connection:
        for table in ("inbox", "outgoing", "telegram_chat", "rate", "conversation"):
            await connection.execute(text(f"DELETE FROM {table}"))
    await engine.dispose()


async def test_two_processes_push_and_fetch_nothing_twice(library: Library, telegram: InThread, url: str) -> None:
    """One of them receives, the other is refused and waits; both send, in one pace."""
    telegram.do("limits")
    with ExitStack() as both:
        for _ in range(2):
            both.enter_context(bot_in_thread(library, telegram, url, Pace()))
        async with telegram.people() as people:
            persons = [await people.person(f"P{n}", started=True) for n in range(12)]
            for person in persons:
                await person.say_only(DEADLINE)
                await person.say_only("那联系谁？")
            async with asyncio.timeout(60):
                while any(_sent(telegram, person.chat) < 2 for person in persons):  # noqa: ASYNC110  # seen from outside
                    await asyncio.sleep(0.1)
            await asyncio.sleep(1)
            figures = await people.do("figures")
    assert [_sent(telegram, person.chat) for person in persons] == [2] * 12
    assert figures["refused"] == 0


def _sent(telegram: InThread, chat: int) -> int:
    return sum(call.delivered is not None for call in telegram.cloud.journal.of("sendMessage", chat))


def test_two_kills(telegram: InThread, environment: dict[str, str], url: str) -> None:
    own = environment_for(telegram, environment) | {"WICBOT_DATABASE_URL": url}
    seen = stream(telegram, own, kills=2, updates=16, chats=4, seed=7)
    check(seen)
