"""The error table, over real HTTP: each fault of the stand-in, and what is made of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.methods import SetMyDescription
from aiohttp import ClientTimeout

from bot.channels.telegram import send
from bot.channels.telegram.answers import after, marked_copy
from bot.channels.telegram.api import open_bot
from bot.channels.telegram.courier import TelegramCourier
from bot.channels.telegram.door import bot_id
from bot.channels.telegram.receive import Place, Received, Tap
from bot.channels.telegram.send import (
    Delivered,
    Down,
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Sender,
    Uncertain,
    Unreachable,
)
from bot.channels.telegram.work import answering
from bot.relay import Again, Call, ChatState, Due, GivenUp, Sent
from bot.storage.engine import open_engine, upgrade
from bot.storage.relay import SqlRelay
from handlers.contract import Attachment, Choice, Kind
from handlers.contract import Reply as AnswerReply
from reminders.subscriptions import Address
from tests.fakes import NOON
from tests.logged import logged
from tests.telegram import Reply, running
from tests.telegram.running import InThread

pytestmark = pytest.mark.asyncio

HELLO = Call("sendMessage", {"text": "<b>你好</b>", "parse_mode": "HTML"})


@pytest.fixture
def telegram() -> Any:
    with running() as stand_in:
        yield stand_in


@pytest_asyncio.fixture
async def sender(telegram: InThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sender]:
    monkeypatch.setattr(send, "CALL", ClientTimeout(total=1, sock_connect=0.5))
    url = f"sqlite+aiosqlite:///{tmp_path}/relay.db"
    await upgrade(url)
    engine = open_engine(url)
    bot = open_bot(telegram.token, telegram.url)
    yield Sender(bot, SqlRelay(engine, bot_id(telegram.token), lambda: NOON))
    await _close(bot)
    await engine.dispose()


async def _close(bot: Bot) -> None:
    await bot.session.close()


def person(telegram: InThread) -> int:
    user: int = telegram.do("person", name="Li", started=True)["user"]
    return user


FAULTS = [
    ({"kind": "too_many", "seconds": 7}, RetryLater(7.0, "429, retry after 7 s", asked=True)),
    ({"kind": "blocked"}, Unreachable(ChatState.BLOCKED, "403, blocked or never started")),
    ({"kind": "deactivated"}, Unreachable(ChatState.GONE, "403, the person is deactivated")),
    ({"kind": "kicked"}, Unreachable(ChatState.KICKED, "403, removed from the chat")),
    ({"kind": "not_found"}, Unreachable(ChatState.GONE, "400, no such chat")),
    ({"kind": "migrate", "to": -100_777}, Moved(-100_777)),
    ({"kind": "unauthorized"}, Down("TelegramUnauthorizedError")),
    ({"kind": "server_error"}, Uncertain("5xx")),
    ({"kind": "bad_gateway"}, Uncertain("unreadable answer")),
    ({"kind": "drop_before"}, Uncertain("no answer (ServerDisconnectedError)")),
    ({"kind": "drop_after"}, Uncertain("no answer (ServerDisconnectedError)")),
    ({"kind": "slow_after", "seconds": 3}, Uncertain("no answer (TimeoutError)")),
    (
        {"kind": "bad_request", "text": "not enough rights to send text messages to the chat"},
        Unreachable(ChatState.MUTE, "400, the bot may not write there"),
    ),
    (
        {"kind": "bad_request", "text": 'wrong "secret words" here'},
        Refused('400, Bad Request: wrong "…" here'),
    ),
]


@pytest.mark.parametrize(
    ("fault", "outcome"), FAULTS, ids=lambda value: str(getattr(value, "get", lambda _: "")("kind"))
)
async def test_each_fault_and_its_outcome(
    telegram: InThread, sender: Sender, fault: dict[str, Any], outcome: Outcome
) -> None:
    telegram.do("fault", method="sendMessage", times=1, **fault)
    assert await sender.make(person(telegram), HELLO) == outcome


async def test_what_cannot_be_parsed(telegram: InThread, sender: Sender) -> None:
    telegram.do("fault", method="sendMessage", times=1, kind="cannot_parse")
    outcome = await sender.make(person(telegram), HELLO)
    assert isinstance(outcome, Refused)
    assert outcome.unreadable


async def test_all_is_well(telegram: InThread, sender: Sender) -> None:
    outcome = await sender.make(person(telegram), HELLO)
    assert isinstance(outcome, Delivered)
    assert outcome.message_id


async def test_a_file_comes_as_a_document(telegram: InThread, sender: Sender) -> None:
    file = Attachment("预检结果.docx", "application/x-docx", b"PK\x03\x00")
    chat = person(telegram)
    assert isinstance(await sender.make(chat, Call("sendDocument", {}, file)), Delivered)
    async with telegram.people() as people:
        reply = Reply(tuple((await people.do("see", chat=chat, after=0, within=1))["events"]))
        (document,) = reply.documents
        assert document.name == "预检结果.docx"
        assert await people.content(document) == b"PK\x03\x00"


async def test_the_calls_of_an_answer() -> None:
    """Words first, then files, then the mark on the tapped button. What it quotes tells whose buttons they are."""
    place = Place(-5, thread=9, reply_to=11)
    tap = Tap("q", "a", 4, [[{"text": "A", "callback_data": "a"}]])
    message = Received("telegram", "-5:7", "A", NOON, update_id=3, place=place, tap=tap)
    files = (Attachment("a.ics", "text/calendar", b"x"), Attachment("a.json", "application/json", b"{}", is_data=True))
    reply = AnswerReply(Kind.ANSWER, "句子。" * 3000, "zh", choices=(Choice("b", "B"),), attachments=files)
    handled = answering(message, reply)
    assert (handled.update_id, handled.chat) == (3, -5)
    assert [call.method for call in handled.calls] == [
        "sendMessage", "sendMessage", "sendMessage", "sendDocument", "editMessageReplyMarkup",
    ]  # fmt: skip
    first, second, last, document, edit = (call.fields for call in handled.calls)
    assert first["reply_parameters"]["message_id"] == 11
    assert "reply_markup" not in first
    assert "reply_parameters" not in second
    assert last["reply_parameters"]["message_id"] == 11
    assert last["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "b"
    assert document == {"message_thread_id": 9}
    assert edit["reply_markup"]["inline_keyboard"] == [[{"text": "✓ A", "callback_data": "a"}]]


async def test_a_request_that_never_left_is_told_from_a_lost_answer(telegram: InThread, sender: Sender) -> None:
    chat = person(telegram)
    telegram.do("deafen")
    assert await sender.make(chat, HELLO) == RetryLater(0.0, "no connection")


async def test_a_refused_optional_call_is_logged_once_and_stops_nothing(telegram: InThread, sender: Sender) -> None:
    telegram.do("fault", method="setMyDescription", kind="bad_request", text="no", times=None)
    with logged() as log:
        for _ in range(3):
            assert await sender.optional(SetMyDescription(description="x")) is None
    assert [line["method"] for line in log.of("goes on without")] == ["setMyDescription"]
    assert isinstance(await sender.make(person(telegram), HELLO), Delivered)


# ── what is done about it ────────────────────────────────────────────────────────────────

DUE = Due(1, 7, HELLO, tries=1, copies=0)


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        (Delivered(5), Sent(1, 5, 7)),
        (Delivered(None), Sent(1, None)),
        (RetryLater(7.0, "429", asked=True), Again(1, 7.0, 0, error="429")),
        (RetryLater(0.0, "no connection"), Again(1, 0.0, 0, error="no connection")),
        (Down("401"), Again(1, 0.0, 0, error="401")),
        (Moved(-100), Again(1, 0.0, 0, error="moved")),
        (Unreachable(ChatState.BLOCKED, "403"), GivenUp(1, "403")),
        (Refused("400"), GivenUp(1, "400")),
        (Uncertain("5xx"), Again(1, 2.0, 1, error="5xx")),
    ],
)
async def test_what_comes_after(outcome: Outcome, step: object) -> None:
    assert after(DUE, outcome) == step


async def test_what_cannot_be_parsed_goes_as_plain_text_once() -> None:
    step = after(DUE, Refused("400", unreadable=True))
    assert isinstance(step, Again)
    assert step.call is not None
    assert step.call.fields == {"text": "你好"}
    plain = Due(1, 7, step.call, tries=2, copies=0)
    assert after(plain, Refused("400", unreadable=True)) == GivenUp(1, "400")


async def test_an_answer_that_stays_uncertain_is_given_up_and_listed() -> None:
    assert after(Due(1, 7, HELLO, tries=3, copies=2), Uncertain("5xx")) == GivenUp(1, "5xx", uncertain=True)


async def test_a_repeat_says_so_in_the_language_of_the_answer() -> None:
    assert str(marked_copy(HELLO).fields["text"]).startswith("（重复发送")
    english = Call("sendDocument", {}, language="en")
    assert str(marked_copy(english).fields["caption"]).startswith("(Sent again")


async def test_marking_a_button_twice_needs_no_word() -> None:
    edit = Due(1, 7, Call("editMessageReplyMarkup", {"message_id": 3}), tries=1, copies=0)
    assert after(edit, Uncertain("5xx")) == Again(1, 2.0, 0, error="5xx")


# ── broadcasts through the same door ─────────────────────────────────────────────────────


async def admitted(sender: Sender, chat: int) -> float:
    return await TelegramCourier(sender).admit(Address("telegram", str(chat)))


async def test_a_broadcast_waits_its_turn_in_a_chat(telegram: InThread, sender: Sender) -> None:
    chat = person(telegram)
    assert await admitted(sender, chat) == 0.0
    assert isinstance(await sender.send(chat, HELLO), Delivered)
    wait = await admitted(sender, chat)
    assert 0.5 < wait < 1.2


async def test_a_pause_the_server_asks_for_is_kept_in_the_database(telegram: InThread, sender: Sender) -> None:
    chat, other = person(telegram), person(telegram)
    telegram.do("fault", method="sendMessage", kind="too_many", seconds=30, times=1)
    assert await admitted(sender, chat) == 0.0
    assert isinstance(await sender.send(chat, HELLO), RetryLater)
    assert 28 < await admitted(sender, chat) <= 30
    assert await admitted(sender, other) == 0.0


async def test_a_long_pause_is_for_the_whole_bot(telegram: InThread, sender: Sender) -> None:
    chat, other = person(telegram), person(telegram)
    telegram.do("fault", method="sendMessage", kind="too_many", seconds=2282, times=1)
    await sender.send(chat, HELLO)
    assert 2200 < await admitted(sender, other) <= 2282
