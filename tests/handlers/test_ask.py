"""The last handler: what it takes over from the talk, what it shows of that, and how little it keeps."""

import json
import re

import pytest

from handlers.contract import Kind
from handlers.conversation import LONGEST
from handlers.state import State
from knowledge.library import Library
from tests.handlers.chat import Chat

pytestmark = pytest.mark.asyncio

_SECRET = "我叫张三，电话是13912345678"


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


# ── what is kept ─────────────────────────────────────────────────────────────────────────


async def test_the_memory_of_a_chat_does_not_grow(chat: Chat) -> None:
    sizes = []
    for number in range(60):
        await chat.say(f"百度和腾讯20{number:02d}年在领先科技奖里得过什么奖？")
        sizes.append(len((await chat.state()).to_json()))
    assert max(sizes) < 4000
    assert max(sizes[30:]) <= max(sizes[:30]) + 200


async def test_no_words_of_a_message_are_kept(chat: Chat) -> None:
    for text in (_SECRET, f"{_SECRET}，领先科技奖什么时候截止？", f"ask for {_SECRET}"):
        await chat.say(text)
        kept = (await chat.state()).to_json()
        assert "张三" not in kept
        assert "13912345678" not in kept


async def test_what_is_kept_is_json_of_this_version(chat: Chat) -> None:
    await chat.say("领先科技奖什么时候截止？")
    state = await chat.state()
    assert json.loads(state.to_json())["version"] == 4
    assert State.from_json(state.to_json()) == state


async def test_what_the_version_before_kept_is_still_read(chat: Chat) -> None:
    await chat.say("领先科技奖什么时候截止？")
    kept = json.loads((await chat.state()).to_json())
    for name in ("honours", "people", "candidates"):
        del kept["last"][name]
    read = State.from_json(json.dumps({**kept, "version": 1}))
    assert read.last is not None
    assert (read.last.topic, read.last.honours, read.last.candidates) == ("deadline", (), ())


async def test_a_message_far_too_long_is_told_so_and_leaves_the_talk_alone(chat: Chat) -> None:
    await chat.say("实践案例联系谁？")
    before = await chat.state()
    reply = await chat.say("请看" * LONGEST)
    assert reply.kind == Kind.FALLBACK
    assert str(LONGEST) in reply.text
    assert (await chat.state()).last == before.last


@pytest.mark.parametrize("text", ["", " ", "\n", "???", "！！！", "\u200b", "🎉"])
async def test_nothing_said_is_answered_with_what_can_be_asked(chat: Chat, text: str) -> None:
    reply = await chat.say(text)
    assert reply.kind == Kind.FALLBACK
    assert reply.choices


# ── what is taken over, and shown ────────────────────────────────────────────────────────


async def test_what_was_taken_over_is_named(chat: Chat) -> None:
    """A reader must see which programme and year a reply is about, also where the question named none."""
    await chat.say("去年实践案例什么时候截止？")
    reply = await chat.say("联系人呢？")
    assert "实践案例" in reply.text
    assert re.search("202[56]年", reply.text)


async def test_talk_is_not_about_the_programme_before(chat: Chat) -> None:
    await chat.say("实践案例什么时候截止？")
    assert "实践案例）" not in (await chat.say("谢谢")).text


async def test_what_was_not_understood_does_not_break_the_talk(chat: Chat) -> None:
    await chat.say("实践案例什么时候截止？")
    assert (await chat.say("今天天气怎么样")).kind == Kind.FALLBACK
    assert "常瑶" in (await chat.say("联系人是谁？")).text


async def test_small_talk_does_not_break_the_talk(chat: Chat) -> None:
    await chat.say("实践案例什么时候截止？")
    await chat.say("谢谢")
    assert "2025年6月18日" in (await chat.say("那去年呢？")).text


@pytest.mark.parametrize(("minutes", "carried"), [(29, True), (30, True), (31, False)])
async def test_the_talk_is_taken_up_for_half_an_hour(chat: Chat, minutes: int, carried: bool) -> None:
    await chat.say("实践案例联系谁？")
    chat.wait(minutes=minutes)
    text = (await chat.say("截止时间是什么时候？")).text
    assert ("领先科技奖" not in text) is carried


async def test_a_clock_that_goes_back_does_no_harm(chat: Chat) -> None:
    await chat.say("实践案例联系谁？")
    chat.wait(hours=-2)
    assert (await chat.say("那领先科技奖呢？")).text


async def test_chats_do_not_hear_each_other(library: Library) -> None:
    one = Chat(library, "one")
    two = Chat(library, "two", one.conversations)
    await one.say("实践案例联系谁？")
    assert "领先科技奖" in (await two.say("截止时间是什么时候？")).text


async def test_the_same_question_gets_the_same_answer_again(chat: Chat) -> None:
    first = await chat.say("领先科技奖什么时候截止？")
    assert (await chat.say("领先科技奖什么时候截止？")).text == first.text


# ── sources and kinds ────────────────────────────────────────────────────────────────────


async def test_an_answer_names_its_documents_in_its_language(chat: Chat) -> None:
    zh = await chat.say("领先科技奖什么时候截止？")
    en = await chat.say("When is the award due?")
    assert [source.id for source in zh.sources] == [source.id for source in en.sources]
    assert zh.sources
    assert zh.sources[0].title != en.sources[0].title


async def test_a_fallback_on_one_programme_names_its_mailbox_and_no_other(chat: Chat) -> None:
    reply = await chat.say("领先科技奖的奖杯是用什么金属在哪家工厂铸的？")
    assert "practice@" not in reply.text


async def test_off_topic_states_no_fact(chat: Chat) -> None:
    reply = await chat.say("红烧肉怎么做？")
    assert reply.kind == Kind.FALLBACK
    assert reply.sources == ()
