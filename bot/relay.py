"""What the Telegram channel keeps in storage: shapes and port.

AlreadyHandled
└── another process, or this one before, has handled the update
NotYet
└── an earlier update of the same chat is not handled yet
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from handlers.contract import Attachment
from knowledge.language import Language


class AlreadyHandled(Exception):
    """Nothing is left to do: nothing was saved."""


class NotYet(Exception):
    """To be tried again soon: nothing was saved."""


class ChatState(StrEnum):
    """Whether a chat can be written to."""

    ACTIVE = "active"
    BLOCKED = "blocked"  # the person has blocked the bot
    KICKED = "kicked"  # the bot was removed from the group
    MUTE = "mute"  # the bot may not write there
    GONE = "gone"  # there is no such chat or person any more
    MOVED = "moved"  # the group has become a supergroup


@dataclass(frozen=True)
class Update:
    """An update as it came, kept until it is handled. `chat` is 0 where it is of none.

    Two updates with one `mark` say the same: a double tap, an edit that changed no words.
    """

    update_id: int
    chat: int
    body: str
    mark: str | None = None


@dataclass(frozen=True)
class Call:
    """One call of the Bot API that answers an update; `fields` without the chat, ready for JSON.

    `language` is that of the answer.
    """

    method: str
    fields: Mapping[str, Any]
    file: Attachment | None = None
    language: Language = "zh"


@dataclass(frozen=True)
class Handled:
    """What has become of an update: the calls that answer it, in their order."""

    update_id: int
    chat: int
    calls: tuple[Call, ...] = ()
    failed: bool = False  # by a fault of ours; to be looked at


@dataclass(frozen=True)
class Due:
    """A call that is ours to make, `wait` seconds from now. `copies` of it may have arrived already."""

    id: int
    chat: int
    call: Call
    tries: int
    copies: int
    wait: float = 0.0


@dataclass(frozen=True)
class Claimed:
    """The calls due, and in how many seconds to look again (None: when there is something new)."""

    due: tuple[Due, ...]
    again_in: float | None


# ── what becomes of a call ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Sent:
    """It was made. `chat`, where it was a message: its pace counts from now, for the call may have been slow."""

    id: int
    message_id: int | None
    chat: int | None = None


@dataclass(frozen=True)
class Again:
    """It is to be made in `seconds`; where `copies` grew, the earlier one may have arrived."""

    id: int
    seconds: float
    copies: int
    call: Call | None = None  # None: unchanged
    error: str | None = None


@dataclass(frozen=True)
class GivenUp:
    """It is not to be made any more. `uncertain` where a copy may have arrived."""

    id: int
    error: str
    uncertain: bool = False


Step = Sent | Again | GivenUp


@dataclass(frozen=True)
class Freeze:
    """Nothing of a limit for some seconds, because the server said so."""

    name: str
    seconds: float


@dataclass(frozen=True)
class ChatNews:
    """What was learnt about a chat; where it cannot be written to, what waits for it is given up."""

    chat: int
    state: ChatState
    why: str = ""
    moved_to: int | None = None


@dataclass(frozen=True)
class Learnt:
    """All that came out of some calls; kept in one step."""

    steps: Sequence[Step] = ()
    freezes: Sequence[Freeze] = ()
    chats: Sequence[ChatNews] = ()


@dataclass(frozen=True)
class Slot:
    """A place in the pace `wait` seconds from now; to be asked for again then, unless it is `booked`."""

    wait: float
    booked: bool


@dataclass(frozen=True)
class Backlog:
    """How much waits."""

    updates: int = 0
    calls: int = 0
    unsure: int = 0  # of the calls, those given up that may have arrived
    by_state: Mapping[str, int] = field(default_factory=dict)


class Relay(Protocol):
    """The channel's durable side. Each method is one transaction: when it returns, what it did is on disk."""

    async def store(self, updates: Sequence[Update]) -> Sequence[Update]:
        """Keep updates that came in; gives back those that were not known yet."""

    async def unhandled(self, most: int, *, older_than: dt.timedelta = dt.timedelta()) -> Sequence[Update]:
        """Updates stored and not handled, oldest first."""

    async def is_repeat(self, update: Update, within: dt.timedelta) -> bool:
        """Whether another update with the same mark came before, not longer ago than `within`."""

    async def close(self, handled: Handled) -> None:
        """An update is handled; its calls wait to be made. Raises AlreadyHandled or NotYet."""

    async def claim(self, most: int, learnt: Learnt | None = None) -> Claimed:
        """Take calls that are due and whose turn it is, at most one a chat, and mark them as being made.

        What was `learnt` of earlier ones is kept too; where this raises, it may have been kept or not, and
        is to be given again.
        """

    async def learn(self, learnt: Learnt) -> None:
        """Keep what came out of calls."""

    async def slot(self, chat: int) -> Slot:
        """Book a place in the pace for a broadcast, at most `AHEAD`; hardly ahead at all while an answer waits."""

    async def place(self) -> float:
        """Book a place in the whole bot's pace alone, for a call held up past the one it had: seconds to wait."""

    async def recover(self, older_than: float) -> int:
        """Calls marked as being made more than so many seconds ago wait again, counted as copies; how many."""

    async def is_writable(self, chat: int) -> bool:
        """Whether nothing speaks against writing to a chat."""

    async def tidy(self) -> None:
        """Forget what is old."""


AHEAD = 0.5  # seconds a place in the pace is booked ahead
