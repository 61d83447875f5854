"""The one way out: every call of the bot, one error table, and the pace that answers and broadcasts share.

A lost request and a lost answer must not be mixed up: after the first a call may be repeated without a word,
after the second only with a mark.
"""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import EditMessageReplyMarkup, GetMe, SendDocument, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile, Message
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot import logs
from bot.channels.telegram.api import CALL, QUICK, call
from bot.channels.telegram.trouble import Trouble
from bot.pace import of_chat, whole
from bot.relay import Call, ChatNews, ChatState, Freeze, Learnt, Relay

_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    "sendMessage": SendMessage,
    "sendDocument": SendDocument,
    "editMessageReplyMarkup": EditMessageReplyMarkup,
}
_LONG = 60  # seconds of a pause asked for that concern the whole bot, not one chat
_TOGETHER = 1.0  # seconds within which two chats' refusals mean the whole bot


# ── what becomes of a call ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Delivered:
    """The server has made it."""

    message_id: int | None


@dataclass(frozen=True)
class RetryLater:
    """It was not made and may be repeated in so many seconds.

    `asked`: the server wants that pause; otherwise it could not be reached.
    """

    seconds: float
    why: str
    asked: bool = False


@dataclass(frozen=True)
class Unreachable:
    """This chat cannot be written to."""

    state: ChatState
    why: str


@dataclass(frozen=True)
class Moved:
    """The group is a supergroup now; to be repeated there."""

    chat: int


@dataclass(frozen=True)
class Refused:
    """The server does not take it as it is. `unreadable`: its markup; as plain text it may be taken."""

    why: str
    unreadable: bool = False


@dataclass(frozen=True)
class Uncertain:
    """Nobody can tell whether it was made."""

    why: str


@dataclass(frozen=True)
class Down:
    """It was not made, and no call will be until the operator acts, such as for a wrong token."""

    why: str


Outcome = Delivered | RetryLater | Unreachable | Moved | Refused | Uncertain | Down

_GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "chat_id is empty")
_MUTE = ("not enough rights", "have no rights", "need administrator rights", "chat_write_forbidden", "topic_closed")


def outcome_of(error: Exception) -> Outcome:
    """The error table; what is in none of its rows counts as uncertain."""
    match error:
        case TelegramRetryAfter():
            return RetryLater(float(error.retry_after), f"429, retry after {error.retry_after} s", asked=True)
        case TelegramMigrateToChat():
            return Moved(error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return _forbidden(error.message)
        case TelegramEntityTooLarge():
            return Refused("413, too large")
        case TelegramBadRequest():
            return _bad_request(error.message)
        case TelegramUnauthorizedError() | TelegramNotFound() | TelegramConflictError():
            return Down(type(error).__name__)
        case TelegramServerError():
            return Uncertain("5xx")
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError):
            return RetryLater(0.0, "no connection")
        case TelegramNetworkError():
            return Uncertain(f"no answer ({type(error.__cause__).__name__})")
        case ClientDecodeError():
            return Uncertain("unreadable answer")
        case TelegramAPIError():
            return Refused(type(error).__name__)
        case _:
            return Uncertain(type(error).__name__)


def _forbidden(words: str) -> Unreachable:
    lower = words.lower()
    if "deactivated" in lower:
        return Unreachable(ChatState.GONE, "403, the person is deactivated")
    if "kicked" in lower or "not a member" in lower:
        return Unreachable(ChatState.KICKED, "403, removed from the chat")
    return Unreachable(ChatState.BLOCKED, "403, blocked or never started")


def _bad_request(words: str) -> Outcome:
    lower = words.lower()
    if "message is not modified" in lower:
        return Delivered(None)
    if any(part in lower for part in _GONE):
        return Unreachable(ChatState.GONE, "400, no such chat")
    if any(part in lower for part in _MUTE):
        return Unreachable(ChatState.MUTE, "400, the bot may not write there")
    return Refused(f"400, {_shown(words)}", unreadable="can't parse entities" in lower)


def _shown(words: str) -> str:
    """The server's words without what they may quote of a message."""
    return re.sub(r'"[^"]*"', '"…"', words)[:120]


# ── the sender ───────────────────────────────────────────────────────────────────────────


class Sender:
    """Makes calls. Answers have their place in the pace when they are claimed, broadcasts when they are admitted."""

    def __init__(self, bot: Bot, relay: Relay) -> None:
        self._bot = bot
        self.relay = relay
        self._trouble = Trouble("sending")
        self._refused: set[str] = set()
        self._last_pause: tuple[float, int] = (0.0, 0)

    async def send(self, chat: int, asked: Call) -> Outcome:
        """One attempt of a broadcast that has its place in the pace; what is learnt of chat and pace is kept."""
        outcome = await self.make(chat, asked)
        learnt = self.lesson(chat, outcome)
        if learnt.freezes or learnt.chats:
            await self.relay.learn(learnt)
        return outcome

    async def make(self, chat: int, asked: Call) -> Outcome:
        """One call, now; never raises but for a cancellation."""
        try:
            answer = await call(self._bot, _method(chat, asked), CALL)
        except Exception as error:
            return outcome_of(error)
        return Delivered(answer.message_id if isinstance(answer, Message) else None)

    def lesson(self, chat: int, outcome: Outcome) -> Learnt:
        """What an outcome tells of the chat and of the pace."""
        match outcome:
            case RetryLater(seconds, asked=True):
                return Learnt(freezes=self._freezes(chat, seconds))
            case Unreachable(state, why):
                return Learnt(chats=(ChatNews(chat, state, why),))
            case Moved(new):
                return Learnt(chats=(ChatNews(chat, ChatState.MOVED, "now a supergroup", new),))
            case _:
                return Learnt()

    def _freezes(self, chat: int, seconds: float) -> tuple[Freeze, ...]:
        """The chat's; the whole bot's too where another chat was refused just now, or the pause is long."""
        now = asyncio.get_running_loop().time()
        at, other = self._last_pause
        self._last_pause = now, chat
        own = Freeze(of_chat(self._bot.id, chat), seconds)
        if seconds > _LONG or (now - at < _TOGETHER and other != chat):
            return (own, Freeze(whole(self._bot.id), seconds))
        return (own,)

    async def until_reachable(self) -> None:
        """Returns once the server answers. Nothing is sent meanwhile, so that nothing becomes uncertain in vain."""
        while True:
            try:
                await call(self._bot, GetMe(), QUICK)
            except Exception as error:
                await asyncio.sleep(self._trouble.tell(error))
            else:
                return self._trouble.over()

    async def optional(self, method: TelegramMethod[Any]) -> Any:
        """A call nothing depends on: its answer, or None. The first refusal of each method is logged."""
        try:
            return await call(self._bot, method, QUICK)
        except Exception as error:
            name = method.__api_method__
            if name not in self._refused:
                self._refused.add(name)
                outcome = outcome_of(error)
                logs.logger("telegram").warning(
                    "refused, goes on without", method=name, why=getattr(outcome, "why", type(outcome).__name__)
                )
            return None


def _method(chat: int, asked: Call) -> TelegramMethod[Any]:
    fields = dict(asked.fields)
    if asked.file:
        fields["document"] = BufferedInputFile(asked.file.content, asked.file.name)
    return _METHODS[asked.method].model_validate({"chat_id": chat, **fields})
