"""The port that carries a message to where it is read, and all that can come of it.

Outcomes are values from a closed list. What decides is one question: can the message have arrived? Where it cannot,
`RetryLater`; where nobody knows, `Uncertain`, which is never sent again silently.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from reminders.subscriptions import Address, ChatKind
from reminders.wording import Message


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel took it. `alarm`: it arrived, but not as it should have, such as without its markup."""

    receipt: str = ""  # what the channel calls it
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """It did not arrive, and may in `wait` seconds: no connection, too many requests, a mailbox that is full."""

    wait: float
    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """It did not arrive: the chat has another number now. Sent again there at once."""

    address: Address
    kind: ChatKind = "supergroup"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """It did not arrive, and nothing will at this address until somebody there comes back."""

    state: Literal["blocked", "kicked", "gone"]
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not arrive because of what it says: a fault of ours. The address stays as it is; staff is alarmed."""

    why: str


@dataclass(frozen=True, slots=True)
class ChannelDown:
    """It did not arrive, and nothing will on this channel until the operator acts, such as for a wrong token."""

    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Nobody knows whether it arrived: the answer was lost, late or unreadable."""

    why: str


Outcome: TypeAlias = Delivered | RetryLater | Moved | Unreachable | Refused | ChannelDown | Uncertain


class Courier(Protocol):
    """Carries messages on one channel. Knows nothing of outbox, states or subscriptions."""

    @property
    def channel(self) -> str:
        """As it stands in `Address.channel`."""
        ...

    async def admit(self, address: Address) -> float:
        """Book the next place in the channel's pace, shared by all processes.

        0: booked, send now. Otherwise the seconds after which to ask again; nothing is booked then. Called before
        the message is marked as being sent, so that waiting costs nothing.
        """
        ...

    async def send(self, message: Message) -> Outcome:
        """One attempt with one deadline in all, well below a lease (60 s). Never retries what may have arrived,
        and never raises but for a fault of ours, which counts as `Uncertain`."""
        ...
