"""Two clients of the Bot API that know nothing of each other, behind one face: what one reads, the other has to read.

Every answer goes through the client's own types and comes back as JSON; every refusal is a `Told`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import aiogram
import telegram
from aiogram import exceptions
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardMarkup
from telegram import error as errors
from telegram.request import HTTPXRequest

from tests.telegram.shapes import Json

_TIMES = frozenset({"date", "edit_date", "until_date", "last_error_date"})  # each client has its own shape for them


@dataclass(frozen=True)
class Told(Exception):
    """What a client makes of an answer that is no result."""

    kind: str  # bad_request, forbidden, unauthorized, not_found, conflict, too_many, migrate, server, network, decode
    text: str = ""
    number: int = 0  # seconds to wait, or the new chat

    __hash__ = None  # type: ignore[assignment]  # an exception is compared, never kept in a set


class Client(Protocol):
    """`call("send_message", chat_id=…)` gives what the client read, as JSON."""

    async def call(self, method: str, **params: Any) -> Any: ...

    async def download(self, file_id: str) -> bytes: ...


# ── aiogram ──────────────────────────────────────────────────────────────────────────────


class Aiogram:
    def __init__(self, bot: aiogram.Bot) -> None:
        self._bot = bot

    async def call(self, method: str, **params: Any) -> Any:
        if "reply_markup" in params:
            params["reply_markup"] = InlineKeyboardMarkup(inline_keyboard=params["reply_markup"])
        if isinstance(params.get("document"), tuple):
            name, content = params["document"]
            params["document"] = BufferedInputFile(content, name)
        if "commands" in params:
            params["commands"] = [BotCommand(**one) for one in params["commands"]]
        try:
            return _plain(
                await getattr(self._bot, method)(**params),
                lambda one: one.model_dump(mode="json", by_alias=True, warnings=False),
            )
        except exceptions.AiogramError as error:
            raise _of_aiogram(error) from error

    async def download(self, file_id: str) -> bytes:
        stream = await self._bot.download(file_id)
        assert stream
        return stream.read()


def _of_aiogram(error: exceptions.AiogramError) -> Told:
    text = getattr(error, "message", "").removeprefix("Bad Request: ").removeprefix("Forbidden: ")
    match error:
        case exceptions.TelegramRetryAfter():
            return Told("too_many", number=error.retry_after)
        case exceptions.TelegramMigrateToChat():
            return Told("migrate", number=error.migrate_to_chat_id)
        case exceptions.ClientDecodeError():
            return Told("decode")
        case exceptions.TelegramServerError():
            return Told("server")
        case exceptions.TelegramNetworkError():
            return Told("network")
    kinds = {
        exceptions.TelegramBadRequest: "bad_request", exceptions.TelegramForbiddenError: "forbidden",
        exceptions.TelegramUnauthorizedError: "unauthorized", exceptions.TelegramNotFound: "not_found",
        exceptions.TelegramConflictError: "conflict",
    }  # fmt: skip
    return Told(kinds[type(error)], text)  # type: ignore[index]  # any other kind is a fault of the stand-in


@asynccontextmanager
async def aiogram_client(url: str, token: str) -> AsyncIterator[Client]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=5)
    async with aiogram.Bot(token, session=session) as bot:
        yield Aiogram(bot)


# ── python-telegram-bot ──────────────────────────────────────────────────────────────────


class PythonTelegramBot:
    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot

    async def call(self, method: str, **params: Any) -> Any:
        if "reply_markup" in params:
            params["reply_markup"] = telegram.InlineKeyboardMarkup.de_json(
                {"inline_keyboard": params["reply_markup"]}, self._bot
            )
        if isinstance(params.get("document"), tuple):
            name, content = params["document"]
            params["document"] = telegram.InputFile(content, name)
        if "commands" in params:
            params["commands"] = [telegram.BotCommand(**one) for one in params["commands"]]
        try:
            return _plain(await getattr(self._bot, method)(**params), lambda one: one.to_dict())
        except errors.TelegramError as error:
            raise _of_ptb(error) from error

    async def download(self, file_id: str) -> bytes:
        return bytes(await (await self._bot.get_file(file_id)).download_as_bytearray())


def _of_ptb(error: errors.TelegramError) -> Told:
    match error:
        case errors.RetryAfter():
            return Told("too_many", number=int(error._retry_after.total_seconds()))
        case errors.ChatMigrated():
            return Told("migrate", number=error.new_chat_id)
        case errors.BadRequest():
            return Told("bad_request", error.message)
        case errors.Forbidden():
            return Told("forbidden", error.message.removeprefix("Forbidden: "))
        case errors.InvalidToken():
            return Told("not_found" if "Not Found" in error.message else "unauthorized", error.message)
        case errors.Conflict():
            return Told("conflict", error.message)
        case errors.NetworkError() if error.message.startswith("Bad Gateway"):
            return Told("decode")  # it does not tell a page from an answer; aiogram fails to read it
        case errors.NetworkError() if error.message.startswith("Internal Server Error"):
            return Told("server")
    return Told("network", error.message)


@asynccontextmanager
async def ptb_client(url: str, token: str) -> AsyncIterator[Client]:
    sending, polling = HTTPXRequest(read_timeout=5), HTTPXRequest(read_timeout=5)
    bot = telegram.Bot(
        token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=sending, get_updates_request=polling
    )
    try:
        yield PythonTelegramBot(bot)
    finally:
        await sending.shutdown()
        await polling.shutdown()


CLIENTS: dict[str, Callable[[str, str], AbstractAsyncContextManager[Client]]] = {
    "aiogram": aiogram_client,
    "python-telegram-bot": ptb_client,
}


def _plain(result: Any, dump: Callable[[Any], Json]) -> Any:
    """What a client read, as JSON without times and without what is empty."""
    if isinstance(result, list | tuple):
        return [_plain(one, dump) for one in result]
    return _bare(result if isinstance(result, bool | int | str) else dump(result))


def _bare(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _bare(one) for key, one in value.items() if key not in _TIMES}
    return {key: one for key, one in kept.items() if one not in (None, [], {}) and one is not False}
