"""Ends the process at a named point of the way of a notice or of a turn, for tests of what a crash leaves behind.

Switched on by WICBOT_FAULT_POINT only: `NAME` or `NAME:N`, the N-th time that point is reached. Of a notice:
`leased` (nothing is marked yet), `marked` (committed, the call not made) and `answered` (the outcome not committed).
Of a turn: `heard` (nothing is done yet), `subscribed` (within the dialogue that subscribes: the subscription is
committed), `handled` (its reply is known, neither that nor the chat's state committed) and `kept` (both are).
"""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from handlers.ports import Conversations, Memory

POINTS = ("leased", "marked", "answered", "heard", "subscribed", "handled", "kept")
Reach = Callable[[str], None]


class FaultPointError(ValueError):
    """WICBOT_FAULT_POINT names no point."""


def fault_point(setting: str | None) -> Reach:
    """What is to be called with the name of each point that is reached."""
    if not setting:
        return lambda _: None
    name, _, times = setting.partition(":")
    if name not in POINTS or (times and not times.isdigit()):
        raise FaultPointError(f"{setting!r} is none of {', '.join(POINTS)}, perhaps with :N")
    left = [int(times or 1)]

    def reach(point: str) -> None:
        if point != name:
            return
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


class Breakable:
    """`handlers.ports.Conversations` whose turns pass the points of a turn."""

    def __init__(self, inner: Conversations, reach: Reach) -> None:
        self._inner = inner
        self._reach = reach

    @asynccontextmanager
    async def open(self, channel: str, chat: str) -> AsyncIterator[Memory]:
        async with self._inner.open(channel, chat) as memory:
            self._reach("heard")
            yield memory
            self._reach("handled")
        self._reach("kept")
