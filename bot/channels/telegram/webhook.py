"""Updates that are pushed: checked, stored, and only then acknowledged."""

import asyncio
import hashlib
import hmac
import json

from aiogram import Bot
from aiogram.methods import SetWebhook

from bot import logs
from bot.channels.telegram.api import ALLOWED_UPDATES, CALL, call
from bot.channels.telegram.door import MOST_BYTES, PATH
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.trouble import Trouble

_CONNECTIONS = 20


class Webhook:
    """The door and its sign: the server is told the address, and what comes in must hold the secret."""

    def __init__(self, bot: Bot, public_url: str, secret: str | None) -> None:
        self._bot = bot
        self._url = public_url.rstrip("/") + PATH
        # Without one of the operator's, one that only this token gives.
        self._secret = secret or hmac.new(bot.token.encode(), b"webhook", hashlib.sha256).hexdigest()
        self._inbox: Inbox | None = None

    def open(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def announce(self) -> None:
        """Tells the server the address, as often as it takes."""
        trouble = Trouble("setting the webhook")
        method = SetWebhook(
            url=self._url,
            secret_token=self._secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=_CONNECTIONS,
            drop_pending_updates=False,
        )
        while True:
            try:
                await call(self._bot, method, CALL)
            except Exception as error:
                await asyncio.sleep(trouble.tell(error))
            else:
                return trouble.over()

    async def take(self, secret: str | None, body: bytes) -> int:
        """One push; the HTTP status. 200 only once the update is stored; 5xx makes the server try again."""
        if not hmac.compare_digest((secret or "").encode(), self._secret.encode()):
            return 401
        if len(body) > MOST_BYTES:
            return 413
        try:
            update = json.loads(body)
        except ValueError:
            return 400
        if not isinstance(update, dict):
            return 400
        if self._inbox is None or self._inbox.is_full:
            return 503
        try:
            await self._inbox.put([update])
        except Exception as error:
            logs.logger("telegram").error("a pushed update could not be stored", error=type(error).__name__)
            return 503
        return 200
