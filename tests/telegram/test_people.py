"""A dialogue reads like one: people talk to a small bot made with aiogram."""

import asyncio
from collections.abc import AsyncIterator

import aiogram
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ContentType
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
)

from tests.telegram.people import People
from tests.telegram.running import InThread, apart


def _colours() -> aiogram.Dispatcher:
    """A bot that asks for a colour, shows which was chosen, and sends files."""
    bot = aiogram.Dispatcher()

    @bot.edited_message()
    async def edited(message: Message) -> None:
        await message.reply(f"now it says: {message.text}")

    @bot.message()
    async def said(message: Message) -> None:
        if message.text == "file":
            await message.answer_document(BufferedInputFile(b"PK", "结果.docx"), caption="here")
        elif message.text == "two":
            await message.answer("one")
            await asyncio.sleep(0.5)
            await message.answer("two")
        elif message.text != "silence":
            row = [InlineKeyboardButton(text=colour, callback_data=colour) for colour in ("red", "blue")]
            keyboard = InlineKeyboardMarkup(inline_keyboard=[row])
            await message.reply(
                f"{message.text or ContentType(message.content_type).value}: which?", reply_markup=keyboard
            )

    @bot.callback_query()
    async def tapped(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        if "✓" in (query.message.text or ""):
            await query.answer("already chosen", show_alert=True)
            return
        await query.answer()
        await query.message.edit_text(f"✓ {query.data}")

    @bot.inline_query()
    async def asked(query: InlineQuery) -> None:
        content = InputTextMessageContent(message_text="15 June")
        await query.answer([InlineQueryResultArticle(id="1", title=query.query, input_message_content=content)])

    return bot


@pytest.fixture
async def bot(telegram: InThread) -> AsyncIterator[None]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
    dispatcher = _colours()
    async with aiogram.Bot(telegram.token, session=session) as api:
        polling = asyncio.create_task(dispatcher.start_polling(api, handle_signals=False))
        yield
        await dispatcher.stop_polling()
        await polling


@pytest.mark.usefixtures("bot")
async def test_a_dialogue(people: People) -> None:
    li = await people.person("Li")
    reply = await li.start("award")
    assert reply.text == "/start award: which?"
    assert [button.text for button in reply.buttons] == ["red", "blue"]
    stale = reply.button("blue")
    reply = await li.tap("red")
    assert [edit["text"] for edit in reply.edits] == ["✓ red"]
    assert reply.messages == []
    reply = await li.tap_answered(stale)
    assert (reply.answers[0]["text"], reply.answers[0]["alert"]) == ("already chosen", True)
    reply = await li.say("two", until=lambda reply: len(reply.messages) == 2)
    assert reply.texts == ["one", "two"]
    reply = await li.edit("three")
    assert reply.text == "now it says: three"
    reply = await li.send("voice")
    assert reply.text == "voice: which?"
    reply = await li.say("file")
    (document,) = reply.documents
    assert (document.name, await li.content(document), reply.text) == ("结果.docx", b"PK", "here")
    await li.say_only("silence")
    await li.hears_nothing()
    with pytest.raises(AssertionError, match="no reply"):
        await li.say("silence", patience=0.3)


@pytest.mark.usefixtures("bot")
async def test_a_group_and_inline_mode(people: People) -> None:
    li, wang = await people.person("Li"), await people.person("Wang")
    office = await people.group("Office", li, wang)
    reply = await li.in_(office).say("@wic_test_bot 颜色")
    assert reply.text == "@wic_test_bot 颜色: which?"
    member = wang.in_(office)
    await member.say_only("not to the bot")
    await member.hears_nothing(0.3)
    both = await asyncio.gather(li.in_(office).say("/li"), member.say("/wang"))
    assert [reply.text for reply in both] == ["/li: which?", "/wang: which?"]
    (card,) = await wang.inline("deadline")
    assert (card["title"], card["message"]["text"]) == ("deadline", "15 June")


@pytest.mark.usefixtures("bot")
async def test_many_talk_at_once(people: People) -> None:
    everybody = [await people.person(f"P{n}") for n in range(30)]
    replies = await asyncio.gather(*(one.say(one.name) for one in everybody))
    assert [reply.text for reply in replies] == [f"{one.name}: which?" for one in everybody]


async def test_a_stand_in_in_a_process_of_its_own() -> None:
    with apart("--token", "77:abc", "--limits") as telegram:
        assert telegram.token == "77:abc"
        async with telegram.people() as people:
            li = await people.person("Li", started=True)
            session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
            async with aiogram.Bot(telegram.token, session=session) as api:
                await api.send_message(li.id, "hello")
                assert (await li.hear()).text == "hello"
        assert [call["method"] for call in telegram.do("journal")["calls"]] == ["sendMessage"]
