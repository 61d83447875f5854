"""Where updates arrive, fetched or pushed: stored first, handled then."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot import logs
from bot.channels.telegram.receive import envelope
from bot.channels.telegram.work import MOST_WAITING, Work
from bot.relay import Relay, Update


class Inbox:
    """`put` returns once the updates are on disk. Work on them begins when there is somebody to do it."""

    def __init__(self, relay: Relay, key: bytes) -> None:
        self._relay = relay
        self._key = key
        self._work: Work | None = None
        self._early: list[Update] = []
        self._staffed = asyncio.Event()

    async def put(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Store updates and have the new ones handled. Raises where they cannot be stored."""
        updates = []
        for raw in raws:
            try:
                updates.append(envelope(raw, self._key))
            except (ValueError, TypeError, AttributeError, KeyError):
                logs.logger("telegram").error("what the server sent is no update", fields=sorted(map(str, raw))[:10])
        fresh = await self._relay.store(updates)
        if self._work:
            self._work.take(fresh)
        else:
            self._early.extend(fresh)

    def staff(self, work: Work, left: Sequence[Update]) -> None:
        """From now on `work` handles what arrives, beginning with what was left unhandled."""
        self._work = work
        work.take(sorted([*left, *self._early], key=lambda update: update.update_id))
        self._early.clear()
        self._staffed.set()

    @property
    def is_full(self) -> bool:
        """Whether more would pile up; what is not taken stays on the server."""
        return self._work.is_full if self._work else len(self._early) >= MOST_WAITING

    async def room(self) -> None:
        """Returns once more can be taken on."""
        if self._work is None and self.is_full:
            await self._staffed.wait()
        if self._work:
            await self._work.room()
