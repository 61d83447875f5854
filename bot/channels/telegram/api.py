"""The way to the Bot API server: one client, its time-outs, and what must not be shown of it."""

from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientTimeout

POLL_SECONDS = 25
# One deadline for the whole of a call; a connection that is not there in 5 s will not be.
CALL = ClientTimeout(total=20, sock_connect=5)
POLL = ClientTimeout(total=POLL_SECONDS + 10, sock_connect=5)
QUICK = ClientTimeout(total=5, sock_connect=5)  # for what may as well not happen

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


class BadToken(ValueError):
    """What is given as a token cannot be one."""


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates, its answer as it came: one update that cannot be read must not keep the others away."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


def open_bot(token: str, base: str) -> Bot:
    """A client of the server at `base`. Nothing is connected yet. Raises BadToken."""
    try:
        return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(base)))
    except TokenValidationError:
        raise BadToken("no token such as 123456:ABC-DEF…") from None


async def call(bot: Bot, method: TelegramMethod[Any], within: ClientTimeout = CALL) -> Any:
    """What the server answers; whatever aiogram raises."""
    # aiogram hands the time-out to aiohttp as it is, though it only speaks of seconds.
    return await bot(method, request_timeout=within)  # type: ignore[arg-type]
