"""What people do in chats: tap, tap twice, edit, send what holds no words, talk in groups, ask inline."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from handlers.contract import Incoming, Reply
from tests.telegram import People
from tests.telegram.running import InThread
from tests.telegram_talk import NAME, Bot

pytestmark = pytest.mark.asyncio

DEADLINE = "领先科技奖什么时候截止？"


@pytest_asyncio.fixture
async def people(telegram: InThread, bot: Bot) -> AsyncIterator[People]:
    async with telegram.people(quiet=0.15) as all_of_them:
        yield all_of_them


async def eventually(claim: Callable[[], object], within: float = 10.0) -> None:
    end = time.monotonic() + within
    while not claim():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


def to(telegram: InThread, chat: int) -> list[str]:
    return [call.params["text"] for call in telegram.cloud.journal.of("sendMessage", chat) if call.delivered]


async def test_a_double_tap_is_answered_once(telegram: InThread, people: People) -> None:
    li = await people.person("Li", started=True)
    reply = await li.say(DEADLINE)
    await asyncio.gather(li.tap_only(reply.buttons[0]), li.tap_only(reply.buttons[0]))
    await eventually(lambda: len(to(telegram, li.chat)) == 2)
    await asyncio.sleep(0.5)
    assert len(to(telegram, li.chat)) == 2


async def test_both_taps_are_acknowledged(telegram: InThread, people: People) -> None:
    li = await people.person("Li", started=True)
    reply = await li.say(DEADLINE)
    taps = [await li.tap_only(reply.buttons[0]), await li.tap_only(reply.buttons[0])]
    seen = taps[0]["seen"]

    def both(events: object) -> bool:
        assert isinstance(events, list)
        return len([event for event in events if event["event"] == "callback_answer"]) == 2

    events = await people.see(li.chat, seen, both)
    assert "上面已经回答过了。" in [event.get("text") for event in events]


async def test_a_tap_on_what_is_no_longer_open_is_answered_kindly(people: People) -> None:
    li = await people.person("Li", started=True)
    reply = await li.say(DEADLINE)
    stale = replace(reply.buttons[0], data="q:topic-of-another-pack")
    assert "这个选项已经过期" in (await li.tap(stale)).text


async def test_an_edited_question_is_answered_anew_and_an_unchanged_one_is_not(
    telegram: InThread, people: People
) -> None:
    li = await people.person("Li", started=True)
    await li.say(DEADLINE)
    reply = await li.edit("实践案例什么时候截止？")
    assert "实践案例" in reply.text
    assert reply.messages[0]["reply_to_message"]["message_id"] == li.last_message
    before = len(to(telegram, li.chat))
    await people.do("edit", user=li.id, chat=li.chat, message_id=li.last_message, text="实践案例什么时候截止？")
    await asyncio.sleep(0.5)
    assert len(to(telegram, li.chat)) == before


@pytest.mark.parametrize(("kind", "words"), [("voice", "听不了语音"), ("sticker", "只读文字"), ("photo", "看不了图片")])
async def test_what_holds_no_words_is_answered_in_words(people: People, kind: str, words: str) -> None:
    li = await people.person("Li", started=True)
    assert words in (await li.send(kind)).text


async def test_a_caption_is_read(people: People) -> None:
    li = await people.person("Li", started=True)
    assert "6月15日" in (await li.send("photo", caption=DEADLINE)).text


async def test_links_to_the_bot(people: People) -> None:
    li = await people.person("Li")
    reply = await li.start("award")
    assert "领先科技奖" in reply.text
    assert "没有" not in reply.text[:20]


async def test_a_first_command_is_answered_in_the_language_of_the_app(people: People) -> None:
    li, lee = await people.person("Li", started=True), await people.person("Lee", language="en-GB", started=True)
    assert "第1题" in (await li.say("/precheck award")).text
    assert "question 1" in (await lee.start("precheck_award")).text


async def test_a_language_once_chosen_outdoes_that_of_the_app(people: People) -> None:
    lee = await people.person("Lee", language="en-GB", started=True)
    await lee.say("/lang zh")
    assert "第1题" in (await lee.start("precheck_award")).text


async def test_in_a_group_only_who_addresses_it_is_answered_each_with_their_own_thread(people: People) -> None:
    await people.do("privacy", on=False)
    try:
        li, wang = await people.person("Li", started=True), await people.person("Wang", started=True)
        group = await people.group("Office", li, wang)
        li, wang = li.in_(group), wang.in_(group)
        await li.say_only(DEADLINE)
        await li.say_only("/weather")
        await asyncio.sleep(0.4)
        reply = await li.say(f"@{NAME} {DEADLINE}")
        assert "6月15日" in reply.text
        assert len(reply.messages) == 1
        assert reply.messages[0]["reply_to_message"]["message_id"] == li.last_message
        assert "实践案例" in (await wang.say(f"@{NAME} 实践案例什么时候截止？")).text
        # a follow-up of Li is about what Li asked, whatever Wang asked meanwhile
        follow = await li.say("那联系谁？", reply_to=reply.messages[0]["message_id"])
        assert "领先科技奖" in follow.text
    finally:
        await people.do("privacy", on=True)


async def test_a_group_that_takes_it_in_is_told_how_to_address_it(telegram: InThread, people: People) -> None:
    li = await people.person("Li", started=True)
    group = await people.group("Office", li, bot="left")
    await people.do("add_bot", user=li.id, chat=group)
    await eventually(lambda: to(telegram, group))
    (greeting,) = to(telegram, group)
    assert f"@{NAME}" in greeting
    assert "隐私模式" in greeting
    assert "privacy mode" in greeting
    await people.do("remove_bot", user=li.id, chat=group)


@pytest.mark.parametrize("order", ["old_first", "new_first"])
async def test_a_group_that_becomes_a_supergroup_keeps_everything(people: People, order: str) -> None:
    li = await people.person("Li", started=True)
    group = await people.group("Office", li)
    assert "6月15日" in (await li.in_(group).say(f"@{NAME} {DEADLINE}")).text
    await li.in_(group).say(f"/lang@{NAME} en")
    new = (await people.do("upgrade", chat=group, order=order))["chat"]
    await asyncio.sleep(0.5)
    reply = await li.in_(new).say(f"@{NAME} 那联系谁？")
    assert "Award" in reply.text


async def test_an_answer_on_its_way_follows_the_group(telegram: InThread, people: People) -> None:
    """The 400 alone must be enough: the service messages may come late."""
    li = await people.person("Li", started=True)
    group = await people.group("Office", li)
    fresh = await people.group("Office now", li, supergroup=True)
    await people.do("fault", kind="migrate", to=fresh, method="sendMessage", chat=group, times=1)
    await li.in_(group).say_only(f"@{NAME} {DEADLINE}")
    await eventually(lambda: to(telegram, fresh))
    assert len(to(telegram, fresh)) == 1
    assert to(telegram, group) == []


async def test_inline_cards_hold_answers_with_their_sources(people: People) -> None:
    li = await people.person("Li", started=True)
    cards = await li.inline("award deadline")
    assert cards
    text = cards[0]["input_message_content"]["message_text"]
    assert "15 June 2026" in text
    assert "Sources" in text
    assert len({card["id"] for card in cards}) == len(cards)


async def test_an_empty_inline_query_offers_the_deadlines(people: People) -> None:
    li = await people.person("Li", started=True)
    assert any("6月15日" in card["input_message_content"]["message_text"] for card in await li.inline(""))


async def test_what_nobody_can_answer_offers_no_card(people: People) -> None:
    li = await people.person("Li", started=True)
    assert await li.inline("qwertz asdf yxcv") == []


async def test_a_posted_card_is_no_question(telegram: InThread, people: People) -> None:
    li = await people.person("Li", started=True)
    asked = await people.do("ask_inline", user=li.id, query="award deadline")
    await eventually(lambda: asked["query"] in telegram.cloud.inline_answers)
    card = telegram.cloud.inline_answers[asked["query"]]["results"][0]["id"]
    await people.do("post_card", user=li.id, query=asked["query"], result=card, chat=li.chat)
    await li.hears_nothing()


async def test_the_profile_is_set_in_both_languages(telegram: InThread, people: People) -> None:
    await eventually(lambda: list(telegram.cloud.journal.of("setChatMenuButton")))
    commands = list(telegram.cloud.journal.of("setMyCommands"))
    assert [call.params.get("language_code") for call in commands][:2] == [None, "zh"]
    assert "各征集的截止时间" in json.dumps(json.loads(commands[1].params["commands"]), ensure_ascii=False)


async def test_slow_work_shows_that_something_is_done(
    bot: Bot, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await people.person("Li", started=True)
    respond = bot.overheard.respond

    async def slowly(message: Incoming) -> Reply:
        await asyncio.sleep(1.0)
        return await respond(message)

    monkeypatch.setattr(bot.overheard, "respond", slowly)
    reply = await li.say(DEADLINE)
    if not reply.typing:
        reply = await li.hear()
    assert reply.typing
