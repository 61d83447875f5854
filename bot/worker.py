"""The heart of reminders: planning every few seconds, delivering in between, now and then forgetting what is long
over, until it is told to stop.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import logs
from reminders.deliver import Tally
from reminders.heartbeat import Heartbeat

BEATS_EVERY = 15  # seconds: take up changes, plan, look after the forgotten
DELIVERS_EVERY = 2
_RETAINS_EVERY = 3600
_STOPS_WITHIN = 30.0  # seconds that what is being sent has to come to its end


@dataclass(frozen=True)
class Chores:
    """What is done beside planning and delivering: forgetting, and telling figures, given whether sending is held."""

    forget: Callable[[], Awaitable[None]]
    count: Callable[[bool], Awaitable[None]]


class Worker:
    """Nothing durable lives in the scheduler: its jobs only say when to look at the database again."""

    def __init__(
        self,
        heartbeat: Heartbeat,
        now: Callable[[], dt.datetime],
        tell: Callable[[Tally], None],
        chores: Chores,
    ) -> None:
        self._heartbeat = heartbeat
        self._now = now
        self._tell = tell
        self._chores = chores
        self._is_held = True  # until the first beat has looked
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled; then nothing new is begun, and what is being sent is brought to its end."""
        # It warns each time a run is still going on when the next would begin, which is how it is meant here.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = AsyncIOScheduler(executors={"default": AsyncIOExecutor()}, timezone=dt.UTC)
        for job, seconds in (
            (self.beat, BEATS_EVERY),
            (self.deliver, DELIVERS_EVERY),
            (self.retain, _RETAINS_EVERY),
        ):
            # One run of a job at a time; runs that were missed while it ran are one run.
            scheduler.add_job(job, "interval", seconds=seconds, max_instances=1, coalesce=True, misfire_grace_time=None)
        await self.beat()
        scheduler.start()
        # At once too: a process that is started anew each night would never come to it.
        retaining = asyncio.create_task(self.retain())
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)
            retaining.cancel()
            await self._come_to_an_end()

    async def beat(self) -> None:
        """Everything but sending."""
        tally = Tally()
        await self._kept_up("planning", self._prepare(tally))
        await self._kept_up("counting", self._chores.count(self._is_held))
        self._say(tally)

    async def deliver(self) -> None:
        """All that is due, unless sending is held."""
        if self._is_held:
            return
        tally = Tally()
        # A task of its own, shielded: a stop must not cut off what was marked as being sent.
        task = asyncio.create_task(self._kept_up("delivering", self._heartbeat.delivery.deliver_due(self._now, tally)))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)
        self._say(tally)

    async def retain(self) -> None:
        await self._kept_up("retention", self._chores.forget())

    async def _prepare(self, tally: Tally) -> None:
        self._is_held = await self._heartbeat.prepare(self._now(), tally) is not None

    async def _kept_up(self, work: str, doing: Awaitable[None]) -> None:
        """A database that is locked or away passes: the next beat tries again."""
        try:
            await doing
        except Exception as error:
            logs.logger("reminders").error(
                f"{work}: interrupted", error=type(error).__name__, where=logs.places(error.__traceback__)
            )

    def _say(self, tally: Tally) -> None:
        if tally != Tally():
            self._tell(tally)

    async def _come_to_an_end(self) -> None:
        self._heartbeat.delivery.stop()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_STOPS_WITHIN)
