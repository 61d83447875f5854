"""The planner at work: what is due becomes notices in the outbox, a portion of the addresses at a time."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.pack import Pack
from reminders.calendar import Calendar, calendar
from reminders.milestones import Change, Ledger, milestones
from reminders.outbox import Kept, Outbox
from reminders.plan import plan

_PORTION = 100  # addresses planned in one transaction: short, for people wait for the database in between


class AnotherPack(Exception):
    """Another process has taken up another pack: this one must not word its dates from its own."""


@dataclass(frozen=True)
class InForce:
    """The pack and the milestones that hold together, as they were when looked at."""

    pack: Pack
    ledger: Ledger

    def calendar(self, now: dt.datetime) -> Calendar:
        return calendar(self.pack, self.ledger, now)


class Planning:
    """Keeps the milestones those of the pack in use, and plans whoever's time has come.

    `pack` gives the pack in use in this process; each is activated once, so two processes with different packs do
    not take turns at changing the dates: the one whose pack is not in force any more waits (AnotherPack).
    """

    def __init__(self, outbox: Outbox, pack: Callable[[], Pack], spread: int) -> None:
        self._outbox = outbox
        self._pack = pack
        self._spread = spread
        self._activated = ""
        self._in_force: InForce | None = None

    @property
    def spread(self) -> int:
        return self._spread

    async def activate(self, now: dt.datetime) -> tuple[Change, ...]:
        """Take up the pack in use, where it has not been; what that changed."""
        pack = self._pack()
        if pack.version == self._activated:
            return ()
        changes = await self._outbox.activate(pack.version, milestones(pack), now)
        self._activated = pack.version
        await self.refresh()
        return changes

    async def refresh(self) -> InForce:
        """Look again at what is in force. Raises AnotherPack."""
        ledger = await self._outbox.ledger()
        pack = self._pack()
        if ledger.version != pack.version:
            raise AnotherPack(f"in force: {ledger.version}; in use here: {pack.version}")
        self._in_force = InForce(pack, ledger)
        return self._in_force

    async def in_force(self) -> InForce:
        return self._in_force or await self.refresh()

    async def plan(self, now: dt.datetime) -> Kept:
        """Plan all whose time has come; what that made."""
        in_force, made, expired = await self.refresh(), 0, 0
        while waiting := await self._outbox.to_plan(now, _PORTION):
            since = min((s.planned_until or now for s in waiting), default=now)
            known = in_force.calendar(min(since, now))
            planned = [plan(subscriber, known, now, self._spread) for subscriber in waiting]
            kept = await self._outbox.put(planned, now)
            made, expired = made + kept.notices, expired + kept.expired
        return Kept(made, expired)
