"""Fetches updates: each is stored before the server is told that it arrived."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import DeleteWebhook

from bot import logs
from bot.channels.telegram.api import ALLOWED_UPDATES, CALL, POLL, POLL_SECONDS, RawUpdates, call
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.trouble import Trouble


class Polling:
    """One loop; there must be only one per bot. Where there are two, the server refuses one, and that one waits."""

    def __init__(self, bot: Bot, inbox: Inbox) -> None:
        self._bot = bot
        self._inbox = inbox
        self._offset: int | None = None
        self._trouble = Trouble("receiving")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._inbox.room()
            try:
                updates = await self._fetch()
                await self._inbox.put(updates)
            except Exception as error:
                pause = self._trouble.tell(error)
                if isinstance(error, TelegramConflictError) and "webhook" in error.message.lower():
                    await self._take_over()
                await asyncio.sleep(pause)
            else:
                self._trouble.over()
                # Only now: the next call tells the server to forget what is before the offset.
                numbers = [update["update_id"] for update in updates if isinstance(update.get("update_id"), int)]
                self._offset = max(numbers) + 1 if numbers else self._offset

    async def _fetch(self) -> Sequence[dict[str, Any]]:
        method = RawUpdates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=list(ALLOWED_UPDATES))
        fetched: Sequence[dict[str, Any]] = await call(self._bot, method, POLL)
        return fetched

    async def _take_over(self) -> None:
        """A webhook from before is in the way; what waits for it stays."""
        logs.logger("telegram").warning("a webhook was set; it is removed, for WICBOT_TELEGRAM_MODE is polling")
        try:
            await call(self._bot, DeleteWebhook(drop_pending_updates=False), CALL)
        except Exception as error:
            self._trouble.tell(error)
