"""One lock per chat within this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class ChatLocks:
    """Turns of one chat wait for each other, first come first served; other chats are not held up."""

    def __init__(self) -> None:
        # Weak: a lock lives as long as somebody holds it or waits for it, so the table cannot grow.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, channel: str, chat: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault((channel, chat), asyncio.Lock())
        async with lock:
            yield
