"""Calls, calendars and subscribers to plan with; every value can be another."""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from reminders.calendar import Calendar, Call
from reminders.milestones import Milestone
from reminders.plan import wanted
from reminders.subscriptions import Address, Body, Preferences, Subscriber, Subscription

SHANGHAI = "Asia/Shanghai"
LAST_DAY = dt.date(2026, 6, 15)
LONG_AGO = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
ASSOCIATION = Body("中国通信企业协会", "association")
UNIVERSITY = Body("长春工业大学", "university")


def at(text: str, zone: str = SHANGHAI) -> dt.datetime:
    """An instant as people write it: "2026-06-01 09:30"."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def call(programme: str = "award", last_day: dt.date = LAST_DAY, **other: Any) -> Call:
    """A call that closes at the end of its last day, Beijing time."""
    closes_at = other.pop(
        "closes_at", dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), ZoneInfo(SHANGHAI))
    )
    opened = other.pop("opened", last_day - dt.timedelta(days=89))
    return Call(Milestone(programme, last_day.year, SHANGHAI, opened, last_day, closes_at), **other)


def calendar(*calls: Call) -> Calendar:
    return Calendar(SHANGHAI, calls or (call(),), repeat=frozenset({0, 1}))


def subscription(id_: int = 1, programme: str = "award", **other: Any) -> Subscription:
    return Subscription(id_, other.pop("body", ASSOCIATION), programme, other.pop("since", LONG_AGO), **other)


def subscriber(*subscriptions: Subscription, **preferences: Any) -> Subscriber:
    known = Subscriber(7, Address("telegram", "4711"), subscriptions=subscriptions or (subscription(),))
    return replace(known, preferences=Preferences(**preferences))


def told(
    who: Subscriber, *calls: Call, now: dt.datetime = LONG_AGO, kind: str = "step"
) -> list[tuple[int | None, str]]:
    """Which steps, and when on the subscriber's own clock."""
    zone = ZoneInfo(who.preferences.zone)
    steps = sorted(wanted(who, calendar(*calls), now), key=lambda step: step.due_at)
    return [(s.days, f"{s.due_at.astimezone(zone):%Y-%m-%d %H:%M}") for s in steps if s.kind == kind]
