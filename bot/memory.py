"""Conversations kept in this process only: for `ask`, whose sessions end with it, and for tests."""

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.locks import ChatLocks
from handlers.contract import Incoming, Reply
from handlers.ports import Memory
from handlers.state import State

MOST_CHATS = 50_000


class OpenChat:
    """One chat's state while its lock is held. Every `Conversations` of ours hands this out."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.forgotten = False
        self.answer: tuple[Incoming, Reply] | None = None

    def forget(self) -> None:
        self.forgotten = True

    def answered(self, message: Incoming, reply: Reply) -> None:
        self.answer = message, reply


class MemoryConversations:
    """Bounded: beyond `most` chats the one longest unused is dropped."""

    def __init__(self, most: int = MOST_CHATS) -> None:
        self._most = most
        self._locks = ChatLocks()
        # As JSON, like the databases do it: nobody can change a state that was already saved.
        self._states: OrderedDict[tuple[str, str], str] = OrderedDict()

    @asynccontextmanager
    async def open(self, channel: str, chat: str) -> AsyncIterator[Memory]:
        async with self._locks.hold(channel, chat):
            memory = OpenChat(State.from_json(self._states.get((channel, chat))))
            yield memory
            self._keep((channel, chat), memory)

    def _keep(self, key: tuple[str, str], memory: OpenChat) -> None:
        self._states.pop(key, None)
        if memory.forgotten:
            return
        self._states[key] = memory.state.to_json()
        while len(self._states) > self._most:
            self._states.popitem(last=False)
