"""Choices: taken by key, by number or by words, each while it means something."""

import pytest

from handlers.contract import Kind, Reply
from knowledge.library import Library
from tests.asked import NOW
from tests.handlers.chat import Chat

pytestmark = pytest.mark.asyncio

CATEGORIES = "领先科技奖有哪些类别？"


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library)


def _same(one: Reply, other: Reply) -> bool:
    return (one.kind, one.text, one.topic) == (other.kind, other.text, other.topic)


async def test_key_number_and_words_mean_the_same(library: Library) -> None:
    offered = (await Chat(library).say(CATEGORIES)).choices
    assert len(offered) >= 3
    for number, choice in enumerate(offered, 1):
        replies = []
        for text, key in (
            (choice.text, choice.id),
            ("", choice.id),
            (str(number), None),
            (choice.text, None),
        ):
            chat = Chat(library)
            await chat.say(CATEGORIES)
            replies.append(await chat.say(text, choice=key))
        assert all(_same(reply, replies[0]) for reply in replies[1:]), choice


@pytest.mark.parametrize("typed", ["1", "1.", "1。", " 1 ", "１", "1)"])
async def test_a_number_is_read_however_it_is_typed(chat: Chat, typed: str) -> None:
    first = (await chat.say(CATEGORIES)).choices[0]
    assert first.text in (await chat.say(typed)).text


@pytest.mark.parametrize("typed", ["0", "99", "-1"])
async def test_a_number_that_is_not_on_offer_picks_nothing(chat: Chat, typed: str) -> None:
    """It may well be told again what is on offer."""
    offered = (await chat.say(CATEGORIES)).choices
    reply = await chat.say(typed)
    assert reply.topic not in {choice.id.partition("|")[0].removeprefix("q:") for choice in offered}
    assert reply.choices


async def test_a_number_means_the_last_reply_only(chat: Chat) -> None:
    await chat.say(CATEGORIES)
    last = await chat.say("实践案例联系谁？")
    assert last.choices
    chosen = await chat.say("1")
    assert last.choices[0].id.startswith(f"q:{chosen.topic}")


async def test_an_earlier_choice_can_still_be_tapped(chat: Chat) -> None:
    """Its key says all there is to know; buttons of older messages stay on the screen."""
    earlier = await chat.say(CATEGORIES)
    await chat.say("实践案例联系谁？")
    assert earlier.choices[0].text in (await chat.tap(earlier)).text


@pytest.mark.parametrize(
    "key",
    [
        "precheck:q3:yes",
        "q:no-such-topic",
        "q:deadline|p=nobody",
        "q:category|c=award/none",
        "x",
        "q:deadline|z=1",
    ],
)
async def test_a_choice_of_another_time_is_told_to_be_stale(chat: Chat, key: str) -> None:
    await chat.say(CATEGORIES)
    reply = await chat.say("某个旧按钮", choice=key)
    assert reply.kind == Kind.FALLBACK
    assert "过期" in reply.text
    assert reply.choices


async def test_a_stale_choice_in_an_english_talk_is_told_in_english(chat: Chat) -> None:
    await chat.say("When is the award due?")
    assert "no longer open" in (await chat.say("旧按钮", choice="q:gone")).text


async def test_a_tap_keeps_to_the_language_of_the_talk(chat: Chat) -> None:
    reply = await chat.say("What are the categories of the award?")
    assert (await chat.tap(reply)).language == "en"


async def test_a_tap_is_about_what_it_says_not_about_the_talk(chat: Chat) -> None:
    """A choice of the award, tapped in a talk of last year's cases, is about the award of now."""
    award = await chat.say("领先科技奖联系谁？")
    (deadline,) = [n for n, choice in enumerate(award.choices, 1) if choice.id.startswith("q:deadline")]
    await chat.say("去年实践案例什么时候截止？")
    text = (await chat.tap(award, deadline)).text
    assert "领先科技奖" in text
    assert "2026年6月15日" in text
    assert "实践案例" not in text


async def test_a_language_choice_can_be_tapped(chat: Chat) -> None:
    reply = await chat.say("/lang")
    english = next(choice for choice in reply.choices if "English" in choice.text)
    await chat.say(english.text, choice=english.id)
    assert (await chat.state()).language == "en"


async def test_the_follow_up_of_a_tap_is_understood(chat: Chat) -> None:
    reply = await chat.say("领先科技奖联系谁？")
    deadline = next(n for n, choice in enumerate(reply.choices, 1) if choice.id.startswith("q:deadline"))
    await chat.tap(reply, deadline)
    assert "实践案例" in (await chat.say("那实践案例呢？")).text


async def test_choices_do_not_outlive_what_was_forgotten(chat: Chat) -> None:
    await chat.say(CATEGORIES)
    await chat.say("/forget")
    assert (await chat.say("2")).kind in (Kind.CLARIFY, Kind.FALLBACK)


async def test_time_passes_and_a_tap_is_answered_as_of_now(chat: Chat) -> None:
    reply = await chat.say("领先科技奖联系谁？")
    deadline = next(n for n, choice in enumerate(reply.choices, 1) if choice.id.startswith("q:deadline"))
    chat.now = NOW.replace(month=11)
    assert "截止" in (await chat.tap(reply, deadline)).text
    assert "还有" not in (await chat.tap(reply, deadline)).text
