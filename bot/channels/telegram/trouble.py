"""One clear line when something begins to go wrong, one when it is well again, and growing pauses between tries."""

import asyncio
import random
from collections.abc import Callable

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot import logs

_FIRST, _MOST = 0.5, 60.0
_TOKEN_MOST = 300.0  # a wrong token does not become right within seconds


class Trouble:
    """Of one kind of work, such as "receiving"."""

    def __init__(self, work: str, jitter: Callable[[], float] = random.random) -> None:
        self._work = work
        self._jitter = jitter
        self._said: str | None = None
        self._tries = 0

    def tell(self, error: BaseException) -> float:
        """Says what is wrong unless it was said; the seconds to wait before trying again.

        Raises CancelledError in a task that is being cancelled: a driver cancelled in the midst may raise another
        error instead, and whoever went on after that would never end.
        """
        if _is_being_cancelled():
            raise asyncio.CancelledError from error
        what, mend = describe(error)
        self._tries += 1
        most = _TOKEN_MOST if isinstance(error, TelegramUnauthorizedError | TelegramNotFound) else _MOST
        pause = min(most, _FIRST * 2.0 ** min(self._tries - 1, 12)) * (1 + self._jitter() / 4)
        if isinstance(error, TelegramRetryAfter):
            pause = error.retry_after + self._jitter()
        if self._said != what:
            self._said = what
            logs.logger("telegram").error(f"{self._work}: {what}", mend=mend, again_in=round(pause, 1))
        return pause

    def over(self) -> None:
        """It works."""
        if self._said is not None:
            logs.logger("telegram").info(f"{self._work}: well again", tries=self._tries)
        self._said, self._tries = None, 0


def _is_being_cancelled() -> bool:
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no event loop
        return False
    return task is not None and task.cancelling() > 0


def describe(error: BaseException) -> tuple[str, str]:
    """What is wrong, and what to do about it. Never the error's own words: they may hold the token."""
    match error:
        case TelegramUnauthorizedError():
            return "the token is refused", "WICBOT_TELEGRAM_TOKEN: ask @BotFather for the token of the bot"
        case TelegramNotFound():
            return (
                "the server knows no such bot or method",
                "check WICBOT_TELEGRAM_TOKEN and WICBOT_TELEGRAM_API_BASE",
            )
        case TelegramConflictError():
            return (
                "another process receives with this token, or a webhook is set",
                "let only one run; this one waits",
            )
        case TelegramRetryAfter():
            return "the server asks for a pause", "nothing; it goes on by itself"
        case TelegramServerError():
            return "the server has a fault (5xx)", "nothing; it is tried again"
        case ClientDecodeError():
            return "the server's answer cannot be read", "check WICBOT_TELEGRAM_API_BASE; it is tried again"
        case TelegramNetworkError() if isinstance(error.__cause__, TimeoutError):
            return "the server does not answer in time", "check the network; it is tried again"
        case TelegramNetworkError():
            return "the server cannot be reached", "check the network and WICBOT_TELEGRAM_API_BASE; it is tried again"
        case TelegramAPIError():
            return f"the server refuses ({type(error).__name__})", "see docs/telegram.md"
        case _ if type(error).__module__.startswith("sqlalchemy"):
            return "the database cannot be used now", "check that its disk is not full and nothing else locks it"
        case _:
            return f"a fault ({type(error).__name__})", "it is tried again"
