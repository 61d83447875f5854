"""An open dialogue: offered a message first, asked again after a side question, closed by /cancel and kept."""

from dataclasses import replace

import pytest

from handlers.contract import Choice, Incoming, Kind, Reply
from handlers.state import State
from handlers.turn import Dialogue, Turn
from knowledge.language import Language
from knowledge.library import Library
from knowledge.question import Question
from tests.handlers.chat import Chat


class Counting(Dialogue):
    """Asks for numbers and adds them up: the smallest dialogue there is."""

    name = "counting"

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn | None:
        kept = state.dialogue.get(self.name, {"open": False, "sum": 0})
        said = message.choice.removeprefix("n:") if message.choice else message.text
        if message.text == "/count":
            return self._turn(state, {**kept, "open": True})
        if not (kept["open"] and said.isdigit()):
            return None
        return self._turn(state, {**kept, "sum": kept["sum"] + int(said)})

    def owns(self, choice: str) -> bool:
        return choice.startswith("n:")

    def pending(self, state: State, language: Language) -> Reply | None:
        kept = state.dialogue.get(self.name, {})
        if not kept.get("open"):
            return None
        return Reply(Kind.QUESTION, f"{kept['sum']} so far; add?", language, choices=(Choice("n:5", "five"),))

    async def forget(self, message: Incoming, state: State, language: Language) -> str:
        return "Nothing was counted elsewhere."

    def _turn(self, state: State, kept: dict[str, object]) -> Turn:
        after = replace(state, dialogue={self.name: kept})
        reply = self.pending(after, "en")
        assert reply
        return Turn(reply, replace(after, choices=reply.choices))


@pytest.fixture
def chat(library: Library) -> Chat:
    return Chat(library, dialogues=(Counting(),))


async def test_an_open_dialogue_takes_what_answers_it(chat: Chat) -> None:
    await chat.say("/count")
    assert (await chat.say("3")).text == "3 so far; add?"
    assert (await chat.say("five")).text == "8 so far; add?"  # the words of its choice


async def test_a_side_question_is_answered_and_the_open_one_asked_again(chat: Chat) -> None:
    await chat.say("/count")
    aside = await chat.say("What is the deadline of the leading technology award 2026?")
    assert aside.kind is Kind.ANSWER
    assert aside.text.endswith("0 so far; add?")
    assert [choice.id for choice in aside.choices] == ["n:5"]
    assert (await chat.tap(aside)).text == "5 so far; add?"


async def test_cancel_closes_it_and_what_was_said_is_kept(chat: Chat) -> None:
    await chat.say("/count")
    await chat.say("3")
    await chat.say("/cancel")
    assert (await chat.say("4")).kind is not Kind.QUESTION
    assert (await chat.say("/count")).text == "3 so far; add?"


async def test_forget_asks_nothing_again(chat: Chat) -> None:
    await chat.say("/count")
    forgotten = await chat.say("/forget")
    assert "so far" not in forgotten.text
    assert forgotten.text.endswith("Nothing was counted elsewhere.")
    assert (await chat.state()).dialogue == {}
