"""A chat with the conversation itself, and a look at what is kept of it."""

import datetime as dt
from collections.abc import Sequence

from bot.memory import MemoryConversations
from handlers.contract import Incoming, Reply
from handlers.conversation import Conversation
from handlers.state import State
from handlers.turn import Dialogue
from knowledge.language import Language
from knowledge.library import Library
from tests.asked import NOW


class Chat:
    """One person talking; several with the same `conversations` are several chats of one program."""

    def __init__(
        self,
        library: Library,
        name: str = "one",
        conversations: MemoryConversations | None = None,
        dialogues: Sequence[Dialogue] = (),
    ) -> None:
        self.conversations = conversations or MemoryConversations()
        self._conversation = Conversation(library, self.conversations, dialogues=dialogues)
        self._name = name
        self.now = NOW

    async def say(
        self, text: str, *, choice: str | None = None, language: Language | None = None, speaks: Language | None = None
    ) -> Reply:
        message = Incoming("test", self._name, text, self.now, choice=choice, language=language, speaks=speaks)
        return await self._conversation.respond(message)

    async def tap(self, reply: Reply, number: int = 1) -> Reply:
        """Tap a choice of a reply, whether or not it is the last."""
        choice = reply.choices[number - 1]
        return await self.say(choice.text, choice=choice.id)

    async def state(self) -> State:
        async with self.conversations.open("test", self._name) as memory:
            return memory.state

    def wait(self, **time: float) -> None:
        self.now += dt.timedelta(**time)
