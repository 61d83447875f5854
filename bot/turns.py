"""Every turn of every channel goes through here: to one pack's responder, with one log line and its figures."""

import time
from collections.abc import Callable
from typing import Protocol

from bot import logs
from bot.metrics import Metrics
from handlers.contract import Incoming, Reply
from knowledge.library import Library


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


class InUse:
    """The responder of the pack in use. A turn is given whole to one responder, whatever is taken up meanwhile.

    Every log line of a turn, from here to the end of its task, names the version that answers it.
    """

    def __init__(self, responder_of: Callable[[Library], Responder], library: Library) -> None:
        self._responder_of = responder_of
        self.take(library)

    def take(self, library: Library) -> None:
        """Turns that begin from now on are answered from `library`; those under way end with theirs."""
        # one assignment: no turn can see the version of one and the responder of another
        self._present = (library.version, self._responder_of(library))

    @property
    def version(self) -> str:
        return self._present[0]

    async def respond(self, message: Incoming) -> Reply:
        version, responder = self._present
        logs.name_version(version)
        return await responder.respond(message)
