"""A chat that goes on although the pack has changed: what it still holds of the old one does no harm."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.memory import MemoryConversations
from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.conversation import Conversation
from handlers.phrases import phrase
from handlers.state import LastTurn, State
from knowledge.language import Language
from knowledge.library import Library
from knowledge.question import Slots
from tests.asked import NOW

pytestmark = pytest.mark.asyncio

GONE = Slots(
    programmes=("gone",), categories=("gone/gone",), years=(2026,), organisations=("gone",), people=("gone",),
    subjects=("gone",), honours=("gone/gone/1",), places=("gone",),
)  # fmt: skip
FOLLOW_UPS = (
    "那2024年呢？",
    "她的邮箱呢",
    "and in English?",
    "what about them?",
    "再说一遍",
    "那个单位呢",
    "1",
    "多少个",
)


async def _say(library: Library, state: State, text: str, choice: str | None = None) -> tuple[Reply, State]:
    """One message in a chat that was left in `state`."""
    chats = MemoryConversations()
    async with chats.open("test", "one") as memory:
        memory.state = state
    reply = await Conversation(library, chats).respond(Incoming("test", "one", text, NOW, choice=choice))
    async with chats.open("test", "one") as memory:
        return reply, memory.state


def _last(topic: str | None, slots: Slots, language: Language = "zh") -> LastTurn:
    return LastTurn(topic, slots.to_dict(), NOW.isoformat(), language)


@pytest.mark.parametrize("text", FOLLOW_UPS)
@pytest.mark.parametrize("slot", [name for name, ids in asdict(GONE).items() if ids and name != "years"])
async def test_a_follow_up_of_something_gone_is_answered(library: Library, slot: str, text: str) -> None:
    state = State(last=_last("winners", Slots(**{slot: getattr(GONE, slot)})))
    reply, after = await _say(library, state, text)
    assert reply.text
    assert "gone" not in reply.text
    assert "gone" not in after.to_json()


@pytest.mark.parametrize("text", FOLLOW_UPS)
async def test_a_follow_up_of_a_topic_gone_is_answered(library: Library, text: str) -> None:
    reply, after = await _say(library, State(last=_last("gone-topic", Slots())), text)
    assert reply.text
    assert "gone" not in after.to_json()


async def test_half_of_a_question_that_is_gone_is_not_carried_on(library: Library) -> None:
    """Of two things the last question named one is gone; the other alone would be another question."""
    known = library.pack.calls()[0].id
    kept, _ = await _say(library, State(last=_last("deadline", Slots(programmes=(known,)))), "2024年呢？")
    lost, _ = await _say(
        library, State(last=_last("deadline", Slots(programmes=(known,), organisations=("gone",)))), "2024年呢？"
    )
    fresh, _ = await _say(library, State(), "2024年呢？")
    assert lost.text == fresh.text != kept.text


@pytest.mark.parametrize(("language", "text"), [("zh", "1"), ("en", "1")])
@pytest.mark.parametrize("key", ["q:gone-topic", "q:deadline|p=gone", "q:contact|s=gone", "q:winners|o=gone|y=2024"])
async def test_the_number_of_a_choice_that_is_gone_is_told_kindly(
    library: Library, key: str, language: Language, text: str
) -> None:
    state = State(last=_last("gone-topic", GONE, language), choices=(Choice(key, "gone"), Choice("q:deadline", "x")))
    reply, after = await _say(library, state, text)
    assert (reply.kind, reply.text) == (Kind.FALLBACK, phrase("stale-choice", language))
    assert reply.choices == after.choices != ()
    tapped, _ = await _say(library, state, "gone", choice=key)
    assert tapped.text in {phrase("stale-choice", spoken) for spoken in ("zh", "en")}
    still_open, _ = await _say(library, state, "2")
    assert still_open.topic == "deadline"


async def test_the_language_and_what_is_still_there_are_kept(library: Library) -> None:
    known = library.pack.calls()[1].id
    state = State(language="en", last=_last("deadline", Slots(programmes=(known,)), "en"))
    _, after = await _say(library, state, "/help")
    assert (after.language, after.last) == ("en", state.last)


async def test_every_state_a_chat_can_be_left_in_survives_another_pack(library: Library, tmp_path: Path) -> None:
    """Real chats of the shipped pack go on with a pack of another organiser."""
    from tests.tiny import write_tiny

    other = Library.open(write_tiny(tmp_path / "tiny"))
    chats = MemoryConversations()
    ours, theirs = Conversation(library, chats), Conversation(other, chats)
    questions = (
        "百度哪年得过奖？",
        "常瑶的邮箱是什么？",
        "基础研究类有什么条件？",
        "What are the fields?",
        "在伦敦几点截止？",
        "/lang",
    )
    for number, text in enumerate(questions):
        for follow_up in (*FOLLOW_UPS, "/start", "/cancel", "2"):
            chat = f"{number}-{follow_up}"
            await ours.respond(Incoming("test", chat, text, NOW))
            later = NOW + dt.timedelta(minutes=1)
            assert (await theirs.respond(Incoming("test", chat, follow_up, later))).text
