"""What time takes away, and what it never does: on SQLite and PostgreSQL, and once in the real worker."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.retention import Forgotten, Retention
from bot.storage.conversations import SqlConversations
from handlers.state import LastTurn, State
from reminders.subscriptions import Address, Wish
from tests.reminders.calls import ASSOCIATION, at
from tests.reminders.house import House
from tests.reminders.rig import Rig
from tests.reminders.test_faults_http import T7

KEPT_FOR = dt.timedelta(days=90)
LAST = LastTurn("deadline", {"programmes": ["award"]}, at("2026-01-01 10:00").isoformat(), "zh")
MAILBOX = Address("email", "office@example.org")


def run_of(instant: str) -> Mapping[str, Any]:
    runs = {"award": {"flow": "award", "version": "1", "at": at(instant).isoformat(), "answers": {"who": "inventor"}}}
    return {"precheck": {"open": True, "programme": "award", "language": "zh", "runs": runs}}


async def chat(rig: Rig, name: str, when: str, state: State) -> None:
    async with SqlConversations(rig.engine, lambda: at(when)).open("web", name) as memory:
        memory.state = state


async def state_of(rig: Rig, name: str) -> State:
    async with SqlConversations(rig.engine, lambda: rig.now).open("web", name) as memory:
        return memory.state


def retention(rig: Rig) -> Retention:
    return Retention(rig.engine, rig.outbox, KEPT_FOR)


@pytest.mark.asyncio
async def test_a_chat_is_forgotten_ninety_days_after_its_last_message(either: Rig) -> None:
    await chat(either, "idle", "2026-01-01 10:00", State(last=LAST, dialogue=dict(run_of("2026-01-01 10:00"))))
    await chat(either, "alive", "2026-01-03 10:00", State(last=LAST))
    assert await retention(either).once(at("2026-04-01 09:59")) == Forgotten()
    assert await retention(either).once(at("2026-04-02 10:01")) == Forgotten(chats=1)
    assert await state_of(either, "idle") == State()
    assert await state_of(either, "alive") == State(last=LAST)


@pytest.mark.asyncio
async def test_answers_of_a_pre_check_are_forgotten_though_the_chat_goes_on(either: Rig) -> None:
    await chat(either, "old run", "2026-04-01 10:00", State(last=LAST, dialogue=dict(run_of("2026-01-01 10:00"))))
    await chat(either, "new run", "2026-04-01 10:00", State(last=LAST, dialogue=dict(run_of("2026-03-01 10:00"))))
    assert await retention(either).once(at("2026-04-02 10:01")) == Forgotten(chats=1)
    assert await retention(either).once(at("2026-04-02 10:01")) == Forgotten()
    assert "inventor" not in (await state_of(either, "old run")).to_json()
    assert (await state_of(either, "old run")).last == LAST
    assert "inventor" in (await state_of(either, "new run")).to_json()


@pytest.mark.asyncio
async def test_of_an_idle_chat_the_mailboxes_it_speaks_for_are_all_that_is_kept(either: Rig) -> None:
    mails = {"subscribe": {"open": True, "ask": "own", "mails": ["office@example.org"]}}
    await chat(either, "office", "2026-01-01 10:00", State(language="en", last=LAST, dialogue=mails))
    assert (await retention(either).once(at("2026-04-02 10:01"))).chats == 1
    left = await state_of(either, "office")
    assert (left.language, left.last, left.choices) == ("en", None, ())
    assert left.dialogue["subscribe"]["mails"] == ["office@example.org"]
    assert not left.dialogue["subscribe"]["open"]
    assert (await retention(either).once(at("2026-04-02 10:01"))).chats == 0


@pytest.mark.asyncio
async def test_subscriptions_are_kept_and_what_nobody_asks_for_is_not(either: Rig) -> None:
    await either.subscribe("kept")
    await either.subscribe("blocked")
    await either.subscriptions.set_state(Address("telegram", "blocked"), "blocked", "by the person", either.now)
    await either.subscribe("ended")
    await either.subscriptions.unsubscribe_all(Address("telegram", "ended"))
    await either.subscriptions.subscribe(Wish(MAILBOX, ASSOCIATION, confirmed=False), either.now)
    before = [s.address.address async for s in either.subscriptions.all()]
    assert (await retention(either).once(either.now + dt.timedelta(days=90))).addresses == 0
    assert (await retention(either).once(either.now + dt.timedelta(days=91))).addresses == 2
    assert before == ["kept", "blocked", "office@example.org"]
    assert [s.address.address async for s in either.subscriptions.all()] == ["kept", "blocked"]
    assert await either.subscriptions.of(Address("telegram", "ended")) is None


@pytest.mark.asyncio
async def test_the_words_of_what_is_over_go_and_it_is_never_told_again(either: Rig) -> None:
    await either.subscribe()
    await either.beat(T7)
    assert (await either.state("sent"))[0].text
    assert (await retention(either).once(at("2026-10-01 12:00"))).notices == 1
    assert (await either.state("sent"))[0].text == ""
    await either.outbox.wake_all()
    await either.beat(T7)
    assert len(either.courier.arrived) == 1


@pytest.mark.asyncio
async def test_who_ended_it_and_subscribes_again_is_not_told_a_second_time(either: Rig) -> None:
    await either.subscribe()
    await either.beat(T7)
    await either.subscriptions.unsubscribe_all(Address("telegram", "1"))
    assert (await retention(either).once(at("2026-10-01 12:00"))).addresses == 1
    await either.subscribe()  # at an address that is new, so no key stands in the way
    await either.beat("2026-06-08 18:00")
    assert len(either.courier.arrived) == 1
    await either.beat("2026-06-12 10:00")
    assert len(either.courier.arrived) == 2


def test_a_worker_forgets_when_it_starts(house: House) -> None:
    (person,) = house.persons(1)
    house.subscribe([person])
    with house.worker(T7):
        house.until(lambda: house.records("sent"))  # it has arrived a moment before that is written down
    with house.worker("2026-12-01 10:00") as worker:
        house.until(lambda: '"forgotten"' in worker.log.read_text(), within=180)
        assert worker.stop() == 0
    (line,) = [line for line in map(json.loads, worker.log.read_text().splitlines()) if line["event"] == "forgotten"]
    assert line["notices"] == 1
    assert [record.text for record in house.records("sent")] == [""]
