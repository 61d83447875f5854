"""What a handler gives back, and what a handler is."""

from dataclasses import dataclass
from typing import Protocol

from handlers.contract import Incoming, Reply
from handlers.state import State
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
