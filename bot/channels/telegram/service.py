"""The whole channel as one thing that runs: receiving, handling, sending, and looking after what is left over."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import Bot
from aiogram.methods import GetMe
from aiogram.types import User

from bot import logs
from bot.channels.telegram.answers import Answers
from bot.channels.telegram.api import CALL, call
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.profile import set_profile
from bot.channels.telegram.send import Sender
from bot.channels.telegram.trouble import Trouble
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.work import Work
from bot.relay import Relay
from bot.turns import Responder

_LOOK_AFTER = 15.0  # seconds between two looks at what another process may have left
_LEFT_OVER = 60.0  # seconds after which a call under way counts as left by a process that ended
_UNHANDLED = dt.timedelta(seconds=30)
_TIDY_EVERY = 240  # looks: once an hour
_ALL = 100_000


@dataclass(frozen=True)
class Talk:
    """What answers: in chats, and on inline queries, which leave nothing behind."""

    chats: Responder
    inline: Responder
    commands: tuple[str, ...]
    now: Callable[[], dt.datetime]


class Service:
    """One bot. `alone` says that no other process can have calls under way (SQLite)."""

    def __init__(
        self,
        bot: Bot,
        relay: Relay,
        talk: Talk,
        *,
        webhook: Webhook | None,
        alone: bool,
        passes: Callable[[Exception], bool],
    ) -> None:
        self._bot = bot
        self._relay = relay
        self._talk = talk
        self._webhook = webhook
        self._alone = alone
        self._passes = passes
        self.sender = Sender(bot, relay)
        self.inbox = Inbox(relay, hashlib.sha256(bot.token.encode()).digest())
        self._answers = Answers(self.sender, relay)
        self._work: Work | None = None

    async def run(self) -> None:
        """Until cancelled. Nothing that goes wrong outside ends it."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_kept_up("sending", self._send))
                group.create_task(_kept_up("handling", self._handle))
                if self._webhook:
                    self._webhook.open(self.inbox)
                    group.create_task(_kept_up("setting the webhook", self._webhook.announce))
                else:
                    group.create_task(_kept_up("receiving", Polling(self._bot, self.inbox).run))
        finally:
            await self._bot.session.close()

    async def _send(self) -> None:
        await self._relay.recover(0.0 if self._alone else _LEFT_OVER)
        await self._answers.run()

    async def _handle(self) -> None:
        me = await self._introduce()
        self._work = self._work or self._staff(me)
        self.inbox.staff(self._work, await self._relay.unhandled(_ALL))
        logs.logger("telegram").info(
            "telegram answers", bot=me.username, mode="webhook" if self._webhook else "polling"
        )
        await asyncio.gather(
            self._look_after(), set_profile(self._bot, self.sender, self._talk.commands), return_exceptions=False
        )

    def _staff(self, me: User) -> Work:
        return Work(
            self._talk.chats,
            self._relay,
            self.sender,
            me=me,
            commands=frozenset(self._talk.commands),
            now=self._talk.now,
            wake=self._answers.wake,
            passes=self._passes,
            inline=Inline(self._talk.inline, self.sender, self._talk.now).answer,
        )

    async def _introduce(self) -> User:
        trouble = Trouble("starting")
        while True:
            try:
                me: User = await call(self._bot, GetMe(), CALL)
            except Exception as error:
                await asyncio.sleep(trouble.tell(error))
            else:
                trouble.over()
                return me

    async def _look_after(self) -> None:
        """What another process left: calls under way, updates nobody handles; and what is old."""
        looks = 0
        while True:
            if looks % _TIDY_EVERY == 0:
                await self._relay.tidy()
            await asyncio.sleep(_LOOK_AFTER)
            looks += 1
            if await self._relay.recover(_LEFT_OVER):
                self._answers.wake()
            if self._work:
                self._work.take(await self._relay.unhandled(_ALL, older_than=_UNHANDLED))


async def _kept_up(work: str, run: Callable[[], Awaitable[None]]) -> None:
    """Runs it again when it breaks, after a pause that grows: a locked database passes."""
    trouble = Trouble(work)
    while True:
        try:
            return await run()
        except Exception as error:
            logs.logger("telegram").debug(
                "interrupted", work=work, error=type(error).__name__, where=logs.places(error.__traceback__)
            )
            await asyncio.sleep(trouble.tell(error))
