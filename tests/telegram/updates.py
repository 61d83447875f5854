"""The updates of one bot: queued, handed to a long poll, confirmed by the next offset."""

import asyncio
import json
from collections import deque
from typing import Any

from tests.telegram import errors
from tests.telegram.errors import Refused, bad_request, conflict
from tests.telegram.journal import Journal
from tests.telegram.shapes import Json

KINDS = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query",
    "chosen_inline_result", "my_chat_member", "chat_member", "chat_join_request", "poll", "poll_answer",
    "shipping_query", "pre_checkout_query", "message_reaction", "message_reaction_count",
})  # fmt: skip
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST = 700_000_001
_LONGEST_POLL = 50
_MOST = 100


class Updates:
    """Updates wait here, in order, until the bot has confirmed them. One poller at a time: a second ends the first."""

    def __init__(self, journal: Journal, conflict_pause: float = 3.0) -> None:
        self.pending: deque[Json] = deque()
        self.allowed = KINDS - ONLY_WHEN_ASKED
        self.came: asyncio.Event = asyncio.Event()
        self._journal = journal
        self._next = _FIRST
        self._poll: asyncio.Future[Refused] | None = None
        self._conflict_pause = conflict_pause
        self._quiet_until = 0.0

    def add(self, kind: str, content: Json) -> Json | None:
        """A new update; None where the bot has not asked for such."""
        if kind not in self.allowed:
            return None
        update = {"update_id": self._next, kind: content}
        self._next += 1
        self.pending.append(update)
        self._journal.came_about(update)
        self.came.set()
        return update

    def allow(self, kinds: list[str] | None) -> None:
        """What the bot asks for; None leaves it, an empty list is the default."""
        if kinds is None:
            return
        self.allowed = frozenset(kinds) & KINDS if kinds else KINDS - ONLY_WHEN_ASKED

    def confirm(self, update_id: int) -> None:
        self.pending = deque(u for u in self.pending if u["update_id"] != update_id)
        self._journal.confirmed(update_id)

    def drop_all(self) -> None:
        while self.pending:
            self._journal.dropped(self.pending.popleft()["update_id"], "drop_pending_updates")

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        self._confirm_before(offset)
        if not 1 <= limit <= _MOST:
            limit = _MOST
        if not self.pending and seconds > 0:
            await self._wait(min(seconds, _LONGEST_POLL))
        found = [update for update in self.pending if update["update_id"] >= offset][:limit]
        for update in found:
            self._journal.handed(update["update_id"])
        return found

    async def end_poll(self, why: str = errors.OTHER_POLLER) -> None:
        """The poll that waits gets a conflict, at once or, if there has just been one, after a pause."""
        if self._poll and not self._poll.done():
            self._poll.set_result(conflict(why))
            await asyncio.sleep(0)

    def _confirm_before(self, offset: int) -> None:
        """Whatever has a smaller id is confirmed; a negative offset keeps that many of the last."""
        if offset < 0:
            offset = self.pending[offset]["update_id"] if len(self.pending) >= -offset else 0
        while self.pending and self.pending[0]["update_id"] < offset:
            self._journal.confirmed(self.pending.popleft()["update_id"])

    async def _wait(self, seconds: float) -> None:
        await self.end_poll()
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Refused] = loop.create_future()
        self._poll = ended
        self.came.clear()
        came = asyncio.create_task(self.came.wait())
        try:
            waited: set[asyncio.Future[Any]] = {came, ended}
            await asyncio.wait(waited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            came.cancel()
            if self._poll is ended:
                self._poll = None
        if ended.done():
            await self._pause(loop.time())
            raise ended.result()

    async def _pause(self, now: float) -> None:
        """A conflict soon after another is told late, so that two pollers do not race."""
        if now < self._quiet_until:
            await asyncio.sleep(self._conflict_pause)
        self._quiet_until = asyncio.get_running_loop().time() + self._conflict_pause


def kinds_of(given: str | None) -> list[str] | None:
    """`allowed_updates` as sent."""
    if not given:
        return None
    try:
        kinds = json.loads(given)
    except ValueError:
        raise bad_request("can't parse allowed_updates JSON object") from None
    if not isinstance(kinds, list):
        raise bad_request("expected an Array of String as allowed_updates")
    return [str(kind) for kind in kinds]
