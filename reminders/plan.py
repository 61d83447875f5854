"""Who is to be told what, and when: a pure function of one subscriber, the calendar and the present instant.

The same arguments give the same steps with the same keys, so it may run twice, in two processes, or again after a
crash. A key holds the *value* of the date that is counted to: a pack taken up again, a note edited or a planner
restored from a copy makes no new key, a moved date does, and one moved back finds that it was told already.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.broadcasts import Broadcast
from reminders.calendar import Calendar, Call
from reminders.instants import around_quiet, end_of, local_instant
from reminders.outbox import Audience, Planned, Step, StepKind
from reminders.subscriptions import ALL, InternalDeadline, Subscriber, Subscription

TOGETHER = dt.timedelta(minutes=30)  # what is due within it goes out as one notice
MOST_STEPS = 8  # in one notice: what fits into a message with room to spare
_OPENING_HOLDS = dt.timedelta(days=14)
_CONFIRM_HOLDS = dt.timedelta(days=7)
_URGENCY: dict[StepKind, int] = {
    "confirm": 0, "moved": 0, "withdrawn": 0, "again": 20, "opened": 500, "phase": 600, "announcement": 700,
}  # fmt: skip
_FIRST_STEP = 10  # the urgency of the last day; each day before it is one less urgent


def plan(subscriber: Subscriber, calendar: Calendar, now: dt.datetime, spread: int = 0) -> Planned:
    """What is due at `now` as notices, and when the next will be.

    `calendar` is to be one of the instant the subscriber was planned last, or earlier.
    """
    planned_until = min(subscriber.planned_until or now, now)
    since = wanted(subscriber, calendar, planned_until, spread)
    steps = [step for step in since if step.valid_until > now]
    missed = tuple(step for step in since if step.valid_until <= now and step.due_at > planned_until)
    notices = tuple(group for group in together(steps) if group[0].due_at <= now)
    taken = {step.key for group in notices for step in group}
    wake_at = min((step.due_at for step in steps if step.key not in taken), default=None)
    return Planned(subscriber.id, subscriber.revision, notices, wake_at, missed)


def together(steps: Iterable[Step]) -> Iterator[tuple[Step, ...]]:
    """Steps in the order they are due, those due together as one."""
    group: list[Step] = []
    for step in sorted(steps, key=lambda s: (s.due_at, s.urgency, s.key)):
        if group and (step.due_at - group[0].due_at > TOGETHER or len(group) == MOST_STEPS):
            yield tuple(group)
            group = []
        group.append(step)
    if group:
        yield tuple(group)


def wanted(subscriber: Subscriber, calendar: Calendar, now: dt.datetime, spread: int = 0) -> list[Step]:
    """Every step that is to be told and not past its time, those to come included."""
    if subscriber.state == "unconfirmed":
        steps = _confirmation(subscriber)
    elif subscriber.state == "active" and subscriber.subscriptions:
        steps = _Planner(subscriber, calendar, now, spread).steps()
    else:
        return []
    return [step for step in steps if step.valid_until > now]


def _confirmation(subscriber: Subscriber) -> Iterator[Step]:
    """Asked once, at once: somebody is waiting, so quiet hours do not hold."""
    if not subscriber.subscriptions:
        return
    since = max(s.since for s in subscriber.subscriptions)
    ids = tuple(s.id for s in subscriber.subscriptions)
    key = _key(subscriber.id, "", 0, "official", "confirm", None, since.astimezone(dt.UTC).isoformat())
    yield Step(key, "confirm", "", 0, "official", None, None, "", since, since + _CONFIRM_HOLDS, 0, True, ids)


def jitter(subscriber: Subscriber, spread: int) -> dt.timedelta:
    """A fixed share of the spread for each address, so that one hour is not one burst."""
    if spread <= 0:
        return dt.timedelta()
    digest = hashlib.blake2b(str(subscriber.id).encode(), digest_size=4).digest()
    return dt.timedelta(seconds=int.from_bytes(digest) % (spread * 60 + 1))


@dataclass(frozen=True, slots=True)
class _Due:
    """When something is told, and until when it is worth telling."""

    at: dt.datetime
    until: dt.datetime


class _Planner:
    """The steps of one active subscriber."""

    def __init__(self, subscriber: Subscriber, calendar: Calendar, now: dt.datetime, spread: int) -> None:
        self._who = subscriber
        self._calendar = calendar
        self._now = now
        self._zone = subscriber.preferences.zone
        self._quiet = subscriber.preferences.quiet
        self._jitter = jitter(subscriber, spread)

    def steps(self) -> Iterator[Step]:
        for call in self._calendar.calls:
            covering = [s for s in self._who.subscriptions if s.covers(call.programme)]
            if covering:
                yield from self._of_call(call, covering)
        for announcement in self._calendar.announcements:
            yield from self._announcement(announcement)

    def _of_call(self, call: Call, covering: list[Subscription]) -> Iterator[Step]:
        yield from self._change(call, covering)
        open_ = [s for s in covering if (call.programme, call.year) not in s.done]
        if not open_:
            return
        yield from self._official(call, open_)
        for deadline, whose in self._internal(call, open_):
            yield from self._own(call, deadline, whose)
        yield from self._opened(call, open_)
        yield from self._phases(call, open_)
        yield from self._again(call, open_)

    # ── days before a deadline ──

    def _official(self, call: Call, whose: list[Subscription]) -> Iterator[Step]:
        last_day, ends = call.milestone.last_day, call.milestone.ends
        if last_day is None or ends is None or ends <= self._now or not self._calendar.counts_down(call.programme):
            return
        for days, due in self._countdown(last_day, ends, whose):
            # News of the date says how many days are left: a step that lay before it is told with it.
            told = [s for s in whose if not (s.changes and call.change and due.at <= call.change.at)]
            yield from self._step(call, "official", last_day, days, due, told)

    def _own(self, call: Call, deadline: InternalDeadline, whose: list[Subscription]) -> Iterator[Step]:
        for days, due in self._countdown(deadline.day, deadline.closes_at, whose):
            yield from self._step(call, "internal", deadline.day, days, due, whose)

    def _internal(
        self, call: Call, covering: list[Subscription]
    ) -> Iterator[tuple[InternalDeadline, list[Subscription]]]:
        """The deadlines bodies set themselves; the same date of several is told once and names them all."""
        official = call.milestone.ends
        by_date: dict[dt.date, list[tuple[InternalDeadline, Subscription]]] = {}
        for subscription in covering:
            own = subscription.own_deadline(call.programme, call.year)
            # One that no longer precedes the organiser's, because that was moved, must not mislead anybody.
            if own and own.closes_at > self._now and official and own.closes_at < official:
                by_date.setdefault(own.day, []).append((own, subscription))
        for pairs in by_date.values():
            yield min((own for own, _ in pairs), key=lambda own: own.closes_at), [s for _, s in pairs]

    def _countdown(self, day: dt.date, ends: dt.datetime, whose: list[Subscription]) -> Iterator[tuple[int, _Due]]:
        """Each step day with its due time; a step is worth telling until the next one is due."""
        until = ends
        for days in sorted({days for s in whose for days in s.lead_days}):
            at = self._slot(day - dt.timedelta(days=days), ends, until)
            if at < until:
                yield days, _Due(at, until)
                until = at

    def _step(
        self, call: Call, audience: Audience, target: dt.date, days: int, due: _Due, whose: list[Subscription]
    ) -> Iterator[Step]:
        asked = [s for s in whose if days in s.lead_days]
        repeat = days in self._calendar.repeat
        yield from self._told(call, "step", audience, target, days, "", due, asked, _FIRST_STEP + days, repeat)

    # ── everything else ──

    def _again(self, call: Call, whose: list[Subscription]) -> Iterator[Step]:
        """One reminder more on a chosen day, unless a step is told on that day anyway."""
        last_day, ends = call.milestone.last_day, call.milestone.ends
        if last_day is None or ends is None or ends <= self._now:
            return
        for day in {s.again_on for s in whose if s.again_on and s.again_on <= last_day}:
            mine = [s for s in whose if s.again_on == day]
            if all((last_day - day).days in s.lead_days for s in mine):
                continue
            until = min(end_of(day, self._zone), ends)
            due = _Due(self._slot(day, ends, until), until)
            yield from self._told(call, "again", "official", last_day, None, day.isoformat(), due, mine)

    def _opened(self, call: Call, whose: list[Subscription]) -> Iterator[Step]:
        opened, ends = call.milestone.opened, call.milestone.ends
        if opened is None or not self._calendar.tells_opening(call.programme):
            return
        began = local_instant(opened, dt.time.min, self._calendar.zone)
        known = max(began, call.published_at or began)
        until = min(known + _OPENING_HOLDS, ends) if ends else known + _OPENING_HOLDS
        at = self._slot(opened, until, until)
        at = at if at >= known else self._allowed(known, until, until)
        waiting = [s for s in whose if s.since < known]
        yield from self._told(call, "opened", "official", None, None, "", _Due(at, until), waiting)

    def _phases(self, call: Call, whose: list[Subscription]) -> Iterator[Step]:
        for stage in call.stages:
            if stage.until > self._now:
                due = _Due(self._slot(stage.starts, stage.until, stage.until), stage.until)
                asked = [s for s in whose if s.phases]
                yield from self._told(call, "phase", "official", None, None, stage.id, due, asked)

    def _change(self, call: Call, covering: list[Subscription]) -> Iterator[Step]:
        change = call.change
        if change is None or call.news_until is None:
            return
        dates = [d for d in (change.old, change.new) if d]
        if not dates or end_of(max(dates), self._calendar.zone) <= change.at:
            return  # an old record was put right: no news to anybody
        at = self._allowed(change.at, call.news_until, call.news_until)
        kind: StepKind = "withdrawn" if change.new is None else "moved"
        worth = change.new is None or change.old is None or change.new < change.old
        asked = [s for s in covering if s.changes and s.since <= change.at]
        due = _Due(at, call.news_until)
        yield from self._told(call, kind, "official", change.new, None, str(change.id), due, asked, worth=worth)

    def _announcement(self, told: Broadcast) -> Iterator[Step]:
        if told.begins is None or told.ends is None:
            return
        until = end_of(told.ends, self._calendar.zone)
        due = _Due(self._slot(told.begins, until, until), until)
        asked = [s for s in self._who.subscriptions if s.programme == ALL or told.tells(s.programme)]
        yield from self._told(None, "announcement", "official", None, None, told.id, due, asked)

    # ── what all share ──

    def _slot(self, day: dt.date, latest: dt.datetime, until: dt.datetime) -> dt.datetime:
        """The subscriber's hour on a day, before `latest` and outside quiet hours."""
        at = local_instant(day, self._who.preferences.hour, self._zone) + self._jitter
        return self._allowed(at, latest, until)

    def _allowed(self, at: dt.datetime, latest: dt.datetime, until: dt.datetime) -> dt.datetime:
        return around_quiet(at, self._zone, self._quiet, latest, until)

    def _told(
        self,
        call: Call | None,
        kind: StepKind,
        audience: Audience,
        target: dt.date | None,
        days: int | None,
        ref: str,
        due: _Due,
        asked: Sequence[Subscription],
        urgency: int | None = None,
        worth: bool = False,
    ) -> Iterator[Step]:
        """The step for those who subscribed before it was due; who paused is told when the pause ends."""
        told = [(s, max(due.at, s.paused_until or due.at)) for s in asked if s.since <= due.at]
        at = min((when for _, when in told if when < due.until), default=None)
        if at is None or due.until <= self._now:
            return
        programme, year = (call.programme, call.year) if call else ("", 0)
        heard = tuple(s.id for s, when in told if when <= max(at, self._now))
        urgent = _URGENCY[kind] if urgency is None else urgency
        key = _key(self._who.id, programme, year, audience, kind, target, str(days) if days is not None else ref)
        yield Step(key, kind, programme, year, audience, target, days, ref, at, due.until, urgent, worth, heard)


def _key(
    address: int, programme: str, year: int, audience: Audience, kind: StepKind, target: dt.date | None, what: str
) -> str:
    parts = ("v1", str(address), programme, str(year), audience, kind, target.isoformat() if target else "", what)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def days_left(last_day: dt.date, zone: str, now: dt.datetime) -> int:
    """Whole days from the organiser's today to the last day; 0 on the day itself."""
    return (last_day - now.astimezone(ZoneInfo(zone)).date()).days
