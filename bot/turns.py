"""Every turn of every channel goes through here and leaves one log line and its figures."""

import time
from collections.abc import Callable
from typing import Protocol

from bot import logs
from bot.metrics import Metrics
from handlers.contract import Incoming, Reply


class Responder(Protocol):
    """One message in, exactly one reply out."""

    async def respond(self, message: Incoming) -> Reply: ...


class Observed:
    """A responder whose turns are logged and counted; it changes nothing else."""

    def __init__(self, inner: Responder, metrics: Metrics, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._metrics = metrics
        self._monotonic = monotonic

    async def respond(self, message: Incoming) -> Reply:
        began = self._monotonic()
        try:
            reply = await self._inner.respond(message)
        except Exception as error:
            seconds = self._monotonic() - began
            logs.turn_failed(message, error, seconds * 1000)
            self._metrics.turn_failed(message, seconds)
            raise
        seconds = self._monotonic() - began
        logs.turn_done(message, reply, seconds * 1000)
        self._metrics.turn_done(message, reply, seconds)
        return reply
