"""What a handler gives back, and what a handler is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.contract import Choice, Incoming, Reply
from handlers.state import State
from knowledge.language import Language
from knowledge.question import Question


@dataclass(frozen=True)
class Turn:
    """The one reply and the state the chat is left in. `forget` erases the chat instead of saving it."""

    reply: Reply
    state: State
    forget: bool = False


class Handler(Protocol):
    """Offered each message in a fixed order; the first that does not return None has answered."""

    async def handle(self, message: Incoming, question: Question, state: State) -> Turn | None: ...


class Dialogue(Handler, Protocol):
    """A handler that asks one question after another and is offered a message first while one of them is open.

    What it keeps of a chat stands in `state.dialogue[name]` under names of its own, beside `open`: false there
    means that nothing is asked now, and what was said is kept. It returns None for what is no answer of its own:
    another handler takes the side question, and the open one is asked again below that reply.
    """

    name: str

    def owns(self, choice: str) -> bool:
        """Whether a choice's key is one of its own, of whatever age: it will say so itself where it is stale."""

    def pending(self, state: State, language: Language) -> Reply | None:
        """The question that is open, worded again; None where none is."""

    def learn(self, told: str, state: State, now: dt.datetime) -> State:
        """The state with what a described work tells this dialogue kept for when it is begun; nothing of it counts
        before it is confirmed. Unless said otherwise it tells nothing."""
        return state

    def offers(self, message: Incoming, question: Question, reply: Reply) -> Sequence[Choice]:
        """What it can do about the answer another handler gave: choices below it; none unless said otherwise."""
        return ()

    def topic_of(self, text: str) -> str | None:
        """The topic of the pack that a question about what it does belongs to, in case it is not surely recognised;
        none unless said otherwise."""
        return None

    async def forget(self, message: Incoming, state: State, language: Language) -> str:
        """Erase what is kept of the chat beside its state, unless nothing is; what is to be said of that, or ""."""
        return ""
