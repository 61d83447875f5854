"""Telegram's limits on sending, as a model: so many a second in all, in one chat, and a minute in one group.

Off, it only counts. Refused calls count against nothing but the figures.
"""

import math
from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.telegram.errors import too_many
from tests.telegram.shapes import Json

SENDING = frozenset(
    {"sendmessage", "senddocument", "sendphoto", "sendvoice", "sendsticker", "copymessage", "forwardmessage"}
)


@dataclass(frozen=True)
class Limits:
    """`chat` is messages a second into one chat, of which `burst` may come at once; None switches one off."""

    overall: int | None = 30
    chat: float | None = 1.0
    burst: int = 1
    group: int | None = 20


class Pace:
    """What was sent when, held against the limits."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits
        self.refused = 0
        self._tried: list[float] = []
        self._sent: deque[float] = deque()
        self._full: dict[int, float] = {}  # when the chat's allowance will be whole again
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)

    def take(self, method: str, chat: int | None, now: float) -> None:
        """Counts a call; a message beyond a limit is refused with 429."""
        if method.lower() not in SENDING or chat is None:
            return
        self._tried.append(now)
        if self.limits is None:
            return
        wait = max(self._overall(now), self._chat(chat, now), self._group(chat, now))
        if wait > 0:
            self.refused += 1
            raise too_many(math.ceil(wait))
        self._count(chat, now)

    def worst_second(self) -> int:
        """The most calls in any window of one second, refused ones included."""
        worst = 0
        for index, at in enumerate(self._tried):
            worst = max(worst, bisect_left(self._tried, at + 1.0) - index)
        return worst

    def figures(self) -> Json:
        return {"tried": len(self._tried), "refused": self.refused, "worst_second": self.worst_second()}

    def _overall(self, now: float) -> float:
        assert self.limits
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        if self.limits.overall is None or len(self._sent) < self.limits.overall:
            return 0
        return self._sent[0] + 1 - now

    def _chat(self, chat: int, now: float) -> float:
        assert self.limits
        if self.limits.chat is None:
            return 0
        return self._full.get(chat, now) - now - (self.limits.burst - 1) / self.limits.chat

    def _group(self, chat: int, now: float) -> float:
        assert self.limits
        sent = self._groups[chat]
        while sent and sent[0] <= now - 60:
            sent.popleft()
        if chat > 0 or self.limits.group is None or len(sent) < self.limits.group:
            return 0
        return sent[0] + 60 - now

    def _count(self, chat: int, now: float) -> None:
        assert self.limits
        self._sent.append(now)
        self._groups[chat].append(now)
        if self.limits.chat:
            self._full[chat] = max(now, self._full.get(chat, now)) + 1 / self.limits.chat
