"""When the next call may be made: the generic cell rate algorithm, one cell per limit. Pure."""

from dataclasses import dataclass, replace

PER_SECOND = 25  # of the whole bot; the server's limit is 30 in any second
PER_SECOND_BROADCAST = 15  # of broadcasts while an answer to a person waits
CHAT_SECONDS = 1.1  # between two messages to one chat
GROUP_BURST = 5  # messages to one group that need not wait …
GROUP_SECONDS = 4.2  # … and the seconds each takes to be forgotten: at most 5 + 60 / 4.2 < 20 a minute
RECOVERY_SECONDS = 60  # after a freeze, from half the pace to the whole


@dataclass(frozen=True)
class Limit:
    """Calls at `seconds` from one another on average; `burst` of them may come at once."""

    name: str
    seconds: float
    burst: int = 1


@dataclass(frozen=True)
class Cell:
    """What is known of one limit: the theoretical arrival time of the next call, and a freeze the server asked for.

    Times are seconds since 1970.
    """

    tat: float = 0.0
    frozen_until: float = 0.0


def free_at(limit: Limit, cell: Cell, now: float) -> float:
    """The earliest instant at which a call may be made; `now` or later."""
    return max(now, cell.frozen_until, cell.tat - (limit.burst - 1) * limit.seconds)


def taken(limit: Limit, cell: Cell, at: float) -> Cell:
    """The cell once a call is made at `at`. After a freeze calls come at half the pace first."""
    thawing = at - cell.frozen_until
    slow = 2 - thawing / RECOVERY_SECONDS if 0 <= thawing < RECOVERY_SECONDS and limit.burst == 1 else 1.0
    return replace(cell, tat=max(cell.tat, at) + limit.seconds * slow)


@dataclass(frozen=True)
class Pace:
    """The limits of one bot. Another figure than the default is for tests and measurements."""

    per_second: float = PER_SECOND
    chat_seconds: float = CHAT_SECONDS
    group_seconds: float = GROUP_SECONDS

    def limits(self, bot: int, chat: int, *, message: bool = True) -> tuple[Limit, ...]:
        """Those a call in a chat has to keep, the widest first. What is no message keeps the bot's only."""
        limits = [Limit(whole(bot), 1 / self.per_second)]
        if message:
            limits.append(Limit(of_chat(bot, chat), self.chat_seconds))
        if message and chat < 0:
            limits.append(Limit(f"{bot}:group:{chat}", self.group_seconds, GROUP_BURST))
        return tuple(limits)

    def broadcast(self, bot: int, chat: int, *, answers_wait: bool) -> tuple[Limit, ...]:
        """The same for what no person waits for: answers go first, but broadcasts never stand still."""
        seconds = 1 / (PER_SECOND_BROADCAST if answers_wait else self.per_second)
        own = of_chat(bot, chat) if chat < 0 else ""
        limits = [_wider(limit) if limit.name == own else limit for limit in self.limits(bot, chat)]
        return (*limits, Limit(f"{bot}:broadcast", seconds))


def _wider(limit: Limit) -> Limit:
    """Topics of one group are written to side by side: one that is held up must not come too close to the next."""
    return replace(limit, seconds=limit.seconds * 1.5)


def whole(bot: int) -> str:
    """The name of the limit of the whole bot."""
    return f"{bot}:all"


def of_chat(bot: int, chat: int) -> str:
    """The name of a chat's own limit."""
    return f"{bot}:chat:{chat}"
