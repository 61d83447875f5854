"""What breaks again and again, and what ends although it breaks."""

import asyncio
from sqlite3 import OperationalError

import pytest

from bot.channels.telegram.trouble import Trouble


async def test_pauses_grow_until_it_works() -> None:
    trouble = Trouble("sending", jitter=lambda: 0.0)
    assert [trouble.tell(OperationalError("locked")) for _ in range(3)] == [0.5, 1.0, 2.0]
    trouble.over()
    assert trouble.tell(OperationalError("locked")) == 0.5


async def test_work_that_breaks_while_it_is_cancelled_ends() -> None:
    """A driver told to stop in the midst of a statement may say that the database is locked instead."""
    trouble, begun = Trouble("sending", jitter=lambda: 0.0), asyncio.Event()

    async def statement() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise OperationalError("locked") from None

    async def work() -> None:
        while True:
            try:
                await statement()
            except Exception as error:
                await asyncio.sleep(trouble.tell(error))

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await task
