"""Planner, outbox and delivery together on a real database, with two clocks that stand until they are moved.

Only the courier is a stand-in: what it was given is what people would have got.
"""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import engine as storage
from bot.storage.outbox import SqlOutbox
from bot.storage.subscriptions import SqlSubscriptions
from knowledge.checks import require_sound
from knowledge.facts import Edition
from knowledge.pack import CONTENT, Pack
from reminders.courier import Delivered, Outcome
from reminders.deliver import Delivery, Tally, Watch
from reminders.heartbeat import Heartbeat
from reminders.outbox import Beat, Hold, Record
from reminders.planning import Planning
from reminders.subscriptions import Address, Body, Preferences, Subscribed, Wish
from reminders.wording import Message
from tests.reminders.calls import ASSOCIATION, at


@cache
def pack() -> Pack:
    return require_sound(CONTENT)


def with_deadline(given: Pack, programme: str, last_day: dt.date | None, version: str) -> Pack:
    """The pack with another last day of the 2026 call, as an editor would write it."""

    def changed(edition: Edition) -> Edition:
        if (edition.programme, edition.year) != (programme, 2026):
            return edition
        closes = last_day and dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), at("2026-01-01").tzinfo)
        return edition.model_copy(update={"last_day": last_day, "closes_at": closes, "spoken": None})

    editions = tuple(changed(edition) for edition in given.editions)
    return given.model_copy(update={"editions": editions, "version": version})


@dataclass
class FakeCourier:
    """Takes everything, unless told what else comes of the next sends; remembers what arrived where."""

    channel: str = "telegram"
    outcomes: list[Outcome | BaseException] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)  # all it was handed
    arrived: list[Message] = field(default_factory=list)  # what was read by somebody
    waits: list[float] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None

    def clear(self) -> None:
        self.sent.clear()
        self.arrived.clear()

    async def admit(self, address: Address) -> float:
        return self.waits.pop(0) if self.waits else 0.0

    async def send(self, message: Message) -> Outcome:
        self.sent.append(message)
        if self.meanwhile:
            self.meanwhile()
        outcome = self.outcomes.pop(0) if self.outcomes else Delivered(str(len(self.sent)))
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Delivered):
            self.arrived.append(message)
        return outcome


@dataclass
class MemoryWitness:
    beat: Beat | None = None

    def noted(self) -> Beat | None:
        return self.beat

    def note(self, beat: Beat) -> None:
        self.beat = beat


class Rig:
    """One process with everything; `another()` is a second one on the same database."""

    def __init__(self, engine: AsyncEngine, now: str = "2026-05-01 10:00") -> None:
        self.engine = engine
        self.now = at(now)
        self.real = 1_000_000.0
        self.pack = pack()
        self.subscriptions = SqlSubscriptions(engine)
        self.outbox = SqlOutbox(engine, lambda: self.real)
        self.courier = FakeCourier()
        self.witness = MemoryWitness()
        self.reached: list[str] = []
        self.broke: list[BaseException] = []
        self.spread = 0
        self.start()

    def start(self) -> None:
        """As a process that was started anew: nothing is remembered but what the database holds."""
        watch = Watch(reach=self.reached.append, broke=self.broke.append, sleep=self._sleep)
        self.planning = Planning(self.outbox, lambda: self.pack, self.spread)
        self.delivery = Delivery(self.outbox, self.planning, [self.courier], "rig", watch)
        self.heart = Heartbeat(self.outbox, self.planning, self.delivery, self.witness)

    async def _sleep(self, seconds: float) -> None:
        self.real += seconds

    def another(self) -> "Rig":
        other = Rig(self.engine)
        other.now, other.real, other.pack, other.courier = self.now, self.real, self.pack, self.courier
        other.witness = self.witness
        other.start()
        return other

    async def subscribe(
        self, address: str = "1", programme: str = "award", body: Body = ASSOCIATION, **other: object
    ) -> Subscribed:
        preferences = other.pop("preferences", Preferences())
        assert isinstance(preferences, Preferences)
        wish = Wish(Address("telegram", address), body, programme, preferences)
        return await self.subscriptions.subscribe(replace(wish, **other), self.now)  # type: ignore[arg-type]

    async def beat(self, now: str | None = None, *, later: float = 0.0) -> tuple[Tally, Hold | None]:
        """One heartbeat, perhaps at another time of the calendar or some real seconds later."""
        self.now = at(now) if now else self.now
        self.real += later
        return await self.heart.once(lambda: self.now)

    async def through(self, days: Sequence[str]) -> list[Tally]:
        """A heartbeat at noon of each day."""
        return [(await self.beat(f"{day} 12:00"))[0] for day in days]

    async def state(self, *states: str) -> list[Record]:
        return list(await self.outbox.records(states))  # type: ignore[arg-type]

    def texts(self) -> list[str]:
        return [message.text for message in self.courier.arrived]

    def subjects(self) -> list[str]:
        return [message.subject for message in self.courier.arrived]


@asynccontextmanager
async def rigged(url: str) -> AsyncIterator[Rig]:
    """A rig on an empty database."""
    await storage.upgrade(url)
    engine = storage.open_engine(url)
    async with storage.writing(engine) as connection:
        for table in ("address", "kb_change", "activation", "milestone", "runtime", "conversation"):
            await connection.execute(text(f"DELETE FROM {table}"))
    try:
        yield Rig(engine)
    finally:
        await engine.dispose()
