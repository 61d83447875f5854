"""What is said of subscriptions: each in a line or two, and the dates that will come, asked of the planner."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from handlers.phrases import phrase
from handlers.subscribe.works import Work, works_of
from knowledge.answer.wording import day, listed
from knowledge.language import Language
from knowledge.pack import Pack
from reminders.calendar import calendar
from reminders.milestones import Ledger
from reminders.outbox import Step
from reminders.own import AlreadyPast, BeforeOpening, NotPublished, Refusal
from reminders.plan import together, wanted
from reminders.subscriptions import ALL, InternalDeadline, Subscriber, Subscription

_MOST_SHOWN = 12  # coming notices in one reply
_NOT_WORTH_HIDING = 3  # more than that, which take hardly more room than to say so


@dataclass(frozen=True)
class Telling:
    """Speaks of one pack at one instant in one language."""

    pack: Pack
    now: dt.datetime
    language: Language

    def say(self, name: str, /, **values: str | int) -> str:
        return phrase(f"subscribe-{name}", self.language, **values)

    def unclear(self, question: str) -> str:
        """That what was said of one of the questions was not understood."""
        return self.say(f"unclear-{question}" if question in ("own", "mail") else "unclear")

    def programme(self, id_: str) -> str:
        return self.say("all") if id_ == ALL else self.pack.programme[id_].name.in_(self.language)

    # ── one subscription ──

    def subscription(self, of: Subscription, subscriber: Subscriber) -> str:
        """Who, what, when and where, and whose dates are whose."""
        preferences = subscriber.preferences
        lines = [
            self.say(
                "line", body=of.body.name, programme=self.programme(of.programme),
                when=self.when(of.lead_days), hour=preferences.hour.strftime("%H:%M"),
                zone=preferences.zone,
            )
        ]  # fmt: skip
        lines += [self._own(same, of.body.name) for same in _same_dates(of.internal)]
        if preferences.quiet:
            quiet = preferences.quiet
            lines.append(self.say("line-quiet", start=quiet.start.strftime("%H:%M"), end=quiet.end.strftime("%H:%M")))
        off = [self.say(f"line-no-{name}") for name in ("phases", "changes") if not getattr(of, name)]
        off += [
            self.say("line-done", programme=work.name, year=str(work.year)) for work in self._finished(of, subscriber)
        ]
        if of.paused_until and of.paused_until > self.now:
            off.append(self.say("line-paused"))
        return "\n".join([*lines, *off])

    def _finished(self, of: Subscription, subscriber: Subscriber) -> list[Work]:
        """The calls whose work of this year is done."""
        works = works_of(self.pack, [subscriber], self.now, self.language)
        return [work for work in works if work.is_done and work.subscription.id == of.id]

    def when(self, lead_days: Sequence[int]) -> str:
        """The days before a deadline on which it is reminded of, the last day by its name."""
        figures = [str(days) for days in lead_days if days]
        before = "、".join(figures) if self.language == "zh" else listed(figures, self.language)
        if not before:
            return self.say("when-last")
        return self.say("when-and-last" if 0 in lead_days else "when", days=before)

    def _own(self, same: Sequence[InternalDeadline], body: str) -> str:
        """A body's own date, and the calls it is for."""
        when = day(same[0].day, self.language)
        if same[0].time:
            when += f" {same[0].time:%H:%M} ({same[0].zone})"
        return self.say("line-own", body=body, programme=self._programmes([d.programme for d in same]), day=when)

    def _programmes(self, ids: Sequence[str]) -> str:
        """Calls in the order of the pack."""
        order = [call.id for call in self.pack.calls()]
        return listed([self.programme(id_) for id_ in sorted(ids, key=order.index)], self.language)

    def refusal(self, refused: Refusal) -> str:
        """Why a body's own deadline cannot be that day."""
        if isinstance(refused, NotPublished):
            return self.say("own-unpublished", programme=self.programme(refused.programme), year=str(refused.year))
        if isinstance(refused, AlreadyPast):
            name = "own-past" if refused.unpublished is None else "own-past-unpublished"
            return self.say(
                name, programme=self.programme(refused.programme), asked=day(refused.day, self.language),
                year=str(refused.unpublished or ""),
            )  # fmt: skip
        asked, edition = day(refused.asked.day, self.language), refused.edition
        name = self.programme(edition.programme)
        if isinstance(refused, BeforeOpening):
            opened = day(edition.opened, self.language) if edition.opened else ""
            return self.say("own-before-opening", programme=name, asked=asked, opened=opened)
        last = day(edition.last_day, self.language) if edition.last_day else ""
        return self.say("own-too-late", programme=name, asked=asked, last=last)

    # ── what will come ──

    def coming(self, subscriber: Subscriber, told: frozenset[str]) -> str:
        """Every notice to come with its local hour; where none is, why. `told` are the keys of steps told already."""
        steps = wanted(replace(subscriber, state="active"), calendar(self.pack, Ledger(), self.now), self.now)
        zone = ZoneInfo(subscriber.preferences.zone)
        groups = list(together(step for step in steps if step.kind != "confirm" and step.key not in told))
        if not groups:
            return self.say("coming-paused" if self.is_paused(subscriber) else "coming-none")
        shown = len(groups) if len(groups) <= _MOST_SHOWN + _NOT_WORTH_HIDING else _MOST_SHOWN
        lines = [self._notice(group, subscriber, zone) for group in groups[:shown]]
        if len(groups) > shown:
            lines.append(self.say("coming-more", count=str(len(groups) - shown)))
        return "\n".join([self.say("coming", zone=subscriber.preferences.zone), *lines])

    def is_paused(self, subscriber: Subscriber) -> bool:
        """Whether all that is subscribed there is paused now."""
        return all(s.paused_until and s.paused_until > self.now for s in subscriber.subscriptions)

    def _notice(self, steps: Sequence[Step], subscriber: Subscriber, zone: ZoneInfo) -> str:
        at = max(steps[0].due_at, self.now).astimezone(zone)
        what = "；" if self.language == "zh" else "; "
        named = what.join(dict.fromkeys(self._steps(steps, subscriber)))
        return f"– {day(at.date(), self.language)} {at:%H:%M} · {named}"

    def _steps(self, steps: Sequence[Step], subscriber: Subscriber) -> Iterator[str]:
        """What is told, one thing that is the same of several calls once."""
        alike: dict[tuple[object, ...], list[Step]] = {}
        for step in steps:
            alike.setdefault(
                (bool(step.programme), step.kind, step.audience, step.target, step.subscriptions), []
            ).append(step)
        for same in alike.values():
            step = same[0]
            if not step.programme:
                yield self.say("step-announcement")
                continue
            programme = self._programmes([one.programme for one in same])
            if step.kind not in ("step", "again") or step.target is None:
                yield self.say(f"step-{step.kind}", programme=programme)
                continue
            # counted to the day the notice comes on, not to the step's number: the day before may be weeks off
            zone = self._zone_of(step, subscriber)
            left = (step.target - step.due_at.astimezone(ZoneInfo(zone)).date()).days
            name = ("own" if step.audience == "internal" else "step") + ("-today" if left <= 0 else "")
            bodies = [s.body.name for s in subscriber.subscriptions if s.id in step.subscriptions]
            yield self.say(
                f"step-{name}", programme=programme, days=left, day=day(step.target, self.language),
                bodies=listed(list(dict.fromkeys(bodies)), self.language),
            )  # fmt: skip

    def _zone_of(self, step: Step, subscriber: Subscriber) -> str:
        """The zone in which the day counted to is meant: a body's own, or the organiser's."""
        told = (
            s.own_deadline(step.programme, step.year) for s in subscriber.subscriptions if s.id in step.subscriptions
        )
        own = next((deadline for deadline in told if deadline), None)
        return own.zone if own and step.audience == "internal" else self.pack.scheme.zone


def _same_dates(deadlines: Sequence[InternalDeadline]) -> list[list[InternalDeadline]]:
    """The deadlines that are one date, together."""
    found: dict[tuple[object, ...], list[InternalDeadline]] = {}
    for deadline in deadlines:
        found.setdefault((deadline.day, deadline.time, deadline.zone), []).append(deadline)
    return list(found.values())
