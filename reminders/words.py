"""Steps put into words at the moment of sending: a section for each call, from the pack's facts as they are now."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from knowledge.answer.wording import day, listed, moment
from knowledge.facts import Edition, Programme, Statement
from knowledge.language import Language
from knowledge.pack import Pack
from reminders import events, links
from reminders.calendar import Calendar, Call
from reminders.outbox import Step
from reminders.phrases import phrase
from reminders.plan import days_left
from reminders.subscriptions import ALL, InternalDeadline, Subscriber, Subscription
from reminders.wording import Button, CalendarEvent, Link, Message, Section

_MOST_BUTTONS_DONE = 4
_LONGEST_NAME = 20  # of a body or programme on a button


class Words:
    """Words notices from one pack. Raises only for a fault of ours."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def message(
        self, steps: Sequence[Step], subscriber: Subscriber, calendar: Calendar, now: dt.datetime, *, repeat: bool
    ) -> Message:
        """The notice of these steps, as it reads at `now`."""
        telling = Telling(self._pack, subscriber, calendar, now)
        ordered = sorted(steps, key=lambda s: (s.urgency, s.programme, s.year, s.key))
        by_call = [list(group) for _, group in groupby(_by_call(ordered), key=_call_key)]
        sections = telling.sections(by_call)
        confirming = any(step.kind == "confirm" for step in steps)
        buttons = () if confirming else tuple(telling.buttons(steps))
        finishing = any(button.id.startswith("remind:done:") for button in buttons)
        return Message(
            key=_message_key(steps),
            address=subscriber.address,
            language=telling.language,
            subject=telling.subject(ordered, len(by_call)),
            mark=telling.say("repeat") if repeat else "",
            sections=sections,
            footer=telling.footer(steps),
            buttons=buttons,
            events=tuple(event for group in by_call for event in telling.events(group)),
            confirm=links.token(subscriber, "confirm") if confirming else "",
            done=links.token(subscriber, "done") if finishing else "",
            unsubscribe=links.token(subscriber, "unsubscribe"),
            calendar=links.token(subscriber, "calendar"),
        )


def _call_key(step: Step) -> tuple[str, int, str]:
    return step.programme, step.year, "" if step.programme else step.key


def _by_call(ordered: Sequence[Step]) -> list[Step]:
    """Steps of one call side by side, the call of the most urgent step first."""
    first: dict[tuple[str, int, str], int] = {}
    for place, step in enumerate(ordered):
        first.setdefault(_call_key(step), place)
    return sorted(ordered, key=lambda s: first[_call_key(s)])


def _message_key(steps: Sequence[Step]) -> str:
    return min(step.key for step in steps)


@dataclass(frozen=True)
class Telling:
    """One subscriber told at one instant."""

    pack: Pack
    subscriber: Subscriber
    calendar: Calendar
    now: dt.datetime

    @property
    def language(self) -> Language:
        return self.subscriber.preferences.language

    def say(self, name: str, /, **values: object) -> str:
        return phrase(name, self.language, **values)

    # ── the parts of a message ──

    def sections(self, by_call: Sequence[Sequence[Step]]) -> tuple[Section, ...]:
        """One for each call; a check list that several share is said once, with the last of them."""
        tasks = [self._tasks(group) if group[0].programme else () for group in by_call]
        return tuple(
            self.section(group, () if mine in tasks[place + 1 :] else mine)
            for place, (group, mine) in enumerate(zip(by_call, tasks, strict=True))
        )

    def section(self, steps: Sequence[Step], tasks: Sequence[Statement]) -> Section:
        """All that is told of one call, or one announcement."""
        if not steps[0].programme:
            return self._other(steps[0])
        programme = self.pack.programme[steps[0].programme]
        edition = self.pack.edition(programme.id, steps[0].year)
        return Section(
            heading=self.say("heading", **self._named(steps[0])),
            paragraphs=(*self._news(steps, edition), *self._dates(steps, edition), *self._contact(programme, edition),
                        *([self.say("tasks")] if tasks else [])),
            checklist=tuple(task.text.in_(self.language) for task in tasks),
            links=self._platform(programme),
        )  # fmt: skip

    def _other(self, step: Step) -> Section:
        if step.kind == "confirm":
            wanted = {s.programme for s in self.subscriber.subscriptions}
            names = [self.say("all-programmes") if p == ALL else self._programme(p) for p in sorted(wanted)]
            told = self.say("confirm", programmes=listed(names, self.language), bodies=self._bodies([step]))
            return Section("", (told,))
        text = next((b.text for b in self.calendar.announcements if b.id == step.ref), None)
        return Section("", (text.in_(self.language) if text else "",))

    def subject(self, ordered: Sequence[Step], calls: int) -> str:
        first = self._subject(ordered[0])
        return self.say("subject-several", first=first, count=calls) if calls > 1 else first

    def footer(self, steps: Sequence[Step]) -> str:
        if any(step.kind == "confirm" for step in steps):
            return self.say("confirm-footer")
        return self.say("footer", bodies=self._bodies(steps))

    def buttons(self, steps: Sequence[Step]) -> Iterator[Button]:
        """Done, one for each call and body; tomorrow; change; stop."""
        yield from self._done_buttons(steps)
        counted = [step for step in steps if step.kind in ("step", "again")]
        if counted:
            ids = sorted({id_ for step in counted for id_ in step.subscriptions})
            yield Button(f"remind:tomorrow:{ids[0]}", self.say("button-tomorrow"))
        yield Button("remind:change", self.say("button-change"))
        yield Button("remind:stop", self.say("button-stop"))

    def events(self, steps: Sequence[Step]) -> Iterator[CalendarEvent]:
        """The organiser's deadline of a call, and the body's own beside it."""
        if not steps[0].programme:
            return
        edition = self.pack.edition(steps[0].programme, steps[0].year)
        if edition is None or edition.last_day is None:
            return
        call = self._call(steps[0])
        moved = call.change.id if call and call.change else 0
        yield events.organisers(
            self.pack, edition, edition.last_day, self.language, subscriber=self.subscriber.id, moved=moved
        )
        for own, bodies, first in self._own_deadlines(steps):
            yield events.own(self.pack, edition, own, bodies, first, self.language)

    # ── what is told of a call ──

    def _news(self, steps: Sequence[Step], edition: Edition | None) -> Iterator[str]:
        for step in steps:
            if step.kind in ("moved", "withdrawn"):
                yield self._moved(step)
            elif step.kind == "opened" and edition:
                opened = edition.opened
                given = {"opened": self._day(opened)} if opened else {}
                yield self.say("opened" if opened else "opened-undated", year=str(step.year), **given)
            elif step.kind == "phase" and edition:
                phase = next(p for p in edition.phases if p.id == step.ref)
                texts = {"phase": phase.name, "when": phase.when, "what": phase.what}
                yield self.say("phase", **{name: text.in_(self.language) for name, text in texts.items()})
            elif step.kind == "again":
                yield self.say("again")

    def _moved(self, step: Step) -> str:
        call = self._call(step)
        change = call.change if call else None
        old = self._day(change.old) if change and change.old else ""
        if step.target is None:
            return self.say("withdrawn", old=old)
        new = self._day(step.target)
        return (
            self.say("moved-hour", new=new)
            if change and change.old == change.new
            else self.say("moved", old=old, new=new)
        )

    def _dates(self, steps: Sequence[Step], edition: Edition | None) -> Iterator[str]:
        """The organiser's deadline, and beside it the date of each body that set one."""
        if all(step.kind == "phase" for step in steps) or any(step.kind == "withdrawn" for step in steps):
            return
        if edition is None or edition.last_day is None:
            yield self.say("no-deadline")
            return
        yield self._organisers(edition, edition.last_day)
        if edition.closes_at is None:
            yield self.say("no-hour")
        elif self.subscriber.preferences.zone != self.calendar.zone:
            zone = self.subscriber.preferences.zone
            here = edition.closes_at.astimezone(ZoneInfo(zone))
            yield self.say("local", zone=zone, time=moment(here, self.language))
        for own, bodies, _ in self._own_deadlines(steps):
            yield self._own(own, bodies, edition)

    def _organisers(self, edition: Edition, last_day: dt.date) -> str:
        deadline = edition.spoken.in_(self.language) if edition.spoken else self._day(last_day)
        days = days_left(last_day, self.calendar.zone, self.now)
        if days > 0:
            return self.say("days-left", days=days, deadline=deadline)
        call = next(
            (c for c in self.calendar.calls if (c.programme, c.year) == (edition.programme, edition.year)), None
        )
        ends = call.milestone.ends if call else edition.closes_at
        return self.say("today", deadline=deadline, left=self._span(ends - self.now) if ends else "")

    def _span(self, left: dt.timedelta) -> str:
        minutes = max(0, int(left / dt.timedelta(minutes=1)))
        if minutes < 60:
            return self.say("span-minutes", minutes=minutes)
        return self.say("span-hours", hours=minutes // 60, minutes=minutes % 60)

    def _own(self, own: InternalDeadline, bodies: str, edition: Edition) -> str:
        values: dict[str, object] = {"bodies": bodies, "deadline": self._own_spoken(own)}
        if edition.closes_at and own.closes_at >= edition.closes_at:
            return self.say("own-late", **values)
        if own.closes_at <= self.now:
            return self.say("own-past", **values)
        days = days_left(own.day, own.zone, self.now)
        return self.say("own", days=days, **values) if days > 0 else self.say("own-today", **values)

    def _own_spoken(self, own: InternalDeadline) -> str:
        if own.time is None:
            return self.say("own-day", day=self._day(own.day), zone=own.zone)
        return self.say("own-time", day=self._day(own.day), time=own.time.strftime("%H:%M"), zone=own.zone)

    def _own_deadlines(self, steps: Sequence[Step]) -> list[tuple[InternalDeadline, str, int]]:
        """The dates of the bodies told of here, each once, with the bodies whose date it is and their first
        subscription.
        """
        programme, year = steps[0].programme, steps[0].year
        found: dict[tuple[object, ...], list[tuple[InternalDeadline, Subscription]]] = {}
        for subscription in self._subscriptions(steps):
            if own := subscription.own_deadline(programme, year):
                found.setdefault((own.day, own.time, own.zone), []).append((own, subscription))
        ordered = sorted(found.values(), key=lambda same: same[0][0].closes_at)
        return [(same[0][0], self._names(whose for _, whose in same), same[0][1].id) for same in ordered]

    def _tasks(self, steps: Sequence[Step]) -> tuple[Statement, ...]:
        """What a body that passes the call on does now; a private person passes nothing on."""
        if all(s.body.kind == "person" for s in self._subscriptions(steps)):
            return ()
        step = min(steps, key=lambda s: s.urgency)
        if step.kind == "phase":
            told = self.pack.broadcast("phases")
            return told.tasks(phase=step.ref) if told else ()
        if step.kind == "opened":
            told = self.pack.broadcast("opening")
            return told.tasks(phase="submission") if told else ()
        told = self.pack.broadcast("changes" if step.kind in ("moved", "withdrawn") else "deadline")
        if told is None:
            return ()
        call = self._call(step)
        last_day = call.milestone.last_day if call else None
        days = days_left(last_day, self.calendar.zone, self.now) if last_day else 0
        return told.tasks(days=max(days, 0))

    def _contact(self, programme: Programme, edition: Edition | None) -> Iterator[str]:
        people = [self._person(edition, index) for index in range(min(1, len(edition.contacts)))] if edition else []
        if people:
            yield self.say("contact", who=listed(people, self.language))
        mailbox = (edition.mailbox if edition else None) or programme.mailbox or self.pack.scheme.mailbox
        yield self.say("mailbox", mailbox=mailbox)

    def _person(self, edition: Edition, index: int) -> str:
        contact = edition.contacts[index]
        name = self.pack.subject[contact.person].name.in_(self.language)
        ways = [way for way in (contact.phone, contact.mailbox) if way]
        return self.say("contact-person", name=name, ways="，".join(ways) if self.language == "zh" else ", ".join(ways))

    def _platform(self, programme: Programme) -> tuple[Link, ...]:
        return tuple(Link(link.label.in_(self.language), link.address) for link in programme.platform)

    # ── names ──

    def _subject(self, step: Step) -> str:
        if step.kind in ("announcement", "confirm"):
            return self.say(f"subject-{step.kind}")
        values = self._named(step)
        if step.kind == "phase":
            edition = self.pack.edition(step.programme, step.year)
            phase = next(p for p in edition.phases if p.id == step.ref) if edition else None
            return self.say("subject-phase", phase=phase.name.in_(self.language) if phase else "", **values)
        if step.kind not in ("step", "again") or step.target is None:
            return self.say(f"subject-{step.kind}", **values)
        own = "-own" if step.audience == "internal" else ""
        if own:
            values["bodies"] = self._bodies([step])
        days = days_left(step.target, self._zone_of(step), self.now)
        if days <= 0:
            return self.say(f"subject{own}-today", **values)
        return self.say(f"subject{own}" if own else "subject-days", days=days, **values)

    def _zone_of(self, step: Step) -> str:
        own = next((s.own_deadline(step.programme, step.year) for s in self._subscriptions([step])), None)
        return own.zone if own and step.audience == "internal" else self.calendar.zone

    def _done_buttons(self, steps: Sequence[Step]) -> Iterator[Button]:
        calls = list(
            dict.fromkeys((s.programme, s.year) for s in steps if s.kind in ("step", "again", "moved", "opened"))
        )
        several = len({s.body.name for s in self._subscriptions(steps)}) > 1
        shown = 0
        for programme, year in calls:
            of_call = [s for s in steps if (s.programme, s.year) == (programme, year)]
            for subscription in self._subscriptions(of_call):
                if shown == _MOST_BUTTONS_DONE:
                    return
                shown += 1
                name = self._programme(programme)[:_LONGEST_NAME]
                body = subscription.body.name[:_LONGEST_NAME]
                if several:
                    text = self.say("button-done-for", programme=name, body=body)
                else:
                    text = self.say("button-done-of", programme=name) if len(calls) > 1 else self.say("button-done")
                yield Button(f"remind:done:{subscription.id}:{programme}:{year}", text)

    def _named(self, step: Step) -> dict[str, object]:
        return {"programme": self._programme(step.programme), "year": str(step.year)}

    def _programme(self, id_: str) -> str:
        return self.pack.programme[id_].name.in_(self.language)

    def _bodies(self, steps: Sequence[Step]) -> str:
        return self._names(self._subscriptions(steps))

    def _names(self, subscriptions: Iterable[Subscription]) -> str:
        return listed(list(dict.fromkeys(s.body.name for s in subscriptions)), self.language)

    def _subscriptions(self, steps: Sequence[Step]) -> list[Subscription]:
        ids = {id_ for step in steps for id_ in step.subscriptions}
        return [s for s in self.subscriber.subscriptions if s.id in ids]

    def _call(self, step: Step) -> Call | None:
        key = (step.programme, step.year)
        return next((c for c in self.calendar.calls if (c.programme, c.year) == key), None)

    def _day(self, date: dt.date) -> str:
        return day(date, self.language)
