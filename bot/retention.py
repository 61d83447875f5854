"""What is kept for a time only: chats, pre-checks, mailboxes nobody confirmed, the words of notices."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.fading import faded
from reminders.outbox import Outbox

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.state import State


@dataclass(frozen=True)
class Forgotten:
    """How much time has taken away."""

    chats: int = 0
    addresses: int = 0
    notices: int = 0  # their words; that they were told stays known


class Retention:
    """Forgets what was promised to be forgotten. May run anywhere, any number of times."""

    def __init__(self, engine: "AsyncEngine", outbox: Outbox, kept_for: dt.timedelta) -> None:
        self._engine = engine
        self._outbox = outbox
        self._kept_for = kept_for

    async def once(self, now: dt.datetime) -> Forgotten:
        from bot.storage.fading import fade_chats, forget_addresses

        before = now - self._kept_for

        def fade(state: "State", idle: bool) -> "State | None":
            return faded(state, now, self._kept_for, idle=idle)

        return Forgotten(
            chats=await fade_chats(self._engine, before, fade),
            addresses=await forget_addresses(self._engine, before),
            notices=await self._outbox.forget(before),
        )
