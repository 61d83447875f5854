"""Every `Subscriptions` keeps the same promises: in memory, on SQLite and on PostgreSQL."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.storage import engine as storage
from bot.storage.subscriptions import SqlSubscriptions
from bot.subscribers import MemorySubscriptions
from reminders import links
from reminders.subscriptions import (
    ALL,
    INDEFINITELY,
    Address,
    Body,
    Edit,
    InternalDeadline,
    Preferences,
    Quiet,
    Subscriptions,
    UnknownSubscription,
    Wish,
)
from tests.fakes import NOON

CHAT = Address("telegram", "4711")
ASSOCIATION = Body("中国通信企业协会", "association")
UNIVERSITY = Body("长春工业大学", "university")
WISH = Wish(CHAT, ASSOCIATION, "award", owner="9")
OURS = InternalDeadline("award", 2026, dt.date(2026, 5, 20))

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(params=["memory", "sqlite", "postgres"])
async def subscriptions(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Subscriptions]:
    if request.param == "memory":
        yield MemorySubscriptions()
        return
    sqlite = request.param == "sqlite"
    url = f"sqlite+aiosqlite:///{tmp_path / 'who.db'}" if sqlite else request.getfixturevalue("postgres_url")
    await storage.upgrade(url)
    engine = storage.open_engine(url)
    async with storage.writing(engine) as connection:
        await connection.execute(text("DELETE FROM address"))
    yield SqlSubscriptions(engine)
    await engine.dispose()


async def test_an_address_nobody_subscribed_is_not_known(subscriptions: Subscriptions) -> None:
    assert await subscriptions.of(CHAT) is None
    assert await subscriptions.unsubscribe_all(CHAT) == 0
    assert await subscriptions.prefer(CHAT, Preferences()) is None


async def test_a_wish_is_kept_whole(subscriptions: Subscriptions) -> None:
    preferences = Preferences("en", "Europe/Berlin", dt.time(8, 5), Quiet(dt.time(22), dt.time(7, 30)), "group")
    wish = replace(WISH, preferences=preferences, lead_days=(7, 0), phases=False, internal=(OURS,))
    came = await subscriptions.subscribe(wish, NOON)
    assert came.new
    assert came.subscriber == await subscriptions.of(CHAT) == await subscriptions.by_id(came.subscriber.id)
    assert came.subscriber.preferences == preferences
    assert (came.subscriber.address, came.subscriber.owner, came.subscriber.state) == (CHAT, "9", "active")
    kept = came.subscription
    assert (kept.body, kept.programme, kept.since, kept.lead_days) == (ASSOCIATION, "award", NOON, (7, 0))
    assert (kept.phases, kept.changes, kept.internal) == (False, True, (OURS,))


async def test_subscribing_twice_is_one_subscription_with_the_latest_wish(subscriptions: Subscriptions) -> None:
    first = await subscriptions.subscribe(replace(WISH, internal=(OURS,)), NOON)
    again = await subscriptions.subscribe(replace(WISH, lead_days=(3,)), NOON + dt.timedelta(days=1))
    assert not again.new
    assert again.subscription == replace(first.subscription, lead_days=(3,))
    assert len(again.subscriber.subscriptions) == 1


async def test_two_at_once_on_a_new_address_are_one(subscriptions: Subscriptions) -> None:
    came = await asyncio.gather(*(subscriptions.subscribe(WISH, NOON) for _ in range(5)))
    assert len({each.subscription.id for each in came}) == 1
    assert sum(each.new for each in came) == 1


async def test_bodies_and_programmes_of_one_chat_stand_side_by_side(subscriptions: Subscriptions) -> None:
    for body, programme in ((ASSOCIATION, "award"), (UNIVERSITY, "award"), (ASSOCIATION, ALL)):
        await subscriptions.subscribe(Wish(CHAT, body, programme), NOON)
    known = await subscriptions.of(CHAT)
    assert known
    assert [(s.body.name, s.programme) for s in known.subscriptions] == [
        (ASSOCIATION.name, "award"), (UNIVERSITY.name, "award"), (ASSOCIATION.name, ALL),
    ]  # fmt: skip


async def test_a_thread_is_an_address_of_its_own(subscriptions: Subscriptions) -> None:
    await subscriptions.subscribe(WISH, NOON)
    assert await subscriptions.of(replace(CHAT, thread=5)) is None


async def test_every_change_raises_the_revision(subscriptions: Subscriptions) -> None:
    came = await subscriptions.subscribe(WISH, NOON)
    id_, seen = came.subscription.id, [came.subscriber.revision]
    seen.append((await subscriptions.edit(id_, Edit(lead_days=(7,)), NOON)).revision)
    seen.append((await subscriptions.pause(id_)).revision)
    seen.append((await subscriptions.mark_done(id_, "award", 2026)).revision)
    preferred = await subscriptions.prefer(CHAT, Preferences("en"))
    assert preferred
    seen.append(preferred.revision)
    seen.append((await subscriptions.unsubscribe(id_)).revision)
    assert seen == sorted(set(seen))


async def test_editing_changes_what_it_names_and_nothing_else(subscriptions: Subscriptions) -> None:
    came = await subscriptions.subscribe(replace(WISH, internal=(OURS,)), NOON)
    after = await subscriptions.edit(came.subscription.id, Edit(lead_days=(14, 1), changes=False), NOON)
    assert after.subscriptions == (replace(came.subscription, lead_days=(14, 1), changes=False),)


async def test_another_programme_begins_when_it_is_chosen(subscriptions: Subscriptions) -> None:
    came = await subscriptions.subscribe(WISH, NOON)
    later = NOON + dt.timedelta(days=3)
    after = await subscriptions.edit(came.subscription.id, Edit(programme="case"), later)
    assert (after.subscriptions[0].programme, after.subscriptions[0].since) == ("case", later)


async def test_edited_into_another_it_takes_its_place(subscriptions: Subscriptions) -> None:
    await subscriptions.subscribe(replace(WISH, programme="case"), NOON)
    came = await subscriptions.subscribe(WISH, NOON)
    after = await subscriptions.edit(came.subscription.id, Edit(programme="case"), NOON)
    assert [s.id for s in after.subscriptions] == [came.subscription.id]


async def test_internal_deadlines_are_one_per_programme_and_year(subscriptions: Subscriptions) -> None:
    came = await subscriptions.subscribe(replace(WISH, internal=(OURS,)), NOON)
    id_ = came.subscription.id
    sooner = InternalDeadline("award", 2026, dt.date(2026, 5, 18), dt.time(17), "Asia/Urumqi")
    other = InternalDeadline("case", 2026, dt.date(2026, 5, 1))
    await subscriptions.set_internal(id_, sooner)
    after = await subscriptions.set_internal(id_, other)
    assert after.subscriptions[0].internal == (sooner, other)
    cleared = await subscriptions.clear_internal(id_, "award", 2026)
    assert cleared.subscriptions[0].internal == (other,)


async def test_pause_resume_done_and_again_are_kept(subscriptions: Subscriptions) -> None:
    id_ = (await subscriptions.subscribe(WISH, NOON)).subscription.id
    assert (await subscriptions.pause(id_)).subscriptions[0].paused_until == INDEFINITELY
    assert (await subscriptions.pause(id_, NOON)).subscriptions[0].paused_until == NOON
    assert (await subscriptions.resume(id_)).subscriptions[0].paused_until is None
    assert (await subscriptions.remind_again(id_, NOON.date())).subscriptions[0].again_on == NOON.date()
    done = (await subscriptions.mark_done(id_, "award", 2026)).subscriptions[0]
    assert done.done == {("award", 2026)}
    assert done.again_on is None
    assert (await subscriptions.unmark_done(id_, "award", 2026)).subscriptions[0].done == frozenset()


async def test_unsubscribing_leaves_the_address_without_subscriptions(subscriptions: Subscriptions) -> None:
    came = await subscriptions.subscribe(replace(WISH, internal=(OURS,)), NOON)
    assert (await subscriptions.unsubscribe(came.subscription.id)).subscriptions == ()
    with pytest.raises(UnknownSubscription):
        await subscriptions.unsubscribe(came.subscription.id)
    assert [s async for s in subscriptions.all()] == []
    assert (await subscriptions.subscribe(WISH, NOON)).subscriber.id == came.subscriber.id
    assert await subscriptions.unsubscribe_all(CHAT) == 1


async def test_what_is_forgotten_is_gone_and_its_number_is_not_given_again(subscriptions: Subscriptions) -> None:
    came = await subscriptions.subscribe(WISH, NOON)
    await subscriptions.forget(CHAT)
    assert await subscriptions.of(CHAT) is None
    assert (await subscriptions.subscribe(WISH, NOON)).subscriber.id > came.subscriber.id


async def test_a_mailbox_waits_to_be_confirmed(subscriptions: Subscriptions) -> None:
    wish = Wish(Address("email", "office@example.org"), ASSOCIATION, confirmed=False)
    assert (await subscriptions.subscribe(wish, NOON)).subscriber.state == "unconfirmed"
    confirmed = await subscriptions.set_state(wish.address, "active", "confirmed", NOON)
    assert confirmed
    assert confirmed.state == "active"
    again = await subscriptions.subscribe(replace(wish, programme="case"), NOON)
    assert again.subscriber.state == "active"
    await subscriptions.set_state(wish.address, "gone", "550", NOON)
    assert (await subscriptions.subscribe(wish, NOON)).subscriber.state == "unconfirmed"


async def test_a_moved_chat_keeps_everything_however_often_it_is_told(subscriptions: Subscriptions) -> None:
    new = Address("telegram", "-100987")
    came = await subscriptions.subscribe(WISH, NOON)
    for _ in range(2):
        await subscriptions.move(CHAT, new)
    known = await subscriptions.of(new)
    assert known
    assert (known.id, known.subscriptions) == (came.subscriber.id, (came.subscription,))
    assert known.preferences.kind == "supergroup"
    assert await subscriptions.of(CHAT) is None


async def test_a_chat_moved_onto_one_that_subscribed_already_is_one(subscriptions: Subscriptions) -> None:
    new = Address("telegram", "-100987")
    old = await subscriptions.subscribe(WISH, NOON)
    await subscriptions.subscribe(replace(WISH, address=new), NOON)
    await subscriptions.subscribe(replace(WISH, address=new, body=UNIVERSITY), NOON)
    await subscriptions.move(CHAT, new)
    known = await subscriptions.of(new)
    assert known
    assert known.id == old.subscriber.id
    assert {s.body.name for s in known.subscriptions} == {ASSOCIATION.name, UNIVERSITY.name}
    assert len(known.subscriptions) == 2


async def test_links_hold_for_their_purpose_and_their_address_only(subscriptions: Subscriptions) -> None:
    ours = (await subscriptions.subscribe(WISH, NOON)).subscriber
    theirs = (await subscriptions.subscribe(replace(WISH, address=Address("telegram", "1")), NOON)).subscriber
    stop = links.token(ours, "unsubscribe")
    assert links.subscriber_id(stop) == ours.id
    assert links.holds(stop, ours, "unsubscribe")
    assert not links.holds(stop, ours, "calendar")
    assert not links.holds(links.token(theirs, "unsubscribe"), ours, "unsubscribe")
    assert [links.subscriber_id(bad) for bad in ("", "x-1", "-5", "٣-1")] == [None] * 4
