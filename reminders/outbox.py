"""What waits to be sent, what became of it, and the port that keeps both.

A *step* is a promise: one thing to be told to one address, known by a key that holds the value of its date. A *notice*
is what is sent: one or several steps for one address at one time. Its states:

    planned ─ leased ─ sending ─ sent
       ↑         │        ├─ planned        it cannot have arrived: tried again later
       └─────────┤        ├─ uncertain      nobody knows: listed, and repeated with a mark where that is worth it
                 │        └─ dead           it cannot arrive
                 └─ superseded | expired | cancelled    nothing is sent

Every change is fenced: it names the lease it acts under, and does nothing where that lease is over.
Two clocks: the calendar's, which may be rehearsed and is always passed as `now`, decides what is due and valid;
the real one, which the adapter reads itself, decides on leases and waits, given here in seconds.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from reminders.courier import Outcome
from reminders.milestones import Change, Ledger, Milestone
from reminders.subscriptions import Address, Subscriber
from reminders.wording import Message

StepKind = Literal["step", "again", "phase", "opened", "moved", "withdrawn", "announcement", "confirm"]
Audience = Literal["official", "internal"]
NoticeState = Literal[
    "planned", "leased", "sending", "sent", "uncertain", "superseded", "expired", "cancelled", "dead"
]  # fmt: skip
Dropped = Literal["superseded", "expired", "cancelled"]
ENDED: tuple[NoticeState, ...] = ("sent", "superseded", "expired", "cancelled", "dead")
OPEN: tuple[NoticeState, ...] = ("planned", "leased", "sending", "uncertain")  # somebody may want to know of them

LEASE_SECONDS = 60
REPEAT_AFTER = 60  # seconds until an uncertain notice that is worth it is repeated


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be told to one address. Two with the same key are the same, whoever planned them, and when."""

    key: str
    kind: StepKind
    programme: str
    year: int
    audience: Audience
    target: dt.date | None  # the date counted to; None where it tells of no deadline
    days: int | None  # how many days before it: the step's number
    ref: str  # what else it is about: a phase, a change, an announcement
    due_at: dt.datetime
    valid_until: dt.datetime
    urgency: int  # the lower, the sooner
    worth_repeating: bool  # once, and marked, where nobody knows whether it arrived
    subscriptions: tuple[int, ...]  # those it speaks for


@dataclass(frozen=True, slots=True)
class Planned:
    """What the planner found for one address: notices due now, each some steps, and when to look again."""

    subscriber: int
    revision: int
    notices: tuple[tuple[Step, ...], ...]
    wake_at: dt.datetime | None
    missed: tuple[Step, ...] = ()  # due since it was planned last, and past their time already: for the books


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a plan was new: notices to be sent, and those noted as expired."""

    notices: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """A notice this process alone may act on, for LEASE_SECONDS. `token` is the fence."""

    notice: int
    token: str
    address: Address
    steps: tuple[Step, ...]
    attempt: int  # how often it was handed to a courier before
    repeat_of: int | None = None

    @property
    def valid_until(self) -> dt.datetime:
        return max(step.valid_until for step in self.steps)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a message was worded from: the subscriber's revision, and the activation of the milestones."""

    revision: int
    activation: int


@dataclass(frozen=True, slots=True)
class Record:
    """A notice as it stands in the books, for people."""

    id: int
    state: NoticeState
    address: Address
    steps: tuple[Step, ...]
    due_at: dt.datetime
    valid_until: dt.datetime
    attempts: int
    why: str = ""
    text: str = ""  # as it was sent, where it was
    sent_at: dt.datetime | None = None
    repeat_of: int | None = None


@dataclass(frozen=True, slots=True)
class Reaped:
    """What a look after the forgotten found: notices by their ids."""

    returned: tuple[int, ...] = ()  # leased by somebody who is gone, never sent: planned again
    uncertain: tuple[int, ...] = ()  # being sent by somebody who is gone
    repeated: tuple[int, ...] = ()  # uncertain ones, planned once more with a mark
    expired: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing is sent by any process until somebody releases it."""

    reason: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Beat:
    """How often the heart of this database has beaten; held against a witness outside of it."""

    database: str
    count: int = field(default=0)


class Outbox(Protocol):
    """Keeps milestones, steps and notices. Whatever returned is durable."""

    # ── planning ──

    async def activate(self, version: str, milestones: Sequence[Milestone], now: dt.datetime) -> tuple[Change, ...]:
        """Make these the milestones in force, in one transaction with all that follows from it.

        What changed is recorded and given back; steps that wait for an old date are superseded; every address is
        planned anew. The version in force already changes nothing, and of several processes one activates.
        """
        ...

    async def ledger(self) -> Ledger:
        """The milestones in force and what changed about them."""
        ...

    async def to_plan(self, now: dt.datetime, limit: int) -> Sequence[Subscriber]:
        """Those to be looked at: their time has come, or something about them changed."""
        ...

    async def put(self, planned: Sequence[Planned], now: dt.datetime) -> Kept:
        """Keep the steps whose keys are new, as notices.

        Whoever changed since (`revision`) is skipped, and stays to be planned.
        """
        ...

    async def wake_all(self) -> None:
        """Look at every address again with the next heartbeat."""
        ...

    # ── delivering ──

    async def lease(self, holder: str, now: dt.datetime, channels: Sequence[str], limit: int) -> Sequence[Lease]:
        """The most urgent notices due on these channels, at most one per address in flight; nothing while held."""
        ...

    async def subscriber(self, lease: Lease) -> Subscriber | None:
        """The address as it is now, to decide whether the notice is still wanted."""
        ...

    async def mark_sending(self, lease: Lease, steps: Sequence[Step], message: Message, seen: Seen) -> bool:
        """Durably note that exactly this goes out now; only after True may it. The other steps are superseded.

        False: the lease is over, all is held, or something changed since it was `seen`.
        """
        ...

    async def settle(self, lease: Lease, outcome: Outcome, now: dt.datetime) -> bool:
        """What came of sending; False where the lease was over, and nothing was changed.

        Unreachable also marks the address and cancels what waits for it; Moved also moves it.
        """
        ...

    async def give_back(self, lease: Lease, *, wait: float = 0.0, due_at: dt.datetime | None = None) -> bool:
        """Not sent after all: planned again, in `wait` real seconds, or when the calendar says `due_at`."""
        ...

    async def drop(self, lease: Lease, state: Dropped, why: str) -> bool:
        """Never to be sent."""
        ...

    async def reap(self, now: dt.datetime) -> Reaped:
        """Look after what others left behind, and after what is past its time."""
        ...

    async def forget(self, before: dt.datetime) -> int:
        """Delete the words of notices that ended before that instant; keys stay, so that nothing is sent again."""
        ...

    # ── people ──

    async def records(self, states: Sequence[NoticeState]) -> Sequence[Record]:
        """The books, oldest first."""
        ...

    async def counts(self) -> Mapping[NoticeState, int]:
        """How many notices there are in each state of OPEN."""
        ...

    async def beat(self) -> Beat:
        """Count one heartbeat."""
        ...

    async def held(self) -> Hold | None: ...

    async def hold(self, reason: str, now: dt.datetime) -> None: ...

    async def release(self) -> None: ...
