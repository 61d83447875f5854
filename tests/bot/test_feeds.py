"""Calendar feeds as a calendar program reads them: only what is published, the same bytes until a date moves."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
import pytest_asyncio
from icalendar import Calendar

from bot.channels.web import feeds
from bot.channels.web.app import create_app
from bot.documents.events import calendar_of
from bot.metrics import Metrics
from bot.subscribers import MemorySubscriptions
from knowledge.library import Library
from reminders import links
from reminders.feed import of_programme
from reminders.subscriptions import Address, Body, InternalDeadline, Preferences, Subscriber, Wish
from tests.fakes import NOON, FakeConversation

OWN = InternalDeadline("award", 2026, dt.date(2026, 5, 20))


@pytest.fixture
def subscriptions() -> MemorySubscriptions:
    return MemorySubscriptions()


@pytest_asyncio.fixture
async def client(library: Library, subscriptions: MemorySubscriptions) -> AsyncIterator[httpx.AsyncClient]:
    async def ready() -> None:
        return None

    router = feeds.create_router(lambda: library.pack, subscriptions, calendar_of)
    app = create_app(FakeConversation(), now=lambda: NOON, ready=ready, metrics=Metrics(), routers=[router])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://wicbot.test") as client:
        yield client


async def subscribed(subscriptions: MemorySubscriptions) -> Subscriber:
    wish = Wish(
        Address("email", "a@example.org"), Body("互联网协会", "association"), "award", Preferences(), internal=(OWN,)
    )
    return (await subscriptions.subscribe(wish, NOON)).subscriber


async def test_a_call_has_a_feed_of_its_published_deadlines(client: httpx.AsyncClient, library: Library) -> None:
    answer = await client.get("/calendar/award.ics", params={"lang": "en"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    published = [e for e in library.pack.editions_of("award") if e.last_day]
    assert len(events) == len(published) > 0
    last = next(e for e in events if str(e["UID"]) == "award-2026@wicbot")
    assert last.decoded("DTSTART") == dt.datetime(2026, 6, 15, 16, tzinfo=dt.UTC)
    assert [alarm.decoded("TRIGGER") for alarm in last.walk("VALARM")] == [-dt.timedelta(days=7), -dt.timedelta(days=1)]
    assert not any(e.decoded("DTSTART").year > 2026 for e in events)


async def test_a_feed_is_the_same_until_a_date_moves(client: httpx.AsyncClient, library: Library) -> None:
    first = await client.get("/calendar/all.ics")
    again = await client.get("/calendar/all.ics", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    events = of_programme(library.pack, "award", "zh")
    moved = [*events[:-1], replace(events[-1], day=events[-1].day + dt.timedelta(days=3))]
    assert calendar_of(events, "zh") != calendar_of(moved, "zh")


async def test_a_subscription_has_a_feed_of_its_own_with_its_own_date(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    answer = await client.get(f"/calendar/{links.token(subscriber, 'calendar')}.ics")
    events = {str(e["UID"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    own = next(e for uid, e in events.items() if "-own-" in uid)
    assert own.decoded("DTSTART") == OWN.day
    assert "互联网协会" in str(own["SUMMARY"])
    assert not any("case" in uid for uid in events)
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("name", ["light", "1-abc", "x", "9" * 30, "1-" + "0" * 40])
async def test_what_is_no_feed_is_not_found(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions, name: str
) -> None:
    await subscribed(subscriptions)
    answer = await client.get(f"/calendar/{name}.ics")
    assert answer.status_code == 404
    assert "award" in answer.json()["detail"]
