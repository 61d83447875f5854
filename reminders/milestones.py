"""The dates of the calls as they are counted to: taken from the pack, compared when another pack is activated."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.facts import Edition
from knowledge.pack import Pack

ChangeField = Literal["deadline", "withdrawn", "published"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One year of a call: when it was published, its last day, and the first instant too late."""

    programme: str
    year: int
    zone: str
    opened: dt.date | None
    last_day: dt.date | None
    closes_at: dt.datetime | None

    @property
    def ends(self) -> dt.datetime | None:
        """The first instant too late; where no hour is published, the end of the last day."""
        if self.closes_at or self.last_day is None:
            return self.closes_at
        return dt.datetime.combine(self.last_day + dt.timedelta(days=1), dt.time.min, ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Change:
    """What an activation changed about one year of a call. `id` never repeats, so A→B→A→B is told each time."""

    id: int
    field: ChangeField
    programme: str
    year: int
    old: dt.date | None
    new: dt.date | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is in force, and every change that led to it, oldest first."""

    version: str = ""
    activation: int = 0
    milestones: tuple[Milestone, ...] = ()
    changes: tuple[Change, ...] = ()


def milestones(pack: Pack) -> tuple[Milestone, ...]:
    """Those of every call, in the order of the scheme and the years."""
    return tuple(_milestone(e, pack.scheme.zone) for call in pack.calls() for e in pack.editions_of(call.id))


def _milestone(edition: Edition, zone: str) -> Milestone:
    return Milestone(edition.programme, edition.year, zone, edition.opened, edition.last_day, edition.closes_at)


@dataclass(frozen=True, slots=True)
class Difference:
    """A change not yet recorded."""

    field: ChangeField
    programme: str
    year: int
    old: dt.date | None
    new: dt.date | None


def differences(old: Sequence[Milestone], new: Sequence[Milestone]) -> Iterator[Difference]:
    """What must be told when `new` takes the place of `old`. Nothing is said of a wording or a note."""
    before = {(m.programme, m.year): m for m in old}
    after = {(m.programme, m.year): m for m in new}
    for key, milestone in after.items():
        yield from _difference(before.get(key), milestone)
    for key in before.keys() - after.keys():
        if before[key].last_day:
            yield Difference("withdrawn", *key, before[key].last_day, None)


def _difference(old: Milestone | None, new: Milestone) -> Iterator[Difference]:
    key = (new.programme, new.year)
    if old is None or (old.last_day is None and new.last_day is not None):
        yield Difference("published", *key, None, new.last_day)
    elif old.last_day is not None and new.last_day is None:
        yield Difference("withdrawn", *key, old.last_day, None)
    elif old.last_day != new.last_day or old.ends != new.ends:
        yield Difference("deadline", *key, old.last_day, new.last_day)
