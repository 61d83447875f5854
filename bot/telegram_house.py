"""Telegram in a serving process: put together from the settings, started beside the web.

aiogram is imported in a thread once the web answers: it takes a while, and nobody is to wait for it twice.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import logs
from bot.channels.telegram.door import CHANNEL, MOST_BYTES, PATH, SECRET_HEADER, bot_id
from bot.memory import MemoryConversations
from bot.relay import Handled
from bot.settings import Settings
from handlers.commands import COMMANDS
from handlers.contract import Incoming, Reply
from handlers.conversation import Conversation
from knowledge.library import Library

if TYPE_CHECKING:
    from aiogram import Bot
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.channels.telegram.service import Service
    from bot.channels.telegram.webhook import Webhook
    from bot.clock import Clock
    from bot.storage.conversations import Keep
    from bot.turns import Responder

_INLINE_CHATS = 100  # each query is one, and is over when it is answered


@dataclass(frozen=True)
class Door:
    """A path of the web server, the header that holds the secret, the most bytes, and who takes what comes in."""

    path: str
    secret_header: str
    most_bytes: int
    take: Callable[[str | None, bytes], Awaitable[int]]


class TelegramHouse:
    """The channel of one token. Nothing of aiogram is touched before `run`."""

    def __init__(self, settings: Settings, token: str, engine: "AsyncEngine", clock: "Clock") -> None:
        from bot.storage.relay import SqlRelay
        from bot.storage.subscriptions import chat_news, moved_chat

        self._settings = settings
        self._token = token
        self._clock = clock
        self._alone = engine.dialect.name == "sqlite"
        self._relay: SqlRelay = SqlRelay(engine, bot_id(token), clock.now, on_moved=[moved_chat], on_news=[chat_news])
        self._webhook: Webhook | None = None
        if settings.telegram_mode == "webhook" and not settings.public_url:
            raise ValueError("WICBOT_TELEGRAM_MODE=webhook needs WICBOT_PUBLIC_URL, where the server is reached")
        self.service: Service | None = None

    @property
    def replies(self) -> "Mapping[str, Keep]":
        """What keeps the replies of this channel with the chats' states."""
        return {CHANNEL: self._relay.keeper(_answering)}

    def door(self) -> "Door | None":
        """The webhook for the web server; None where updates are fetched."""
        if self._settings.telegram_mode != "webhook":
            return None
        return Door(PATH, SECRET_HEADER, MOST_BYTES, self._push)

    async def _push(self, secret: str | None, body: bytes) -> int:
        return await self._webhook.take(secret, body) if self._webhook else 503

    def _open_webhook(self, bot: "Bot") -> "Webhook | None":
        from bot.channels.telegram.webhook import Webhook

        if self._settings.telegram_mode != "webhook":
            return None
        secret = self._settings.webhook_secret
        return Webhook(bot, self._settings.public_url or "", secret.get_secret_value() if secret else None)

    async def is_admin(self, group: str, person: str) -> bool:
        """Whether a person is one of a group's admins; no while Telegram is not reached yet."""
        return await self.service.members.is_admin(group, person) if self.service else False

    async def run(self, chats: "Responder", inline: "Responder") -> None:
        """Receive and answer until cancelled. A token that cannot be one is said, and nothing else is done."""
        began = time.monotonic()
        from bot.channels.telegram import loading

        await asyncio.to_thread(loading.load, "bot.channels.telegram.service")
        logs.logger("telegram").debug("imported", seconds=round(time.monotonic() - began, 2))
        from bot.channels.telegram.api import BadToken, open_bot
        from bot.channels.telegram.service import Service, Talk
        from bot.storage.engine import is_passing

        try:
            bot = open_bot(self._token, self._settings.telegram_api_base)
        except BadToken as problem:
            logs.logger("telegram").error(f"WICBOT_TELEGRAM_TOKEN: {problem}; there is no Telegram until it is mended")
            return
        self._webhook = self._open_webhook(bot)
        talk: Talk = Talk(chats, inline, COMMANDS, self._clock.now)
        self.service = Service(bot, self._relay, talk, webhook=self._webhook, alone=self._alone, passes=is_passing)
        await self.service.run()


def _answering(message: Incoming, reply: Reply) -> Handled:
    from bot.channels.telegram.work import answering

    return answering(message, reply)


def inline_conversation(library: Library) -> Conversation:
    """What answers inline queries: each is a chat of its own that is soon forgotten."""
    return Conversation(library, MemoryConversations(_INLINE_CHATS))
