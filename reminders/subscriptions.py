"""Who is told: addresses, the bodies behind them, what they asked for, and the port that keeps it.

Everything of one address is one value, the `Subscriber`: the planner sees nothing else of people. A body belongs to
one address: anybody can claim a name, so what is set for a body in one chat never reaches another.
"""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from knowledge.language import Language
from knowledge.pack import Pack

LEAD_DAYS = (30, 14, 7, 3, 1, 0)  # where the pack says nothing: see `default_lead_days`
MOST_LEAD_DAYS = 12  # of one subscription
LONGEST_LEAD = 120  # days before a deadline
SLOT = dt.time(9, 30)  # local hour at which notices come unless another is chosen
ALL = "all"  # as a programme: every call of the pack, also those to come
INDEFINITELY = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)  # as `paused_until`

BodyKind = Literal["office", "ministry", "association", "university", "company", "person"]
ChatKind = Literal["private", "group", "supergroup", "channel"]
# unconfirmed: a mail address nobody has vouched for; blocked, kicked, gone: the channel said so; muted: asked for here
AddressState = Literal["unconfirmed", "active", "blocked", "kicked", "gone", "muted"]
Purpose = Literal["confirm", "done", "unsubscribe", "calendar"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where notices go: a chat of a channel, or a mailbox. Two with the same three fields are one address."""

    channel: str
    address: str
    thread: int = 0  # never None: in a unique key NULL equals nothing, and duplicates would get in

    def __str__(self) -> str:
        return f"{self.channel}:{self.address}" + (f"/{self.thread}" if self.thread else "")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours without notices, from `start` up to `end`; it may span midnight. Equal ends mean no hour at all."""

    start: dt.time
    end: dt.time

    def holds(self, local: dt.time) -> bool:
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


@dataclass(frozen=True, slots=True)
class Preferences:
    """How an address wants to be told; the same for all its subscriptions."""

    language: Language = "zh"
    zone: str = "Asia/Shanghai"
    hour: dt.time = SLOT
    quiet: Quiet | None = None
    kind: ChatKind = "private"


@dataclass(frozen=True, slots=True)
class Body:
    """As what somebody subscribes. A private person is a body of kind `person`."""

    name: str
    kind: BodyKind = "person"


@dataclass(frozen=True, slots=True)
class InternalDeadline:
    """A body's own deadline for one programme and year. Made by `reminders.own` only, which checks it.

    Without a time it is the end of that day in `zone`.
    """

    programme: str
    year: int
    day: dt.date
    time: dt.time | None = None
    zone: str = "Asia/Shanghai"

    @property
    def closes_at(self) -> dt.datetime:
        """The first instant too late."""
        zone = ZoneInfo(self.zone)
        if self.time is None:
            return dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time.min, zone)
        return dt.datetime.combine(self.day, self.time, zone)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one body asked for at one address: a programme, or all of them."""

    id: int
    body: Body
    programme: str
    since: dt.datetime
    lead_days: tuple[int, ...] = LEAD_DAYS
    phases: bool = True  # tell when a phase begins
    changes: bool = True  # tell when a date moves
    paused_until: dt.datetime | None = None
    internal: tuple[InternalDeadline, ...] = ()
    done: frozenset[tuple[str, int]] = frozenset()  # (programme, year) reported as done: no further steps
    again_on: dt.date | None = None  # "remind me tomorrow": that local day

    def covers(self, programme: str) -> bool:
        return self.programme in (programme, ALL)

    def own_deadline(self, programme: str, year: int) -> InternalDeadline | None:
        return next((d for d in self.internal if (d.programme, d.year) == (programme, year)), None)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One address and all that hangs on it. `revision` grows with every change of anything in it."""

    id: int
    address: Address
    preferences: Preferences = field(default_factory=Preferences)
    state: AddressState = "active"
    state_why: str = ""
    subscriptions: tuple[Subscription, ...] = ()
    owner: str | None = None  # who subscribed first, as the channel names people
    secret: str = ""  # what links are signed with; see reminders.links
    revision: int = 0
    planned_until: dt.datetime | None = None  # what was due by then is planned, or was found to be past its time

    def subscription(self, id_: int) -> Subscription | None:
        return next((s for s in self.subscriptions if s.id == id_), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for when they subscribe. Asking twice changes the first subscription, and adds none.

    `preferences` None leaves those of a known address as they are. `confirmed` makes the address active, also one that
    was blocked or gone; without it an address that is not active has to be confirmed (`set_state` to active).
    """

    address: Address
    body: Body
    programme: str = ALL
    preferences: Preferences | None = None
    lead_days: tuple[int, ...] = LEAD_DAYS
    phases: bool = True
    changes: bool = True
    internal: tuple[InternalDeadline, ...] = ()
    owner: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Edit:
    """Changes to one subscription; None leaves a thing as it is."""

    body: Body | None = None
    programme: str | None = None
    lead_days: tuple[int, ...] | None = None
    phases: bool | None = None
    changes: bool | None = None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What came of a wish: the whole address afterwards, which subscription it is, and whether it is new."""

    subscriber: Subscriber
    subscription: Subscription
    new: bool


def state_after(wish: Wish, known: AddressState | None) -> AddressState:
    """What a wish makes of the state of its address."""
    return "active" if wish.confirmed or known == "active" else "unconfirmed"


# ── what is wrong with what somebody wrote ───────────────────────────────────────────────


def default_lead_days(pack: Pack) -> tuple[int, ...]:
    """The days the pack announces a deadline on."""
    told = pack.broadcast("deadline")
    return tuple(sorted(told.days, reverse=True)) if told else LEAD_DAYS


def lead_days(days: Sequence[int]) -> tuple[int, ...]:
    """Days before a deadline, most first, each once. ValueError says which is none."""
    for day in days:
        if isinstance(day, bool) or not isinstance(day, int) or not 0 <= day <= LONGEST_LEAD:
            raise ValueError(f"lead day {day!r} is no whole number from 0 to {LONGEST_LEAD}")
    if len(set(days)) > MOST_LEAD_DAYS:
        raise ValueError(f"{len(set(days))} lead days are too many; at most {MOST_LEAD_DAYS}")
    return tuple(sorted(set(days), reverse=True))


class UnknownSubscription(LookupError):
    """No subscription has that id (any more)."""


class Subscriptions(Protocol):
    """Keeps subscribers. Every change is durable when the call returns, and is planned by the next heartbeat.

    Operations on a subscription raise UnknownSubscription where it is gone; whoever offers one to people makes sure
    that it belongs to their address (`Subscriber.subscription`). Repeating any operation does no harm.
    """

    async def of(self, address: Address) -> Subscriber | None:
        """All that hangs on an address; None where it never subscribed."""
        ...

    async def by_id(self, subscriber: int) -> Subscriber | None: ...

    def all(self) -> AsyncIterator[Subscriber]:
        """Every subscriber with subscriptions, in the order they came."""
        ...

    async def subscribe(self, wish: Wish, now: dt.datetime) -> Subscribed: ...

    async def edit(self, subscription: int, edit: Edit, now: dt.datetime) -> Subscriber: ...

    async def prefer(self, address: Address, preferences: Preferences) -> Subscriber | None:
        """Language, zone, hour, quiet hours of an address from now on."""
        ...

    async def set_internal(self, subscription: int, deadline: InternalDeadline) -> Subscriber:
        """The body's own deadline; replaces that of the same programme and year."""
        ...

    async def clear_internal(self, subscription: int, programme: str, year: int) -> Subscriber: ...

    async def pause(self, subscription: int, until: dt.datetime = INDEFINITELY) -> Subscriber: ...

    async def resume(self, subscription: int) -> Subscriber: ...

    async def unsubscribe(self, subscription: int) -> Subscriber:
        """Ends one subscription; what waits to be sent for it is not sent."""
        ...

    async def unsubscribe_all(self, address: Address) -> int:
        """Ends every subscription of an address; how many there were."""
        ...

    async def mark_done(self, subscription: int, programme: str, year: int) -> Subscriber:
        """The work of that year is done: no further steps of that call."""
        ...

    async def unmark_done(self, subscription: int, programme: str, year: int) -> Subscriber: ...

    async def remind_again(self, subscription: int, day: dt.date) -> Subscriber:
        """One reminder more, on that local day."""
        ...

    async def told(self, subscribers: Sequence[int]) -> Mapping[int, frozenset[str]]:
        """By subscriber, the keys of all steps told already; whoever was told nothing may be left out."""
        ...

    async def set_state(self, address: Address, state: AddressState, why: str, now: dt.datetime) -> Subscriber | None:
        """What became of an address: confirmed or back (`active`), blocked, gone …"""
        ...

    async def forget(self, address: Address) -> None:
        """Delete all that is kept of an address, what waits for it included."""
        ...

    async def move(self, old: Address, new: Address, kind: ChatKind = "supergroup") -> None:
        """A chat got another number. Harmless where the old one is unknown or was moved before."""
        ...
