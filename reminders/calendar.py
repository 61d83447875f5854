"""All that is counted to and told of, as of some instant: the calls in force, their phases, what changed of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.broadcasts import Broadcast
from knowledge.facts import Edition, Phase
from knowledge.pack import Pack
from reminders.instants import end_of
from reminders.milestones import Change, Ledger, Milestone, milestones

CHANGE_HOLDS = dt.timedelta(days=7)  # how long the news of a moved date is still news
PHASE_HOLDS = dt.timedelta(days=30)  # where the notice does not say when a phase ends


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of a call, on the organiser's days."""

    id: str
    starts: dt.date
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One year of a call, as the planner sees it."""

    milestone: Milestone
    stages: tuple[Stage, ...] = ()
    published_at: dt.datetime | None = None  # when it became known here; None: it always was
    change: Change | None = None  # the newest of its deadline
    news_until: dt.datetime | None = None

    @property
    def programme(self) -> str:
        return self.milestone.programme

    @property
    def year(self) -> int:
        return self.milestone.year


@dataclass(frozen=True, slots=True)
class Calendar:
    """What may still be told. `known` calls only, in the order of the scheme and the years."""

    zone: str
    calls: tuple[Call, ...]
    announcements: tuple[Broadcast, ...] = ()
    repeat: frozenset[int] = frozenset()
    opening: Broadcast | None = None
    deadline: Broadcast | None = None

    def counts_down(self, programme: str) -> bool:
        """Whether the days before its deadline are told; a pack that says nothing of it tells of every call."""
        return self.deadline is None or self.deadline.tells(programme)

    def tells_opening(self, programme: str) -> bool:
        return self.opening is None or self.opening.tells(programme)


def calendar(pack: Pack, ledger: Ledger, now: dt.datetime) -> Calendar:
    """What may still be told at `now` or later; what is over is left out, so that nobody looks at it again."""
    deadline = pack.broadcast("deadline")
    known = ledger.milestones or milestones(pack)
    calls = [_call(milestone, pack, ledger.changes) for milestone in known]
    calls += _withdrawn(calls, ledger.changes, pack.scheme.zone)
    return Calendar(
        zone=pack.scheme.zone,
        calls=tuple(call for call in calls if _matters(call, now)),
        announcements=tuple(
            b for b in pack.broadcasts if b.kind == "announcement" and b.ends and end_of(b.ends, "Etc/GMT+12") > now
        ),
        repeat=frozenset(deadline.repeat if deadline else ()),
        opening=pack.broadcast("opening"),
        deadline=deadline,
    )


def _call(milestone: Milestone, pack: Pack, changes: Sequence[Change]) -> Call:
    mine = [c for c in changes if (c.programme, c.year) == (milestone.programme, milestone.year)]
    published = [c.at for c in mine if c.field == "published"]
    moved = [c for c in mine if c.field != "published"]
    edition = pack.edition(milestone.programme, milestone.year)
    stages = _stages(edition, pack) if edition else ()
    newest = moved[-1] if moved else None
    news_until = newest.at + CHANGE_HOLDS if newest else None
    return Call(milestone, stages, published[-1] if published else None, newest, news_until)


def _withdrawn(calls: Sequence[Call], changes: Sequence[Change], zone: str) -> list[Call]:
    """Calls that are in force no longer, of which people are told all the same."""
    in_force = {(call.programme, call.year) for call in calls}
    gone = {(c.programme, c.year): c for c in changes if (c.programme, c.year) not in in_force}
    return [
        Call(Milestone(*key, zone, None, None, None), change=change, news_until=change.at + CHANGE_HOLDS)
        for key, change in gone.items()
        if change.field == "withdrawn"
    ]


def _stages(edition: Edition, pack: Pack) -> tuple[Stage, ...]:
    told = pack.broadcast("phases")
    if told is None or not told.tells(edition.programme):
        return ()
    # A phase counted in months begins with the first of one: nobody is told on the day before of a phase gone by.
    return tuple(
        Stage(phase.id, phase.starts, _until(phase, pack.scheme.zone))
        for phase in edition.phases
        if phase.starts and phase.id in told.phases
    )


def _until(phase: Phase, zone: str) -> dt.datetime:
    assert phase.starts
    return end_of(phase.ends, zone) if phase.ends else end_of(phase.starts, zone) + PHASE_HOLDS


def _matters(call: Call, now: dt.datetime) -> bool:
    ends = [call.milestone.ends, call.news_until, *(stage.until for stage in call.stages)]
    return any(end is not None and end > now for end in ends)
