"""What goes wrong outside, what the person sees of it, and what the log says: the table in docs/telegram.md."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.pace import Pace
from knowledge.library import Library
from tests.logged import Logged, logged
from tests.telegram import running
from tests.telegram.running import InThread
from tests.telegram_talk import Bot, bot_in_thread

pytestmark = pytest.mark.asyncio

DEADLINE, CASES = "领先科技奖什么时候截止？", "实践案例什么时候截止？"


@dataclass
class World:
    """A stand-in of this test's own, a bot that keeps the real pace, and its log."""

    telegram: InThread
    bot: Bot
    log: Logged
    file: Path

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def world(library: Library, tmp_path: Path) -> Iterator[World]:
    file = tmp_path / "chats.db"
    with running() as telegram, logged("debug") as log:
        with bot_in_thread(library, telegram, file, Pace()) as bot:
            yield World(telegram, bot, log, file)
        assert telegram.token not in log.text
        assert telegram.token.partition(":")[2] not in log.text


def sent(telegram: InThread, chat: int) -> list[str]:
    """What reached a chat."""
    return [call.params["text"] for call in telegram.cloud.journal.of("sendMessage", chat) if call.delivered]


async def eventually(claim: Any, within: float = 20.0) -> None:
    end = time.monotonic() + within
    while not claim():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.05)


async def test_429_holds_up_that_chat_only_and_no_call_comes_early(world: World) -> None:
    async with world.telegram.people() as people:
        li, wang = await people.person("Li", started=True), await people.person("Wang", started=True)
        await people.do("fault", kind="too_many", seconds=3, method="sendMessage", chat=li.chat, times=1)
        waiting = asyncio.create_task(li.say(DEADLINE))
        assert "6月15日" in (await wang.say(DEADLINE)).text
        assert len(sent(world.telegram, li.chat)) == 0
        assert "6月15日" in (await waiting).text
    calls = [call.at for call in world.telegram.cloud.journal.of("sendMessage", li.chat)]
    assert calls[1] - calls[0] >= 3
    assert world.log.of("not sent yet")[0]["why"] == "429, retry after 3 s"


async def test_429_outlives_a_restart(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "chats.db"
    with running() as telegram:
        user = telegram.do("person", name="Li", started=True)["user"]
        telegram.do("fault", kind="too_many", seconds=5, method="sendMessage", times=1)
        with bot_in_thread(library, telegram, file, Pace()):
            telegram.do("say", user=user, text=DEADLINE)
            await eventually(lambda: list(telegram.cloud.journal.of("sendMessage")))
        with bot_in_thread(library, telegram, file, Pace()):
            await eventually(lambda: sent(telegram, user))
        first, second = (call.at for call in telegram.cloud.journal.of("sendMessage"))
        assert second - first >= 5


@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [
        ("blocked", "blocked", "403"),
        ("deactivated", "gone", "403"),
        ("kicked", "kicked", "403"),
        ("not_found", "gone", "400"),
    ],
)
async def test_a_chat_that_cannot_be_written_to_is_noted_and_comes_back_by_writing(
    world: World, kind: str, state: str, status: str
) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        await people.do("fault", kind=kind, method="sendMessage", times=1)
        await li.say_only(DEADLINE)
        await eventually(lambda: world.rows("SELECT state FROM telegram_chat") == [(state,)])
        assert world.log.of("given up")[0]["why"].startswith(status)
        assert "6月15日" in (await li.say(CASES)).text
        assert world.rows("SELECT state, why FROM telegram_chat") == [("active", "has written again")]


@pytest.mark.parametrize("kind", ["server_error", "bad_gateway", "drop_before", "drop_after"])
async def test_an_answer_that_may_be_lost_is_sent_again_with_a_mark(world: World, kind: str) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        await people.do("fault", kind=kind, method="sendMessage", times=1)
        await li.say_only(DEADLINE)
        await eventually(lambda: any("重复发送" in text for text in sent(world.telegram, li.chat)))
        texts = sent(world.telegram, li.chat)
    assert len(texts) == (2 if kind == "drop_after" else 1)
    assert sum("重复发送" not in text for text in texts) == len(texts) - 1
    await eventually(lambda: world.log.of("sent again, marked as a copy"))


async def test_a_server_that_is_away_for_a_while_loses_nothing_and_repeats_nothing(world: World) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        assert (await li.say(DEADLINE)).text
        await people.do("deafen", seconds=4)
        await li.say_only(CASES)
        await eventually(lambda: len(sent(world.telegram, li.chat)) == 2)
        await asyncio.sleep(1)
    assert not any("重复发送" in text for text in sent(world.telegram, li.chat))
    assert len(world.log.of("receiving: the server")) == 1
    assert world.log.of("receiving: well again")


async def test_what_cannot_be_parsed_comes_as_plain_text(world: World) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        await people.do("fault", kind="cannot_parse", method="sendMessage", times=1)
        reply = await li.say(DEADLINE)
    assert "6月15日" in reply.text
    assert "<" not in reply.text
    assert world.log.of("not sent yet")[0]["why"].startswith("400")


async def test_a_refused_token_stops_everything_and_loses_nothing(world: World) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        assert (await li.say(DEADLINE)).text
        right = world.telegram.token
        await people.do("fault", kind="unauthorized", method="*")
        await li.say_only(CASES)
        await eventually(lambda: world.log.of("receiving: the token is refused"))
        await people.do("clear_faults")
        await eventually(lambda: len(sent(world.telegram, li.chat)) == 2, 30)
    assert right not in world.log.text
    assert world.log.of("the token is refused")[0]["mend"].startswith("WICBOT_TELEGRAM_TOKEN")


async def test_a_second_poller_is_told_and_waited_for(world: World) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        await people.do("fault", kind="bad_request", method="getMyCommands", times=1)
        other = asyncio.create_task(_poll_once(world.telegram))
        await eventually(lambda: world.log.of("another process receives"))
        await other
        assert "6月15日" in (await li.say(DEADLINE, patience=30)).text
    assert len(world.log.of("another process receives")) == 1


async def _poll_once(telegram: InThread) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            url = f"{telegram.url}/bot{telegram.token}/getUpdates"
            async with session.post(url, data={"timeout": "1", "offset": "0"}) as answer:
                await answer.read()


async def test_a_locked_database_is_waited_for(world: World) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        assert (await li.say(DEADLINE)).text
        with closing(sqlite3.connect(world.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await li.say_only(CASES)
            await li.hears_nothing(2.0)
            other.execute("ROLLBACK")
        await eventually(lambda: len(sent(world.telegram, li.chat)) == 2, 40)


async def test_refused_optional_calls_are_logged_once_and_stop_nothing(library: Library, tmp_path: Path) -> None:
    with running() as telegram, logged() as log:
        for method in OPTIONAL:
            telegram.do("fault", kind="bad_request", method=method, text="no")
        with bot_in_thread(library, telegram, tmp_path / "chats.db") as bot:
            slow(bot)
            async with telegram.people() as people:
                li = await people.person("Li", started=True)
                for _ in range(2):
                    reply = await li.say(DEADLINE)
                    assert "6月15日" in reply.text
                    await li.tap_only(reply.buttons[0])
                    await li.hear()
                await eventually(lambda: {line["method"] for line in log.of("goes on without")} == set(OPTIONAL))
        assert len(log.of("goes on without")) == len(OPTIONAL)


OPTIONAL = ("setMyCommands", "setMyDescription", "setChatMenuButton", "answerCallbackQuery", "sendChatAction")


def slow(bot: Bot) -> None:
    """It thinks for a second before each answer, so that it shows that it does."""
    at_once = bot.overheard.respond

    async def respond(message: Any) -> Any:
        await asyncio.sleep(1.0)
        return await at_once(message)

    bot.overheard.respond = respond  # type: ignore[method-assign]  # as busy as a machine may be


async def test_many_at_once_are_answered_within_the_limits(library: Library, tmp_path: Path) -> None:
    with running() as telegram:
        telegram.do("limits")
        with bot_in_thread(library, telegram, tmp_path / "chats.db", Pace()):
            async with telegram.people() as people:
                persons = [await people.person(f"P{n}", started=True) for n in range(40)]
                for person in persons:
                    await person.say_only(DEADLINE)
                    await person.say_only(CASES)
                chats = [person.chat for person in persons]
                await eventually(lambda: all(len(sent(telegram, chat)) == 2 for chat in chats), 30)
                figures = await people.do("figures")
    assert figures["refused"] == 0
    assert figures["worst_second"] <= 30


async def test_a_busy_group_keeps_below_twenty_a_minute(library: Library, tmp_path: Path) -> None:
    with running() as telegram:
        telegram.do("limits")
        with bot_in_thread(library, telegram, tmp_path / "chats.db", Pace()):
            async with telegram.people() as people:
                li = await people.person("Li", started=True)
                group = await people.group("Office", li)
                there = li.in_(group)
                for _ in range(8):
                    await there.say_only(f"@wic_test_bot {DEADLINE}")
                await eventually(lambda: len(sent(telegram, group)) == 8, 40)
                figures = await people.do("figures")
    assert figures["refused"] == 0


async def test_a_message_that_breaks_the_program_is_told_and_the_chat_goes_on(world: World) -> None:
    async with world.telegram.people() as people:
        li = await people.person("Li", started=True)
        inner = world.bot.overheard.respond

        async def broken(message: Any) -> Any:
            if "boom" in message.text:
                raise RuntimeError(message.text)
            return await inner(message)

        world.bot.overheard.respond = broken  # type: ignore[method-assign]  # a fault of ours, as it might be
        assert "出了故障" in (await li.say("boom")).text
        assert "6月15日" in (await li.say(DEADLINE)).text
    assert world.log.of("an update could not be handled")
    assert "boom" not in world.log.text
    assert world.rows("SELECT count(*) FROM inbox WHERE state = 'failed'") == [(1,)]
