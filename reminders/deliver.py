"""Due notices, the most urgent first: decided once more, worded, marked, handed to a courier, and the outcome kept.

What a crash can do is decided by the order of three things: the mark is committed, the call is made, the outcome is
committed. Before the mark nothing has left; after the outcome all is known; in between nobody can know, and the
notice becomes `uncertain` instead of being sent again.
"""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reminders.calendar import Calendar
from reminders.courier import (
    ChannelDown,
    Courier,
    Delivered,
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Uncertain,
    Unreachable,
)
from reminders.instants import is_quiet, quiet_end
from reminders.outbox import Dropped, Lease, Outbox, Seen, Step
from reminders.plan import wanted
from reminders.planning import AnotherPack, InForce, Planning
from reminders.subscriptions import Subscriber
from reminders.words import Words

IN_FLIGHT = 8  # notices between mark and outcome, so the most a crash can make uncertain
DOWN_FOR = 300.0  # seconds a channel is left alone that needs the operator; then one call tries it
LONGEST_WAIT = 20.0  # seconds for a place in the pace; after that another may have the lease
_SENDS_WITHIN = 40.0  # seconds: couriers end well before; a lease lasts longer
_LOOKS = 3  # at what changed while it was being decided on
_KEEPS_TRYING = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between attempts to write an outcome down


@dataclass
class Tally:
    """What one round did."""

    planned: int = 0
    sent: int = 0
    retried: int = 0
    uncertain: int = 0
    expired: int = 0
    dead: int = 0
    dropped: int = 0
    alarms: list[str] = field(default_factory=list)
    down: set[str] = field(default_factory=set)  # channels the operator has to look after


@dataclass(frozen=True)
class Watch:
    """What the outside is told and may do while notices go out; every part has a silent default."""

    settled: Callable[[Lease, Outcome, bool], None] = lambda *_: None
    broke: Callable[[BaseException], None] = lambda _: None
    reach: Callable[[str], None] = lambda _: None  # named points of the way, at which tests end the process
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Delivery:
    """Sends what is due. Several may run at once, in one process or many."""

    def __init__(
        self, outbox: Outbox, planning: Planning, couriers: Sequence[Courier], holder: str, watch: Watch | None = None
    ) -> None:
        self._outbox = outbox
        self._planning = planning
        self._couriers: Mapping[str, Courier] = {courier.channel: courier for courier in couriers}
        self._down: dict[str, float] = {}  # until when a channel is left alone, by the loop's clock
        self._proven = False  # until something came through, one at a time: nothing is lost to a wrong token
        self._holder = holder
        self._watch = watch or Watch()
        self._stopping = False

    def stop(self) -> None:
        """Begin nothing new; what is being sent is brought to its end."""
        self._stopping = True

    async def deliver_due(self, now: Callable[[], dt.datetime], tally: Tally) -> None:
        """All that is due, until nothing is left that may go now."""
        under_way: set[asyncio.Task[None]] = set()
        leased: deque[Lease] = deque()
        try:
            while not self._stopping:
                most = IN_FLIGHT if self._proven else 1
                if not leased:
                    leased.extend(await self._lease(now(), most))
                while leased and len(under_way) < most:
                    under_way.add(asyncio.create_task(self._one(leased.popleft(), now, tally)))
                if not under_way:
                    return
                _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if under_way:
                await asyncio.wait(under_way)
            for lease in leased:
                await self._outbox.give_back(lease)

    async def _lease(self, now: dt.datetime, most: int) -> Sequence[Lease]:
        channels = [channel for channel in self._couriers if not self._is_down(channel)]
        return await self._outbox.lease(self._holder, now, channels, most) if channels else ()

    def _is_down(self, channel: str) -> bool:
        return self._down.get(channel, 0.0) > asyncio.get_running_loop().time()

    async def _one(self, lease: Lease, now: Callable[[], dt.datetime], tally: Tally) -> None:
        """One notice. Whatever breaks leaves its lease to run out: planned again, or uncertain once it was marked."""
        try:
            if await self._admitted(lease):
                await self._decide(lease, now, tally)
        except Exception as error:  # of the database or of ours: this notice waits, the others go on
            self._watch.broke(error)

    async def _admitted(self, lease: Lease) -> bool:
        """Whether it has its place in the pace now; else it is given back."""
        courier, waited = self._couriers[lease.address.channel], 0.0
        while wait := await courier.admit(lease.address):
            waited += wait
            if self._stopping or self._is_down(lease.address.channel) or waited > LONGEST_WAIT:
                await self._outbox.give_back(lease, wait=wait)
                return False
            await self._watch.sleep(wait)
        self._watch.reach("leased")
        return True

    async def _decide(self, lease: Lease, now: Callable[[], dt.datetime], tally: Tally) -> None:
        for _ in range(_LOOKS):
            if self._stopping or self._is_down(lease.address.channel):
                break
            try:
                in_force = await self._planning.in_force()
            except AnotherPack:
                break
            subscriber = await self._outbox.subscriber(lease)
            sending = await self._still_wanted(lease, subscriber, in_force, now(), tally)
            if sending is None or subscriber is None:
                return
            message = Words(in_force.pack).message(
                sending, subscriber, in_force.calendar(now()), now(), repeat=lease.repeat_of is not None
            )
            seen = Seen(subscriber.revision, in_force.ledger.activation)
            if await self._outbox.mark_sending(lease, sending, message, seen):
                self._watch.reach("marked")
                outcome = await self._send(lease, self._couriers[lease.address.channel].send(message))
                self._watch.reach("answered")
                await self._settle(lease, outcome, now(), tally)
                return
            await self._planning.refresh()
        await self._outbox.give_back(lease)

    async def _still_wanted(
        self, lease: Lease, subscriber: Subscriber | None, in_force: InForce, now: dt.datetime, tally: Tally
    ) -> list[Step] | None:
        """The steps to be told now; None where the notice was dropped or given back."""
        steps = self._now_wanted(lease, subscriber, in_force.calendar(now), now)
        if not steps or subscriber is None:
            state, why = _why_not(lease, subscriber, now)
            await self._outbox.drop(lease, state, why)
            if state == "expired":
                tally.expired += 1
            else:
                tally.dropped += 1
            return None
        if later := _not_before(steps, subscriber, now):
            await self._outbox.give_back(lease, due_at=later)
            return None
        return steps

    def _now_wanted(self, lease: Lease, subscriber: Subscriber | None, known: Calendar, now: dt.datetime) -> list[Step]:
        if subscriber is None:
            return []
        by_key = {step.key: step for step in wanted(subscriber, known, now, self._planning.spread)}
        return [by_key[step.key] for step in lease.steps if step.key in by_key]

    async def _send(self, lease: Lease, sending: Awaitable[Outcome]) -> Outcome:
        try:
            async with asyncio.timeout(_SENDS_WITHIN):
                return await sending
        except Exception as error:  # a fault of the courier's: nobody knows how far it came
            self._watch.broke(error)
            return Uncertain(f"{type(error).__name__} in the courier")

    async def _settle(self, lease: Lease, outcome: Outcome, now: dt.datetime, tally: Tally) -> None:
        self._proven = isinstance(outcome, Delivered) or (self._proven and not isinstance(outcome, ChannelDown))
        settled = await self._written(lease, outcome, now)
        self._watch.settled(lease, outcome, settled)
        match outcome:
            case Delivered(_, alarm):
                tally.sent += 1
                tally.alarms += [alarm] if alarm else []
            case RetryLater() | Moved():
                tally.retried += 1
            case Unreachable():
                tally.dead += 1
            case Refused(why):
                tally.dead += 1
                tally.alarms.append(why)
            case ChannelDown(why):
                self._down[lease.address.channel] = asyncio.get_running_loop().time() + DOWN_FOR
                tally.down.add(lease.address.channel)
                tally.retried += 1
                tally.alarms.append(why)
            case Uncertain():
                tally.uncertain += 1

    async def _written(self, lease: Lease, outcome: Outcome, now: dt.datetime) -> bool:
        """Keep the outcome, also where the disk or the database is not there for a moment."""
        for pause in _KEEPS_TRYING:
            try:
                return await self._outbox.settle(lease, outcome, now)
            except Exception as error:  # whatever the storage raises, the outcome is worth another attempt
                self._watch.broke(error)
                await self._watch.sleep(pause)
        return await self._outbox.settle(lease, outcome, now)


def _why_not(lease: Lease, subscriber: Subscriber | None, now: dt.datetime) -> tuple[Dropped, str]:
    if subscriber is None or not subscriber.subscriptions:
        return "cancelled", "nobody subscribes any more"
    if subscriber.state not in ("active", "unconfirmed"):
        return "cancelled", f"the address is {subscriber.state}"
    if not lease.steps or lease.valid_until <= now:
        return "expired", "its time was over before it could be sent"
    return "superseded", "it is not wanted any more, or for another date"


def _not_before(steps: Sequence[Step], subscriber: Subscriber, now: dt.datetime) -> dt.datetime | None:
    """When it may be sent, if that is later: another hour was chosen, or it is quiet now."""
    if all(step.due_at > now for step in steps):
        return min(step.due_at for step in steps)
    zone, quiet = subscriber.preferences.zone, subscriber.preferences.quiet
    if quiet is None or not is_quiet(now, zone, quiet) or any(step.kind == "confirm" for step in steps):
        return None
    end = quiet_end(now, zone, quiet)
    # The last call for a deadline that falls into the quiet hours: better at night than never.
    last_call = any(step.days == 0 and step.due_at <= now and step.valid_until <= end for step in steps)
    return None if last_call else end
