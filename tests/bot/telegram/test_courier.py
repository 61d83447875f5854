"""Notices on their way out: held up together, they do not leave together."""

import asyncio

import pytest

from bot.channels.telegram.courier import Places, Turnstile
from reminders.subscriptions import Address

pytestmark = pytest.mark.asyncio


async def test_calls_that_were_held_up_leave_one_by_one() -> None:
    turnstile, left = Turnstile(0.02), list[float]()

    async def leave() -> None:
        await turnstile.passed()
        left.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(leave() for _ in range(8)))
    assert left == sorted(left)
    assert left[-1] - left[0] >= 7 * 0.02 - 0.005


LI = Address("telegram", "11")


class Booked:
    """Books places so many seconds ahead, and counts."""

    def __init__(self, *waits: float) -> None:
        self._waits = list(waits)
        self.count = 0

    async def __call__(self) -> float:
        self.count += 1
        return self._waits.pop(0)


async def test_a_call_on_time_keeps_its_place() -> None:
    book = Booked()
    places = Places(book)
    places.taken(LI, 0.0)
    await places.kept(LI)
    assert book.count == 0


async def test_a_call_held_up_past_its_place_takes_another_and_waits_for_it() -> None:
    book, clock = Booked(0.2), asyncio.get_running_loop()
    places = Places(book)
    places.taken(LI, -1.0)
    began = clock.time()
    await places.kept(LI)
    assert book.count == 1
    assert clock.time() - began >= 0.19


async def test_a_call_without_a_place_takes_one_each_time() -> None:
    book = Booked(0.0, 0.0)
    places = Places(book)
    await places.kept(LI)
    await places.kept(LI)
    assert book.count == 2
