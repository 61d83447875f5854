"""Notices on their way out: held up together, they do not leave together."""

import asyncio

import pytest

from bot.channels.telegram.courier import Turnstile

pytestmark = pytest.mark.asyncio


async def test_calls_that_were_held_up_leave_one_by_one() -> None:
    turnstile, left = Turnstile(0.02), list[float]()

    async def leave() -> None:
        await turnstile.passed()
        left.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(leave() for _ in range(8)))
    assert left == sorted(left)
    assert left[-1] - left[0] >= 7 * 0.02 - 0.005
