"""Reminders as an operator sees them: what is to come, what is in the books, what an announcement would tell."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.pack import Pack
from reminders.calendar import Calendar, calendar
from reminders.milestones import Ledger, milestones
from reminders.outbox import Outbox, Record, Step
from reminders.plan import wanted
from reminders.subscriptions import Subscriber, Subscriptions
from reminders.words import Words

_PORTION = 500  # subscribers looked at together


async def coming(
    subscriptions: Subscriptions, pack: Pack, ledger: Ledger, now: dt.datetime, spread: int
) -> AsyncIterator[dict[str, Any]]:
    """Every step still to be told, as it would read then; those due already and still worth telling included, those
    told already not.

    A pack that is not activated yet counts as if it were, but for what its activation would announce.
    """
    in_force = ledger if ledger.version == pack.version else _as_if(ledger, pack)
    known, words = calendar(pack, in_force, now), Words(pack)
    async for some in _portions(subscriptions.all()):
        told = await subscriptions.told([subscriber.id for subscriber in some])
        for subscriber in some:
            heard = told.get(subscriber.id, frozenset())
            for step in wanted(subscriber, known, now, spread):
                if step.key not in heard:
                    yield _line(step, subscriber, known, words)


async def _portions(subscribers: AsyncIterator[Subscriber]) -> AsyncIterator[list[Subscriber]]:
    some: list[Subscriber] = []
    async for subscriber in subscribers:
        some.append(subscriber)
        if len(some) == _PORTION:
            yield some
            some = []
    yield some


def _as_if(ledger: Ledger, pack: Pack) -> Ledger:
    return Ledger(pack.version, ledger.activation, milestones(pack), ledger.changes)


def _line(step: Step, subscriber: Subscriber, known: Calendar, words: Words) -> dict[str, Any]:
    zone = subscriber.preferences.zone
    told = [s.body.name for s in subscriber.subscriptions if s.id in step.subscriptions]
    return {
        "key": step.key,
        "due": step.due_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "local": step.due_at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds"),
        "zone": zone,
        "channel": subscriber.address.channel,
        "address": subscriber.address.address,
        "bodies": list(dict.fromkeys(told)),
        "programme": step.programme,
        "kind": step.kind,
        "step": step.days,
        "audience": step.audience,
        "target": step.target.isoformat() if step.target else None,
        "text": words.message([step], subscriber, known, step.due_at, repeat=False).text,
    }


def as_object(record: Record) -> dict[str, Any]:
    """A notice of the books."""
    return {
        "id": record.id,
        "state": record.state,
        "channel": record.address.channel,
        "address": record.address.address,
        "due": record.due_at.isoformat(timespec="seconds"),
        "valid_until": record.valid_until.isoformat(timespec="seconds"),
        "attempts": record.attempts,
        "why": record.why,
        "repeat_of": record.repeat_of,
        "steps": [
            {"key": s.key, "programme": s.programme, "kind": s.kind, "step": s.days, "audience": s.audience,
             "target": s.target.isoformat() if s.target else None}
            for s in record.steps
        ],
    }  # fmt: skip


async def announce(outbox: Outbox, pack: Pack, now: dt.datetime) -> dict[str, Any]:
    """Activate the pack; what that changed, and the announcements that stand in it."""
    changes = await outbox.activate(pack.version, milestones(pack), now)
    today = now.astimezone(ZoneInfo(pack.scheme.zone)).date()
    standing = [b for b in pack.broadcasts if b.kind == "announcement" and b.begins and b.ends and today <= b.ends]
    return {
        "changes": [
            {"field": c.field, "programme": c.programme, "year": c.year, "old": c.old and c.old.isoformat(),
             "new": c.new and c.new.isoformat()}
            for c in changes
        ],
        "announcements": [{"id": b.id, "begins": str(b.begins), "ends": str(b.ends)} for b in standing],
    }  # fmt: skip
