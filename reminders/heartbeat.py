"""One heartbeat: take up the pack, plan, look after the forgotten, deliver. Everything in it may be repeated."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from reminders.deliver import Delivery, Tally
from reminders.milestones import Change
from reminders.outbox import Beat, Hold, Outbox
from reminders.planning import AnotherPack, Planning


class Witness(Protocol):
    """Remembers, outside the database, how often its heart has beaten: a copy put back shows by being behind."""

    def noted(self) -> Beat | None:
        """The beat noted last; None where there is none yet."""
        ...

    def note(self, beat: Beat) -> None: ...


@dataclass
class Heartbeat:
    """What the worker and `remind run` do, once or again and again."""

    outbox: Outbox
    planning: Planning
    delivery: Delivery
    witness: Witness
    changed: Callable[[Change], None] = lambda _: None
    hindered: Callable[[str], None] = lambda _: None
    held: Callable[[Hold], None] = lambda _: None

    async def once(self, now: Callable[[], dt.datetime]) -> tuple[Tally, Hold | None]:
        """One whole heartbeat; the hold under which nothing was sent, if there is one."""
        tally = Tally()
        hold = await self.prepare(now(), tally)
        if hold is None:
            await self.delivery.deliver_due(now, tally)
            await self.reap(now(), tally)
        return tally, hold

    async def prepare(self, now: dt.datetime, tally: Tally) -> Hold | None:
        """Everything but sending. While sending is held nothing is planned either: a stale copy would plan amiss."""
        if hold := await self._guard(now):
            self.held(hold)
            return hold
        try:
            for change in await self.planning.activate(now):
                self.changed(change)
            await self.reap(now, tally)
            kept = await self.planning.plan(now)
            tally.planned += kept.notices
            tally.expired += kept.expired
        except AnotherPack as other:
            self.hindered(f"another process has taken up another pack: {other}")
        return None

    async def reap(self, now: dt.datetime, tally: Tally) -> None:
        reaped = await self.outbox.reap(now)
        tally.expired += len(reaped.expired)
        tally.uncertain += len(reaped.uncertain)

    async def _guard(self, now: dt.datetime) -> Hold | None:
        if hold := await self.outbox.held():
            return hold
        noted = self.witness.noted()  # before it beats: whatever was noted by then, a right database is ahead of it
        beat = await self.outbox.beat()
        if why := objection(noted, beat):
            await self.outbox.hold(why, now)
            return await self.outbox.held()
        self.witness.note(beat)
        return None


def objection(noted: Beat | None, beat: Beat) -> str | None:
    """Why this cannot be the database that was here before; None where it can."""
    if noted is None:
        return None
    if noted.database != beat.database:
        return f"this is another database than before: {beat.database}, not {noted.database}"
    if noted.count >= beat.count:
        return f"an old copy of the database was put back: it is {noted.count - beat.count + 1} heartbeats behind"
    return None


async def resume(outbox: Outbox, witness: Witness) -> None:
    """Send again after a hold: this database is the right one from now on."""
    witness.note(await outbox.beat())
    await outbox.release()
