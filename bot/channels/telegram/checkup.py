"""Looks at token, server, webhook and clock without changing anything and without receiving."""

import email.utils
from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import GetMe, GetWebhookInfo
from aiogram.types import User, WebhookInfo
from aiohttp import ClientError

from bot.channels.telegram.api import CALL, QUICK, BadToken, call, open_bot
from bot.channels.telegram.door import PATH
from bot.channels.telegram.trouble import describe
from bot.findings import Finding, ill, odd, well

_MOST_PENDING = 100
_CLOCK_SECONDS = 30.0


async def look(token: str, base: str, mode: str, public_url: str | None, seconds: Callable[[], float]) -> list[Finding]:
    """What is found of one bot. `seconds` tells the time of this machine, since 1970."""
    try:
        bot = open_bot(token, base)
    except BadToken as problem:
        return [ill("token", f"WICBOT_TELEGRAM_TOKEN: {problem}", "ask @BotFather for the token of the bot")]
    try:
        return await _look(bot, base, mode, public_url, seconds)
    finally:
        await bot.session.close()


async def _look(bot: Bot, base: str, mode: str, public_url: str | None, seconds: Callable[[], float]) -> list[Finding]:
    found = []
    try:
        me: User = await call(bot, GetMe(), CALL)
    except Exception as error:
        what, mend = describe(error)
        is_token = isinstance(error, TelegramUnauthorizedError | TelegramNotFound)
        return [ill("token" if is_token else "server", what, mend)]
    found += [well("server", base), well("token", f"@{me.username}"), *_abilities(me)]
    found += await _webhook(bot, mode, public_url)
    return [*found, *await _clock(bot, base, seconds)]


def _abilities(me: User) -> list[Finding]:
    found = []
    if not me.can_join_groups:
        found.append(odd("groups", "the bot cannot be added to groups", "@BotFather: /setjoingroups"))
    elif me.can_read_all_group_messages:
        told = "privacy mode is off: it receives all a group says, and answers only when addressed"
        found.append(odd("groups", told, "@BotFather: /setprivacy, unless you want that"))
    else:
        found.append(well("groups", "privacy mode is on: it receives only what is addressed to it"))
    if me.supports_inline_queries:
        found.append(well("inline", "answer cards in any chat"))
    else:
        found.append(odd("inline", "inline mode is off: no answer cards in other chats", "@BotFather: /setinline"))
    return found


async def _webhook(bot: Bot, mode: str, public_url: str | None) -> list[Finding]:
    try:
        info: WebhookInfo = await call(bot, GetWebhookInfo(), CALL)
    except Exception as error:
        what, mend = describe(error)
        return [odd("webhook", what, mend)]
    found = [_agreement(info, mode, public_url)]
    if info.last_error_message and mode == "webhook":
        found.append(odd("webhook", f"the last push failed: {info.last_error_message}", "see docs/telegram.md"))
    if info.pending_update_count > _MOST_PENDING:
        waiting = f"{info.pending_update_count} updates wait on the server"
        found.append(odd("updates", waiting, "start `wicbot serve`, or see why it does not receive"))
    return found


def _agreement(info: WebhookInfo, mode: str, public_url: str | None) -> Finding:
    """Whether the server and our settings are of one mind about how updates come in."""
    ours = (public_url or "").rstrip("/") + PATH
    if mode == "polling":
        if not info.url:
            return well("webhook", "none is set; updates are fetched")
        return odd("webhook", f"one is set: {info.url}", "`wicbot serve` removes it; or WICBOT_TELEGRAM_MODE=webhook")
    if not public_url:
        return ill("webhook", "WICBOT_TELEGRAM_MODE=webhook without WICBOT_PUBLIC_URL", "set WICBOT_PUBLIC_URL")
    if not public_url.startswith("https://"):
        return odd("webhook", f"{public_url} is not https://", "Telegram's own server pushes to https only")
    if info.url != ours:
        return odd("webhook", f"set to {info.url or 'nothing'}, not {ours}", "`wicbot serve` sets it")
    return well("webhook", info.url)


async def _clock(bot: Bot, base: str, seconds: Callable[[], float]) -> list[Finding]:
    """The server's clock beside ours; where it tells none, nothing is said."""
    assert isinstance(bot.session, AiohttpSession)
    try:
        session: Any = await bot.session.create_session()
        async with session.get(base, timeout=QUICK, allow_redirects=False) as answer:
            date = answer.headers.get("Date", "")
        apart = seconds() - email.utils.parsedate_to_datetime(date).timestamp()
    except (ClientError, TimeoutError, ValueError):
        return []
    if abs(apart) > _CLOCK_SECONDS:
        return [odd("clock", f"{apart:+.0f} s from the server's", "set this machine's clock, for instance by NTP")]
    return [well("clock", "agrees with the server's")]
